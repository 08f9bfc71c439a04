//===- TableWriter.cpp - A whole table ------------------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// The bytes of a table, in this order:
///
///   header
///   D B d b    data and bss symbols
///   f          path components   | the preamble,
///   z          the first history | if there is
///   T text     start of the code | code
///   T t        functions, each with its m, a, p; where the unit changes, z,
///              its history
///   T etext    end of the code
///
/// Counting, listing slots and writing all go over the table. They must agree
/// to the byte, so there is one walk, with a visitor for each of the three. A
/// walk may begin at any *cut*: one for each 1024 symbols, which is some 64
/// KiB, with its symbol, its offset and the history in force. So a range of the
/// table can be written without the ranges before it, and counted, too: the
/// tasks that count know their symbols and not yet their offset, which is added
/// when all have counted.
///
/// An index needs the offsets of some functions and of their histories. The
/// counting walks pass them, so they note them (2 bytes a function), which
/// saves another walk when the index is written.
///
/// Symbols are in the order of the table, but the facts about them are in the
/// order of the link, and their names in the string tables of the inputs: two
/// cache misses for each symbol, one after the other. So the walk asks for a
/// batch of symbols at once, and prefetches all their names before it copies
/// the first.
///
//===----------------------------------------------------------------------===//

#include "gosym/Format/TableWriter.h"
#include "gosym/Format/Entry.h"
#include "gosym/Format/TableIndex.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/MathExtras.h"

using namespace llvm;

namespace gosym {

/// The marks of the code.
static constexpr StringLiteral textName = GOSYM_TEXT_NAME;
static constexpr StringLiteral etextName = GOSYM_ETEXT_NAME;

static constexpr size_t symbolsBetweenCuts = 512;

//===----------------------------------------------------------------------===//
// Frames
//===----------------------------------------------------------------------===//

/// Calls fn(entry, type) for the `m`, `a` and `p` entries of \p frame. Nothing
/// is written for what lies in the place of the return address.
template <typename Fn>
static void forEachFrameEntry(const Frame &frame, TableTarget target, Fn fn) {
  Entry entry;
  entry.type = 'm';
  auto size = [&](StringRef name, std::optional<uint64_t> value) {
    if (!value)
      return;
    entry.name = name;
    entry.value = *value;
    fn(entry, noType);
  };
  size(GOSYM_FRAME_NAME, frame.size);
  size(GOSYM_LOCALS_NAME, frame.locals);
  size(GOSYM_ARGS_NAME, frame.args);
  int64_t pointer = target.pointerSize;
  for (const Variable &v : frame.variables) {
    if (v.offset < 0 && v.offset > -pointer)
      continue;
    entry.type = v.offset < 0 ? 'a' : 'p';
    entry.value = v.offset < 0 ? -(uint64_t(v.offset) + pointer) : v.offset;
    entry.name = v.name;
    entry.goType = v.type == noType ? std::nullopt : std::optional<uint64_t>(0);
    fn(entry, v.type);
  }
}

static uint64_t sizeOf(const Frame &frame, TableTarget target) {
  uint64_t size = 0;
  forEachFrameEntry(frame, target, [&](const Entry &entry, uint32_t) {
    size += encodedSize(entry, target);
  });
  return size;
}

//===----------------------------------------------------------------------===//
// The walk
//===----------------------------------------------------------------------===//

/// Calls fn for the `f` entry of each path component.
template <typename Fn>
static void forEachPathEntry(const PathTable &paths, Fn fn) {
  Entry entry;
  entry.type = 'f';
  for (StringRef component : paths.components()) {
    ++entry.value;
    entry.name = component;
    fn(entry);
  }
}

uint64_t TableWriter::preambleSize() const {
  return pathEntriesSize + histories[firstUnit].entries.size() +
         wideEntrySize(textName.size(), target);
}

uint64_t TableWriter::recordSize(const Symbol &s, StringRef name) const {
  uint64_t size = wideEntrySize(name.size(), target);
  if (s.hasType)
    size += target.pointerSize;
  if (s.hasFrame)
    size += sizeOf(frameOf(s), target);
  return size;
}

/// Goes over the table from \p from on. Calls of \p visitor:
///
///   isAtEnd(symbol)   before each record: does the walk end here?
///   preamble()
///   unit(unit)        its history
///   symbol(s, name)   the record of a symbol and what belongs to it
///   etext()
template <typename Visitor>
void TableWriter::walk(Cut from, Visitor &visitor) const {
  ArrayRef<Symbol> all = program.symbols;
  size_t n = all.size();
  uint32_t unit = from.unit;
  SymbolSource::Facts facts[SymbolSource::batch];
  size_t batchBegin = from.symbol, batchEnd = from.symbol;
  for (size_t i = from.symbol; !visitor.isAtEnd(i); ++i) {
    if (i == program.firstFunction && program.hasCode) {
      visitor.preamble();
      unit = firstUnit;
    }
    if (i == n) {
      if (program.hasCode)
        visitor.etext();
      return;
    }
    if (i == batchEnd) {
      batchBegin = i;
      batchEnd = std::min(n, i + SymbolSource::batch);
      MutableArrayRef<SymbolSource::Facts> known(facts, batchEnd - batchBegin);
      symbols.describe(all.slice(batchBegin, known.size()), known);
      if (Visitor::readsNames)
        for (const SymbolSource::Facts &f : known) {
          __builtin_prefetch(f.name.data());
          __builtin_prefetch(f.name.data() + 64);
        }
    }
    const SymbolSource::Facts &f = facts[i - batchBegin];
    // A symbol without a unit counts to the unit before it.
    if (i >= program.firstFunction && f.unit != noUnit && f.unit != unit) {
      unit = f.unit;
      visitor.unit(unit);
    }
    visitor.symbol(all[i], f.name);
  }
}

/// Counts the bytes from one cut to the next and notes blocks, with offsets
/// from the cut.
struct TableWriter::OffsetAssigner {
  static constexpr bool readsNames = false;
  /// The history in force is one from before the cut.
  static constexpr uint64_t notHere = UINT64_MAX;

