//===- DebugVariables.cpp -------------------------------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A variable in the frame has DW_OP_fbreg N for its location: N bytes from the
// frame base of its function. The table wants the distance from the CFA, so
//
//   frame base                       distance of the variable
//   DW_OP_call_frame_cfa (gcc)       N
//   DW_OP_reg6 or breg6 M (clang)    N + M - (CFA - rbp), and CFA - rbp is what
//                                    unwind information has in the body
//
// With a frame pointer the second is 16 on x86-64; without one the register is
// the stack pointer, and it is the size of the frame.
//
// Everything else is left out, and counted by its reason: what is in a register
// is in no frame; what moves (location lists) is in the frame at some pcs only,
// and the table has no pcs for variables.
//
// The size of the arguments is told by where each parameter is when the
// function is entered, which its location list says too: in registers, it takes
// none of the stack. One that was optimized away may have come on the stack:
// the size is unknown then.
//
//===----------------------------------------------------------------------===//

#include "DebugVariables.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/BinaryFormat/ELF.h"
#include "llvm/DebugInfo/DWARF/DWARFContext.h"
#include "llvm/DebugInfo/DWARF/DWARFFormValue.h"
#include "llvm/DebugInfo/DWARF/DWARFUnit.h"
#include "llvm/DebugInfo/DWARF/LowLevel/DWARFExpression.h"

using namespace llvm;
using namespace llvm::dwarf;
using namespace gosym;

void LeftOutVariables::operator+=(const LeftOutVariables &o) {
  inRegisters += o.inRegisters;
  moving += o.moving;
  notInFrame += o.notInFrame;
  computed += o.computed;
  gone += o.gone;
  withoutFrameBase += o.withoutFrameBase;
}

std::optional<object::SectionedAddress>
gosym::entryOf(const DWARFDie &subprogram) {
  std::optional<object::SectionedAddress> entry =
      toSectionedAddress(subprogram.find(DW_AT_low_pc));
  // A function in several pieces begins in the first.
  if (!entry && subprogram.find(DW_AT_ranges)) {
    Expected<DWARFAddressRangesVector> ranges = subprogram.getAddressRanges();
    if (!ranges)
      consumeError(ranges.takeError());
    else if (!ranges->empty())
      entry = {ranges->front().LowPC, ranges->front().SectionIndex};
  }
  if (entry && entry->SectionIndex == object::SectionedAddress::UndefSection)
    return std::nullopt;
  return entry;
}

namespace {

/// The only operation of an expression.
struct Operation {
  uint8_t code = 0;
  SmallVector<uint64_t, 2> operands;
};

class SubprogramReader {
public:
  SubprogramReader(const DWARFDie &subprogram, const UnwindFrame *frame,
                   uint16_t machine)
      : subprogram(subprogram), unit(*subprogram.getDwarfUnit()),
        machine(machine), frame(frame), base(findBase()) {}

  FunctionVariables run();

private:
  using Operations = SmallVector<Operation, 2>;
  Operations read(ArrayRef<uint8_t> expression) const;
  std::optional<Operation> single(const DWARFFormValue &value) const;
  std::optional<int64_t> findBase() const;
  std::optional<int64_t> findOffset(const DWARFDie &die);
  DWARFDie typeOf(const DWARFDie &die) const;
  uint64_t sizeOf(const DWARFDie &die) const;
  bool mayReturnInMemory() const;
  Operations locationAtEntry(const DWARFDie &die) const;
  std::optional<uint64_t> argumentEnd(const DWARFDie &die) const;
  void readParameter(const DWARFDie &die);
  void readChildren(const DWARFDie &die, SmallVectorImpl<DWARFDie> &blocks);

  const DWARFDie subprogram;
  DWARFUnit &unit;
  const uint16_t machine;
  /// Null: nothing is known of it.
  const UnwindFrame *const frame;
  /// Of the frame base, from the CFA.
  const std::optional<int64_t> base;
  FunctionVariables out;
};

} // namespace

/// Nothing for what is no expression.
SubprogramReader::Operations
SubprogramReader::read(ArrayRef<uint8_t> bytes) const {
  bool isLittle = unit.getContext().isLittleEndian();
  DWARFExpression expression(
      DWARFDataExtractor(toStringRef(bytes), isLittle,
                         unit.getAddressByteSize()),
      unit.getAddressByteSize(), unit.getFormParams().Format);
  Operations operations;
  for (const DWARFExpression::Operation &op : expression) {
    if (op.isError())
      return {};
    operations.push_back(
        {op.getCode(), SmallVector<uint64_t, 2>(op.getRawOperands())});
  }
  return operations;
}

