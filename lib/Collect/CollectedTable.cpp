//===- CollectedTable.cpp -------------------------------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Collects the Go 1.1 symbol table of a link: every live symbol becomes a
// record, and the records are put in order. TableImage.cpp turns them into
// bytes.
//
// The size of a record does not depend on addresses, so nearly all of the table
// is counted in layout(), long before an address exists. The exception is the
// number of history records. Objects follow one another in a plain link, one
// history each, and that is what layout() counts; but --symbol-ordering-file, a
// call graph profile or sections with names of their own interleave their
// functions, and then a reader, which takes the last history for the one in
// force, would name the wrong file. So arrange() counts again, in the final
// order, and says when the size has changed.
//
// Several names at one address: readers return the last. So the name that a
// person would expect comes last: symbols with a size after those without
// (labels, section bounds), then global after local, then functions that are
// themselves after those that ICF folded into them, then the order of the link.
//
// Several generators stand on this one table (GoSymbolTable.cpp,
// PcLineTable.cpp, GoSymbolIndex.cpp), and which of them the linker asks first
// is the linker's choice. So each step is taken by whoever comes first and is
// nothing to who comes second; whether the table is another one than a
// generator saw last, edition() tells it, not the step.
//
// Steps, on the threads of the link where it says "in parallel":
//   layout    one Record for each live symbol; what the tables of relocatable
//             inputs tell (InputTables.cpp) and annotations do
//             (GoTypes.cpp); the source names of objects with functions, in
//             parallel; count
//   arrange   if the order of the code may have changed: addresses of functions
//             and sort, in parallel; code without symbols; count again if
//             anything moved
//
// After arrange() the order of the functions is final, but the addresses in
// their records are those of the moment when they were sorted: who writes
// addresses asks for them again.
//
// Memory: a Record of 16 bytes for each symbol beside the link's own 24; slots
// are told as the records go by and never stored. 182,867 symbols of LLVM's
// libraries: 7.3 MB.
//
// Code without symbols (PLT entries, thunks, sections of stripped objects) has
// records like functions, so that a reader does not take it for the end of the
// function before it. Which there is turns out with the addresses; layout()
// works with the estimate of the link, which is right in most programs: a table
// that changes its size later costs another assignment of addresses.
//
// What this file does not do: lines (CollectedLines.cpp), frames and
// variables (CollectedFrames.cpp).
//
//===----------------------------------------------------------------------===//

#include "CollectedTable.h"
#include "InputTables.h"
#include "Pieces.h"
#include "gosym/Format/Printable.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
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

static Record unnamedRecord(uint32_t symbol) {
  return {0, symbol, notAtEnd, 't', false, false, false};
}

static char typeOf(SymbolClass symbolClass, bool isLocal) {
  char letter = symbolClass == SymbolClass::Text  ? 'T'
                : symbolClass == SymbolClass::Bss ? 'B'
                                                  : 'D';
  return isLocal ? toLower(letter) : letter;
}

