//===- CompactWriter.cpp --------------------------------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Puts the parts of a table together. Each part has a file of its own
// (CompactStrings, CompactSymbolWriter, CompactFrameWriter, CompactLineWriter);
// here is which parts there are, where they are, and the header.
//
//===----------------------------------------------------------------------===//

#include "gosym/Format/CompactWriter.h"
#include "CompactFrameWriter.h"
#include "CompactLineWriter.h"
#include "CompactStrings.h"
#include "CompactSymbolWriter.h"
#include "NameCoderParts.h"
#include "NameLists.h"
#include "PieceCuts.h"
#include "gosym-c/compact_format.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/MathExtras.h"
#include <algorithm>
#include <numeric>

using namespace llvm;
using namespace gosym;

namespace {

struct Part {
  /// GOSYM_COMPACT_DICTIONARY and so on.
  uint32_t kind;
  uint64_t offset, size;
};

} // namespace

struct CompactWriter::Parts {
  std::unique_ptr<NameCoder> coder;
  CodedStrings paths, inlinedNames;
  /// Of each symbol with a number below numNamed the number of its name, first
  /// in the coder, then in moreNames; empty: all are in the coder, in order.
  std::vector<uint32_t> namePlaces;
  CodedStrings moreNames;
  /// Names of symbols with numbers from numNamed on, by number.
  CodedStrings lateNames;
  CompactLineWriter lines;

  std::vector<uint32_t> dataOrder;
  StringListWriter nameList, pathList, inlinedNameList;
  SymbolListWriter functions, data;
  CompactFrameWriter frames;

  uint64_t base = 0;
  std::vector<Part> list;
  std::vector<CompactPiece> pieces;

  const NameCodes &codes() const { return coder->parts->codes; }
  StringListWriter::Place nameOf(uint32_t number) const;
  void encodeList(CodedStrings &strings, StringListWriter &list,
                  const NameSource &names, const Parallel &parallel);
};

CompactWriter::CompactWriter(const Program &program,
                             const SymbolSource &symbols, uint32_t numNamed,
                             Options options)
    : program(program), symbols(symbols), numNamed(numNamed), options(options),
      parts(std::make_unique<Parts>()) {}

CompactWriter::~CompactWriter() = default;

size_t CompactWriter::numRunsLeftOut() const {
  return parts->lines.numLeftOut();
}
uint64_t CompactWriter::numCallsTooDeep() const {
  return parts->lines.numTooDeep();
}

void CompactWriter::encodeLines(const Parallel &parallel) {
  if (options.lines)
    parts->lines.open(program, parallel);
}

Error CompactWriter::encodeNames(const Parallel &parallel) {
  ArrayRef<StringRef> functions;
  if (options.lines)
    functions = program.inlinedFunctions;
  ListedNames paths(program.files.paths()), inlined(functions);
  parts->coder =
      std::make_unique<NameCoder>(options.effort, options.hasLateNames);
  return parts->coder->learn(SymbolNames(symbols, 0, numNamed),
                             JoinedNames({&paths, &inlined}), parallel);
}

/// Returns the names of the inlined functions that have a call in the table.
std::vector<StringRef> CompactWriter::inlinedNames() const {
  std::vector<StringRef> names;
  for (uint32_t function : parts->lines.inlinedFunctions())
    names.push_back(program.inlinedFunctions[function]);
  return names;
}

Error CompactWriter::encode(const Parallel &parallel) {
  if (Error e = encodeNames(parallel))
    return e;
  encodeLines(parallel);
  encodeRest(parallel);
  return Error::success();
}