/// Nothing for what is no expression, or has more operations than one.
std::optional<Operation>
SubprogramReader::single(const DWARFFormValue &value) const {
  std::optional<ArrayRef<uint8_t>> bytes = value.getAsBlock();
  Operations operations = bytes ? read(*bytes) : Operations();
  if (operations.size() != 1)
    return std::nullopt;
  return operations.front();
}

/// A register and the number that \p op adds to it.
static std::optional<CfaRule> registerAndMore(const Operation &op) {
  if (op.code >= DW_OP_breg0 && op.code <= DW_OP_breg31)
    return CfaRule{uint32_t(op.code - DW_OP_breg0), int64_t(op.operands[0])};
  if (op.code == DW_OP_bregx)
    return CfaRule{uint32_t(op.operands[0]), int64_t(op.operands[1])};
  return std::nullopt;
}

std::optional<int64_t> SubprogramReader::findBase() const {
  std::optional<DWARFFormValue> value = subprogram.find(DW_AT_frame_base);
  std::optional<Operation> op = value ? single(*value) : std::nullopt;
  if (!op)
    return std::nullopt;
  if (op->code == DW_OP_call_frame_cfa)
    return 0;
  std::optional<CfaRule> place = registerAndMore(*op);
  if (op->code >= DW_OP_reg0 && op->code <= DW_OP_reg31)
    place = CfaRule{uint32_t(op->code - DW_OP_reg0), 0};
  else if (op->code == DW_OP_regx)
    place = CfaRule{uint32_t(op->operands[0]), 0};
  std::optional<int64_t> cfa =
      frame && place ? frame->cfaFrom(place->reg) : std::optional<int64_t>();
  if (!cfa)
    return std::nullopt;
  return place->offset - *cfa;
}

static bool isRegister(uint8_t code) {
  return (code >= DW_OP_reg0 && code <= DW_OP_reg31) || code == DW_OP_regx;
}

/// From the CFA; otherwise counts why there is none.
std::optional<int64_t> SubprogramReader::findOffset(const DWARFDie &die) {
  std::optional<DWARFFormValue> location = die.find(DW_AT_location);
  if (!location) {
    // `extern int x;` in a block declares something of elsewhere.
    if (die.find({DW_AT_const_value, DW_AT_declaration, DW_AT_external}))
      ++out.leftOut.notInFrame;
    else
      ++out.leftOut.gone;
    return std::nullopt;
  }
  if (!location->getAsBlock()) {
    ++out.leftOut.moving;
    return std::nullopt;
  }
  std::optional<Operation> op = single(*location);
  if (op && op->code == DW_OP_fbreg) {
    if (base)
      return *base + int64_t(op->operands[0]);
    ++out.leftOut.withoutFrameBase;
  } else if (op && isRegister(op->code)) {
    ++out.leftOut.inRegisters;
    return std::nullopt;
  } else if (op && (op->code == DW_OP_addr || op->code == DW_OP_addrx ||
                    op->code == DW_OP_GNU_addr_index)) {
    ++out.leftOut.notInFrame;
    return std::nullopt;
  } else {
    ++out.leftOut.computed;
  }
  out.isComplete = false;
  return std::nullopt;
}

DWARFDie SubprogramReader::typeOf(const DWARFDie &die) const {
  std::optional<DWARFFormValue> type = die.findRecursively(DW_AT_type);
  return type ? die.getAttributeValueAsReferencedDie(*type) : DWARFDie();
}

/// In bytes; 0: unknown, or nothing.
uint64_t SubprogramReader::sizeOf(const DWARFDie &die) const {
  DWARFDie type = typeOf(die);
  return type ? type.getTypeSize(unit.getAddressByteSize()).value_or(0) : 0;
}

static bool isOtherName(dwarf::Tag tag) {
  return tag == DW_TAG_typedef || tag == DW_TAG_const_type ||
         tag == DW_TAG_volatile_type;
}

