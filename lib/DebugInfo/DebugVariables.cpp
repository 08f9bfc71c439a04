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
// Variables are told in the order in which they are declared, those of blocks
// behind those of what is around them, level by level.
//
//===----------------------------------------------------------------------===//

#include "DebugVariables.h"
#include "TypeSizes.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/BinaryFormat/ELF.h"
#include "llvm/Support/MathExtras.h"

using namespace llvm;
using namespace llvm::dwarf;
using namespace gosym;
using object::SectionedAddress;

void LeftOutVariables::operator+=(const LeftOutVariables &o) {
  inRegisters += o.inRegisters;
  moving += o.moving;
  notInFrame += o.notInFrame;
  computed += o.computed;
  gone += o.gone;
  withoutFrameBase += o.withoutFrameBase;
}

void VariableReader::begin(const DebugUnit &theUnit) {
  unit = &theUnit;
  lists.emplace(theUnit);
  open.clear();
}

/// Where the function of a subprogram begins: nothing for a declaration and for
/// a function without code of its own.
std::optional<SectionedAddress>
VariableReader::entryOf(const EntryValues &values) {
  std::optional<SectionedAddress> entry = unit->address(values[Attr::LowPC]);
  // A function in several pieces begins in the first.
  if (const EntryValue *list = values[Attr::Ranges]; !entry && list) {
    CodeRanges ranges;
    if (errorToBool(readRangeList(*unit, *list, limit, ranges)) ||
        ranges.empty())
      return std::nullopt;
    entry = {ranges.front().begin, ranges.front().section};
  }
  if (entry && entry->SectionIndex == SectionedAddress::UndefSection)
    return std::nullopt;
  return entry;
}

std::optional<int64_t>
VariableReader::findBase(const EntryValues &values,
                         const UnwindFrame *frame) const {
  std::optional<ArrayRef<uint8_t>> bytes = unit->block(values[Attr::FrameBase]);
  Operations all = bytes ? readExpression(*unit, *bytes) : Operations();
  if (all.size() != 1)
    return std::nullopt;
  const Operation &op = all.front();
  if (op.code == DW_OP_call_frame_cfa)
    return 0;
  std::optional<CfaRule> place = op.registerAndMore();
  if (std::optional<uint32_t> reg = op.asRegister())
    place = CfaRule{*reg, 0};
  std::optional<int64_t> cfa =
      frame && place ? frame->cfaFrom(place->reg) : std::optional<int64_t>();
  if (!cfa)
    return std::nullopt;
  return place->offset - *cfa;
}

bool VariableReader::enterFunction(uint64_t offset, const EntryValues &values) {
  std::optional<SectionedAddress> entry = entryOf(values);
  std::optional<uint32_t> number =
      entry ? functions.numberOf(*entry) : std::optional<uint32_t>();
  if (!number)
    return false;
  const UnwindFrame *frame = functions.unwindOf(*number);
  Function &f = open.emplace_back();
  f.number = *number;
  f.entry = *entry;
  f.place = {unit, offset};
  f.base = findBase(values, frame);
  if (frame)
    f.atEntry = frame->atEntry;
  f.out.argsSize = 0;
  return true;
}

void VariableReader::leaveFunction() {
  Function f = std::move(open.back());
  open.pop_back();
  // It comes first; behind an argument that is known it does not matter.
  if (f.out.argsSize == 0 && mayReturnInMemory(f.place))
    f.out.argsSize = std::nullopt;
  if (!llvm::is_sorted(f.variables, less_first()))
    llvm::stable_sort(f.variables, less_first());
  for (const auto &[depth, variable] : f.variables)
    f.out.variables.push_back(variable);
  functions.take(f.number, std::move(f.out));
}

