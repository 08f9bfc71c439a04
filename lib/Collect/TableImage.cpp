//===- TableImage.cpp -----------------------------------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The bytes of the table, in this order:
//
//   header
//   D B d b    data and bss symbols
//   f          path components   | the preamble,
//   z          the first history | if there is
//   T text     start of the code | code
//   T t        functions, each with its m, a, p; where the unit changes, z,
//              its history
//   T etext    end of the code
//
// Three things go over the table: counting, telling slots and writing. They
// must agree to the byte, so there is one walk, and each is a visitor of it. A
// walk may begin at any cut: a place about every 64 KiB, noted while counting,
// where the walk knows its record, its offset and the history in force. That is
// how a range of the table is written without the ranges before it.
//
// An index of the table wants the offsets of some functions and of their
// histories. Counting knows them as it goes by, so it notes them: 2 bytes a
// function, instead of another walk when the index is written.
//
// Records lie in the order of the table, but their symbols in that of the link,
// and the names in the mapped string tables of the inputs: two cache misses one
// after the other. The walk asks for both some records ahead.
//
//===----------------------------------------------------------------------===//

#include "TableImage.h"
#include "gosym/Format/TableIndex.h"
#include "llvm/ADT/STLExtras.h"

using namespace llvm;
using namespace gosym;

/// Go's names for the bounds of the code. Readers end the last function at the
/// second and do not take it for one.
static constexpr StringLiteral textName = "text";
static constexpr StringLiteral etextName = "etext";

static constexpr uint64_t bytesBetweenCuts = 1 << 16;

uint8_t *TableImage::writeUnit(uint8_t *out, uint32_t unit) const {
  return llvm::copy(details.units[unit], out);
}

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

uint8_t *TableImage::writePathEntries(uint8_t *out) const {
  forEachPathEntry(paths, [&](const Entry &entry) {
    out = encodeEntry(out, entry, target);
  });
  return out;
}

uint64_t TableImage::preambleSize() const {
  return pathEntriesSize + details.units[firstUnit].size() +
         wideEntrySize(textName.size(), target);
}

uint64_t TableImage::recordSize(const Record &r, const LiveSymbol &s) const {
  uint64_t size = wideEntrySize(s.nameSize, target);
  if (r.hasType)
    size += target.pointerSize;
  if (r.hasDetails)
    size += details.functions.find(r.symbol)->second.entries.size();
  return size;
}

/// Does a history go before a function of \p unit while that of \p current is
/// in force? A symbol of no object stays where it is.
static bool opensUnit(uint32_t unit, uint32_t current) {
  return unit != noObject && unit != current;
}

/// Goes over the table from \p from to offset \p end. Calls of \p visitor:
///
///   at(record, unit)  before each record and at the end
///   preamble()
///   unit(unit)        its history
///   symbol(record, s) the record of a live symbol and what belongs to it
///   etext()
///
/// and `visitor.offset()` says where in the table it is.
template <typename Visitor>
void TableImage::walk(const Link &link, Cut from, uint64_t end,
                      Visitor &visitor) const {
  constexpr size_t symbolsAhead = 24, namesAhead = 12;
  const TableSymbols symbols(link);
  size_t n = records.size();
  uint32_t unit = from.unit;
  for (size_t i = from.record; visitor.offset() < end; ++i) {
    visitor.at(i, unit);
    if (i == firstFunction && hasCode) {
      visitor.preamble();
      unit = firstUnit;
    }
    if (i == n) {
      if (hasCode)
        visitor.etext();
      return;
    }
    if (i + symbolsAhead < n)
      __builtin_prefetch(&symbols[records[i + symbolsAhead].symbol]);
    if (Visitor::readsNames && i + namesAhead < n) {
      const char *name = symbols[records[i + namesAhead].symbol].nameData;
      __builtin_prefetch(name);
      __builtin_prefetch(name + 64);
    }
    const Record &r = records[i];
    const LiveSymbol &s = symbols[r.symbol];
    if (i >= firstFunction)
      if (uint32_t own = unitOf(symbols, r); opensUnit(own, unit)) {
        unit = own;
        visitor.unit(unit);
      }
    visitor.symbol(r, s);
  }
}

/// Counts bytes and notes cuts and blocks.
struct TableImage::Placer {
  static constexpr bool readsNames = false;
  TableImage &image;
  std::vector<Cut> &cuts;
  uint64_t position = headerSize;
  uint64_t historyOffset = 0;
  size_t numTexts = 0;

  /// Takes note of a text entry that begins at the current position.
  void noteText() {
    if (numTexts++ % (1 << indexBlockShift) == 0 && image.notesBlocks)
      image.noted.push_back({position, historyOffset});
  }

  uint64_t offset() const { return position; }
  void at(size_t record, uint32_t unit) {
    if (position - cuts.back().offset >= bytesBetweenCuts)
      cuts.push_back({position, record, unit});
  }
  void preamble() {
    historyOffset = position + image.pathEntriesSize;
    uint64_t textSize = wideEntrySize(textName.size(), image.target);
    position += image.preambleSize() - textSize;
    noteText();
    position += textSize;
  }
  void unit(uint32_t unit) {
    historyOffset = position;
    position += image.details.units[unit].size();
  }
  void symbol(const Record &r, const LiveSymbol &s) {
    if (r.isFunction())
      noteText();
    position += image.recordSize(r, s);
  }
  void etext() {
    noteText();
    position += wideEntrySize(etextName.size(), image.target);
  }
};