  const TableWriter &writer;
  /// The first symbol of the next cut.
  size_t end;
  /// Of the next text entry, in the table.
  size_t numTexts;
  uint64_t position = 0;
  uint64_t historyOffset = notHere;
  std::vector<Block> noted;

  OffsetAssigner(const TableWriter &writer, size_t end, size_t numTexts)
      : writer(writer), end(end), numTexts(numTexts) {}

  /// Takes note of a text entry that begins at the current position.
  void noteText() {
    if (numTexts++ % (1 << indexBlockShift) == 0 && writer.notesBlocks)
      noted.push_back({position, historyOffset});
  }

  bool isAtEnd(size_t symbol) const { return symbol == end; }
  void preamble() {
    historyOffset = position + writer.pathEntriesSize;
    uint64_t textSize = wideEntrySize(textName.size(), writer.target);
    position += writer.preambleSize() - textSize;
    noteText();
    position += textSize;
  }
  void unit(uint32_t unit) {
    historyOffset = position;
    position += writer.histories[unit].entries.size();
  }
  void symbol(const Symbol &s, StringRef name) {
    if (s.isFunction())
      noteText();
    position += writer.recordSize(s, name);
  }
  void etext() {
    noteText();
    position += wideEntrySize(etextName.size(), writer.target);
  }
};

/// The unit in force before symbol \p i.
uint32_t TableWriter::unitBefore(size_t i) const {
  SymbolSource::Facts facts;
  while (i > program.firstFunction) {
    symbols.describe(program.symbols[--i], facts);
    if (facts.unit != noUnit)
      return facts.unit;
    if (i == program.firstFunction && program.hasCode)
      return firstUnit;
  }
  return noUnit;
}

void TableWriter::assignOffsets(const Parallel &parallel) {
  firstUnit = program.linkerUnit;
  SymbolSource::Facts facts;
  for (const Symbol &s : program.functions()) {
    symbols.describe(s, facts);
    if (facts.unit != noUnit) {
      firstUnit = facts.unit;
      break;
    }
  }
  pathEntriesSize = 0;
  forEachPathEntry(components, [&](const Entry &entry) {
    pathEntriesSize += encodedSize(entry, target);
  });

  size_t n = program.symbols.size();
  size_t numCuts = std::max<size_t>(divideCeil(n, symbolsBetweenCuts), 1);
  cuts.resize(numCuts);
  std::vector<std::optional<OffsetAssigner>> counted(numCuts);
  parallel(numCuts, [&](size_t cut) {
    size_t first = cut * symbolsBetweenCuts;
    cuts[cut] = {0, first, unitBefore(first)};
    // The last one has the end of the code, too.
    size_t end = cut + 1 == numCuts ? n + 1 : first + symbolsBetweenCuts;
    size_t numTexts = first > program.firstFunction
                          ? first - program.firstFunction + program.hasCode
                          : 0;
    OffsetAssigner assigner(*this, end, numTexts);
    walk(cuts[cut], assigner);
    counted[cut].emplace(std::move(assigner));
  });

  // The header is no record; it belongs to the first cut.
  totalSize = headerSize;
  uint64_t historyOffset = 0;
  noted.clear();
  for (auto [cut, here] : zip_equal(cuts, counted)) {
    auto inTable = [&](uint64_t offset) {
      return offset == OffsetAssigner::notHere ? historyOffset
                                               : totalSize + offset;
    };
    for (const Block &block : here->noted)
      noted.push_back(
          {totalSize + block.entryOffset, inTable(block.historyOffset)});
    historyOffset = inTable(here->historyOffset);
    cut.offset = &cut == &cuts.front() ? 0 : totalSize;
    totalSize += here->position;
  }
}

std::vector<uint64_t> TableWriter::cutOffsets() const {
  std::vector<uint64_t> offsets;
  for (const Cut &cut : ArrayRef(cuts).drop_front())
    offsets.push_back(cut.offset);
  return offsets;
}

TableSlot TableWriter::text(size_t i) const {
  TableSlot slot;
  if (program.hasCode && i == 0) {
    slot.kind = TableSlot::Kind::TextStart;
    return slot;
  }
  size_t symbol = program.firstFunction + i - (program.hasCode ? 1 : 0);
  if (symbol == program.symbols.size())
    slot.kind = TableSlot::Kind::TextEnd;
  else
    slot.number = program.symbols[symbol].number;
  return slot;
}

StringRef TableWriter::textNameOf(size_t i) const {
  TableSlot slot = text(i);
  if (slot.kind == TableSlot::Kind::TextStart)
    return textName;
  if (slot.kind == TableSlot::Kind::TextEnd)
    return etextName;
  SymbolSource::Facts facts;
  symbols.describe(
      program.symbols[program.firstFunction + i - (program.hasCode ? 1 : 0)],
      facts);
  return facts.name;
}

TableWriter::Cut TableWriter::cutAt(uint64_t offset) const {
  auto cut = llvm::lower_bound(
      cuts, offset, [](const Cut &c, uint64_t o) { return c.offset < o; });
  assert(cut != cuts.end() && cut->offset == offset && "not one of our cuts");
  return *cut;
}

/// Tells the slots.
struct TableWriter::SlotTeller {
  static constexpr bool readsNames = false;
  const TableWriter &writer;
  function_ref<void(const TableSlot &)> fn;
  uint64_t position;
  const uint64_t end;

