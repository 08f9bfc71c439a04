//===- CompactWriter.cpp --------------------------------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Puts the parts of a table together. Each part has a file of its own
// (CompactStrings, CompactSymbolWriter, CompactLineWriter); here is which parts
// there are, where they are, and the header.
//
//===----------------------------------------------------------------------===//

#include "gosym/Format/CompactWriter.h"
#include "CompactLineWriter.h"
#include "CompactStrings.h"
#include "CompactSymbolWriter.h"
#include "PieceCuts.h"
#include "gosym-c/compact_format.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/MathExtras.h"
#include <algorithm>
#include <numeric>

using namespace llvm;
using namespace gosym;

namespace {

constexpr uint64_t maxNameSize = GOSYM_COMPACT_MAX_STRING;

/// The names of symbols by their number.
class SymbolNames final : public NameSource {
public:
  SymbolNames(const SymbolSource &symbols, uint32_t first, uint32_t count)
      : symbols(symbols), first(first), count(count) {}
  size_t size() const override { return count; }
  void get(size_t from, MutableArrayRef<StringRef> names) const override {
    constexpr size_t batch = SymbolSource::batch;
    Symbol wanted[batch];
    SymbolSource::Facts facts[batch];
    while (!names.empty()) {
      size_t n = std::min(batch, names.size());
      for (size_t i = 0; i < n; ++i)
        wanted[i].number = first + from + i;
      symbols.describe(ArrayRef(wanted, n), MutableArrayRef(facts, n));
      for (size_t i = 0; i < n; ++i)
        names[i] = facts[i].name;
      names = names.drop_front(n);
      from += n;
    }
  }

private:
  const SymbolSource &symbols;
  const uint32_t first, count;
};

class ListedNames final : public NameSource {
public:
  explicit ListedNames(std::vector<StringRef> names)
      : names(std::move(names)) {}
  size_t size() const override { return names.size(); }
  void get(size_t first, MutableArrayRef<StringRef> out) const override {
    llvm::copy(ArrayRef(names).slice(first, out.size()), out.begin());
  }

private:
  const std::vector<StringRef> names;
};

/// Several, one behind the other.
class JoinedNames final : public NameSource {
public:
  explicit JoinedNames(std::vector<const NameSource *> sources)
      : sources(std::move(sources)) {}
  size_t size() const override {
    size_t total = 0;
    for (const NameSource *source : sources)
      total += source->size();
    return total;
  }
  void get(size_t first, MutableArrayRef<StringRef> names) const override {
    for (const NameSource *source : sources) {
      if (first >= source->size()) {
        first -= source->size();
        continue;
      }
      size_t n = std::min(names.size(), source->size() - first);
      source->get(first, names.take_front(n));
      names = names.drop_front(n);
      first = 0;
      if (names.empty())
        return;
    }
  }

private:
  const std::vector<const NameSource *> sources;
};

NameGrammar::Effort effortOf(CompactWriter::Effort effort) {
  if (effort == CompactWriter::Effort::Fast)
    return {4 << 20, {}};
  return {8 << 20, {16, 6, 4, 4}};
}

struct Part {
  /// GOSYM_COMPACT_DICTIONARY and so on.
  uint32_t kind;
  uint64_t offset, size;
};

} // namespace

struct CompactWriter::Parts {
  NameGrammar grammar;
  NameCodes codes;
  CodedStrings names, paths, inlinedNames;
  /// Names of symbols with numbers from numNamed on, by number.
  CodedStrings lateNames;
  CompactLineWriter lines;

  std::vector<uint32_t> dataOrder;
  StringListWriter nameList, pathList, inlinedNameList;
  SymbolListWriter functions, data;
  std::vector<uint32_t> frameOffsets;
  SmallVector<uint8_t, 0> frameBytes;

  uint64_t base = 0;
  std::vector<Part> list;
  std::vector<CompactPiece> pieces;

