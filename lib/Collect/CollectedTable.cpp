//===- CollectedTable.cpp -------------------------------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Collects the program of a link: every live symbol becomes one of the model,
// and they are put in order.
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
// Several names at one address: readers return the last. So the name that a
// person would expect comes last: symbols with a size after those without
// (labels, section bounds), then global after local, then functions that are
// themselves after those that ICF folded into them, then the order of the link.
//
// Several generators stand on this one program (GoSymbolTable.cpp,
// PcLineTable.cpp, GoSymbolIndex.cpp), and which of them the linker asks first
// is the linker's choice. So each step is taken by whoever comes first and does
// nothing for who comes second; whether the table is another one than a
// generator saw last, edition() tells it, not the step.
//
// Steps, on the threads of the link where it says "in parallel":
//   layout    one Symbol for each live symbol; what the tables of relocatable
//             inputs tell (InputTables.cpp), frames and annotations
//             (CollectedFrames.cpp, GoTypes.cpp); lines (CollectedLines.cpp)
//             and the source names of objects with functions, in parallel;
//             count
//   arrange   if the order of the code may have changed: addresses of functions
//             and sort, in parallel; code without symbols; count again if
//             anything moved
//
// After arrange() the order of the functions is final, but the addresses in
// their records are those of the moment when they were sorted: who writes
// addresses asks for them again.
//
// Memory: a Symbol of 16 bytes for each symbol beside the link's own 24; slots
// are told as the symbols go by and never stored. 182,867 symbols of LLVM's
// libraries: 7.3 MB.
//
// Code without symbols (PLT entries, thunks, sections of stripped objects) has
// records like functions, so that a reader does not take it for the end of the
// function before it. Which there is turns out with the addresses; layout()
// works with the estimate of the link, which is right in most programs: a table
// that changes its size later costs another assignment of addresses.
//
//===----------------------------------------------------------------------===//

#include "CollectedTable.h"
#include "../DebugInfo/SourcePath.h"
#include "InputTables.h"
#include "Pieces.h"
#include "gosym/Format/Printable.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FormatVariadic.h"
#include "llvm/Support/TimeProfiler.h"

using namespace llvm;
using namespace gosym;

static uint8_t rankOf(const LiveSymbol &s) {
  return (s.hasSize ? 4 : 0) | (s.isLocal ? 0 : 2) | (s.isFolded ? 0 : 1);
}

/// Of several symbols at one address, those that stand at the end of the code
/// before it come first; no symbol of the code at that address has this bit
/// not set.
static constexpr uint8_t notAtEnd = 8;

static Symbol unnamedSymbol(uint32_t number) {
  Symbol s;
  s.number = number;
  s.rank = notAtEnd;
  s.isLocal = true;
  return s;
}

static SymbolKind kindOf(SymbolClass symbolClass) {
  return symbolClass == SymbolClass::Text  ? SymbolKind::Text
         : symbolClass == SymbolClass::Bss ? SymbolKind::Bss
                                           : SymbolKind::Data;
}

static Symbol symbolOf(const LiveSymbol &live, uint32_t number) {
  Symbol s;
  s.number = number;
  s.rank = rankOf(live);
  s.kind = kindOf(SymbolClass(live.symbolClass));
  s.isLocal = live.isLocal;
  s.ofLinker = live.object == noObject;
  return s;
}

/// A name in an object ends at its NUL; only a script can make another.
static Error checkNames(const Link &link) {
  for (const LiveSymbol &s : link.liveSymbols())
    if (s.object == noObject && s.name().contains('\0'))
      return createStringError("symbol name '" + printable(s.name()) +
                               "' has a NUL, which the Go symbol table cannot "
                               "hold\n>>> defined in " +
                               link.origin(s.ref));
  return Error::success();
}