  bool isAtEnd(size_t) const { return position >= end; }
  void mark(TableSlot::Kind kind, StringRef name) {
    fn({position + wideSlotOffset, kind, 0});
    position += wideEntrySize(name.size(), writer.target);
  }
  void preamble() {
    position +=
        writer.preambleSize() - wideEntrySize(textName.size(), writer.target);
    mark(TableSlot::Kind::TextStart, textName);
  }
  void unit(uint32_t unit) {
    position += writer.histories[unit].entries.size();
  }
  void symbol(const Symbol &s, StringRef name) {
    TableTarget target = writer.target;
    fn({position + wideSlotOffset, TableSlot::Kind::Symbol, s.number});
    if (s.hasType)
      fn({position + typeSlotOffset(target), TableSlot::Kind::Type,
          writer.program.types.lookup(s.number)});
    position += wideEntrySize(name.size(), target) +
                (s.hasType ? target.pointerSize : 0);
    if (!s.hasFrame)
      return;
    forEachFrameEntry(
        writer.frameOf(s), target, [&](const Entry &entry, uint32_t type) {
          position += encodedSize(entry, target);
          // Behind the type come the name and its NUL.
          if (type != noType)
            fn({position - (entry.name.size() + 1) - target.pointerSize,
                TableSlot::Kind::Type, type});
        });
  }
  void etext() { mark(TableSlot::Kind::TextEnd, etextName); }
};

void TableWriter::forEachSlot(uint64_t begin, uint64_t end,
                              function_ref<void(const TableSlot &)> fn) const {
  if (begin == end)
    return;
  SlotTeller teller{*this, fn, std::max(begin, headerSize), end};
  walk(cutAt(begin), teller);
}

/// Writes the bytes, but for those of slots.
struct TableWriter::RecordWriter {
  static constexpr bool readsNames = true;
  const TableWriter &writer;
  uint8_t *out;
  const uint8_t *const end;

  bool isAtEnd(size_t) const { return out >= end; }
  void preamble() {
    forEachPathEntry(writer.components, [&](const Entry &entry) {
      out = encodeEntry(out, entry, writer.target);
    });
    unit(writer.firstUnit);
    out = encodeAddressSymbol(out, 'T', textName, writer.target);
  }
  void unit(uint32_t unit) {
    out = llvm::copy(writer.histories[unit].entries, out);
  }
  static char letterOf(const Symbol &s) {
    char letter = s.kind == SymbolKind::Text  ? 'T'
                  : s.kind == SymbolKind::Bss ? 'B'
                                              : 'D';
    return s.isLocal ? toLower(letter) : letter;
  }
  void symbol(const Symbol &s, StringRef name) {
    TableTarget target = writer.target;
    out = s.hasType ? encodeTypedAddressSymbol(out, letterOf(s), name, target)
                    : encodeAddressSymbol(out, letterOf(s), name, target);
    if (s.hasFrame)
      forEachFrameEntry(writer.frameOf(s), target,
                        [&](const Entry &entry, uint32_t) {
                          out = encodeEntry(out, entry, target);
                        });
  }
  void etext() {
    out = encodeAddressSymbol(out, 'T', etextName, writer.target);
  }
};

void TableWriter::write(uint64_t offset, MutableArrayRef<uint8_t> bytes) const {
  RecordWriter writer{*this, bytes.begin(), bytes.end()};
  if (offset == 0)
    writer.out = encodeHeader(writer.out, target);
  walk(cutAt(offset), writer);
  assert(writer.out == bytes.end() && "counted and written sizes differ");
}

} // namespace gosym
