//===- UnwindFrames.cpp ---------------------------------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// An entry of unwind information is a table of rows: from which address on the
// CFA is which register and how much. LLVM makes the rows. Of
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
#include "../Support/Machine.h"
#include "FrameHeader.h"
#include "llvm/BinaryFormat/Dwarf.h"
#include "llvm/BinaryFormat/ELF.h"
#include "llvm/DebugInfo/DWARF/DWARFDataExtractor.h"
#include "llvm/DebugInfo/DWARF/DWARFDebugFrame.h"
#include "llvm/DebugInfo/DWARF/DWARFObject.h"
#include "llvm/DebugInfo/DWARF/LowLevel/DWARFCFIProgram.h"
#include "llvm/DebugInfo/DWARF/LowLevel/DWARFUnwindTable.h"
#include "llvm/Object/ObjectFile.h"
#include <map>

using namespace llvm;
using namespace llvm::dwarf;
using namespace gosym;

namespace {

class SectionReader {
public:
  SectionReader(const UnwindInfo &info, bool isEH)
      : isEH(isEH),
        data(*info.sections,
             isEH ? info.sections->getEHFrameSection()
                  : info.sections->getFrameSection(),
             info.sections->isLittleEndian(), info.sections->getAddressSize()),
        frames(machineOf(info.machine).frameArch, isEH) {}

  Error read(std::vector<UnwindFrame> &out);

private:
  bool findPlace(const FDE &entry, UnwindFrame &frame) const;
  Error readRows(const FDE &entry, UnwindFrame &frame) const;

  const bool isEH;
  const DWARFDataExtractor data;
  DWARFDebugFrame frames;
};

/// Bytes of code for which a register and an offset are the CFA.
using Weights = std::map<std::pair<uint32_t, int64_t>, uint64_t>;

} // namespace

/// LLVM gives the value of the first word; its section is asked for here.
bool SectionReader::findPlace(const FDE &entry, UnwindFrame &frame) const {
  unsigned size = data.getAddressSize();
  if (isEH) {
    switch (entry.getLinkedCIE()->getFDEPointerEncoding() & 0x0f) {
    case DW_EH_PE_absptr:
      break;
    case DW_EH_PE_udata4:
    case DW_EH_PE_sdata4:
      size = 4;
      break;
    case DW_EH_PE_udata8:
    case DW_EH_PE_sdata8:
      size = 8;
      break;
    default:
      return false;
    }
  }
  // Behind the length and the reference to the CIE.
  uint64_t position = entry.getOffset();
  bool isLong = data.getU32(&position) == DW_LENGTH_DWARF64;
  position += isLong ? (isEH ? 8 + 4 : 8 + 8) : 4;
  frame.sectionIndex = object::SectionedAddress::UndefSection;
  frame.offset = data.getRelocatedValue(size, &position, &frame.sectionIndex);
  return frame.sectionIndex != object::SectionedAddress::UndefSection;
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

Error SectionReader::readRows(const FDE &entry, UnwindFrame &frame) const {
  Expected<UnwindTable> atEntry = createUnwindTable(entry.getLinkedCIE());
  if (!atEntry)
    return atEntry.takeError();
  Expected<UnwindTable> rows = createUnwindTable(&entry);
  if (!rows)
    return rows.takeError();
  if (atEntry->size() == 0 || rows->size() == 0)
    return Error::success();
  const UnwindLocation &initial = (*atEntry)[0].getCFAValue();
  if (initial.getLocation() != UnwindLocation::RegPlusOffset)
    return Error::success();
  uint32_t stackPointer = initial.getRegister();
  int64_t pushed = initial.getOffset();
  frame.atEntry = CfaRule{stackPointer, pushed};

  Weights weights;
  uint64_t begin = entry.getInitialLocation();
  uint64_t end = begin + entry.getAddressRange();
  frame.length = entry.getAddressRange();
  auto depthOf = [&](const UnwindLocation &cfa) -> std::optional<uint32_t> {
    int64_t depth = int64_t(cfa.getOffset()) - pushed;
    if (cfa.getLocation() != UnwindLocation::RegPlusOffset ||
        cfa.getDereference() || cfa.getRegister() != stackPointer || depth < 0)
      return std::nullopt;
    return depth;
  };
  for (size_t i = 0; i != rows->size(); ++i) {
    const UnwindRow &row = (*rows)[i];
    const UnwindLocation &cfa = row.getCFAValue();
    frame.depths.push_back({row.getAddress() - begin, depthOf(cfa)});
    if (cfa.getLocation() != UnwindLocation::RegPlusOffset ||
        cfa.getDereference()) {
      frame.byFramePointer = true;
      continue;
    }
    uint64_t next = i + 1 == rows->size() ? end : (*rows)[i + 1].getAddress();
    frame.byFramePointer |= cfa.getRegister() != stackPointer;
    weights[{cfa.getRegister(), cfa.getOffset()}] += next - row.getAddress();
  }
  if (!frame.byFramePointer) {
    int64_t usual = usualOffset(weights, stackPointer, pushed);
    int64_t largest = weights.rbegin()->first.second;
    if (usual < pushed)
      return Error::success();
    frame.size = usual - pushed;
    if (usual == largest)
      frame.rules.push_back({stackPointer, usual});
    return Error::success();
  }
  for (auto it = weights.begin(); it != weights.end();) {
    auto [reg, offset] = it->first;
    auto begin = it;
    while (it != weights.end() && it->first.first == reg)
      ++it;
    if (reg != stackPointer && std::next(begin) == it)
      frame.rules.push_back({reg, offset});
  }
  return Error::success();
}

Error SectionReader::read(std::vector<UnwindFrame> &out) {
  if (data.getData().empty())
    return Error::success();
  if (Error e = checkFrameEntries(data, isEH))
    return e;
  if (Error e = frames.parse(data))
    return e;
  for (const FrameEntry &entry : frames.entries()) {
    const auto *fde = dyn_cast<FDE>(&entry);
    if (!fde || !fde->getLinkedCIE())
      continue;
    UnwindFrame frame;
    if (!findPlace(*fde, frame))
      continue;
    if (Error e = readRows(*fde, frame))
      return e;
    out.push_back(std::move(frame));
  }
  return Error::success();
}

Expected<std::vector<UnwindFrame>>
gosym::readUnwindFrames(const UnwindInfo &info) {
  // LLVM 22 fills this table when it is first asked for, and other threads see
  // it half full. Here one fills it and the others wait.
  static const bool tableIsFull = !CFIProgram::getOperandTypes().empty();
  (void)tableIsFull;
  std::vector<UnwindFrame> out;
  if (!info.sections)
    return out;
  for (bool isEH : {true, false})
    if (Error e = SectionReader(info, isEH).read(out))
      return createStringError((isEH ? ".eh_frame: " : ".debug_frame: ") +
                               toString(std::move(e)));
  return out;
}
