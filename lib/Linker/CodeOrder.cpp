//===- CodeOrder.cpp ------------------------------------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Puts the code of a link in the order of its addresses. Knows no type of lld.
//
// Several names at one address: readers return the last. So the name that a
// person would expect comes last: symbols with a size after those without
// (labels, section bounds), then global after local, then functions that are
// themselves after those that ICF folded into them, then the order of the link.
//
// estimate() runs before there are addresses. The functions of each object
// stand together then, in the order of the link, as a plain link will have
// them; what is outside of the main section of code comes behind, as CodeSource
// foresees.
//
// update() runs after each assignment of addresses, and does something when the
// order may have changed (Link::orderOfCode()):
//
//   1. symbols like `_end` that have moved between data and code change sides
//   2. addresses and places of all functions, in parallel
//   3. sort: nothing to do in many links, else pieces in parallel, then merge;
//      the places follow
//   4. the places in that order tell where synthetic code is; it is found by
//      LLDAccess/SyntheticCode.cpp
//   5. merge it in
//
// The addresses in the symbols are those of the moment when they were sorted.
// Data is not sorted and has none there: who needs it by address asks for all
// of it at once, addresses(program.data(), ...), and sorts what he makes of it.
//
// Memory: the symbols are sorted where they are; beside them a word for each
// function, and where they were out of order one for each live symbol, until
// the call returns.
//
//===----------------------------------------------------------------------===//

#include "CodeOrder.h"
#include "../Support/RawArray.h"
#include "Pieces.h"
#include "llvm/ADT/STLExtras.h"
#include <atomic>

using namespace llvm;
using namespace gosym;

static uint8_t rankOf(const LiveSymbol &s) {
  return (s.hasSize ? 4 : 0) | (s.isLocal ? 0 : 2) | (s.isFolded ? 0 : 1);
}

/// A bit of the rank, above all others. A symbol at the end of a section has
/// the address at which the code of the next one begins, and names none of it.
/// So it comes first among the symbols there: all of the others have this bit.
static constexpr uint8_t notAtEnd = 8;

