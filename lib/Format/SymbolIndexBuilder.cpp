//===- SymbolIndexBuilder.cpp - Reads a table into an index ---------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Fills the vectors of a SymbolIndex.
///
/// Two cases break the naive way. A program may have functions of its own that
/// are called `text` or `etext`, and Go's writer puts the bound `etext` far in
/// front of the functions: so a first walk finds the two bounds (and counts, so
/// that vectors are of their size at once), a second one reads. And a table may
/// name a path component anew, after which the same indexes are another path:
/// so the histories here are not given the indexes of their entries, but the
/// number of the file, in two halves.
///
/// Of several tables one behind the other (Reader.h) each has bounds of its
/// own, in whatever order of addresses: they are read one by one, and the
/// functions of all are sorted at the end.
///
//===----------------------------------------------------------------------===//

#include "Malformed.h"
#include "SymbolIndexParts.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/MathExtras.h"
#include "llvm/Support/xxhash.h"
#include <algorithm>
#include <tuple>
#include <unordered_map>

using namespace llvm;

namespace gosym {

/// Stands in place of a file's number where there is no file.
static constexpr uint32_t noFile = UINT32_MAX;

namespace {

/// What the first walk finds, of one table.
struct Survey {
  /// Offsets of the entries that are the marks, and their addresses.
  std::optional<uint64_t> textOffset, etextOffset;
  uint64_t text = 0;
  uint64_t etext = 0;
  uint64_t textSymbols = 0;
  uint64_t dataSymbols = 0;

  void take(const Entry &entry, uint64_t offset);
  bool isMark(uint64_t offset) const {
    return offset == textOffset || offset == etextOffset;
  }
};

} // namespace

void Survey::take(const Entry &entry, uint64_t offset) {
  textSymbols += entry.isText();
  dataSymbols += entry.isData();
  if (!textOffset && entry.isTextMark()) {
    textOffset = offset;
    text = entry.value;
  } else if (entry.isEtextMark()) {
    etextOffset = offset;
    etext = entry.value;
  }
}

/// Fills an index, entry by entry.
class SymbolIndex::Builder {
public:
  Builder(SymbolIndex &index, ArrayRef<Survey> surveys, LowBit lowBit)
      : index(index), surveys(surveys),
        addressMask(lowBit == LowBit::Thumb ? ~uint64_t(1) : ~uint64_t(0)) {
    uint64_t dataSymbols = 0, textSymbols = 0;
    for (const Survey &survey : surveys) {
      dataSymbols += survey.dataSymbols;
      textSymbols += survey.textSymbols;
    }
    index.allData.reserve(dataSymbols);
    index.allFunctions.reserve(textSymbols);
  }

  Error take(const TableReader &reader, const Entry &entry);
  Error takeLineTable(const Survey &survey, ArrayRef<uint8_t> lineTable,
                      unsigned quantum);
  /// To be called when all entries have been taken.
  Error finish();

private:
  /// To be called when all entries of the current table have been taken.
  Error endTable();
  void addBounds(const Survey &survey, ArrayRef<Function> functions);
  Error takeText(const Entry &entry, uint64_t offset);
  Error takeDetail(const Entry &entry, uint64_t offset);
  Error takeHistory(const TableReader &reader, const Entry &entry);
  uint32_t fileNumber(const TableReader &reader, const Entry &entry);
  uint32_t currentUnit();
  void endHistory();

  SymbolIndex &index;
  /// The first one is of the current table.
  ArrayRef<Survey> surveys;
  uint64_t table = 0;
  /// The first function of the current table.
  size_t firstFunction = 0;
  const uint64_t addressMask;
  /// Whether the last text symbol that was taken is a function, not a bound.
  bool inFunction = false;
  /// The history in force. Histories form a tree in which each entry is an
  /// edge: the entries so far lead from the root to the current node, and
  /// histories that begin alike share those nodes.
  History history;
  uint32_t node = 0;
  /// Whether the history has become a unit, which keeps it.
  bool isOfUnit = false;
  /// Its unit; nothing when it has changed since a function was seen.
  std::optional<uint32_t> unit = noUnit;

  /// The tree, of one table: a node, and the absolute line and the file of an
  /// entry, lead to the next. noFile is the end of a file.
  DenseMap<std::tuple<uint32_t, uint64_t, uint32_t>, uint32_t> nodes;
  /// The unit of each node; noUnit while no function has been seen at it.
  std::vector<uint32_t> unitOfNode = {noUnit};