Error CompactWriter::encode(std::unique_ptr<NameCoder> coder,
                            std::vector<uint32_t> places,
                            const Parallel &parallel) {
  encodeLines(parallel);
  std::vector<StringRef> inlined = inlinedNames();
  std::vector<StringRef> more;
  SymbolNames names(symbols, 0, numNamed);
  for (auto [number, place] : enumerate(places)) {
    if (place != notCoded)
      continue;
    place = coder->size() + more.size();
    names.get(number, more.emplace_back());
  }
  ListedNames moreNames(more), paths(program.files.paths()), functions(inlined);
  JoinedNames all({&moreNames, &paths, &functions});
  if (Error e = checkLongest(sizesOf(all, parallel)))
    return e;
  parts->coder = std::move(coder);
  parts->namePlaces = std::move(places);
  parts->moreNames.encode(parts->codes(), moreNames, /*areSampled=*/false,
                          parallel);
  encodeRest(parallel);
  return Error::success();
}

/// What a name is found by, from encode() on.
StringListWriter::Place CompactWriter::Parts::nameOf(uint32_t number) const {
  size_t place = namePlaces.empty() ? number : namePlaces[number];
  const CodedStrings &names = coder->parts->names;
  return place < names.size()
             ? StringListWriter::Place(&names, place)
             : StringListWriter::Place(&moreNames, place - names.size());
}

void CompactWriter::encodeRest(const Parallel &parallel) {
  std::vector<StringRef> inlined = inlinedNames();
  parts->encodeList(parts->paths, parts->pathList,
                    ListedNames(program.files.paths()), parallel);
  parts->encodeList(parts->inlinedNames, parts->inlinedNameList,
                    ListedNames(inlined), parallel);
}

// A list in the order in which its strings come.
void CompactWriter::Parts::encodeList(CodedStrings &strings,
                                      StringListWriter &list,
                                      const NameSource &names,
                                      const Parallel &parallel) {
  strings.encode(codes(), names, /*areSampled=*/false, parallel);
  list.assignOffsets(
      strings.size(),
      [&strings](size_t first, MutableArrayRef<StringListWriter::Place> out) {
        for (StringListWriter::Place &place : out)
          place = {&strings, first++};
      },
      parallel);
}

//===----------------------------------------------------------------------===//
// Symbols
//===----------------------------------------------------------------------===//

/// Puts data in the order of addresses, as functions are: of several at one
/// address readers answer with the last. Returns whether it was in that order.
bool CompactWriter::sortData(const Placement &place) {
  ArrayRef<Symbol> all = program.symbols;
  std::vector<uint32_t> &order = parts->dataOrder;
  auto isBefore = [&](uint32_t a, uint32_t b) {
    return std::tuple(place.addresses[a], all[a].rank, all[a].number) <
           std::tuple(place.addresses[b], all[b].rank, all[b].number);
  };
  if (!place.sameSymbols) {
    order.resize(program.firstFunction);
    std::iota(order.begin(), order.end(), 0);
  }
  // In most links the order is the one of before.
  bool isSorted = llvm::is_sorted(order, isBefore);
  if (!isSorted)
    llvm::sort(order, isBefore);
  return isSorted && place.sameSymbols;
}

/// The names of functions, then those of data, in their order.
void CompactWriter::listNames(const Parallel &parallel) {
  auto namesAt = [this, &p = *parts](
                     size_t i,
                     MutableArrayRef<StringListWriter::Place> places) {
    size_t numFunctions = program.functions().size();
    for (StringListWriter::Place &place : places) {
      size_t at = i < numFunctions ? program.firstFunction + i
                                   : p.dataOrder[i - numFunctions];
      ++i;
      uint32_t number = program.symbols[at].number;
      place = number < numNamed
                  ? p.nameOf(number)
                  : StringListWriter::Place(&p.lateNames, number - numNamed);
    }
  };
  parts->nameList.assignOffsets(program.symbols.size(), namesAt, parallel);
}

/// The names of symbols with numbers from numNamed on.
void CompactWriter::encodeLateNames(const Parallel &parallel) {
  uint32_t count = 0;
  for (const Symbol &s : program.symbols)
    if (s.number >= numNamed)
      count = std::max(count, s.number - numNamed + 1);
  parts->lateNames.encode(parts->codes(), SymbolNames(symbols, numNamed, count),
                          /*areSampled=*/false, parallel);
}

