//===- UnwindFrames.cpp ---------------------------------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// An entry of unwind information is a table of rows: from which address on the
// CFA is which register and how much (FrameRows.cpp). Of
//
//   push %rbx           CFA = rsp + 8
//   sub $32, %rsp             rsp + 16
//   ...                       rsp + 48     the body
//   add $32, %rsp
//   pop %rbx                  rsp + 16
//   ret                       rsp + 8
//
// the body is wanted. It is the offset that most of the code has which runs
// with a frame at all: not the largest, for code may push arguments of a call
// onto the frame and take them away again, and not the last row, for a function
// may end anywhere. How much a call pushes is what the initial rows of the
// entry's CIE say (8 on x86-64, nothing where the return address is in a
// register), and the stack pointer is their register, so no machine need be
// known.
//
// Where the body pushes, the largest offset and the usual one differ, and a
// variable that is told from the stack pointer could be meant for either. The
// size of the frame is then the usual one, but there is no rule.
//
// A function with a frame pointer has rows of that one in its body; they say
// where the CFA is and not how far down the frame goes.
//
// How deep the stack is at each instruction, for who unwinds by it, is each row
// whose CFA is told by the stack pointer.
//
// What it does not do: CFAs by expression (realigned stacks of gcc, PLTs) are
// rows without a register; the frame then has no size.
//
//===----------------------------------------------------------------------===//

#include "UnwindFrames.h"
#include "FrameHeader.h"
#include "llvm/BinaryFormat/Dwarf.h"
#include <map>

using namespace llvm;
using namespace llvm::dwarf;
using namespace gosym;

namespace {

class SectionReader {
public:
  SectionReader(const UnwindInfo &info, WantedFunction wanted, bool isEH)
      : isEH(isEH), wanted(wanted),
        section(isEH ? info.sections->getEHFrameSection()
                     : info.sections->getFrameSection()),
        data(*info.sections, section, info.sections->isLittleEndian(),
             info.sections->getAddressSize()),
        rows(*info.sections, section, data) {}

  Error read(std::vector<UnwindFrame> &out);

private:
  std::optional<uint32_t> functionOf(const FrameCIE &cie,
                                     const FrameFDE &fde) const;
  void readRows(const FrameFDE &fde, UnwindFrame &frame);

  const bool isEH;
  const WantedFunction wanted;
  const DWARFSection &section;
  const DWARFDataExtractor data;
  FrameRows rows;
};

/// Bytes of code for which a register and an offset are the CFA.
using Weights = std::map<std::pair<uint32_t, int64_t>, uint64_t>;

} // namespace

/// The number of the function that the entry is of, if that is wanted.
std::optional<uint32_t> SectionReader::functionOf(const FrameCIE &cie,
                                                  const FrameFDE &fde) const {
  uint8_t encoding = cie.pointerEncoding & 0x0f;
  // Two bytes are no relocated address.
  if (isEH && (encoding == DW_EH_PE_udata2 || encoding == DW_EH_PE_sdata2))
    return std::nullopt;
  uint64_t position = fde.address;
  uint64_t number = object::SectionedAddress::UndefSection;
  uint64_t offset = data.getRelocatedValue(fde.addressSize, &position, &number);
  if (number == object::SectionedAddress::UndefSection)
    return std::nullopt;
  return wanted(number, offset);
}

/// The offset of \p reg that most code has, but for code without a frame, where
/// it is \p pushed.
static int64_t usualOffset(const Weights &weights, uint32_t reg,
                           int64_t pushed) {
  std::optional<int64_t> usual;
  uint64_t most = 0;
  for (auto [rule, weight] : weights) {
    if (rule.first != reg || rule.second == pushed)
      continue;
    if (!usual || weight >= most) {
      usual = rule.second;
      most = weight;
    }
  }
  return usual.value_or(pushed);
}

void SectionReader::readRows(const FrameFDE &fde, UnwindFrame &frame) {
  if (!rows.initial)
    return;
  uint32_t stackPointer = rows.initial->reg;
  int64_t pushed = rows.initial->offset;
  frame.atEntry = rows.initial;
  frame.length = fde.length;

  Weights weights;
  ArrayRef<FrameRow> all = rows.rows;
  frame.depths.reserve(all.size());
  for (auto [i, row] : enumerate(all)) {
    if (!row.cfa) {
      frame.depths.push_back({row.offset, std::nullopt});
      frame.byFramePointer = true;
      continue;
    }
    auto [reg, offset] = *row.cfa;
    bool tellsDepth = reg == stackPointer && offset >= pushed;
    frame.depths.push_back(
        {row.offset,
         tellsDepth ? std::optional(uint32_t(offset - pushed)) : std::nullopt});
    uint64_t next = i + 1 == all.size() ? frame.length : all[i + 1].offset;
    frame.byFramePointer |= reg != stackPointer;
    weights[{reg, offset}] += next - row.offset;
  }
  if (!frame.byFramePointer) {
    int64_t usual = usualOffset(weights, stackPointer, pushed);
    int64_t largest = weights.rbegin()->first.second;
    if (usual < pushed)
      return;
    frame.size = usual - pushed;
    if (usual == largest)
      frame.rules.push_back({stackPointer, usual});
    return;
  }
  for (auto it = weights.begin(); it != weights.end();) {
    auto [reg, offset] = it->first;
    auto begin = it;
    while (it != weights.end() && it->first.first == reg)
      ++it;
    if (reg != stackPointer && std::next(begin) == it)
      frame.rules.push_back({reg, offset});
  }
}

Error SectionReader::read(std::vector<UnwindFrame> &out) {
  if (data.getData().empty())
    return Error::success();
  Expected<FrameEntries> entries = readFrameEntries(data, isEH);
  if (!entries)
    return entries.takeError();
  for (const FrameFDE &fde : entries->fdes) {
    const FrameCIE &cie = entries->cies[fde.cie];
    std::optional<uint32_t> function = functionOf(cie, fde);
    if (!function)
      continue;
    if (Error e = rows.run(cie, fde))
      return e;
    UnwindFrame frame;
    frame.function = *function;
    readRows(fde, frame);
    out.push_back(std::move(frame));
  }
  return Error::success();
}

Expected<std::vector<UnwindFrame>>
gosym::readUnwindFrames(const UnwindInfo &info, WantedFunction wanted) {
  std::vector<UnwindFrame> out;
  if (!info.sections)
    return out;
  for (bool isEH : {true, false})
    if (Error e = SectionReader(info, wanted, isEH).read(out))
      return createStringError((isEH ? ".eh_frame: " : ".debug_frame: ") +
                               toString(std::move(e)));
  return out;
}