  /// Numbers of files, by a hash of their whole path.
  std::unordered_multimap<uint64_t, uint32_t> fileNumbers;
};

Error SymbolIndex::Builder::take(const TableReader &reader,
                                 const Entry &entry) {
  if (reader.tableOffset() != table) {
    if (Error error = endTable())
      return error;
    table = reader.tableOffset();
    surveys = surveys.drop_front();
  }
  if (entry.isText())
    return takeText(entry, reader.offset());
  if (entry.isData()) {
    index.allData.push_back(
        {entry.name, entry.value, entry.type, entry.goType.value_or(0)});
    return Error::success();
  }
  if (entry.isHistory())
    return takeHistory(reader, entry);
  if (entry.isDetail())
    return takeDetail(entry, reader.offset());
  return Error::success();
}

Error SymbolIndex::Builder::takeText(const Entry &entry, uint64_t offset) {
  inFunction = !surveys.front().isMark(offset);
  if (!inFunction)
    return Error::success();
  std::vector<Function> &functions = index.allFunctions;
  uint64_t address = entry.value & addressMask;
  if (functions.size() != firstFunction && address < functions.back().entry)
    return textOutOfOrder(offset, address, functions.back().entry);

  Function &function = functions.emplace_back();
  function.name = entry.name;
  function.entry = address;
  function.type = entry.type;
  function.isThumb = address != entry.value;
  function.goType = entry.goType.value_or(0);
  function.unit = currentUnit();
  return Error::success();
}

/// The offset from FP in bytes; nothing if it does not fit.
static std::optional<int64_t> frameOffset(const Entry &entry,
                                          TableTarget target) {
  bool isLocal = entry.type == 'a';
  uint64_t distance = isLocal ? target.pointerSize : 0;
  if (entry.value > uint64_t(INT64_MAX) - distance)
    return std::nullopt;
  int64_t offset = entry.value + distance;
  return isLocal ? -offset : offset;
}

Error SymbolIndex::Builder::takeDetail(const Entry &entry, uint64_t offset) {
  if (!inFunction)
    return malformed("entry", offset,
                     Twine(entry.type) + " entry without a function, expected "
                                         "a text symbol before it");
  Function &function = index.allFunctions.back();
  if (entry.type == 'm') {
    std::optional<uint64_t> &size =
        entry.name == GOSYM_FRAME_NAME    ? function.frame
        : entry.name == GOSYM_LOCALS_NAME ? function.locals
                                          : function.args;
    size = entry.value;
    return Error::success();
  }
  std::optional<int64_t> fromFP = frameOffset(entry, index.tableTarget);
  if (!fromFP)
    return malformed("entry", offset,
                     Twine("variable at ") + Twine(entry.value) +
                         ", expected an offset of 63 bits");
  function.variables.push_back(
      {entry.name, entry.type, *fromFP, entry.goType.value_or(0)});
  return Error::success();
}

uint32_t SymbolIndex::Builder::fileNumber(const TableReader &reader,
                                          const Entry &entry) {
  SmallVector<StringRef> components = reader.pathComponents(entry);
  std::string path = joinPath(components);
  uint64_t hash = xxh3_64bits(path);
  auto [first, last] = fileNumbers.equal_range(hash);
  for (auto it = first; it != last; ++it)
    if (index.pathOfFile(it->second) == path)
      return it->second;
  uint32_t number = index.filePaths.size();
  index.filePaths.emplace_back(components.begin(), components.end());
  fileNumbers.insert({hash, number});
  return number;
}

/// To be called where another history begins and where the table ends.
void SymbolIndex::Builder::endHistory() {
  if (isOfUnit)
    index.histories.push_back(std::move(history));
  history = History();
  isOfUnit = false;
  node = 0;
}

Error SymbolIndex::Builder::takeHistory(const TableReader &reader,
                                        const Entry &entry) {
  // As History::add() does it.
  if (entry.beginsUnit())
    endHistory();
  Entry step;
  step.type = entry.type;
  step.value = entry.value;
  uint32_t file = noFile;
  if (!entry.path.empty()) {
    file = fileNumber(reader, entry);
    step.path = pathOf(file);
  }
  if (Error error = history.add(step))
    return malformed("history", reader.offset(), toString(std::move(error)));

  auto [it, isNew] =
      nodes.try_emplace({node, step.value, file}, unitOfNode.size());
  if (isNew)
    unitOfNode.push_back(noUnit);
  node = it->second;
  unit.reset();
  return Error::success();
}

/// A history that continues after a function becomes another unit.
uint32_t SymbolIndex::Builder::currentUnit() {
  if (unit)
    return *unit;
  uint32_t &known = unitOfNode[node];
  if (known == noUnit) {
    known = index.units.size();
    index.units.push_back({uint32_t(index.histories.size()), history.size()});
    isOfUnit = true;
  }
  unit = known;
  return known;
}

/// Of several tables the first one has the lines: \p survey is of it.
Error SymbolIndex::Builder::takeLineTable(const Survey &survey,
                                          ArrayRef<uint8_t> lineTable,
                                          unsigned quantum) {
  uint64_t start = survey.text;
  if (!survey.textOffset && !index.allFunctions.empty())
    start = index.allFunctions.front().entry;
  LineTableReader reader(lineTable, start, quantum);
  uint64_t least = start;
  while (true) {
    uint64_t offset = reader.offset();
    Expected<std::optional<LineRow>> row = reader.next();
    if (!row)
      return row.takeError();
    if (!*row)
      break;
    if ((*row)->pc < least)
      return malformed("pc step", offset,
                       "pc above 64 bits, expected at most 64");
    least = (*row)->pc;
    // The rows of a Thumb function begin at its value, with the bit.
    index.rows.push_back({(*row)->pc & addressMask, (*row)->line});
  }
  index.rows.shrink_to_fit();
  return Error::success();
}

void SymbolIndex::Builder::addBounds(const Survey &survey,
                                     ArrayRef<Function> functions) {
  std::optional<Bounds> own;
  auto add = [](std::optional<Bounds> &to, uint64_t begin, uint64_t end) {
    if (!to)
      to = Bounds{begin, end};
    to->begin = std::min(to->begin, begin);
    to->end = std::max(to->end, end);
  };
  uint64_t text = survey.text & addressMask;
  if (survey.textOffset)
    add(own, text, text);
  if (survey.etextOffset)
    add(own, survey.etext, survey.etext);
  if (!functions.empty())
    add(own, functions.front().entry, functions.back().end);
  if (own)
    add(index.code, own->begin, own->end);
}

Error SymbolIndex::Builder::endTable() {
  const Survey &survey = surveys.front();
  auto functions =
      MutableArrayRef(index.allFunctions).drop_front(firstFunction);
  if (survey.etextOffset && !functions.empty() &&
      survey.etext < functions.back().entry)
    return textOutOfOrder(*survey.etextOffset, survey.etext,
                          functions.back().entry);

  uint64_t end = survey.etextOffset ? survey.etext : UINT64_MAX;
  for (size_t i = functions.size(); i-- > 0;) {
    bool isLast = i + 1 == functions.size();
    if (!isLast && functions[i].entry != functions[i + 1].entry)
      end = functions[i + 1].entry;
    functions[i].end = end;
  }
  addBounds(survey, functions);

  if (table == 0)
    index.unitsWithLines = index.units.size();
  firstFunction = index.allFunctions.size();
  inFunction = false;
  endHistory();
  nodes.clear();
  unitOfNode = {noUnit};
  unit = noUnit;
  return Error::success();
}

Error SymbolIndex::Builder::finish() {
  if (Error error = endTable())
    return error;
  std::vector<Function> &functions = index.allFunctions;
  if (table != 0) {
    llvm::stable_sort(functions, [](const Function &a, const Function &b) {
      return a.entry < b.entry;
    });
    uint64_t next = UINT64_MAX;
    for (size_t i = functions.size(); i-- > 0;) {
      if (i + 1 != functions.size() &&
          functions[i].entry != functions[i + 1].entry)
        next = functions[i + 1].entry;
      functions[i].end = std::min(functions[i].end, next);
    }
  }
  return Error::success();
}

Expected<SymbolIndex> SymbolIndex::create(ArrayRef<uint8_t> table,
                                          ArrayRef<uint8_t> lineTable,
                                          unsigned quantum, LowBit lowBit) {
  Expected<TableReader> reader = TableReader::create(table);
  if (!reader)
    return reader.takeError();
  SymbolIndex index;
  index.tableTarget = reader->target();
  std::vector<Survey> surveys(1);
  uint64_t current = 0;
  TableReader first = *reader;
  if (Error error = forEachEntry(first, [&](const Entry &entry) {
        if (std::exchange(current, first.tableOffset()) != first.tableOffset())
          surveys.emplace_back();
        surveys.back().take(entry, first.offset());
      }))
    return error;

  Builder builder(index, surveys, lowBit);
  if (Error error = forEachEntry(*reader, [&](const Entry &entry) {
        return builder.take(*reader, entry);
      }))
    return error;
  if (Error error = builder.takeLineTable(surveys.front(), lineTable, quantum))
    return createStringError("line table: " + toString(std::move(error)));
  if (Error error = builder.finish())
    return error;
  return index;
}

} // namespace gosym
