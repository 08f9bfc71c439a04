//===- CollectedTable.cpp -------------------------------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Collects the program of a link: every live symbol becomes one of the model,
// in the order that CodeOrder (lib/Linker) puts them in.
//
// The size of a record in a table does not depend on addresses, so nearly all
// of a table is counted in layout(), long before an address exists. The
// exception is the number of history records. Objects follow one another in a
// plain link, one history each, and that is what layout() counts; but
// --symbol-ordering-file, a call graph profile or sections with names of their
// own interleave their functions, and then a reader, which takes the last
// history for the one in force, would name the wrong file. So arrange() counts
// again, in the final order, and says when the size has changed.
//
// Several generators stand on this one program (GoSymbolTable.cpp,
// PcLineTable.cpp, GoSymbolIndex.cpp), and which of them the linker asks first
// is the linker's choice. So each step is taken by whoever comes first and does
// nothing for who comes second; whether the table is another one than a
// generator saw last, edition() tells it, not the step.
//
// Steps, on the threads of the link where it says "in parallel":
//   layout    one Symbol for each live symbol (CodeOrder); what the tables of
//             relocatable inputs tell (InputTables.cpp), frames and annotations
//             (CollectedFrames.cpp, GoTypes.cpp); lines (CollectedLines.cpp)
//             and the source names of objects with functions, in parallel;
//             count
//   arrange   if the order of the code has changed (CodeOrder): count again
//
// After arrange() the order of the functions is final, but the addresses in
// their records are those of the moment when they were sorted: who writes
// addresses asks for them again.
//
// Memory: a Symbol of 16 bytes for each symbol beside the link's own 24; slots
// are told as the symbols go by and never stored. 182,867 symbols of LLVM's
// libraries: 7.3 MB.
//
// Synthetic code (PLT entries, thunks, sections of stripped objects) has
// records like functions, so that a reader does not take it for the end of the
// function before it. Which there is turns out with the addresses; layout()
// works with the estimate of the link, which is right in most programs: a table
// that changes its size later costs another assignment of addresses.
//
//===----------------------------------------------------------------------===//

#include "CollectedTable.h"
#include "../DebugInfo/SourcePath.h"
#include "InputTables.h"
#include "gosym/Format/Printable.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FormatVariadic.h"
#include "llvm/Support/TimeProfiler.h"

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

/// What the linker makes has no source.
static constexpr StringLiteral internalUnit = "<internal>";

/// The path of the source that debug information names, else what the object is
/// called in outputs.
static std::string sourceName(const Link &link, uint32_t object) {
  std::string path;
  if (link.inputs().hasDebugInfo(object))
    path = readSourcePath(link.inputs().objectBytes(object));
  return path.empty() ? link.inputs().stableName(object) : path;
}

/// The name of the source of each object that has functions of its own unit.
void CollectedTable::openUnits(const Link &link) {
  TimeTraceScope scope("Find source paths");
  uint32_t numObjects = link.inputs().numObjects();
  std::vector<bool> hasFunctions(numObjects);
  bool any = false;
  for (const Symbol &s : program.functions()) {
    uint32_t unit = symbols.unitOf(s.number);
    any |= unit != noUnit;
    if (unit < numObjects)
      hasFunctions[unit] = true;
  }
  std::vector<std::string> names(numObjects);
  link.parallelFor(numObjects, [&](size_t object) {
    if (!hasFunctions[object])
      return;
    names[object] = lines.mainPath(object);
    if (names[object].empty())
      names[object] = sourceName(link, object);
  });
  for (uint32_t object = 0; object != numObjects; ++object)
    if (hasFunctions[object])
      openUnit(object, names[object]);
  if (!any && program.hasCode)
    openUnit(program.linkerUnit, internalUnit);
  openSyntheticUnits(link);
}

void CollectedTable::openUnit(uint32_t unit, StringRef name) {
  // A unit without lines is its main file, from line 1 on.
  program.units[unit].files.assign(1, {program.files.number(name), 0});
}

/// An object may have code and no symbol in it.
void CollectedTable::openSyntheticUnits(const Link &link) {
  for (const LiveSymbol &s : symbols.syntheticCode()) {
    bool ofLinker = s.object == noObject;
    uint32_t unit = ofLinker ? program.linkerUnit : uint32_t(s.object);
    if (!program.units[unit].files.empty())
      continue;
    openUnit(unit, ofLinker ? internalUnit.str() : sourceName(link, unit));
  }
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
  table->assignOffsets();
  ++currentEdition;
  return Error::success();
}

Error CollectedTable::layout(Link &link) {
  if (std::exchange(laidOut, true))
    return Error::success();
  if (Error e = checkNames(link))
    return e;
  TableTarget target;
  target.byteOrder = link.byteOrder();
  target.pointerSize = link.pointerSize();
  CodeOrder &order = codeOrderOf(link);
  symbols.open(link, order);
  program.hasCode = bool(link.textStart());
  program.linkerUnit = link.inputs().numObjects();
  program.units.resize(link.inputs().numObjects() + 1);
  order.estimate(program);
  mergeInputTables(link, target, symbols, program);
  frames.addTo(program, link);
  annotations = takeTypeAnnotations(link, symbols, program);
  for (Symbol &s : program.symbols) {
    s.hasType = program.types.count(s.number);
    s.hasFrame = program.frames.count(s.number);
  }
  if (Error e = lines.read(link, symbols, program))
    return e;
  openUnits(link);
  lines.addTo(program, link, symbols);
  table.emplace(program, symbols, target);
  table->notesBlocks = wantsIndex;
  lineTable.emplace(program, *table);
  return assignOffsets(link);
}

Error CollectedTable::arrange(Link &link) {
  if (!hasOffsets() || !codeOrderOf(link).update(program))
    return Error::success();
  openSyntheticUnits(link);
  return assignOffsets(link);
}