void TableImage::place(const Link &link) {
  const TableSymbols symbols(link);
  auto functions = ArrayRef(records).drop_front(firstFunction);
  firstUnit = linkerUnit;
  for (const Record &r : functions) {
    uint32_t unit = unitOf(symbols, r);
    if (unit != noObject) {
      firstUnit = unit;
      break;
    }
  }
  pathEntriesSize = 0;
  forEachPathEntry(paths, [&](const Entry &entry) {
    pathEntriesSize += encodedSize(entry, target);
  });

  // The first walk begins behind the header, which no record stands for.
  cuts.assign(1, {0, 0, noObject});
  noted.clear();
  Placer placer{*this, cuts};
  walk(link, cuts.front(), UINT64_MAX, placer);
  totalSize = placer.position;
}

std::vector<uint64_t> TableImage::cutOffsets() const {
  std::vector<uint64_t> offsets;
  for (const Cut &cut : ArrayRef(cuts).drop_front())
    offsets.push_back(cut.offset);
  return offsets;
}

SymbolRef TableImage::text(const Link &link, size_t i) const {
  if (hasCode && i == 0)
    return link.textStart();
  size_t record = firstFunction + i - (hasCode ? 1 : 0);
  if (record == records.size())
    return link.textEnd();
  return TableSymbols(link)[records[record].symbol].ref;
}

TableImage::Cut TableImage::cutAt(uint64_t offset) const {
  auto cut = llvm::lower_bound(
      cuts, offset, [](const Cut &c, uint64_t o) { return c.offset < o; });
  assert(cut != cuts.end() && cut->offset == offset && "not one of our cuts");
  return *cut;
}

/// Tells the slots.
struct TableImage::SlotTeller {
  static constexpr bool readsNames = false;
  const TableImage &image;
  const Link &link;
  function_ref<void(const Slot &)> fn;
  uint64_t position;

  uint64_t offset() const { return position; }
  void at(size_t, uint32_t) {}
  void tell(uint64_t offset, SymbolRef symbol) {
    fn({position + offset, symbol, 0});
  }
  void bound(SymbolRef symbol, StringRef name) {
    tell(wideSlotOffset, symbol);
    position += wideEntrySize(name.size(), image.target);
  }
  void preamble() {
    position +=
        image.preambleSize() - wideEntrySize(textName.size(), image.target);
    bound(link.textStart(), textName);
  }
  void unit(uint32_t unit) { position += image.details.units[unit].size(); }
  void symbol(const Record &r, const LiveSymbol &s) {
    const TableDetails &details = image.details;
    tell(wideSlotOffset, s.ref);
    uint64_t size = image.recordSize(r, s);
    if (r.hasType)
      tell(typeSlotOffset(image.target), details.types.lookup(r.symbol));
    if (r.hasDetails) {
      const FunctionDetails &f = details.functions.find(r.symbol)->second;
      for (const FunctionDetails::TypeSlot &slot : f.slots)
        tell(size - f.entries.size() + slot.offset, slot.type);
    }
    position += size;
  }
  void etext() { bound(link.textEnd(), etextName); }
};

void TableImage::forEachSlot(const Link &link, uint64_t begin, uint64_t end,
                             function_ref<void(const Slot &)> fn) const {
  if (begin == end)
    return;
  SlotTeller teller{*this, link, fn, std::max(begin, headerSize)};
  walk(link, cutAt(begin), end, teller);
}

/// Writes the bytes, but for those of slots.
struct TableImage::RecordWriter {
  static constexpr bool readsNames = true;
  const TableImage &image;
  const uint64_t rangeOffset;
  uint8_t *const rangeBegin;
  uint8_t *out;

  uint64_t offset() const { return rangeOffset + (out - rangeBegin); }
  void at(size_t, uint32_t) {}
  void preamble() {
    out = image.writePathEntries(out);
    out = image.writeUnit(out, image.firstUnit);
    out = encodeAddressSymbol(out, 'T', textName, image.target);
  }
  void unit(uint32_t unit) { out = image.writeUnit(out, unit); }
  void symbol(const Record &r, const LiveSymbol &s) {
    out = r.hasType
              ? encodeTypedAddressSymbol(out, r.type, s.name(), image.target)
              : encodeAddressSymbol(out, r.type, s.name(), image.target);
    if (r.hasDetails)
      out = llvm::copy(image.details.functions.find(r.symbol)->second.entries,
                       out);
  }
  void etext() { out = encodeAddressSymbol(out, 'T', etextName, image.target); }
};

void TableImage::write(const Link &link, uint64_t offset,
                       MutableArrayRef<uint8_t> bytes) const {
  RecordWriter writer{*this, offset, bytes.begin(), bytes.begin()};
  if (offset == 0)
    writer.out = encodeHeader(writer.out, target);
  walk(link, cutAt(offset), offset + bytes.size(), writer);
  assert(writer.out == bytes.end() && "counted and written sizes differ");
}