static Symbol syntheticSymbol(uint32_t number) {
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

void CodeOrder::estimate(Program &program) const {
  ArrayRef<LiveSymbol> live = link.liveSymbols();
  uint32_t numObjects = program.linkerUnit;
  ArrayRef<uint32_t> outside = source.codeOutsideText();
  std::vector<bool> isOutside(live.size());
  for (uint32_t symbol : outside)
    if (symbol < live.size())
      isOutside[symbol] = true;
  // Data, then the functions of each object, then those of no object.
  size_t numGroups = numObjects + 2;
  auto group = [&](const LiveSymbol &s) -> uint32_t {
    if (SymbolClass(s.symbolClass) != SymbolClass::Text)
      return 0;
    return 1 + std::min<uint32_t>(s.object, numObjects);
  };
  // Few pieces: each counts for all groups.
  constexpr size_t numPieces = 8;
  size_t perPiece =
      std::max(recordsPerTask, divideCeil(live.size(), numPieces));
  auto forEachInside = [&](auto fn) {
    forPieces(link, live.size(), perPiece, [&](size_t begin, size_t end) {
      for (size_t i = begin; i != end; ++i)
        if (!isOutside[i])
          fn(begin / perPiece, i);
    });
  };
  std::vector<std::vector<uint32_t>> next(numPieces,
                                          std::vector<uint32_t>(numGroups));
  forEachInside([&](size_t piece, size_t i) { ++next[piece][group(live[i])]; });
  // From counts to places.
  size_t end = 0;
  for (size_t g = 0; g != numGroups; ++g) {
    for (std::vector<uint32_t> &counts : next)
      end += std::exchange(counts[g], end);
    if (g == 0)
      program.firstFunction = end;
  }
  program.symbols.reserve(end + outside.size());
  preferHugePages(program.symbols.data(),
                  program.symbols.capacity() * sizeof(Symbol));
  program.symbols.resize(end + outside.size());
  forEachInside([&](size_t piece, size_t i) {
    program.symbols[next[piece][group(live[i])]++] = symbolOf(live[i], i);
  });
  for (uint32_t symbol : outside)
    program.symbols[end++] = symbol < live.size()
                                 ? symbolOf(live[symbol], symbol)
                                 : syntheticSymbol(symbol);
}

/// Symbols like `_end` move to their section after layout(), and may turn from
/// data into bss or text. Returns whether one has changed between data and
/// text.
bool CodeOrder::classifyLinkerSymbols(Program &program) const {
  std::atomic<bool> moved{false};
  forPieces(link, program.symbols.size(), 4 * recordsPerTask,
            [&](size_t begin, size_t end) {
              for (size_t i = begin; i != end; ++i) {
                Symbol &s = program.symbols[i];
                if (!s.ofLinker)
                  continue;
                const LiveSymbol &live = link.liveSymbols()[s.number];
                s.kind = kindOf(source.classOf(live.ref));
                if (s.isFunction() != (i >= program.firstFunction))
                  moved = true;
              }
            });
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

/// Asks where the functions are, and notes it in them.
void CodeOrder::locate(MutableArrayRef<Symbol> functions,
                       MutableArrayRef<CodePlace> places) const {
  ArrayRef<LiveSymbol> live = link.liveSymbols();
  forPieces(link, functions.size(), recordsPerTask,
            [&](size_t begin, size_t end) {
              SymbolRef refs[recordsPerTask];
              uint64_t addresses[recordsPerTask];
              auto piece = functions.slice(begin, end - begin);
              for (size_t i = 0; i != piece.size(); ++i)
                refs[i] = live[piece[i].number].ref;
              source.places(ArrayRef(refs, piece.size()),
                            MutableArrayRef(addresses, piece.size()),
                            places.slice(begin, piece.size()));
              for (size_t i = 0; i != piece.size(); ++i) {
                Symbol &s = piece[i];
                s.address = addresses[i];
                s.rank &= ~notAtEnd;
                s.rank |= places[begin + i].isAtEnd() ? 0 : notAtEnd;
              }
            });
}

static bool isInOrder(const Link &link, ArrayRef<Symbol> functions) {
  std::atomic<bool> sorted{true};
  forPieces(link, functions.size(), recordsPerTask,
            [&](size_t begin, size_t end) {
              // With the first one of the next piece.
              end = std::min(end + 1, functions.size());
              if (!llvm::is_sorted(functions.slice(begin, end - begin)))
                sorted = false;
            });
  return sorted;
}

/// Returns whether anything was out of order, or there is or was synthetic
/// code.
bool CodeOrder::sort(Program &program) {
  size_t numLive = link.liveSymbols().size();
  bool hadSynthetic = !source.syntheticCode().empty();
  // It may be other code this time.
  if (hadSynthetic)
    llvm::erase_if(program.symbols,
                   [&](const Symbol &s) { return s.number >= numLive; });

  auto functions =
      MutableArrayRef(program.symbols).drop_front(program.firstFunction);
  auto forFunctions = [&](auto fn) {
    forPieces(link, functions.size(), 4 * recordsPerTask,
              [&](size_t begin, size_t end) {
                for (size_t i = begin; i != end; ++i)
                  fn(i);
              });
  };
  RawArray<CodePlace> places(functions.size());
  locate(functions, places);
  bool sorted = isInOrder(link, functions);
  if (!sorted) {
    RawArray<CodePlace> byNumber(numLive);
    forFunctions([&](size_t i) { byNumber[functions[i].number] = places[i]; });
    forPieces(link, functions.size(), recordsPerTask,
              [&](size_t begin, size_t end) {
                // Not llvm::sort(), which calls qsort() for such a type.
                std::sort(functions.begin() + begin, functions.begin() + end);
              });
    mergeRuns(link, functions);
    forFunctions([&](size_t i) { places[i] = byNumber[functions[i].number]; });
  }
  addSyntheticCode(program, places);
  return !sorted || hadSynthetic || !source.syntheticCode().empty();
}

/// \p places has the places of the functions.
void CodeOrder::addSyntheticCode(Program &program, ArrayRef<CodePlace> places) {
  ArrayRef<LiveSymbol> live = link.liveSymbols();
  size_t numLive = live.size();
  ArrayRef<Symbol> functions = program.functions();
  source.findSyntheticCode(
      places, [&](size_t i) { return live[functions[i].number].ref; });
  if (source.syntheticCode().empty())
    return;

  std::vector<Symbol> found;
  for (auto [i, s] : enumerate(source.syntheticCode())) {
    found.push_back(syntheticSymbol(numLive + i));
    found.back().address = link.address(s.ref);
  }
  llvm::sort(found);
  size_t middle = program.symbols.size();
  program.symbols.insert(program.symbols.end(), found.begin(), found.end());
  std::inplace_merge(program.symbols.begin() + program.firstFunction,
                     program.symbols.begin() + middle, program.symbols.end());
}

bool CodeOrder::update(Program &program) {
  bool moved = classifyLinkerSymbols(program);
  if (!moved && sortedFor == link.orderOfCode())
    return false;
  sortedFor = link.orderOfCode();
  // Not `moved || sort()`: it is to be sorted in any case.
  return sort(program) | moved;
}

void CodeOrder::inBatches(
    ArrayRef<Symbol> symbols, MutableArrayRef<uint64_t> values,
    function_ref<void(ArrayRef<SymbolRef>, MutableArrayRef<uint64_t>)> ask)
    const {
  assert(symbols.size() == values.size() && "a value for each symbol");
  ArrayRef<LiveSymbol> live = link.liveSymbols();
  ArrayRef<LiveSymbol> synthetic = source.syntheticCode();
  forPieces(
      link, symbols.size(), recordsPerTask, [&](size_t begin, size_t end) {
        SymbolRef refs[recordsPerTask];
        for (size_t i = begin; i != end; ++i) {
          uint32_t number = symbols[i].number;
          refs[i - begin] = number < live.size()
                                ? live[number].ref
                                : synthetic[number - live.size()].ref;
        }
        ask(ArrayRef(refs, end - begin), values.slice(begin, end - begin));
      });
}

void CodeOrder::addresses(ArrayRef<Symbol> symbols,
                          MutableArrayRef<uint64_t> values) const {
  inBatches(symbols, values, [&](auto refs, auto addresses) {
    link.addresses(refs, addresses);
  });
}

void CodeOrder::sizes(ArrayRef<Symbol> symbols,
                      MutableArrayRef<uint64_t> values) const {
  inBatches(symbols, values,
            [&](auto refs, auto sizes) { source.sizes(refs, sizes); });
}
