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

static Error checkNames(const PlacedProgram &placed) {
  SymbolSource::Facts facts;
  for (const Symbol &symbol : placed.program.symbols) {
    placed.symbols.describe(symbol, facts);
    if (facts.name.contains('\0'))
      return createStringError("name of symbol " + Twine(symbol.number) +
                               ": has a NUL, expected none");
  }
  return Error::success();
}

/// Distances ascend, but addresses wrap where the table is not at the address
/// that it was made for.
static Error checkOrder(const PlacedProgram &placed) {
  uint64_t before = placed.textBegin;
  for (const Symbol &function : placed.program.functions()) {
    if (function.address < before)
      return createStringError("address of symbol " + Twine(function.number) +
                               ": " + hex(function.address) + ", expected " +
                               hex(before) + " or more");
    before = function.address;
  }
  if (placed.textEnd < before)
    return createStringError("end of the code behind symbol " +
                             Twine(placed.program.symbols.size()) + ": " +
                             hex(placed.textEnd) + ", expected " + hex(before) +
                             " or more");
  return Error::success();
}

static uint64_t valueOf(const TableSlot &slot, const PlacedProgram &placed) {
  switch (slot.kind) {
  case TableSlot::Kind::TextStart:
    return placed.textBegin;
  case TableSlot::Kind::TextEnd:
    return placed.textEnd;
  case TableSlot::Kind::Symbol:
    return placed.addresses[slot.number];
  case TableSlot::Kind::Type:
    break;
  }
  llvm_unreachable("no model that is made of a table has types");
}

static void writeTable(const TableWriter &writer, const PlacedProgram &placed,
                       TableTarget target, SmallVectorImpl<uint8_t> &out) {
  out.resize(writer.size());
  writer.write(0, out);
  writer.forEachSlot(0, writer.size(), [&](const TableSlot &slot) {
    uint64_t value = valueOf(slot, placed);
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
                           const PlacedProgram &placed,
                           SmallVectorImpl<uint8_t> &out) {
  LineTableWriter writer(placed.program, table);
  writer.open(inOrder);
  writer.moveTo(placed.runs, placed.textBegin, placed.textEnd);
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
  Expected<GoTablesOfCompact> made = goTablesOf((*program)->placed(), target);
  if (made)
    made->rowsOfInlinedCalls = (*program)->numRowsOfInlinedCalls();
  return made;
}

Expected<GoTablesOfCompact> goTablesOf(const PlacedProgram &placed,
                                       TableTarget target) {
  if (Error error = checkNames(placed))
    return error;
  if (Error error = checkOrder(placed))
    return error;

  GoTablesOfCompact made;
  TableWriter writer(placed.program, placed.symbols, target);
  if (Error error = writer.addUnits())
    return error;
  writer.assignOffsets(inOrder);
  writeTable(writer, placed, target, made.table);
  if (!placed.program.runs.empty())
    made.runsWithoutLines = writeLines(writer, placed, made.lineTable);
  made.unitsWithoutLines = writer.numUnitsWithoutLines();
  made.sizes = count_if(placed.sizes, [](uint64_t size) { return size != 0; });
  return made;
}

} // namespace gosym