void CompactWriter::assignFunctions(const Placement &place,
                                    const Parallel &parallel) {
  size_t first = program.firstFunction;
  SymbolListWriter::Contents functions;
  functions.symbols = program.functions();
  functions.addresses = place.addresses.drop_front(first);
  functions.sizes = place.sizes.drop_front(first);
  functions.units = &symbols;
  functions.hasThumbBit = options.hasThumbBit;
  functions.begin = place.textBegin;
  functions.end = place.textEnd;
  functions.base = parts->base;
  parts->functions.assignOffsets(
      functions, place.sameSymbols && place.sameFunctions, parallel);
}

void CompactWriter::assignData(const Placement &place, bool sameData,
                               const Parallel &parallel) {
  size_t count = program.firstFunction;
  SymbolListWriter::Contents data;
  data.symbols = program.data();
  data.addresses = place.addresses.take_front(count);
  data.sizes = place.sizes.take_front(count);
  data.order = parts->dataOrder;
  data.firstName = program.functions().size();
  data.base = parts->base;
  if (count)
    data.begin = data.end = place.addresses[parts->dataOrder.front()];
  for (uint32_t i : parts->dataOrder)
    data.end = std::max(data.end,
                        SaturatingAdd(place.addresses[i],
                                      std::max<uint64_t>(place.sizes[i], 1)));
  parts->data.assignOffsets(data, sameData, parallel);
}

//===----------------------------------------------------------------------===//
// Parts
//===----------------------------------------------------------------------===//

/// What is there, and how much of it. What each answer needs and is small comes
/// first: the first answer of a process waits for pages, and the kernel brings
/// their neighbours along.
void CompactWriter::listParts() {
  Parts &p = *parts;
  p.list.clear();
  auto add = [&](uint32_t kind, uint64_t size) {
    p.list.push_back({kind, 0, size});
  };
  if (p.paths.size()) {
    add(GOSYM_COMPACT_UNITS,
        GOSYM_COMPACT_COUNT_SIZE +
            GOSYM_COMPACT_UNIT_SIZE * program.units.size());
    add(GOSYM_COMPACT_PATHS, p.pathList.size());
  }
  add(GOSYM_COMPACT_DICTIONARY, p.codes().dictionary().size());
  add(GOSYM_COMPACT_NAMES, p.nameList.size());
  add(GOSYM_COMPACT_FUNCTIONS, p.functions.size());
  if (program.firstFunction)
    add(GOSYM_COMPACT_DATA, p.data.size());
  if (options.frames && !program.frames.empty())
    add(GOSYM_COMPACT_FRAMES, p.frames.size());
  if (options.lines && !p.lines.empty()) {
    add(GOSYM_COMPACT_LINES, p.lines.size());
    if (p.inlinedNames.size()) {
      add(GOSYM_COMPACT_INLINED, p.lines.homesSize());
      add(GOSYM_COMPACT_INLINED_NAMES, p.inlinedNameList.size());
    }
  }
}

void CompactWriter::writeUnits(MutableArrayRef<uint8_t> bytes) const {
  ByteWriter out(bytes.data());
  out.u32(program.units.size());
  out.u32(0);
  for (const Unit &unit : program.units)
    out.u32(unit.files.empty() ? GOSYM_COMPACT_NONE : unit.files[0].file);
}