static Record recordOf(const LiveSymbol &s, uint32_t symbol) {
  return {0,
          symbol,
          rankOf(s),
          typeOf(SymbolClass(s.symbolClass), s.isLocal),
          s.object == noObject,
          false,
          false};
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

/// One record for each live symbol, and for code that has none: data first, as
/// it comes, then the functions of each object together, then those of no
/// object, then those outside the main section of code: as the output of a
/// plain link has them, so that the histories are counted right and little is
/// left to sort.
void CollectedTable::makeRecords(const Link &link) {
  const TableSymbols symbols(link);
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
  image.firstFunction = next[1];
  size_t end = next.back();
  image.records.resize(end + outside.size());
  for (auto [i, s] : enumerate(live))
    if (!isOutside[i])
      image.records[next[group(s)]++] = recordOf(s, i);
  for (uint32_t symbol : outside)
    image.records[end++] = symbols.isUnnamed(symbol)
                               ? unnamedRecord(symbol)
                               : recordOf(live[symbol], symbol);
}

/// What the linker makes has no source.
static constexpr StringLiteral internalUnit = "<internal>";

/// Is it a path that a table can hold? Debug info may say anything.
static bool canHold(StringRef path) {
  return !path.empty() && !errorToBool(PathTable::check(path));
}

/// The name of the source of each object that has functions of its own unit
/// (Link::sourceName()), and the files of the units that have lines.
Error CollectedTable::makePaths(const Link &link) {
  TimeTraceScope scope("Find source paths");
  uint32_t numObjects = link.numObjects();
  std::vector<bool> hasFunctions(numObjects);
  const TableSymbols symbols(link);
  bool any = false;
  for (const Record &r :
       ArrayRef(image.records).drop_front(image.firstFunction)) {
    uint32_t unit = image.unitOf(symbols, r);
    any |= unit != noObject;
    if (unit < numObjects)
      hasFunctions[unit] = true;
  }

  if (Error e = lines.read(link, image))
    return e;
  std::vector<std::string> names(numObjects);
  link.parallelFor(numObjects, [&](size_t object) {
    if (!hasFunctions[object])
      return;
    names[object] = lines.mainPath(object);
    if (!canHold(names[object]))
      names[object] = link.sourceName(object);
    if (!canHold(names[object]))
      names[object] = "<object>";
  });

  for (uint32_t object = 0; object != numObjects; ++object)
    if (hasFunctions[object])
      if (Error e = openUnit(object, names[object]))
        return e;
  if (!any && image.hasCode)
    if (Error e = openUnit(image.linkerUnit, internalUnit))
      return e;
  if (Error e = openUnitsOfUnnamed(link))
    return e;
  return lines.addUnits(link, image);
}

Error CollectedTable::openUnit(uint32_t unit, StringRef name) {
  Expected<PathTable::Path> path = image.paths.intern(name);
  if (!path)
    return path.takeError();
  // A unit without lines is its main file, from line 1 on.
  Expected<UnitHistory> history = layOutHistory({{*path, 1}});
  if (!history)
    return history.takeError();
  image.details.units[unit] = encodeEntries(history->entries, image.target);
  return Error::success();
}

/// An object may have code and no symbol in it.
Error CollectedTable::openUnitsOfUnnamed(const Link &link) {
  for (const LiveSymbol &s : link.codeWithoutSymbols()) {
    bool ofLinker = s.object == noObject;
    uint32_t unit = ofLinker ? image.linkerUnit : uint32_t(s.object);
    if (!image.details.units[unit].empty())
      continue;
    std::string name = ofLinker ? internalUnit.str() : link.sourceName(unit);
    if (!canHold(name))
      name = "<object>";
    if (Error e = openUnit(unit, name))
      return e;
  }
  return Error::success();
}

void CollectedTable::place(const Link &link) {
  image.place(link);
  ++currentEdition;
}

Error CollectedTable::layout(const Link &link) {
  if (std::exchange(laidOut, true))
    return Error::success();
  image.target.byteOrder = link.byteOrder();
  image.target.pointerSize = link.pointerSize();
  image.hasCode = bool(link.textStart());
  image.linkerUnit = link.numObjects();
  if (Error e = checkNames(link))
    return e;
  makeRecords(link);
  image.details.units.resize(link.numObjects() + 1);
  if (Error e =
          mergeInputTables(link, image.target, image.paths, image.details))
    return e;
  frames.add(link, image);
  annotations = takeTypeAnnotations(link, image.target, image.details);
  for (Record &r : image.records) {
    r.hasType = image.details.types.count(r.symbol);
    r.hasDetails = image.details.functions.count(r.symbol);
  }
  if (Error e = makePaths(link))
    return e;
  place(link);
  return Error::success();
}

/// Symbols like `_end` move to their section after layout(), and may turn from
/// data into bss or text. Returns whether one has changed between data and
/// text.
bool CollectedTable::classifyLinkerSymbols(const Link &link) {
  bool moved = false;
  for (auto [i, r] : enumerate(image.records)) {
    if (!r.ofLinker)
      continue;
    const LiveSymbol &s = link.liveSymbols()[r.symbol];
    r.type = typeOf(link.classOf(s.ref), s.isLocal);
    moved |= r.isFunction() != (i >= image.firstFunction);
  }
  if (moved)
    image.firstFunction =
        std::stable_partition(image.records.begin(), image.records.end(),
                              [](const Record &r) { return !r.isFunction(); }) -
        image.records.begin();
  return moved;
}

/// Merges ascending runs, neighbour with neighbour, until one is left. The
/// functions of a plain link are a handful of runs (a few objects have code in
/// .init and .fini too), so this is a look and a copy or two; a shuffled one
/// costs what a merge sort costs.
static void mergeRuns(const Link &link, MutableArrayRef<Record> functions) {
  std::vector<size_t> starts{0};
  for (size_t i = 1; i != functions.size(); ++i)
    if (functions[i] < functions[i - 1])
      starts.push_back(i);
  starts.push_back(functions.size());
  Record *base = functions.begin();
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
  ArrayRef<LiveSymbol> symbols = link.liveSymbols();
  size_t numLive = symbols.size();
  size_t numUnnamed = link.codeWithoutSymbols().size();
  // They may be others this time.
  if (numUnnamed)
    llvm::erase_if(image.records,
                   [&](const Record &r) { return r.symbol >= numLive; });

  auto functions =
      MutableArrayRef(image.records).drop_front(image.firstFunction);
  std::vector<CodePlace> places(numLive);
  forPieces(link, functions.size(), recordsPerTask,
            [&](size_t begin, size_t end) {
              SymbolRef refs[recordsPerTask];
              uint64_t addresses[recordsPerTask];
              CodePlace inPiece[recordsPerTask];
              auto piece = functions.slice(begin, end - begin);
              for (size_t i = 0; i != piece.size(); ++i)
                refs[i] = symbols[piece[i].symbol].ref;
              link.places(ArrayRef(refs, piece.size()),
                          MutableArrayRef(addresses, piece.size()),
                          MutableArrayRef(inPiece, piece.size()));
              for (size_t i = 0; i != piece.size(); ++i) {
                Record &r = piece[i];
                r.address = addresses[i];
                r.rank &= ~notAtEnd;
                r.rank |= inPiece[i].isAtEnd() ? 0 : notAtEnd;
                places[r.symbol] = inPiece[i];
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
  size_t numFunctions = image.records.size() - image.firstFunction;
  const Record *functions = image.records.data() + image.firstFunction;
  std::vector<CodePlace> inOrder(numFunctions);
  for (size_t i = 0; i != numFunctions; ++i)
    inOrder[i] = places[functions[i].symbol];
  places = {};
  link.findCodeWithoutSymbols(inOrder, [&](size_t i) {
    return link.liveSymbols()[functions[i].symbol].ref;
  });

  ArrayRef<LiveSymbol> unnamed = link.codeWithoutSymbols();
  std::vector<Record> records;
  for (auto [i, s] : enumerate(unnamed)) {
    records.push_back(unnamedRecord(numLive + i));
    records.back().address = link.address(s.ref);
  }
  llvm::sort(records);
  size_t middle = image.records.size();
  image.records.insert(image.records.end(), records.begin(), records.end());
  std::inplace_merge(image.records.begin() + image.firstFunction,
                     image.records.begin() + middle, image.records.end());
}

Error CollectedTable::arrange(Link &link) {
  if (!isPlaced())
    return Error::success();
  bool moved = classifyLinkerSymbols(link);
  if (moved || orderOfCode != link.orderOfCode()) {
    orderOfCode = link.orderOfCode();
    moved |= sortFunctions(link);
    if (Error e = openUnitsOfUnnamed(link))
      return e;
  }
  if (moved)
    place(link);
  return Error::success();
}
