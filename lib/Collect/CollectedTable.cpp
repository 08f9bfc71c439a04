//===- CollectedTable.cpp -------------------------------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The size of a record in a Go table does not depend on addresses, so nearly
// all of a table is counted in layout(), long before an address exists. The
// exception is the number of history records. Objects follow one another in a
// plain link, one history each, and that is what layout() counts; but
// --symbol-ordering-file, a call graph profile or sections with names of their
// own interleave their functions, and then a reader, which takes the last
// history for the one in force, would name the wrong file. So arrange() counts
// again, in the final order, and says when the size has changed.
//
// Slots are told as the symbols go by and never stored.
//
//===----------------------------------------------------------------------===//

#include "CollectedTable.h"
#include "Generators.h"
#include "gosym/Format/Printable.h"
#include "llvm/Support/FormatVariadic.h"

using namespace llvm;
using namespace gosym;

/// A name in an object ends at its NUL; only a script can make another.
static Error checkNames(const Link &link) {
  for (const LiveSymbol &s : link.liveSymbols())
    if (s.object == noObject && s.name().contains('\0'))
      return createStringError("symbol name '" + printable(s.name()) +
                               "' has a NUL, which the Go symbol table cannot "
                               "hold\n>>> defined in " +
                               link.inputs().origin(s.ref));
  return Error::success();
}

Error CollectedTable::assignOffsets(const Link &link) {
  size_t withoutLines = table->numUnitsWithoutLines();
  if (Error e = table->addUnits())
    return e;
  if (size_t dropped = table->numUnitsWithoutLines() - withoutLines)
    link.warn(formatv("Go symbol table: {0} units have no lines: more than "
                      "{1} path components, a path of more than {2}, or one "
                      "component of more than {3} bytes",
                      dropped, maxPathIndex, maxPathComponents,
                      maxComponentSize)
                  .str());
  table->assignOffsets(tasksOf(link));
  programEdition = collected->edition();
  ++currentEdition;
  return Error::success();
}

Error CollectedTable::layout(Link &link) {
  if (std::exchange(laidOut, true))
    return Error::success();
  if (Error e = checkNames(link))
    return e;
  if (Error e = collected->layout(link))
    return e;
  if (!collected->isCollected())
    return Error::success();
  TableTarget target;
  target.byteOrder = link.byteOrder();
  target.pointerSize = link.pointerSize();
  table.emplace(program, symbols, target);
  table->notesBlocks = wantsIndex;
  lineTable.emplace(program, *table);
  return assignOffsets(link);
}

Error CollectedTable::arrange(Link &link) {
  if (!hasOffsets())
    return Error::success();
  collected->arrange(link);
  return programEdition == collected->edition() ? Error::success()
                                                : assignOffsets(link);
}
