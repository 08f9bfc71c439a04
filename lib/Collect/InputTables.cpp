//===- InputTables.cpp ----------------------------------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What the tables of relocatable inputs know, moved into the table of this
// link.
//
// Which symbol is a record of? Its address is a slot, in a relocatable file a
// relocation, and the name of the record says which of several symbols at that
// place it is. (The name alone would not do: `helper` is in every second
// source.) A record whose symbol is not in the output, or was defined by
// another object in the end, is dropped, with what belongs to it:
//
//   z 1 "/src/a.c"     the unit of the functions that follow
//   T f                live:     a.c is its unit
//     m .frame         kept, in f's details
//     p x, type t      kept; t is a slot, too
//   t g                dropped
//     m .frame         dropped
//
//   1. Read the table to its end without using it: a broken one must not be
//      half taken.
//   2. Walk again. Path components are numbered anew, for all tables together;
//      a run of histories becomes a unit when a live function is met behind it,
//      and equal runs are one unit.
//
// What is known already is better (debug info is of this link) and stays. The
// PC-line table is not merged: a relocatable output has none, for its steps are
// differences of addresses that are not fixed yet. The final link makes it from
// debug info.
//
// Nothing is done, and nothing allocated for each symbol, when no input has a
// table.
//
//===----------------------------------------------------------------------===//

#include "InputTables.h"
#include "gosym/Collect/GoSymbolTable.h"
#include "gosym/Format/Reader.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/Support/TimeProfiler.h"

using namespace llvm;
using namespace gosym;

namespace {

/// What one slot of the table is relocated to.
struct Relocated {
  uint64_t offset;
  SymbolRef symbol;
  int64_t addend;
  SmallVector<SymbolRef, 2> named;
};

/// Merges tables, one after the other.
class Merger {
public:
  Merger(const Link &link, TableTarget target, PathTable &paths,
         TableDetails &details);

  Error merge(const ConsumedSection &section);

private:
  Error check(const ConsumedSection &section) const;
  void readRelocations(const ConsumedSection &section);
  const Relocated *relocatedAt(uint64_t offset) const;
  std::optional<uint32_t> findSymbol(const Entry &entry, uint64_t offset,
                                     uint32_t object) const;
  SymbolRef findType(uint64_t slot) const;

  Error take(const TableReader &reader, const Entry &entry, uint32_t object);
  void takeHistory(const TableReader &reader, const Entry &entry);
  Error takeSymbol(const Entry &entry, uint64_t offset, uint32_t symbol);
  void takeDetail(Entry entry, uint64_t offset);
  Expected<uint32_t> currentUnit();

  const Link &link;
  const TableTarget target;
  PathTable &paths;
  TableDetails &details;

  /// Index in Link::liveSymbols() of each symbol of an object with a table.
  DenseMap<void *, uint32_t> liveIndex;
  /// Units by their bytes.
  StringMap<uint32_t> units;

  /// Of the table that is being read, by offset.
  std::vector<Relocated> relocations;
  /// A history entry in force and its path.
  struct Step {
    Entry entry;
    std::string path;
  };
  std::vector<Step> history;
  /// The unit they make, when it has been asked for.
  std::optional<uint32_t> unit;
  /// The live function whose details come, if they are wanted.
  FunctionDetails *function = nullptr;
};

} // namespace

Merger::Merger(const Link &link, TableTarget target, PathTable &paths,
               TableDetails &details)
    : link(link), target(target), paths(paths), details(details) {
  std::vector<bool> hasTable(link.numObjects());
  for (const ConsumedSection &section : link.consumedSections())
    hasTable[section.object] = true;
  ArrayRef<LiveSymbol> symbols = link.liveSymbols();
  for (size_t i = 0; i != symbols.size(); ++i)
    if (symbols[i].object != noObject && hasTable[symbols[i].object])
      liveIndex[symbols[i].ref.opaque()] = i;
  if (!details.unitOf.empty())
    return;
  details.unitOf.reserve(symbols.size());
  for (const LiveSymbol &s : symbols)
    details.unitOf.push_back(s.object);
}

static std::string describe(TableTarget target) {
  if (target.form != TableForm::Go11)
    return "an older form";
  return (Twine(target.byteOrder == endianness::little ? "little" : "big") +
          "-endian with " + Twine(unsigned(target.pointerSize)) +
          "-byte pointers")
      .str();
}

/// Can all of it be read?
Error Merger::check(const ConsumedSection &section) const {
  Expected<TableReader> reader = TableReader::create(section.bytes);
  if (!reader)
    return reader.takeError();
  if (!(reader->target() == target))
    return createStringError(
        "header at offset 0x0: " + describe(reader->target()) + ", expected " +
        describe(target));
  while (true) {
    Expected<const Entry *> entry = reader->next();
    if (!entry)
      return entry.takeError();
    if (!*entry)
      return Error::success();
  }
}

void Merger::readRelocations(const ConsumedSection &section) {
  relocations.clear();
  link.forEachRelocation(section, [&](const SectionRelocation &r) {
    if (r.isAddress && r.symbol)
      relocations.push_back(
          {r.offset, r.symbol, r.addend, SmallVector<SymbolRef, 2>(r.named)});
  });
  llvm::stable_sort(relocations, [](const Relocated &a, const Relocated &b) {
    return a.offset < b.offset;
  });
}

const Relocated *Merger::relocatedAt(uint64_t offset) const {
  auto it = llvm::lower_bound(
      relocations, offset,
      [](const Relocated &r, uint64_t o) { return r.offset < o; });
  return it != relocations.end() && it->offset == offset ? &*it : nullptr;
}

