//===- GoSymbolTable.cpp --------------------------------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Makes the Go 1.1 symbol table of a link: every live symbol becomes a record,
// and the records are written straight into the output mapping.
//
//   header
//   D B d b    data and bss symbols, in the order of the link
//   f          path components
//   z          history of the first function's object
//   T text     start of the code
//   T t        functions, in address order; where the object changes, its
//   z          history again
//   T etext    end of the code
//
// The size of a record does not depend on addresses, so nearly all of the table
// is counted in layout(), long before an address exists. The exception is the
// number of history records. Objects follow one another in a plain link, one
// record each, and that is what layout() counts; but --symbol-ordering-file, a
// call graph profile or sections with names of their own interleave their
// functions, and then a reader that takes the last history for the current one
// names the wrong file. So arrange() counts again, in the final order, and says
// when the size has changed.
//
// Several names at one address: readers return the last. So the name that a
// person would expect comes last: symbols with a size after those without
// (labels, section bounds), then global after local, then functions that are
// themselves after those that ICF folded into them, then the order of the link.
//
// Steps, on the threads of the link where it says "in parallel":
//   layout    one Record for each live symbol, in parallel; the paths of objects with
//             functions, in parallel; then place()
//   arrange   addresses of the functions, in parallel; sort if they are not in
//             order; place() if anything moved
//   place     one pass over the records: slots, cuts, size
//   write     one range: the records between two cuts
//
// Memory: 24 bytes a symbol for its Record and 24 for its slot; no allocation
// for each symbol. 178,691 symbols of LLVM's libraries: 8.6 MB.
//
// What this file does not do: lines, frames, locals and Go types; and thunks and
// PLT entries, which have no symbol when the set of live symbols is closed.
//
//===----------------------------------------------------------------------===//

#include "gosym/Collect/GoSymbolTable.h"
#include "gosym/Format/Entry.h"
#include "gosym/Format/PathTable.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FormatVariadic.h"
#include "llvm/Support/TimeProfiler.h"

using namespace llvm;
using namespace gosym;

namespace {

/// What is known of one live symbol. The order of records is the order of the
/// table: data first, then functions.
struct Record {
  /// Of functions, from arrange() on.
  uint64_t address;
  /// Index in Link::liveSymbols().
  uint32_t symbol;
  uint32_t nameSize;
  /// Object, for the history; noObject for what the linker defines.
  uint32_t object;
  /// See rankOf().
  uint8_t rank;
  char type;

  bool isFunction() const { return type == 'T' || type == 't'; }
  bool operator<(const Record &o) const {
    return std::tie(address, rank, symbol) <
           std::tie(o.address, o.rank, o.symbol);
  }
};
static_assert(sizeof(Record) == 24, "one for each symbol of a link");

class GoSymbolTable final : public Generator {
public:
  explicit GoSymbolTable(GoSymbolTableOptions options) : options(options) {}

  StringRef name() const override { return "go-symbol-table"; }
  Error layout(Link &link, Layout &layout) override;
  Expected<bool> arrange(Link &link, Layout &layout) override;
  Error write(const Link &link, uint64_t offset,
              MutableArrayRef<uint8_t> bytes) override;

private:
  /// A place between two records where writing may begin, and what the writer
  /// must know there.
  struct Cut {
    uint64_t offset;
    size_t record;
    /// Object of the history that is in force.
    uint32_t object;
  };

  Error makeRecords(const Link &link);
  void groupByObject(uint32_t numObjects);
  Error makePaths(const Link &link);
  void classifyLinkerSymbols(const Link &link);
  bool sortFunctions(const Link &link);
  static void mergeRuns(const Link &link, MutableArrayRef<Record> functions);
  void prefetchSymbol(ArrayRef<LiveSymbol> symbols, size_t record) const;
  void place(const Link &link, Layout &layout);
  uint64_t fileEntriesSize() const;
  uint64_t historySize(uint32_t object) const;
  bool opensHistory(size_t record, uint32_t current) const;
  uint8_t *writeFileEntries(uint8_t *out) const;
  uint8_t *writeHistory(uint8_t *out, uint32_t object) const;
  void report(const Link &link) const;

  const GoSymbolTableOptions options;
  TableTarget target;
  std::vector<Record> records;
  /// Records before this index are data, from it on functions.
  size_t firstFunction = 0;
  /// The output has code: `text`, `etext` and at least one history are written.
  bool hasCode = false;
  PathTable paths;
  /// Path of each object that has functions, by object; one more for code that
  /// no object owns.
  std::vector<PathTable::Path> objectPaths;
  /// Object of the first history record.
  uint32_t firstObject = 0;
  std::vector<Cut> cuts;
  /// Link::orderOfCode() when the functions were put in order.
  std::optional<uint64_t> orderOfCode;
};

} // namespace