/// Makes the pieces of a part that is at \p offset.
void CompactWriter::addPieces(uint32_t kind, uint64_t offset) {
  Parts &p = *parts;
  auto whole = [&](std::function<void(MutableArrayRef<uint8_t>)> write) {
    p.pieces.push_back({offset, std::move(write)});
  };
  switch (kind) {
  case GOSYM_COMPACT_DICTIONARY:
    return whole([&p](MutableArrayRef<uint8_t> bytes) {
      llvm::copy(p.codes().dictionary(), bytes.begin());
    });
  case GOSYM_COMPACT_NAMES:
    return p.nameList.addPieces(offset, p.pieces);
  case GOSYM_COMPACT_FUNCTIONS:
    return p.functions.addPieces(offset, p.pieces);
  case GOSYM_COMPACT_DATA:
    return p.data.addPieces(offset, p.pieces);
  case GOSYM_COMPACT_UNITS:
    return whole([this](MutableArrayRef<uint8_t> bytes) { writeUnits(bytes); });
  case GOSYM_COMPACT_PATHS:
    return p.pathList.addPieces(offset, p.pieces);
  case GOSYM_COMPACT_FRAMES:
    return whole(
        [&p](MutableArrayRef<uint8_t> bytes) { p.frames.write(bytes); });
  case GOSYM_COMPACT_LINES:
    return p.lines.addPieces(offset, p.pieces);
  case GOSYM_COMPACT_INLINED:
    return whole(
        [&p](MutableArrayRef<uint8_t> bytes) { p.lines.writeHomes(bytes); });
  case GOSYM_COMPACT_INLINED_NAMES:
    return p.inlinedNameList.addPieces(offset, p.pieces);
  }
}

Error CompactWriter::assignOffsets(const Placement &place,
                                   const Parallel &parallel) {
  Parts &p = *parts;
  if (!place.sameSymbols)
    encodeLateNames(parallel);
  if (p.paths.size() != program.files.paths().size())
    p.encodeList(p.paths, p.pathList, ListedNames(program.files.paths()),
                 parallel);
  bool sameData = place.sameSymbols && place.sameData;
  if (!sameData && !sortData(place))
    listNames(parallel);

  p.base = place.textBegin;
  if (!program.functions().empty())
    p.base = std::min(p.base, place.addresses[program.firstFunction]);
  if (program.firstFunction)
    p.base = std::min(p.base, place.addresses[p.dataOrder.front()]);
  assignFunctions(place, parallel);
  assignData(place, sameData, parallel);
  if (options.frames)
    p.frames.encode(program);
  if (options.lines) {
    std::vector<uint64_t> runs(place.runs.begin(), place.runs.end());
    for (uint64_t &address : runs)
      address -= p.base;
    p.lines.assignOffsets(runs);
  }

  listParts();
  p.pieces.clear();
  totalSize =
      GOSYM_COMPACT_HEADER_SIZE + GOSYM_COMPACT_PART_SIZE * p.list.size();
  for (Part &part : p.list) {
    part.offset = totalSize;
    addPieces(part.kind, part.offset);
    totalSize += part.size;
  }
  if (totalSize > UINT32_MAX)
    return createStringError("compact table of " + Twine(totalSize) +
                             " bytes, expected less than 4 GiB");
  return Error::success();
}

//===----------------------------------------------------------------------===//
// Writing
//===----------------------------------------------------------------------===//

std::vector<uint64_t> CompactWriter::cutOffsets() const {
  return cutsOf(parts->pieces);
}

void CompactWriter::write(uint64_t at, uint64_t paddedSize, uint64_t offset,
                          MutableArrayRef<uint8_t> bytes) const {
  const Parts &p = *parts;
  if (offset == 0) {
    ByteWriter out(bytes.data());
    out.u32(GOSYM_COMPACT_MAGIC);
    out.u8(GOSYM_COMPACT_VERSION);
    out.u8(options.pointerSize);
    out.u8(p.list.size());
    out.u8(options.areDemangled ? GOSYM_COMPACT_DEMANGLED : 0);
    out.u32(paddedSize);
    out.u32(0);
    out.u64(p.base - at);
    for (const Part &part : p.list) {
      out.u32(part.kind);
      out.u32(part.offset);
      out.u32(part.size);
    }
  }
  auto piece = llvm::lower_bound(
      p.pieces, offset,
      [](const CompactPiece &a, uint64_t b) { return a.offset < b; });
  uint64_t end = offset + bytes.size();
  for (; piece != p.pieces.end() && piece->offset < end; ++piece) {
    auto next = std::next(piece);
    uint64_t pieceEnd = next == p.pieces.end() ? totalSize : next->offset;
    piece->write(bytes.slice(piece->offset - offset, pieceEnd - piece->offset));
  }
}
