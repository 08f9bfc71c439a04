//===- CompactCheck.cpp - Is this table sound? ----------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Every part is read to its end, in the order in which parts build on each
/// other. Text is measured, not made: each entry of the dictionary is measured
/// once, so a string costs a look at each of its codes, whatever they stand
/// for.
///
//===----------------------------------------------------------------------===//

#include "gosym/Format/CompactCheck.h"
#include "CompactCursor.h"
#include "llvm/Support/MathExtras.h"

using namespace llvm;

namespace gosym {

namespace {

/// What an entry stands for. depth: not measured, being measured, or one more
/// than how deep it is.
struct Measure {
  static constexpr unsigned unknown = 0;
  static constexpr unsigned open = UINT_MAX;
  unsigned depth = unknown;
  uint64_t size = 0;
};

class Checker {
public:
  explicit Checker(const CompactReader &reader) : reader(reader) {}
  Error checkPrefixes() const;
  Error checkEntries();
  Error checkStrings(const CompactStrings &strings) const;
  Error checkSymbols(const CompactSymbols &symbols, uint32_t kind);
  Error checkUnits() const;
  Error checkFrames() const;
  Error checkLines();

  CompactSummary summary;

private:
  Error measure(uint32_t rank, unsigned above);

  const CompactReader &reader;
  std::vector<Measure> measures;
};

} // namespace

//===----------------------------------------------------------------------===//
// Text
//===----------------------------------------------------------------------===//

Error Checker::checkPrefixes() const {
  const CompactDictionary &dictionary = reader.dictionary();
  auto offsetOf = [](unsigned i) {
    return GOSYM_COMPACT_PREFIX_TABLE_OFFSET +
           GOSYM_COMPACT_PREFIX_ENTRY_SIZE * i;
  };
  for (unsigned i = 0; i < GOSYM_COMPACT_PREFIX_ENTRIES; ++i) {
    unsigned bits = dictionary.prefixBits(i);
    if (bits < 1 || bits > GOSYM_COMPACT_MAX_PREFIX_BITS)
      return malformed(dictionary.ownPart(), offsetOf(i) + 1,
                       "a prefix of " + Twine(bits) + " bits, expected 1 to 8");
    unsigned same = i & ((1u << bits) - 1);
    if (dictionary.prefixBits(same) != bits ||
        dictionary.prefixClass(same) != dictionary.prefixClass(i))
      return malformed(dictionary.ownPart(), offsetOf(i),
                       "another prefix than that of " + Twine(same) +
                           ", expected the same");
  }
  return Error::success();
}

/// Measures entry \p rank, and those that it is made of. \p above are the
/// phrases around it: no more of them than may be, so that this ends.
Error Checker::measure(uint32_t rank, unsigned above) {
  if (measures[rank].depth != Measure::unknown &&
      measures[rank].depth != Measure::open)
    return Error::success();
  const CompactDictionary &dictionary = reader.dictionary();
  Expected<CompactDictionary::Entry> entry = dictionary.entry(rank);
  if (!entry)
    return entry.takeError();
  auto tooDeep = [&] {
    return malformed(dictionary.ownPart(), entry->offset,
                     "a phrase that is too deep, expected 16 or less");
  };
  Measure whole{0, entry->size};
  if (entry->codes) {
    if (measures[rank].depth == Measure::open ||
        above == GOSYM_COMPACT_MAX_DEPTH)
      return tooDeep();
    measures[rank].depth = Measure::open;
    whole.size = 0;
    CompactCodes codes = dictionary.codesOf(*entry);
    for (unsigned i = 0; i < entry->codes; ++i) {
      uint64_t at = codes.at();
      Expected<uint32_t> inner = codes.next();
      if (!inner)
        return inner.takeError();
      if (*inner == GOSYM_COMPACT_END_RANK)
        return malformed(dictionary.ownPart(), at,
                         "rank 0 in a phrase, expected another one");
      if (Error error = measure(*inner, above + 1))
        return error;
      whole.depth = std::max(whole.depth, measures[*inner].depth);
      whole.size = SaturatingAdd(whole.size, measures[*inner].size);
    }
  }
  ++whole.depth;
  if (whole.depth > GOSYM_COMPACT_MAX_DEPTH + 1)
    return tooDeep();
  measures[rank] = whole;
  return Error::success();
}

/// Entries stand one behind the other, whichever offset they are found by.
Error Checker::checkEntries() {
  const CompactDictionary &dictionary = reader.dictionary();
  measures.resize(dictionary.size());
  uint64_t end = 0;
  for (uint32_t rank = 0; rank < measures.size(); ++rank) {
    Expected<CompactDictionary::Entry> entry = dictionary.entry(rank);
    if (!entry)
      return entry.takeError();
    if (rank != 0 && entry->offset != end)
      return malformed(dictionary.ownPart(), entry->offset,
                       "entry " + Twine(rank) + " is here, expected it at " +
                           hex(dictionary.ownPart().offset + end));
    end = entry->begin + entry->size;
    if (Error error = measure(rank, 0))
      return error;
  }
  return Error::success();
}

Error Checker::checkStrings(const CompactStrings &strings) const {
  constexpr uint32_t inGroup = 1u << GOSYM_COMPACT_GROUP_SHIFT;
  for (uint32_t g = 0; g < groupsOf(strings.size()); ++g) {
    Expected<CompactCodes> codes = strings.group(g);
    if (!codes)
      return codes.takeError();
    uint32_t first = g * inGroup;
    uint32_t end = std::min(strings.size() - first, inGroup) + first;
    for (uint32_t i = first; i < end; ++i) {
      uint64_t begin = codes->at(), size = 0;
      while (true) {
        Expected<uint32_t> rank = codes->next();
        if (!rank)
          return rank.takeError();
        if (*rank == GOSYM_COMPACT_END_RANK)
          break;
        size = SaturatingAdd(size, measures[*rank].size);
      }
      if (size > GOSYM_COMPACT_MAX_STRING)
        return malformed(strings.ownPart(), begin,
                         "string " + Twine(i) + " that is too long, expected " +
                             Twine(GOSYM_COMPACT_MAX_STRING) +
                             " bytes or less");
    }
  }
  return Error::success();
}

//===----------------------------------------------------------------------===//
// Symbols, units, frames
//===----------------------------------------------------------------------===//

Error Checker::checkSymbols(const CompactSymbols &symbols, uint32_t kind) {
  const CompactPart *part = reader.table().find(kind);
  if (!part)
    return Error::success();
  StringRef what = compactPartName(kind);
  if (symbols.end() < symbols.begin())
    return malformed(*part, GOSYM_COMPACT_LIST_END_OFFSET,
                     "end " + hex(symbols.end()) + ", expected " +
                         hex(symbols.begin()) + " or more");
  bool isCode = kind == GOSYM_COMPACT_FUNCTIONS;
  std::optional<CompactSymbol> before;
  return symbols.forEach([&](const CompactSymbol &symbol) -> Error {
    constexpr uint32_t inBlock = 1u << GOSYM_COMPACT_BLOCK_SHIFT;
    if (before && symbol.number % inBlock == 0) {
      uint32_t block = symbol.number / inBlock;
      uint64_t at = symbols.blockOffset(block);
      if (symbol.distance < before->distance)
        return malformed(what, at,
                         "address " + hex(symbol.distance) + ", expected " +
                             hex(before->distance) + " or more");
      if (uint32_t unit = symbols.block(block).unit; unit != before->unit)
        return malformed(what, at + GOSYM_COMPACT_BLOCK_UNIT_OFFSET,
                         "unit " + hex(unit) + ", expected " +
                             hex(before->unit) + " as before it");
    }
    if (isCode &&
        (symbol.distance < symbols.begin() || symbol.distance > symbols.end()))
      return malformed(what, symbol.offset,
                       "address " + hex(symbol.distance) + ", expected " +
                           hex(symbols.begin()) + " to " + hex(symbols.end()));
    ++(isCode            ? summary.functions
       : symbol.isNoBits ? summary.bssSymbols
                         : summary.dataSymbols);
    before = symbol;
    return Error::success();
  });
}

Error Checker::checkUnits() const {
  for (uint32_t i = 0; i < reader.numUnits(); ++i)
    if (Error error = reader.mainFile(i).takeError())
      return error;
  return Error::success();
}

Error Checker::checkFrames() const {
  if (!reader.hasFrames())
    return Error::success();
  for (uint32_t i = 0; i < reader.functions().size(); ++i)
    if (Error error = reader.frameSizes(i).takeError())
      return error;
  return Error::success();
}

//===----------------------------------------------------------------------===//
// Lines
//===----------------------------------------------------------------------===//

Error Checker::checkLines() {
  const CompactLines &lines = reader.lines();
  for (uint32_t i = 0; i < lines.numInlined(); ++i)
    if (Error error = lines.home(i).takeError())
      return error;
  uint64_t before = 0;
  for (uint32_t i = 0; i < lines.numBlocks(); ++i) {
    if (lines.blockDistance(i) < before)
      return malformed(compactPartName(GOSYM_COMPACT_LINES),
                       lines.blockOffset(i),
                       "address " + hex(lines.blockDistance(i)) +
                           ", expected " + hex(before) + " or more");
    if (Error error = lines.forEachOf(i, [&](const CompactRow &row) {
          before = row.distance;
          ++summary.rows;
          return Error::success();
        }))
      return error;
  }
  return Error::success();
}

Expected<CompactSummary> checkCompact(const CompactReader &reader) {
  Checker checker(reader);
  CompactSummary &summary = checker.summary;
  summary.units = reader.numUnits();
  summary.files = reader.paths().size();
  summary.inlinedFunctions = reader.lines().numInlined();

  if (Error error = checker.checkPrefixes())
    return error;
  if (Error error = checker.checkEntries())
    return error;
  for (const CompactStrings *strings :
       {&reader.names(), &reader.paths(), &reader.inlinedNames()})
    if (Error error = checker.checkStrings(*strings))
      return error;
  if (Error error =
          checker.checkSymbols(reader.functions(), GOSYM_COMPACT_FUNCTIONS))
    return error;
  if (Error error = checker.checkSymbols(reader.data(), GOSYM_COMPACT_DATA))
    return error;
  if (Error error = checker.checkUnits())
    return error;
  if (Error error = checker.checkFrames())
    return error;
  if (Error error = checker.checkLines())
    return error;
  return summary;
}

} // namespace gosym