/// Higher comes later among functions at one address.
static uint8_t rankOf(const LiveSymbol &s) {
  return (s.hasSize ? 4 : 0) | (s.isLocal ? 0 : 2) | (s.isFolded ? 0 : 1);
}

static char typeOf(SymbolClass symbolClass, bool isLocal) {
  char letter = symbolClass == SymbolClass::Text  ? 'T'
                : symbolClass == SymbolClass::Bss ? 'B'
                                                  : 'D';
  return isLocal ? toLower(letter) : letter;
}

/// Go's names for the bounds of the code. Readers end the last function at the
/// second and do not take it for one.
constexpr StringLiteral textName = "text";
constexpr StringLiteral etextName = "etext";

constexpr size_t recordsPerTask = 4096;

/// Calls fn(begin, end) for pieces of [0, n), in parallel.
static void forPieces(const Link &link, size_t n,
                      function_ref<void(size_t, size_t)> fn) {
  link.parallelFor(divideCeil(n, recordsPerTask), [&](size_t piece) {
    size_t begin = piece * recordsPerTask;
    fn(begin, std::min(n, begin + recordsPerTask));
  });
}

Error GoSymbolTable::makeRecords(const Link &link) {
  ArrayRef<LiveSymbol> symbols = link.liveSymbols();
  records.resize(symbols.size());
  forPieces(link, symbols.size(), [&](size_t begin, size_t end) {
    for (size_t i = begin; i != end; ++i) {
      const LiveSymbol &s = symbols[i];
      records[i] = {0,        uint32_t(i), s.nameSize,
                    s.object, rankOf(s),   typeOf(s.symbolClass, s.isLocal)};
    }
  });

  // A name in an object ends at its NUL; only a script can make another.
  for (const LiveSymbol &s : symbols)
    if (s.object == noObject && s.name().contains('\0')) {
      std::string escaped;
      raw_string_ostream(escaped).write_escaped(s.name());
      return createStringError("symbol name '" + escaped +
                               "' has a NUL, which the Go symbol table cannot "
                               "hold\n>>> defined in " +
                               link.origin(s.ref));
    }
  groupByObject(link.numObjects());
  return Error::success();
}

/// Puts data first, as it comes, then the functions of each object together,
/// then those of no object: as the output of a plain link has them, so that
/// the history records are counted right and little is left to sort.
void GoSymbolTable::groupByObject(uint32_t numObjects) {
  auto group = [&](const Record &r) -> uint32_t {
    return !r.isFunction() ? 0 : 1 + std::min(r.object, numObjects);
  };
  std::vector<size_t> start(numObjects + 3);
  for (const Record &r : records)
    ++start[group(r) + 1];
  for (size_t i = 1; i != start.size(); ++i)
    start[i] += start[i - 1];
  firstFunction = start[1];
  std::vector<Record> grouped(records.size());
  for (const Record &r : records)
    grouped[start[group(r)]++] = r;
  records = std::move(grouped);
}

/// The source file of each object that has functions or, without debug info,
/// the object itself.
Error GoSymbolTable::makePaths(const Link &link) {
  TimeTraceScope scope("Find source paths");
  uint32_t numObjects = link.numObjects();
  std::vector<bool> hasFunctions(numObjects);
  bool any = false;
  for (const Record &r : records)
    if (r.isFunction() && r.object != noObject)
      any = hasFunctions[r.object] = true;

  std::vector<std::string> names(numObjects);
  link.parallelFor(numObjects, [&](size_t object) {
    if (!hasFunctions[object])
      return;
    names[object] = link.sourcePath(object);
    if (names[object].empty())
      names[object] = link.objectName(object);
  });

  objectPaths.resize(numObjects + 1);
  for (uint32_t object = 0; object != numObjects + 1; ++object) {
    bool ofLinker = object == numObjects;
    if (ofLinker ? any || !hasCode : !hasFunctions[object])
      continue;
    Expected<PathTable::Path> path =
        paths.intern(ofLinker ? StringRef("<internal>") : names[object]);
    if (!path)
      return path.takeError();
    objectPaths[object] = std::move(*path);
  }
  return Error::success();
}

