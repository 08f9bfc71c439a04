//===- CompactToGo.cpp - Go tables of a compact one -----------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "gosym/Format/CompactToGo.h"
#include "../Support/Hex.h"
#include "gosym/Format/CompactModel.h"
#include "gosym/Format/LineTableWriter.h"
#include "gosym/Format/TableWriter.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/Endian.h"
#include "llvm/Support/MathExtras.h"

using namespace llvm;

namespace gosym {

static Error checkNames(const CompactProgram &program) {
  for (const Symbol &symbol : program.program().symbols)
    if (program.nameOf(symbol.number).contains('\0'))
      return createStringError("name of symbol " + Twine(symbol.number) +
                               ": has a NUL, expected none");
  return Error::success();
}

/// Distances ascend, but addresses wrap where the table is not at the address
/// that it was made for.
static Error checkOrder(const CompactProgram &program) {
  uint64_t before = program.textBegin();
  for (const Symbol &function : program.program().functions()) {
    if (function.address < before)
      return createStringError("address of symbol " + Twine(function.number) +
                               ": " + hex(function.address) + ", expected " +
                               hex(before) + " or more");
    before = function.address;
  }
  if (program.textEnd() < before)
    return createStringError("end of the code behind symbol " +
                             Twine(program.program().symbols.size()) + ": " +
                             hex(program.textEnd()) + ", expected " +
                             hex(before) + " or more");
  return Error::success();
}

static uint64_t valueOf(const TableSlot &slot, const CompactProgram &program) {
  switch (slot.kind) {
  case TableSlot::Kind::TextStart:
    return program.textBegin();
  case TableSlot::Kind::TextEnd:
    return program.textEnd();
  case TableSlot::Kind::Symbol:
    return program.valueOf(slot.number);
  case TableSlot::Kind::Type:
    break;
  }
  llvm_unreachable("a compact table has no types");
}

static void writeTable(const TableWriter &writer, const CompactProgram &program,
                       TableTarget target, SmallVectorImpl<uint8_t> &out) {
  out.resize(writer.size());
  writer.write(0, out);
  writer.forEachSlot(0, writer.size(), [&](const TableSlot &slot) {
    uint64_t value = valueOf(slot, program);
    uint8_t *at = out.data() + slot.offset;
    if (target.pointerSize == 8)
      support::endian::write64(at, value, target.byteOrder);
    else
      support::endian::write32(at, uint32_t(value), target.byteOrder);
  });
}

static void inOrder(size_t n, function_ref<void(size_t)> fn) {
  for (size_t i = 0; i != n; ++i)
    fn(i);
}

/// Returns the runs that are left out.
static uint64_t writeLines(const TableWriter &table,
                           const CompactProgram &program,
                           SmallVectorImpl<uint8_t> &out) {
  LineTableWriter writer(program.program(), table);
  writer.open(inOrder);
  writer.moveTo(program.runAddresses(), program.textBegin(), program.textEnd());
  writer.assignOffsets();
  out.resize(alignTo(writer.size(), 2), lineTablePadding);
  writer.write(0, out);
  return writer.numLeftOut();
}

Expected<GoTablesOfCompact> goTablesOf(const CompactReader &reader,
                                       TableTarget target) {
  assert(target.pointerSize == reader.pointerSize());
  Expected<std::unique_ptr<CompactProgram>> program =
      CompactProgram::create(reader);
  if (!program)
    return program.takeError();
  if (Error error = checkNames(**program))
    return error;
  if (Error error = checkOrder(**program))
    return error;

  GoTablesOfCompact made;
  TableWriter writer((*program)->program(), **program, target);
  if (Error error = writer.addUnits())
    return error;
  writer.assignOffsets();
  writeTable(writer, **program, target, made.table);
  if (!(*program)->program().runs.empty())
    made.runsWithoutLines = writeLines(writer, **program, made.lineTable);
  made.unitsWithoutLines = writer.numUnitsWithoutLines();
  made.rowsOfInlinedCalls = (*program)->numRowsOfInlinedCalls();
  made.sizes = count_if((*program)->program().symbols, [&](const Symbol &s) {
    return (*program)->sizeOf(s.number) != 0;
  });
  return made;
}

} // namespace gosym
