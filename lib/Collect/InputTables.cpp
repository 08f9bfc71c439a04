//===- InputTables.cpp ----------------------------------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What the tables of relocatable inputs know, moved into the model of this
// link's program.
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
//   2. Walk again. A run of histories becomes a unit when a live function is
//   met
//      behind it, and equal runs are one unit. Its files follow one another in
//      the model; a file inside of another one cuts that one short.
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
#include "Generators.h"
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
  Merger(const Link &link, TableTarget target, LinkSymbols &symbols,
         Program &program);

  void merge(const ConsumedSection &section);

private:
  Error check(const ConsumedSection &section) const;
  void readRelocations(const ConsumedSection &section);
  const Relocated *relocatedAt(uint64_t offset) const;
  std::optional<uint32_t> findSymbol(const Entry &entry, uint64_t offset,
                                     uint32_t object) const;
  SymbolRef findType(uint64_t slot) const;

  void take(const TableReader &reader, const Entry &entry, uint32_t object);
  void takeHistory(const TableReader &reader, const Entry &entry);
  void takeSymbol(const Entry &entry, uint64_t offset, uint32_t symbol);
  void takeDetail(const Entry &entry, uint64_t offset);
  uint32_t currentUnit();

  const Link &link;
  const TableTarget target;
  LinkSymbols &symbols;
  Program &program;

  /// Index in Link::liveSymbols() of each symbol of an object with a table.
  DenseMap<void *, uint32_t> liveIndex;
  /// Units by their files.
  StringMap<uint32_t> units;

  /// Of the table that is being read, by offset.
  std::vector<Relocated> relocations;
  /// The history in force: where a file is opened, by its path, or ended.
  struct Step {
    uint64_t line;
    std::string path;
  };
  std::vector<Step> history;
  /// The unit they make, when it has been asked for.
  std::optional<uint32_t> unit;
  /// The live function whose details come, if they are wanted.
  Frame *frame = nullptr;
};

} // namespace

Merger::Merger(const Link &link, TableTarget target, LinkSymbols &symbols,
               Program &program)
    : link(link), target(target), symbols(symbols), program(program) {
  std::vector<bool> hasTable(link.inputs().numObjects());
  for (const ConsumedSection &section : link.inputs().consumedSections())
    hasTable[section.object] = true;
  for (auto [i, s] : enumerate(link.liveSymbols()))
    if (s.object != noObject && hasTable[s.object])
      liveIndex[s.ref.opaque()] = i;
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
  link.inputs().forEachRelocation(section, [&](const SectionRelocation &r) {
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
  if (entry.beginsUnit())
    history.clear();
  history.push_back({entry.value, reader.path(entry)});
  unit.reset();
}

/// Makes the history in force a unit, if no table has it yet.
uint32_t Merger::currentUnit() {
  if (unit)
    return *unit;
  Unit made;
  std::string key;
  uint64_t begin = 0;
  bool isOpen = false;
  for (const Step &step : history) {
    if (std::exchange(isOpen, !step.path.empty()))
      made.files.back().lines = std::max<uint64_t>(step.line - begin, 1);
    if (!isOpen)
      continue;
    begin = step.line;
    made.files.push_back({program.files.number(step.path), 0});
  }
  for (const Unit::File &f : made.files)
    key += (Twine(f.file) + ":" + Twine(f.lines) + " ").str();
  auto [it, isNew] = units.try_emplace(key, program.units.size());
  if (isNew)
    program.units.push_back(std::move(made));
  unit = it->second;
  return *unit;
}

void Merger::takeSymbol(const Entry &entry, uint64_t offset, uint32_t symbol) {
  if (entry.goType)
    if (SymbolRef type = findType(offset + typeSlotOffset(target)))
      program.types.try_emplace(symbol, symbols.typeNumber(type));
  if (!entry.isText())
    return;

  if (!program.frames.count(symbol))
    frame = &program.frames[symbol];
  // A unit of its own is one that another table told.
  uint32_t ofObject = unitOfObject(link.liveSymbols()[symbol].object);
  if (!history.empty() && symbols.unitOf(symbol) == ofObject)
    symbols.setUnit(symbol, currentUnit());
}

/// Adds an `m`, `a` or `p`; a type that is not in the output is not known.
void Merger::takeDetail(const Entry &entry, uint64_t offset) {
  if (entry.type == 'm') {
    (entry.name == GOSYM_FRAME_NAME    ? frame->size
     : entry.name == GOSYM_LOCALS_NAME ? frame->locals
                                       : frame->args) = entry.value;
    return;
  }
  Variable v;
  v.name = entry.name.str();
  v.offset =
      entry.type == 'p' ? entry.value : -(entry.value + target.pointerSize);
  // Behind the type come the name and its NUL.
  uint64_t typeFromEnd = target.pointerSize + entry.name.size() + 1;
  if (entry.goType)
    if (SymbolRef type =
            findType(offset + encodedSize(entry, target) - typeFromEnd))
      v.type = symbols.typeNumber(type);
  frame->variables.push_back(std::move(v));
}

void Merger::take(const TableReader &reader, const Entry &entry,
                  uint32_t object) {
  if (entry.isHistory())
    return takeHistory(reader, entry);
  if (entry.isText() || entry.isData()) {
    frame = nullptr;
    if (auto symbol = findSymbol(entry, reader.offset(), object))
      takeSymbol(entry, reader.offset(), *symbol);
    return;
  }
  if (entry.isDetail() && frame && !entry.wide)
    takeDetail(entry, reader.offset());
}

void Merger::merge(const ConsumedSection &section) {
  if (Error e = check(section))
    return link.warn(link.inputs().objectName(section.object) + ":(" +
                     section.name + "): " + toString(std::move(e)) +
                     "; what the table knows is not taken over");
  readRelocations(section);
  TableReader reader = cantFail(TableReader::create(section.bytes));
  uint64_t table = 0;
  auto forget = [&] {
    history.clear();
    unit.reset();
    frame = nullptr;
  };
  forget();
  while (const Entry *entry = cantFail(reader.next())) {
    if (std::exchange(table, reader.tableOffset()) != reader.tableOffset())
      forget();
    take(reader, *entry, section.object);
  }
}

void gosym::mergeInputTables(const Link &link, TableTarget target,
                             LinkSymbols &symbols, Program &program) {
  std::string name = goSymbolTableSymbol().section;
  auto isTable = [&](const ConsumedSection &section) {
    return section.name == name && !section.bytes.empty();
  };
  if (llvm::none_of(link.inputs().consumedSections(), isTable))
    return;
  TimeTraceScope scope("Merge tables of inputs");
  Merger merger(link, target, symbols, program);
  for (const ConsumedSection &section : link.inputs().consumedSections())
    if (isTable(section))
      merger.merge(section);

  // Most functions have nothing beyond their unit.
  for (auto it = program.frames.begin(); it != program.frames.end();) {
    auto next = std::next(it);
    if (it->second.empty())
      program.frames.erase(it);
    it = next;
  }
}