  void encodeList(CodedStrings &strings, StringListWriter &list,
                  const NameSource &names, const Parallel &parallel);
  void encodeFrames(const Program &program);
  uint64_t framesSize() const {
    return GOSYM_COMPACT_COUNT_SIZE +
           GOSYM_COMPACT_OFFSET_SIZE * frameOffsets.size() + frameBytes.size();
  }
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

Error CompactWriter::encode(const Parallel &parallel) {
  if (options.lines)
    parts->lines.open(program, parallel);
  std::vector<StringRef> inlined;
  for (uint32_t function : parts->lines.inlinedFunctions())
    inlined.push_back(program.inlinedFunctions[function]);

  SymbolNames names(symbols, 0, numNamed);
  ListedNames paths(program.files.paths()), inlinedNames(std::move(inlined));
  JoinedNames all({&names, &paths, &inlinedNames});
  NameSizes sizes = sizesOf(all, parallel);
  if (sizes.longest > maxNameSize)
    return createStringError("name of " + Twine(sizes.longest) +
                             " bytes, expected at most " + Twine(maxNameSize));
  parts->grammar.learn(all, sizes.total, effortOf(options.effort), parallel);
  parts->codes.build(parts->grammar, options.hasLateNames);
  parts->names.encode(parts->codes, names, /*areSampled=*/true, parallel);
  parts->encodeList(parts->paths, parts->pathList, paths, parallel);
  parts->encodeList(parts->inlinedNames, parts->inlinedNameList, inlinedNames,
                    parallel);
  parts->grammar.forgetSample();
  return Error::success();
}

// A list in the order in which its strings come.
void CompactWriter::Parts::encodeList(CodedStrings &strings,
                                      StringListWriter &list,
                                      const NameSource &names,
                                      const Parallel &parallel) {
  strings.encode(codes, names, /*areSampled=*/false, parallel);
  list.assignOffsets(
      strings.size(),
      [&strings](size_t first, MutableArrayRef<StringListWriter::Place> out) {
        for (StringListWriter::Place &place : out)
          place = {&strings, first++};
      },
      parallel);
}

// Three numbers for each function, most of them 0 or one byte.
void CompactWriter::Parts::encodeFrames(const Program &program) {
  constexpr size_t perGroup = 1 << GOSYM_COMPACT_GROUP_SHIFT;
  frameOffsets.clear();
  frameBytes.clear();
  for (auto [i, s] : enumerate(program.functions())) {
    if (i % perGroup == 0)
      frameOffsets.push_back(frameBytes.size());
    auto found = program.frames.find(s.number);
    const Frame none;
    const Frame &frame = found == program.frames.end() ? none : found->second;
    for (const std::optional<uint64_t> &size :
         {frame.size, frame.locals, frame.args}) {
      uint8_t buffer[maxVarintBytes];
      ByteWriter out(buffer);
      out.varint(size ? *size + 1 : 0);
      frameBytes.append(buffer, out.position());
    }
  }
}

Error CompactWriter::assignOffsets(const Placement &place,
                                   const Parallel &parallel) {
  Parts &p = *parts;
  ArrayRef<Symbol> all = program.symbols;
  size_t firstFunction = program.firstFunction;
  size_t numFunctions = all.size() - firstFunction;

  if (!place.sameSymbols) {
    uint32_t numLate = 0;
    for (const Symbol &s : all)
      if (s.number >= numNamed)
        numLate = std::max(numLate, s.number - numNamed + 1);
    p.lateNames.encode(p.codes, SymbolNames(symbols, numNamed, numLate),
                       /*areSampled=*/false, parallel);
  }
  if (p.paths.size() != program.files.paths().size())
    p.encodeList(p.paths, p.pathList, ListedNames(program.files.paths()),
                 parallel);

  // As functions are: of several at one address readers answer with the last.
  auto isBefore = [&](uint32_t a, uint32_t b) {
    return std::tuple(place.addresses[a], all[a].rank, all[a].number) <
           std::tuple(place.addresses[b], all[b].rank, all[b].number);
  };
  bool sameData = place.sameSymbols && place.sameData;
  bool sameOrder = sameData;
  if (!sameData) {
    // In most links the order is the one of before.
    if (!place.sameSymbols) {
      p.dataOrder.resize(firstFunction);
      std::iota(p.dataOrder.begin(), p.dataOrder.end(), 0);
    }
    sameOrder = llvm::is_sorted(p.dataOrder, isBefore) && place.sameSymbols;
    if (!sameOrder)
      llvm::sort(p.dataOrder, isBefore);
  }

  p.base = place.textBegin;
  if (numFunctions)
    p.base = std::min(p.base, place.addresses[firstFunction]);
  if (firstFunction)
    p.base = std::min(p.base, place.addresses[p.dataOrder.front()]);

  auto namesAt = [&p, all, firstFunction, numFunctions,
                  this](size_t i,
                        MutableArrayRef<StringListWriter::Place> places) {
    for (StringListWriter::Place &place : places) {
      size_t at =
          i < numFunctions ? firstFunction + i : p.dataOrder[i - numFunctions];
      ++i;
      uint32_t number = all[at].number;
      place = number < numNamed
                  ? StringListWriter::Place(&p.names, number)
                  : StringListWriter::Place(&p.lateNames, number - numNamed);
    }
  };
  if (!sameOrder)
    p.nameList.assignOffsets(all.size(), namesAt, parallel);

  SymbolListWriter::Contents functions;
  functions.symbols = program.functions();
  functions.addresses = place.addresses.drop_front(firstFunction);
  functions.sizes = place.sizes.drop_front(firstFunction);
  functions.units = &symbols;
  functions.hasThumbBit = options.hasThumbBit;
  functions.begin = place.textBegin;
  functions.end = place.textEnd;
  functions.base = p.base;
  p.functions.assignOffsets(functions, place.sameSymbols && place.sameFunctions,
                            parallel);

  SymbolListWriter::Contents data;
  data.symbols = all.take_front(firstFunction);
  data.addresses = place.addresses.take_front(firstFunction);
  data.sizes = place.sizes.take_front(firstFunction);
  data.order = p.dataOrder;
  data.firstName = numFunctions;
  data.base = p.base;
  if (firstFunction) {
    data.begin = place.addresses[p.dataOrder.front()];
    data.end = data.begin;
    for (uint32_t i : p.dataOrder)
      data.end = std::max(data.end,
                          SaturatingAdd(place.addresses[i],
                                        std::max<uint64_t>(place.sizes[i], 1)));
  }
  p.data.assignOffsets(data, sameData, parallel);
  if (options.frames)
    p.encodeFrames(program);
  if (options.lines) {
    std::vector<uint64_t> runs(place.runs.begin(), place.runs.end());
    for (uint64_t &address : runs)
      address -= p.base;
    p.lines.assignOffsets(runs);
  }

  // What is there, and how much of it.
  p.list.clear();
  auto add = [&](uint32_t kind, uint64_t size) {
    p.list.push_back({kind, 0, size});
  };
  add(GOSYM_COMPACT_DICTIONARY, p.codes.dictionary().size());
  add(GOSYM_COMPACT_NAMES, p.nameList.size());
  add(GOSYM_COMPACT_FUNCTIONS, p.functions.size());
  if (firstFunction)
    add(GOSYM_COMPACT_DATA, p.data.size());
  if (p.paths.size()) {
    add(GOSYM_COMPACT_UNITS,
        GOSYM_COMPACT_COUNT_SIZE +
            GOSYM_COMPACT_UNIT_SIZE * program.units.size());
    add(GOSYM_COMPACT_PATHS, p.pathList.size());
  }
  if (options.frames && !program.frames.empty())
    add(GOSYM_COMPACT_FRAMES, p.framesSize());
  if (options.lines && !p.lines.empty()) {
    add(GOSYM_COMPACT_LINES, p.lines.size());
    if (p.inlinedNames.size()) {
      add(GOSYM_COMPACT_INLINED, p.lines.homesSize());
      add(GOSYM_COMPACT_INLINED_NAMES, p.inlinedNameList.size());
    }
  }

  uint64_t offset =
      GOSYM_COMPACT_HEADER_SIZE + GOSYM_COMPACT_PART_SIZE * p.list.size();
  p.pieces.clear();
  for (Part &part : p.list) {
    part.offset = offset;
    offset += part.size;
    auto whole = [&](std::function<void(MutableArrayRef<uint8_t>)> write) {
      p.pieces.push_back({part.offset, std::move(write)});
    };
    switch (part.kind) {
    case GOSYM_COMPACT_DICTIONARY:
      whole([&p](MutableArrayRef<uint8_t> bytes) {
        llvm::copy(p.codes.dictionary(), bytes.begin());
      });
      break;
    case GOSYM_COMPACT_NAMES:
      p.nameList.addPieces(part.offset, p.pieces);
      break;
    case GOSYM_COMPACT_FUNCTIONS:
      p.functions.addPieces(part.offset, p.pieces);
      break;
    case GOSYM_COMPACT_DATA:
      p.data.addPieces(part.offset, p.pieces);
      break;
    case GOSYM_COMPACT_UNITS:
      whole([this](MutableArrayRef<uint8_t> bytes) {
        ByteWriter out(bytes.data());
        out.u32(program.units.size());
        out.u32(0);
        for (const Unit &unit : program.units)
          out.u32(unit.files.empty() ? GOSYM_COMPACT_NONE : unit.files[0].file);
      });
      break;
    case GOSYM_COMPACT_PATHS:
      p.pathList.addPieces(part.offset, p.pieces);
      break;
    case GOSYM_COMPACT_FRAMES:
      whole([&p, numFunctions](MutableArrayRef<uint8_t> bytes) {
        ByteWriter out(bytes.data());
        out.u32(numFunctions);
        out.u32(0);
        for (uint32_t group : p.frameOffsets)
          out.u32(group);
        llvm::copy(p.frameBytes, out.position());
      });
      break;
    case GOSYM_COMPACT_LINES:
      p.lines.addPieces(part.offset, p.pieces);
      break;
    case GOSYM_COMPACT_INLINED:
      whole(
          [&p](MutableArrayRef<uint8_t> bytes) { p.lines.writeHomes(bytes); });
      break;
    case GOSYM_COMPACT_INLINED_NAMES:
      p.inlinedNameList.addPieces(part.offset, p.pieces);
      break;
    }
  }
  totalSize = offset;
  if (totalSize > UINT32_MAX)
    return createStringError("compact table of " + Twine(totalSize) +
                             " bytes, expected less than 4 GiB");
  return Error::success();
}

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
