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
//   3. sort: nothing to do in most links, else pieces in parallel, then merge
//   4. the places in that order tell where synthetic code is; it is found by
//      LLDAccess/SyntheticCode.cpp
//   5. merge it in
//
// The addresses in the symbols are those of the moment when they were sorted.
// Data is not sorted and has none there: who needs it by address asks for all
// of it at once, addresses(program.data(), ...), and sorts what he makes of it.
//
// Memory: the symbols are sorted where they are; beside them a word for each
// live symbol, twice, until the call returns.
//
//===----------------------------------------------------------------------===//

#include "CodeOrder.h"
#include "Pieces.h"
#include "llvm/ADT/STLExtras.h"

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
    program.symbols[end++] = symbol < live.size()
                                 ? symbolOf(live[symbol], symbol)
                                 : syntheticSymbol(symbol);
}

/// Symbols like `_end` move to their section after layout(), and may turn from
/// data into bss or text. Returns whether one has changed between data and
/// text.
bool CodeOrder::classifyLinkerSymbols(Program &program) const {
  bool moved = false;
  for (auto [i, s] : enumerate(program.symbols)) {
    if (!s.ofLinker)
      continue;
    s.kind = kindOf(source.classOf(link.liveSymbols()[s.number].ref));
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

/// Returns whether anything was out of order, or there is or was synthetic
/// code.
bool CodeOrder::sort(Program &program) {
  ArrayRef<LiveSymbol> live = link.liveSymbols();
  size_t numLive = live.size();
  bool hadSynthetic = !source.syntheticCode().empty();
  // It may be other code this time.
  if (hadSynthetic)
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
              source.places(ArrayRef(refs, piece.size()),
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
  addSyntheticCode(program, places);
  return !sorted || hadSynthetic || !source.syntheticCode().empty();
}

/// \p places has the places of live symbols by number.
void CodeOrder::addSyntheticCode(Program &program,
                                 std::vector<CodePlace> &places) {
  size_t numLive = places.size();
  ArrayRef<Symbol> functions = program.functions();
  std::vector<CodePlace> inOrder(functions.size());
  for (size_t i = 0; i != functions.size(); ++i)
    inOrder[i] = places[functions[i].number];
  places = {};
  source.findSyntheticCode(inOrder, [&](size_t i) {
    return link.liveSymbols()[functions[i].number].ref;
  });

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
