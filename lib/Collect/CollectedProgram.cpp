//===- CollectedProgram.cpp -----------------------------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Collects the program of a link: every live symbol becomes one of the model,
// in the order that CodeOrder (lib/Linker) puts them in.
//
// Several generators stand on this one program (GoSymbolTable.cpp,
// PcLineTable.cpp, CompactTable.cpp), and which of them the linker asks first
// is the linker's choice. So each step is taken by whoever comes first and does
// nothing for who comes second; whether the program is another one than a
// generator saw last, edition() tells it, not the step.
//
// Steps, on the threads of the link where it says "in parallel":
//   ahead     the debug info of each object, in parallel, on a thread of ours
//             beside the linker (CollectedObjects.cpp); else in layout, before
//             frames are
//   layout    one Symbol for each live symbol (CodeOrder); what the tables of
//             relocatable inputs tell (InputTables.cpp); frames, annotations
//             and lines (CollectedFrames.cpp, GoTypes.cpp, CollectedLines.cpp);
//             the source names of objects with functions, in parallel
//   arrange   if the order of the code has changed (CodeOrder): sort
//
// After arrange() the order of the functions is final, but the addresses in
// their records are those of the moment when they were sorted: who writes
// addresses asks for them again.
//
// Memory: a Symbol of 16 bytes for each symbol beside the link's own 24.
// 182,867 symbols of LLVM's libraries: 7.3 MB.
//
// Synthetic code (PLT entries, thunks, sections of stripped objects) has
// records like functions, so that a reader does not take it for the end of the
// function before it. Which there is turns out with the addresses; layout()
// works with the estimate of the link, which is right in most programs: a table
// that changes its size later costs another assignment of addresses.
//
//===----------------------------------------------------------------------===//

#include "CollectedProgram.h"
#include "../DebugInfo/SourcePath.h"
#include "../Linker/Pieces.h"
#include "InputTables.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/TimeProfiler.h"
#include <atomic>
#include <memory>

using namespace llvm;
using namespace gosym;

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
void CollectedProgram::openUnits(const Link &link) {
  TimeTraceScope scope("Find source paths");
  uint32_t numObjects = link.inputs().numObjects();
  // Functions of one unit follow one another.
  std::unique_ptr<std::atomic<bool>[]> hasFunctions(
      new std::atomic<bool>[numObjects]());
  std::atomic<bool> any{false};
  ArrayRef<Symbol> functions = program.functions();
  forPieces(link, functions.size(), recordsPerTask,
            [&](size_t begin, size_t end) {
              uint32_t last = noUnit;
              for (const Symbol &s : functions.slice(begin, end - begin)) {
                uint32_t unit = symbols.unitOf(s.number);
                if (unit == last)
                  continue;
                last = unit;
                any = true;
                if (unit < numObjects)
                  hasFunctions[unit] = true;
              }
            });
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

void CollectedProgram::openUnit(uint32_t unit, StringRef name) {
  // A unit without lines is its main file, from line 1 on.
  program.units[unit].files.assign(1, {program.files.number(name), 0});
}

/// An object may have code and no symbol in it.
void CollectedProgram::openSyntheticUnits(const Link &link) {
  for (const LiveSymbol &s : symbols.syntheticCode()) {
    bool ofLinker = s.object == noObject;
    uint32_t unit = ofLinker ? program.linkerUnit : uint32_t(s.object);
    if (!program.units[unit].files.empty())
      continue;
    openUnit(unit, ofLinker ? internalUnit.str() : sourceName(link, unit));
  }
}

Error CollectedProgram::layout(Link &link) {
  if (std::exchange(laidOut, true))
    return Error::success();
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
  objects.finish(link, symbols, program);
  frames.addTo(program, link);
  annotations = takeTypeAnnotations(link, symbols, program);
  if (!program.types.empty() || !program.frames.empty())
    for (Symbol &s : program.symbols) {
      s.hasType = program.types.count(s.number);
      s.hasFrame = program.frames.count(s.number);
    }
  if (Error e = lines.check(link))
    return e;
  openUnits(link);
  lines.addTo(program, link, symbols);
  currentEdition = 1;
  return Error::success();
}

void CollectedProgram::arrange(Link &link) {
  if (!isCollected() || !codeOrderOf(link).update(program))
    return;
  openSyntheticUnits(link);
  ++currentEdition;
}