/// One symbol for each live one, and for code that has none: data first, as
/// it comes, then the functions of each object together, then those of no
/// object, then those outside the main section of code: as the output of a
/// plain link has them, so that the histories are counted right and little is
/// left to sort.
void CollectedTable::addSymbols(const Link &link) {
  ArrayRef<LiveSymbol> live = link.liveSymbols();
  uint32_t numObjects = link.numObjects();
  ArrayRef<uint32_t> outside = link.codeOutsideText();
  std::vector<bool> isOutside(live.size());
  for (uint32_t symbol : outside)
    if (!symbols.isUnnamed(symbol))
      isOutside[symbol] = true;
  auto group = [&](const LiveSymbol &s) -> uint32_t {
    if (SymbolClass(s.symbolClass) != SymbolClass::Text)
      return 0;
    return 1 + std::min<uint32_t>(s.object, numObjects);
  };
  std::vector<size_t> next(numObjects + 3);
  for (auto [i, s] : enumerate(live))
    if (!isOutside[i])
      ++next[group(s) + 1];
  for (size_t i = 1; i != next.size(); ++i)
    next[i] += next[i - 1];
  program.firstFunction = next[1];
  size_t end = next.back();
  program.symbols.resize(end + outside.size());
  for (auto [i, s] : enumerate(live))
    if (!isOutside[i])
      program.symbols[next[group(s)]++] = symbolOf(s, i);
  for (uint32_t symbol : outside)
    program.symbols[end++] = symbols.isUnnamed(symbol)
                                 ? unnamedSymbol(symbol)
                                 : symbolOf(live[symbol], symbol);
}

/// What the linker makes has no source.
static constexpr StringLiteral internalUnit = "<internal>";

/// The path of the source that debug information names, else what the object is
/// called in outputs.
static std::string sourceName(const Link &link, uint32_t object) {
  std::string path;
  if (link.hasDebugInfo(object))
    path = readSourcePath(link.objectBytes(object));
  return path.empty() ? link.stableName(object) : path;
}

/// The name of the source of each object that has functions of its own unit.
void CollectedTable::openUnits(const Link &link) {
  TimeTraceScope scope("Find source paths");
  uint32_t numObjects = link.numObjects();
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
  openUnitsOfUnnamed(link);
}

void CollectedTable::openUnit(uint32_t unit, StringRef name) {
  // A unit without lines is its main file, from line 1 on.
  program.units[unit].files.assign(1, {program.files.number(name), 0});
}