/// Symbols like `_end` move to their section after layout(), and may turn from
/// data into bss or text.
void GoSymbolTable::classifyLinkerSymbols(const Link &link) {
  bool moved = false;
  for (auto [i, r] : enumerate(records)) {
    if (r.object != noObject)
      continue;
    const LiveSymbol &s = link.liveSymbols()[r.symbol];
    r.type = typeOf(link.classOf(s.ref), s.isLocal);
    moved |= r.isFunction() != (i >= firstFunction);
  }
  if (moved)
    firstFunction = std::stable_partition(records.begin(), records.end(),
                                          [](const Record &r) {
                                            return !r.isFunction();
                                          }) -
                    records.begin();
}

uint64_t GoSymbolTable::fileEntriesSize() const {
  uint64_t size = 0;
  uint64_t index = 0;
  Entry entry;
  entry.type = 'f';
  for (StringRef component : paths.components()) {
    entry.value = ++index;
    entry.name = component;
    size += encodedSize(entry, target);
  }
  return size;
}

uint8_t *GoSymbolTable::writeFileEntries(uint8_t *out) const {
  uint64_t index = 0;
  Entry entry;
  entry.type = 'f';
  for (StringRef component : paths.components()) {
    entry.value = ++index;
    entry.name = component;
    out = encodeEntry(out, entry, target);
  }
  return out;
}

/// A unit without lines is its main file from line 1 on.
static Entry historyEntry(const PathTable::Path &path) {
  Entry entry;
  entry.type = 'z';
  entry.value = 1;
  entry.path = path;
  return entry;
}

uint64_t GoSymbolTable::historySize(uint32_t object) const {
  return encodedSize(historyEntry(objectPaths[object]), target);
}

uint8_t *GoSymbolTable::writeHistory(uint8_t *out, uint32_t object) const {
  return encodeEntry(out, historyEntry(objectPaths[object]), target);
}

/// Does a history record go before function \p record while that of object
/// \p current is in force? What no object owns stays where it is.
bool GoSymbolTable::opensHistory(size_t record, uint32_t current) const {
  uint32_t object = records[record].object;
  return object != noObject && object != current;
}

/// The records are in the order of the table and the symbols in that of the
/// link: asks for the symbol of a record some way ahead.
void GoSymbolTable::prefetchSymbol(ArrayRef<LiveSymbol> symbols,
                                   size_t record) const {
  constexpr size_t ahead = 16;
  if (record + ahead < records.size())
    __builtin_prefetch(&symbols[records[record + ahead].symbol]);
}

constexpr uint64_t bytesBetweenCuts = 1 << 16;

void GoSymbolTable::place(const Link &link, Layout &layout) {
  ArrayRef<LiveSymbol> symbols = link.liveSymbols();
  layout.slots.clear();
  layout.slots.reserve(records.size() + 2);
  layout.cuts.clear();
  cuts.clear();

  ArrayRef<Record> functions = ArrayRef(records).drop_front(firstFunction);
  const Record *owned = llvm::find_if(
      functions, [](const Record &r) { return r.object != noObject; });
  firstObject =
      owned == functions.end() ? link.numObjects() : owned->object;

  uint64_t offset = headerSize;
  uint32_t object = noObject;
  auto addSlot = [&](SymbolRef symbol, uint64_t nameSize) {
    layout.slots.push_back({offset + wideSlotOffset, symbol, 0});
    offset += wideEntrySize(nameSize, target);
  };
  cuts.push_back({0, 0, object});
  for (size_t i = 0, e = records.size(); i <= e; ++i) {
    if (offset - cuts.back().offset >= bytesBetweenCuts) {
      cuts.push_back({offset, i, object});
      layout.cuts.push_back(offset);
    }
    if (i == firstFunction && hasCode) {
      offset += fileEntriesSize() + historySize(firstObject);
      object = firstObject;
      addSlot(link.textStart(), textName.size());
    }
    if (i == e)
      break;
    if (i >= firstFunction && opensHistory(i, object)) {
      object = records[i].object;
      offset += historySize(object);
    }
    prefetchSymbol(symbols, i);
    addSlot(symbols[records[i].symbol].ref, records[i].nameSize);
  }
  if (hasCode)
    addSlot(link.textEnd(), etextName.size());
  layout.size = offset;
}

Error GoSymbolTable::layout(Link &link, Layout &layout) {
  target.byteOrder = link.byteOrder();
  target.pointerSize = link.pointerSize();
  hasCode = bool(link.textStart());
  if (Error e = makeRecords(link))
    return e;
  if (Error e = makePaths(link))
    return e;
  place(link, layout);
  if (options.verbose && *options.verbose)
    report(link);
  return Error::success();
}