/// The live symbol of \p object that the record \p entry at \p offset is of.
std::optional<uint32_t> Merger::findSymbol(const Entry &entry, uint64_t offset,
                                           uint32_t object) const {
  const Relocated *r =
      entry.wide ? relocatedAt(offset + wideSlotOffset) : nullptr;
  if (!r)
    return std::nullopt;
  for (SymbolRef symbol : r->named) {
    auto it = liveIndex.find(symbol.opaque());
    if (it == liveIndex.end())
      continue;
    const LiveSymbol &s = link.liveSymbols()[it->second];
    if (s.object == object && s.name() == entry.name)
      return it->second;
  }
  return std::nullopt;
}

/// The Go type whose slot is at \p slot. A slot of ours names a symbol.
SymbolRef Merger::findType(uint64_t slot) const {
  const Relocated *r = relocatedAt(slot);
  if (!r)
    return SymbolRef();
  if (!r->named.empty())
    return r->named.front();
  return r->addend == 0 ? r->symbol : SymbolRef();
}

void Merger::takeHistory(const TableReader &reader, const Entry &entry) {
  if (entry.value == 1 && !entry.path.empty())
    history.clear();
  history.push_back({entry, reader.path(entry)});
  unit.reset();
}

/// Makes the history in force a unit, if no table has it yet.
Expected<uint32_t> Merger::currentUnit() {
  if (unit)
    return *unit;
  EncodedEntries bytes;
  for (Step &step : history) {
    Expected<PathTable::Path> path = paths.intern(step.path);
    if (!path)
      return path.takeError();
    step.entry.path = *path;
    size_t end = bytes.size();
    bytes.resize(end + encodedSize(step.entry, target));
    encodeEntry(bytes.data() + end, step.entry, target);
  }
  StringRef key(reinterpret_cast<const char *>(bytes.data()), bytes.size());
  auto [it, isNew] = units.try_emplace(key, details.units.size());
  if (isNew)
    details.units.push_back(std::move(bytes));
  unit = it->second;
  return *unit;
}

Error Merger::takeSymbol(const Entry &entry, uint64_t offset, uint32_t symbol) {
  if (entry.goType)
    if (SymbolRef type = findType(offset + typeSlotOffset(target)))
      details.types.try_emplace(symbol, type);
  if (!entry.isText())
    return Error::success();

  if (!details.functions.count(symbol))
    function = &details.functions[symbol];
  // A unit of its own is one that lines were made for.
  uint32_t &own = details.unitOf[symbol];
  if (history.empty() || own != link.liveSymbols()[symbol].object)
    return Error::success();
  Expected<uint32_t> known = currentUnit();
  if (!known)
    return known.takeError();
  own = *known;
  return Error::success();
}

/// Adds an `m`, `a` or `p`; a type that is not in the output is not known.
void Merger::takeDetail(Entry entry, uint64_t offset) {
  // Behind the type come the name and its NUL.
  uint64_t typeFromEnd = target.pointerSize + entry.name.size() + 1;
  SymbolRef type;
  if (entry.goType)
    type = findType(offset + encodedSize(entry, target) - typeFromEnd);
  function->append(std::move(entry), type, target);
}

Error Merger::take(const TableReader &reader, const Entry &entry,
                   uint32_t object) {
  if (entry.isHistory()) {
    takeHistory(reader, entry);
    return Error::success();
  }
  if (entry.isText() || entry.isData()) {
    function = nullptr;
    auto symbol = findSymbol(entry, reader.offset(), object);
    return symbol ? takeSymbol(entry, reader.offset(), *symbol)
                  : Error::success();
  }
  bool isDetail = entry.type == 'm' || entry.type == 'a' || entry.type == 'p';
  if (isDetail && function && !entry.wide)
    takeDetail(entry, reader.offset());
  return Error::success();
}

Error Merger::merge(const ConsumedSection &section) {
  if (Error e = check(section)) {
    link.warn(link.objectName(section.object) + ":(" + section.name +
              "): " + toString(std::move(e)) +
              "; what the table knows is not taken over");
    return Error::success();
  }
  readRelocations(section);
  Expected<TableReader> reader = TableReader::create(section.bytes);
  if (!reader)
    return reader.takeError();
  uint64_t table = 0;
  history.clear();
  unit.reset();
  function = nullptr;
  while (true) {
    Expected<const Entry *> entry = reader->next();
    if (!entry || !*entry)
      return entry.takeError();
    if (std::exchange(table, reader->tableOffset()) != reader->tableOffset()) {
      history.clear();
      unit.reset();
      function = nullptr;
    }
    if (Error e = take(*reader, **entry, section.object))
      return e;
  }
}

Error gosym::mergeInputTables(const Link &link, TableTarget target,
                              PathTable &paths, TableDetails &details) {
  std::string name = goSymbolTableSymbol().section;
  auto isTable = [&](const ConsumedSection &section) {
    return section.name == name && !section.bytes.empty();
  };
  if (llvm::none_of(link.consumedSections(), isTable))
    return Error::success();
  TimeTraceScope scope("Merge tables of inputs");
  Merger merger(link, target, paths, details);
  for (const ConsumedSection &section : link.consumedSections())
    if (isTable(section))
      if (Error e = merger.merge(section))
        return e;

  // Most functions have nothing beyond their unit.
  for (auto it = details.functions.begin(); it != details.functions.end();) {
    auto next = std::next(it);
    if (it->second.entries.empty())
      details.functions.erase(it);
    it = next;
  }
  return Error::success();
}