/// From the CFA; otherwise counts why there is none.
std::optional<int64_t> VariableReader::findOffset(const EntryValues &values) {
  Function &f = open.back();
  const EntryValue *location = values[Attr::Location];
  if (!location) {
    // `extern int x;` in a block declares something of elsewhere.
    if (values.has(Attr::ConstValue) || values.has(Attr::Declaration) ||
        values.has(Attr::External))
      ++f.out.leftOut.notInFrame;
    else
      ++f.out.leftOut.gone;
    return std::nullopt;
  }
  std::optional<ArrayRef<uint8_t>> bytes = unit->block(location);
  if (!bytes) {
    ++f.out.leftOut.moving;
    return std::nullopt;
  }
  Operations all = readExpression(*unit, *bytes);
  const Operation *op = all.size() == 1 ? &all.front() : nullptr;
  if (op && op->code == DW_OP_fbreg) {
    if (f.base)
      return *f.base + int64_t(op->operands[0]);
    ++f.out.leftOut.withoutFrameBase;
  } else if (op && op->asRegister()) {
    ++f.out.leftOut.inRegisters;
    return std::nullopt;
  } else if (op && (op->code == DW_OP_addr || op->code == DW_OP_addrx ||
                    op->code == DW_OP_GNU_addr_index)) {
    ++f.out.leftOut.notInFrame;
    return std::nullopt;
  } else {
    ++f.out.leftOut.computed;
  }
  f.out.isComplete = false;
  return std::nullopt;
}

/// Where large values are to be returned is an argument that debug info does
/// not list. Only i386 passes it on the stack.
bool VariableReader::mayReturnInMemory(EntryPlace function) const {
  return machine == ELF::EM_386 && mayBeLarge(typeOf(function));
}

/// Where a parameter is before the first instruction; nothing if that is
/// unknown.
Operations VariableReader::locationAtEntry(const EntryValues &values) {
  const EntryValue *location = values[Attr::Location];
  if (!location)
    return {};
  if (std::optional<ArrayRef<uint8_t>> always = unit->block(location))
    return readExpression(*unit, *always);
  return lists->at(*location, open.back().entry);
}

/// Up to where, from the CFA, a parameter takes the stack; 0: it came in
/// registers.
std::optional<uint64_t> VariableReader::argumentEnd(const EntryValues &values) {
  const Function &f = open.back();
  Operations at = locationAtEntry(values);
  if (at.empty())
    return std::nullopt;
  if (llvm::all_of(at, [](const Operation &op) {
        return op.asRegister() || op.code == DW_OP_piece ||
               op.code == DW_OP_bit_piece;
      }))
    return 0;
  if (at.size() != 1)
    return std::nullopt;
  const Operation &op = at.front();
  std::optional<int64_t> offset;
  if (op.code == DW_OP_fbreg && f.base)
    offset = *f.base + int64_t(op.operands[0]);
  else if (auto place = op.registerAndMore();
           place && f.atEntry && f.atEntry->reg == place->reg)
    offset = place->offset - f.atEntry->offset;
  if (!offset)
    return std::nullopt;
  // The function has stored it there itself.
  if (*offset < 0)
    return 0;
  uint64_t size = sizeOf(typeOf(*unit, values)).value_or(0);
  if (!size)
    return std::nullopt;
  return alignTo(*offset + size, unit->params().AddrSize);
}

void VariableReader::addVariable(const EntryValues &values) {
  std::optional<int64_t> offset = findOffset(values);
  if (!offset)
    return;
  std::optional<StringRef> name = nameOf(*unit, values);
  if (!name)
    return;
  Function &f = open.back();
  f.variables.push_back({f.depth, {*name, *offset}});
}

void VariableReader::take(Tag tag, const EntryValues &values) {
  std::optional<uint64_t> &argsSize = open.back().out.argsSize;
  if (tag == DW_TAG_unspecified_parameters) {
    argsSize = std::nullopt;
    return;
  }
  addVariable(values);
  if (tag == DW_TAG_variable || !argsSize)
    return;
  std::optional<uint64_t> end = argumentEnd(values);
  argsSize = end ? std::max(*argsSize, *end) : end;
}
