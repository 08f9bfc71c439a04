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
#include "llvm/Support/MathExtras.h"
#include <algorithm>
#include <numeric>

using namespace llvm;

namespace gosym {

namespace {

/// What the first walk finds, of one table.
struct Survey {
  /// Offsets of the entries that are the bounds, and their addresses.
  std::optional<uint64_t> textOffset, etextOffset;
  uint64_t text = 0;
  uint64_t etext = 0;
  uint64_t textSymbols = 0;
  uint64_t dataSymbols = 0;

  void take(const Entry &entry, uint64_t offset);
  bool isBound(uint64_t offset) const {
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

/// Gives each entry of \p table to \p take, with the reader for the rest.
static Error
walk(ArrayRef<uint8_t> table,
     function_ref<Error(const TableReader &, const Entry &)> take) {
  Expected<TableReader> reader = TableReader::create(table);
  if (!reader)
    return reader.takeError();
  while (true) {
    Expected<const Entry *> entry = reader->next();
    if (!entry)
      return entry.takeError();
    if (!*entry)
      return Error::success();
    if (Error error = take(*reader, **entry))
      return error;
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
  Error takeLineTable(ArrayRef<uint8_t> lineTable, unsigned quantum);
  /// All entries have been taken.
  Error finish();

private:
  /// All entries of the table that is read now have been taken.
  Error endTable();
  Error takeText(const Entry &entry, uint64_t offset);
  Error takeDetail(const Entry &entry, uint64_t offset);
  Error takeHistory(const TableReader &reader, const Entry &entry);
  uint32_t fileNumber(const TableReader &reader, const Entry &entry);
  uint32_t currentUnit();

  SymbolIndex &index;
  /// The first is that of the table that is read now.
  ArrayRef<Survey> surveys;
  uint64_t table = 0;
  /// The first function of it.
  size_t firstFunction = 0;
  const uint64_t addressMask;
  /// The entry taken last among text symbols is a function.
  bool inFunction = false;
  /// The history in force, and the same as a key of `unitNumbers`.
  History history;
  std::string historyKey;
  /// Its unit; nothing when it has changed since a function was seen.
  std::optional<uint32_t> unit = noUnit;
  StringMap<uint32_t> unitNumbers;
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
  if (entry.type == 'm' || entry.type == 'a' || entry.type == 'p')
    return takeDetail(entry, reader.offset());
  return Error::success();
}

Error SymbolIndex::Builder::takeText(const Entry &entry, uint64_t offset) {
  inFunction = !surveys.front().isBound(offset);
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
  function.goType = entry.goType.value_or(0);
  function.unit = currentUnit();
  return Error::success();
}

/// From FP, in bytes. What does not fit is no offset of a frame.
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
    std::optional<uint64_t> &size = entry.name == ".frame"    ? function.frame
                                    : entry.name == ".locals" ? function.locals
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
  auto [it, isNew] =
      index.fileNumbers.try_emplace(reader.path(entry), index.filePaths.size());
  if (isNew)
    index.filePaths.push_back(it->getKey());
  return it->getValue();
}

Error SymbolIndex::Builder::takeHistory(const TableReader &reader,
                                        const Entry &entry) {
  Entry step;
  step.type = entry.type;
  step.value = entry.value;
  if (!entry.path.empty())
    step.path = pathOf(fileNumber(reader, entry));
  if (Error error = history.add(step))
    return malformed("history", reader.offset(), toString(std::move(error)));

  // As History::add() does it.
  if (step.value == 1 && !step.path.empty())
    historyKey.clear();
  historyKey.append(reinterpret_cast<const char *>(&step.value),
                    sizeof(step.value));
  historyKey.append(reinterpret_cast<const char *>(step.path.data()),
                    step.path.size() * sizeof(uint16_t));
  historyKey += char(step.path.size());
  unit.reset();
  return Error::success();
}

/// A history that goes on behind a function is another one than before.
uint32_t SymbolIndex::Builder::currentUnit() {
  if (unit)
    return *unit;
  auto [it, isNew] = unitNumbers.try_emplace(historyKey, index.units.size());
  if (isNew)
    index.units.push_back(history);
  unit = it->getValue();
  return *unit;
}

Error SymbolIndex::Builder::takeLineTable(ArrayRef<uint8_t> lineTable,
                                          unsigned quantum) {
  // There is none with several tables.
  const Survey &survey = surveys.front();
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
    index.rows.push_back(**row);
  }
  index.rows.shrink_to_fit();
  return Error::success();
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

  firstFunction = index.allFunctions.size();
  inFunction = false;
  history = History();
  historyKey.clear();
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

  index.dataByAddress.resize(index.allData.size());
  std::iota(index.dataByAddress.begin(), index.dataByAddress.end(), 0);
  llvm::stable_sort(index.dataByAddress, [&](uint32_t a, uint32_t b) {
    return index.allData[a].address < index.allData[b].address;
  });
  index.functionsByName = orderByName(ArrayRef(index.allFunctions));
  index.dataByName = orderByName(ArrayRef(index.allData));
  return Error::success();
}

Expected<SymbolIndex> SymbolIndex::create(ArrayRef<uint8_t> table,
                                          ArrayRef<uint8_t> lineTable,
                                          unsigned quantum, LowBit lowBit) {
  SymbolIndex index;
  std::vector<Survey> surveys(1);
  uint64_t current = 0;
  if (Error error =
          walk(table, [&](const TableReader &reader, const Entry &entry) {
            index.tableTarget = reader.target();
            if (std::exchange(current, reader.tableOffset()) !=
                reader.tableOffset())
              surveys.emplace_back();
            surveys.back().take(entry, reader.offset());
            return Error::success();
          }))
    return error;

  Builder builder(index, surveys, lowBit);
  if (Error error =
          walk(table, [&](const TableReader &reader, const Entry &entry) {
            return builder.take(reader, entry);
          }))
    return error;
  if (Error error = builder.takeLineTable(lineTable, quantum))
    return createStringError("line table: " + toString(std::move(error)));
  if (Error error = builder.finish())
    return error;
  return index;
}

} // namespace gosym