/// An object may have code and no symbol in it.
void CollectedTable::openUnitsOfUnnamed(const Link &link) {
  for (const LiveSymbol &s : link.codeWithoutSymbols()) {
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

Error CollectedTable::layout(const Link &link) {
  if (std::exchange(laidOut, true))
    return Error::success();
  if (Error e = checkNames(link))
    return e;
  TableTarget target;
  target.byteOrder = link.byteOrder();
  target.pointerSize = link.pointerSize();
  symbols.open(link);
  program.hasCode = bool(link.textStart());
  program.linkerUnit = link.numObjects();
  program.units.resize(link.numObjects() + 1);
  addSymbols(link);
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

/// Symbols like `_end` move to their section after layout(), and may turn from
/// data into bss or text. Returns whether one has changed between data and
/// text.
bool CollectedTable::classifyLinkerSymbols(const Link &link) {
  bool moved = false;
  for (auto [i, s] : enumerate(program.symbols)) {
    if (!s.ofLinker)
      continue;
    s.kind = kindOf(link.classOf(link.liveSymbols()[s.number].ref));
    moved |= s.isFunction() != (i >= program.firstFunction);
  }
  if (moved)
    program.firstFunction =
        std::stable_partition(program.symbols.begin(), program.symbols.end(),
                              [](const Symbol &s) { return !s.isFunction(); }) -
        program.symbols.begin();
  return moved;
}

/// Merges ascending runs, neighbour with neighbour, until one is left. The
/// functions of a plain link are a handful of runs (a few objects have code in
/// .init and .fini too), so this is a look and a copy or two; a shuffled one
/// costs what a merge sort costs.
static void mergeRuns(const Link &link, MutableArrayRef<Symbol> functions) {
  std::vector<size_t> starts{0};
  for (size_t i = 1; i != functions.size(); ++i)
    if (functions[i] < functions[i - 1])
      starts.push_back(i);
  starts.push_back(functions.size());
  Symbol *base = functions.begin();
  while (starts.size() > 2) {
    size_t runs = starts.size() - 1;
    link.parallelFor(runs / 2, [&](size_t pair) {
      std::inplace_merge(base + starts[2 * pair], base + starts[2 * pair + 1],
                         base + starts[2 * pair + 2]);
    });
    std::vector<size_t> merged;
    for (size_t i = 0; i < runs; i += 2)
      merged.push_back(starts[i]);
    merged.push_back(functions.size());
    starts = std::move(merged);
  }
}

/// Puts the functions in address order and finds the code between them. Returns
/// whether anything was out of order or is new.
bool CollectedTable::sortFunctions(Link &link) {
  ArrayRef<LiveSymbol> live = link.liveSymbols();
  size_t numLive = live.size();
  size_t numUnnamed = link.codeWithoutSymbols().size();
  // They may be others this time.
  if (numUnnamed)
    llvm::erase_if(program.symbols,
                   [&](const Symbol &s) { return s.number >= numLive; });

  auto functions =
      MutableArrayRef(program.symbols).drop_front(program.firstFunction);
  std::vector<CodePlace> places(numLive);
  forPieces(link, functions.size(), recordsPerTask,
            [&](size_t begin, size_t end) {
              SymbolRef refs[recordsPerTask];
              uint64_t addresses[recordsPerTask];
              CodePlace inPiece[recordsPerTask];
              auto piece = functions.slice(begin, end - begin);
              for (size_t i = 0; i != piece.size(); ++i)
                refs[i] = live[piece[i].number].ref;
              link.places(ArrayRef(refs, piece.size()),
                          MutableArrayRef(addresses, piece.size()),
                          MutableArrayRef(inPiece, piece.size()));
              for (size_t i = 0; i != piece.size(); ++i) {
                Symbol &s = piece[i];
                s.address = addresses[i];
                s.rank &= ~notAtEnd;
                s.rank |= inPiece[i].isAtEnd() ? 0 : notAtEnd;
                places[s.number] = inPiece[i];
              }
            });
  bool sorted = llvm::is_sorted(functions);
  if (!sorted) {
    forPieces(link, functions.size(), recordsPerTask,
              [&](size_t begin, size_t end) {
                // Not llvm::sort(), which calls qsort() for such a type.
                std::sort(functions.begin() + begin, functions.begin() + end);
              });
    mergeRuns(link, functions);
  }
  addUnnamed(link, places);
  return !sorted || numUnnamed || !link.codeWithoutSymbols().empty();
}

/// \p places has the places of live symbols by number.
void CollectedTable::addUnnamed(Link &link, std::vector<CodePlace> &places) {
  size_t numLive = places.size();
  size_t numFunctions = program.symbols.size() - program.firstFunction;
  const Symbol *functions = program.symbols.data() + program.firstFunction;
  std::vector<CodePlace> inOrder(numFunctions);
  for (size_t i = 0; i != numFunctions; ++i)
    inOrder[i] = places[functions[i].number];
  places = {};
  link.findCodeWithoutSymbols(inOrder, [&](size_t i) {
    return link.liveSymbols()[functions[i].number].ref;
  });

  ArrayRef<LiveSymbol> unnamed = link.codeWithoutSymbols();
  std::vector<Symbol> found;
  for (auto [i, s] : enumerate(unnamed)) {
    found.push_back(unnamedSymbol(numLive + i));
    found.back().address = link.address(s.ref);
  }
  llvm::sort(found);
  size_t middle = program.symbols.size();
  program.symbols.insert(program.symbols.end(), found.begin(), found.end());
  std::inplace_merge(program.symbols.begin() + program.firstFunction,
                     program.symbols.begin() + middle, program.symbols.end());
}

Error CollectedTable::arrange(Link &link) {
  if (!hasOffsets())
    return Error::success();
  bool moved = classifyLinkerSymbols(link);
  if (moved || orderOfCode != link.orderOfCode()) {
    orderOfCode = link.orderOfCode();
    moved |= sortFunctions(link);
    openUnitsOfUnnamed(link);
  }
  return moved ? assignOffsets(link) : Error::success();
}