/// Where a large value is to be returned is an argument that debug info does
/// not list. Only i386 passes it on the stack.
bool SubprogramReader::mayReturnInMemory() const {
  if (machine != ELF::EM_386)
    return false;
  DWARFDie type = typeOf(subprogram);
  constexpr unsigned deepest = 64;
  for (unsigned i = 0; type && isOtherName(type.getTag()) && i != deepest; ++i)
    type = typeOf(type);
  if (!type)
    return false;
  dwarf::Tag tag = type.getTag();
  return tag != DW_TAG_base_type && tag != DW_TAG_enumeration_type &&
         tag != DW_TAG_pointer_type && tag != DW_TAG_reference_type &&
         tag != DW_TAG_rvalue_reference_type;
}

/// Where \p die is before the first instruction; nothing if that is unknown.
SubprogramReader::Operations
SubprogramReader::locationAtEntry(const DWARFDie &die) const {
  std::optional<DWARFFormValue> location = die.find(DW_AT_location);
  if (!location)
    return {};
  if (std::optional<ArrayRef<uint8_t>> always = location->getAsBlock())
    return read(*always);
  std::optional<object::SectionedAddress> entry = entryOf(subprogram);
  auto list = die.getLocations(DW_AT_location);
  if (!list) {
    consumeError(list.takeError());
    return {};
  }
  for (const DWARFLocationExpression &l : *list)
    if (!l.Range ||
        (l.Range->SectionIndex == entry->SectionIndex &&
         l.Range->LowPC <= entry->Address && l.Range->HighPC > entry->Address))
      return read(l.Expr);
  return {};
}

/// Up to where, from the CFA, the parameter \p die takes the stack; 0: it came
/// in registers.
std::optional<uint64_t>
SubprogramReader::argumentEnd(const DWARFDie &die) const {
  Operations at = locationAtEntry(die);
  if (at.empty())
    return std::nullopt;
  if (llvm::all_of(at, [](const Operation &op) {
        return isRegister(op.code) || op.code == DW_OP_piece ||
               op.code == DW_OP_bit_piece;
      }))
    return 0;
  if (at.size() != 1)
    return std::nullopt;
  const Operation &op = at.front();
  std::optional<int64_t> offset;
  if (op.code == DW_OP_fbreg && base)
    offset = *base + int64_t(op.operands[0]);
  else if (auto place = registerAndMore(op); place && frame && frame->atEntry &&
                                             frame->atEntry->reg == place->reg)
    offset = place->offset - frame->atEntry->offset;
  if (!offset)
    return std::nullopt;
  // The function has stored it there itself.
  if (*offset < 0)
    return 0;
  uint64_t size = sizeOf(die);
  if (!size)
    return std::nullopt;
  return alignTo(*offset + size, unit.getAddressByteSize());
}

void SubprogramReader::readParameter(const DWARFDie &die) {
  std::optional<int64_t> offset = findOffset(die);
  if (offset && die.getShortName())
    out.variables.push_back({die.getShortName(), *offset});
  if (!out.argsSize)
    return;
  std::optional<uint64_t> end = argumentEnd(die);
  out.argsSize = end ? std::max(*out.argsSize, *end) : end;
}

void SubprogramReader::readChildren(const DWARFDie &die,
                                    SmallVectorImpl<DWARFDie> &blocks) {
  for (const DWARFDie &child : die.children())
    switch (child.getTag()) {
    case DW_TAG_formal_parameter:
      readParameter(child);
      break;
    case DW_TAG_variable:
      if (std::optional<int64_t> offset = findOffset(child))
        if (const char *name = child.getShortName())
          out.variables.push_back({name, *offset});
      break;
    case DW_TAG_unspecified_parameters:
      out.argsSize = std::nullopt;
      break;
    case DW_TAG_lexical_block:
    case DW_TAG_try_block:
    case DW_TAG_catch_block:
    case DW_TAG_with_stmt:
      blocks.push_back(child);
      break;
    default:
      break;
    }
}

FunctionVariables SubprogramReader::run() {
  out.argsSize = 0;
  SmallVector<DWARFDie, 8> blocks{subprogram};
  for (size_t i = 0; i != blocks.size(); ++i) {
    DWARFDie block = blocks[i];
    readChildren(block, blocks);
  }
  // It comes first; behind an argument that is known it does not matter.
  if (out.argsSize == 0 && mayReturnInMemory())
    out.argsSize = std::nullopt;
  return std::move(out);
}

FunctionVariables gosym::readVariables(const DWARFDie &subprogram,
                                       const UnwindFrame *frame,
                                       uint16_t machine) {
  return SubprogramReader(subprogram, frame, machine).run();
}