Expected<bool> GoSymbolTable::arrange(Link &link, Layout &layout) {
  size_t oldFirstFunction = firstFunction;
  classifyLinkerSymbols(link);
  bool moved = firstFunction != oldFirstFunction;

  if (moved || orderOfCode != link.orderOfCode()) {
    orderOfCode = link.orderOfCode();
    moved |= sortFunctions(link);
  }
  if (moved)
    place(link, layout);
  return moved;
}

/// Returns whether anything was out of order.
bool GoSymbolTable::sortFunctions(const Link &link) {
  ArrayRef<LiveSymbol> symbols = link.liveSymbols();
  auto functions = MutableArrayRef(records).drop_front(firstFunction);
  forPieces(link, functions.size(), [&](size_t begin, size_t end) {
    uint64_t addresses[recordsPerTask];
    auto piece = functions.slice(begin, end - begin);
    link.addresses([&](size_t i) { return symbols[piece[i].symbol].ref; },
                   MutableArrayRef(addresses, piece.size()));
    for (auto [record, address] : zip_first(piece, addresses))
      record.address = address;
  });
  if (llvm::is_sorted(functions))
    return false;
  forPieces(link, functions.size(), [&](size_t begin, size_t end) {
    llvm::sort(functions.slice(begin, end - begin));
  });
  mergeRuns(link, functions);
  return true;
}

/// Merges ascending runs, neighbour with neighbour, until one is left. The
/// functions of a plain link are a handful of runs (a few objects have code in
/// .init and .fini too), so this is a look and a copy or two; a shuffled one costs
/// what a merge sort costs.
void GoSymbolTable::mergeRuns(const Link &link,
                              MutableArrayRef<Record> functions) {
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

Error GoSymbolTable::write(const Link &link, uint64_t offset,
                           MutableArrayRef<uint8_t> bytes) {
  ArrayRef<LiveSymbol> symbols = link.liveSymbols();
  auto cut = llvm::lower_bound(
      cuts, offset, [](const Cut &c, uint64_t o) { return c.offset < o; });
  assert(cut != cuts.end() && cut->offset == offset && "not one of our cuts");

  uint8_t *out = bytes.begin();
  if (offset == 0)
    out = encodeHeader(out, target);
  uint32_t object = cut->object;
  for (size_t i = cut->record; out != bytes.end(); ++i) {
    if (i == firstFunction && hasCode) {
      out = writeFileEntries(out);
      out = writeHistory(out, firstObject);
      object = firstObject;
      out = encodeAddressSymbol(out, 'T', textName, target);
    }
    if (i == records.size()) {
      if (hasCode)
        out = encodeAddressSymbol(out, 'T', etextName, target);
      break;
    }
    const Record &r = records[i];
    if (i >= firstFunction && opensHistory(i, object)) {
      object = r.object;
      out = writeHistory(out, object);
    }
    prefetchSymbol(symbols, i);
    out = encodeAddressSymbol(out, r.type, symbols[r.symbol].name(), target);
  }
  assert(out == bytes.end() && "counted and written sizes differ");
  return Error::success();
}

void GoSymbolTable::report(const Link &link) const {
  const LeftOutSymbols &left = link.leftOut();
  size_t units = llvm::count_if(
      objectPaths, [](const PathTable::Path &p) { return !p.empty(); });
  link.note(formatv("Go symbol table: {0} functions and {1} data symbols of {2} "
                    "objects with code",
                    records.size() - firstFunction, firstFunction, units)
                .str());
  link.note(formatv("Go symbol table: left out {0} absolute, {1} thread-local, "
                    "{2} not loaded, {3} unnamed and {4} mapping symbols, {5} "
                    "PLT entries of shared objects",
                    left.absolute, left.threadLocal, left.notLoaded,
                    left.unnamed, left.mapping, left.canonicalPLT)
                .str());
}

GeneratedSymbol gosym::goSymbolTableSymbol() {
  GeneratedSymbol symbol;
  symbol.name = "runtime.symtab";
  symbol.endName = "runtime.esymtab";
  symbol.section = ".gosymtab";
  symbol.binding = Binding::Hidden;
  symbol.kind = SectionKind::ReadOnly;
  return symbol;
}

std::unique_ptr<Generator>
gosym::makeGoSymbolTable(GoSymbolTableOptions options) {
  return std::make_unique<GoSymbolTable>(options);
}
