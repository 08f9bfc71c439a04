//===- TableCheck.cpp - Is this table sound? ------------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// One walk over the table, with a state for each rule of TableCheck.h.
///
/// `text` and `etext` are marks, not functions, but a program may define
/// functions of these names. So not every symbol of these names is left out of
/// the count, but only one `text`, and the `etext` at the end of the table,
/// where readers need the mark. Marks are of type T; a local `etext` is a
/// function.
///
/// It does not check that the lines of a history ascend or that the files
/// exist; readers cope with both.
///
//===----------------------------------------------------------------------===//

#include "gosym/Format/TableCheck.h"
#include "Malformed.h"
#include "gosym/Format/Printable.h"
#include "gosym/Format/Reader.h"

using namespace llvm;

namespace gosym {

namespace {

class Checker {
public:
  explicit Checker(TableTarget target) { summary.target = target; }

  /// Takes the entry at \p offset of the table.
  Error take(const Entry &entry, uint64_t offset);

  /// Checks the rules about the end of a table, which is at \p offset. Another
  /// table may follow.
  Error finish(uint64_t offset);

  TableSummary summary;

private:
  Error takeText(const Entry &entry, uint64_t offset);

  bool seenHistory = false;
  uint64_t textSymbols = 0;
  bool seenTextMark = false;
  /// The text symbol before, when `textSymbols` is not 0.
  uint64_t lastOffset = 0;
  uint64_t lastAddress = 0;
  char lastType = 0;
  StringRef lastName;
  bool lastIsEtext = false;
};

} // namespace

Error Checker::takeText(const Entry &entry, uint64_t offset) {
  if (!seenHistory)
    return malformed("entry", offset,
                     "text symbol without a history, expected a z entry "
                     "before it");
  if (textSymbols && entry.value < lastAddress)
    return malformed("value", offset + valueOffset(summary.target),
                     hex(entry.value) +
                         " below the text symbol before it, expected at "
                         "least " +
                         hex(lastAddress));
  ++textSymbols;
  seenTextMark |= entry.isTextMark();
  lastOffset = offset;
  lastAddress = entry.value;
  lastType = entry.type;
  lastName = entry.name;
  lastIsEtext = entry.isEtextMark();
  return Error::success();
}

Error Checker::take(const Entry &entry, uint64_t offset) {
  if (entry.isText())
    return takeText(entry, offset);
  if (entry.isDetail() && !textSymbols)
    return malformed("entry", offset,
                     Twine(entry.type) +
                         " entry without a function, expected a text symbol "
                         "before it");
  if (entry.isHistory()) {
    seenHistory = true;
    summary.units += entry.beginsUnit();
  }
  summary.dataSymbols += entry.type == 'D' || entry.type == 'd';
  summary.bssSymbols += entry.type == 'B' || entry.type == 'b';
  return Error::success();
}

Error Checker::finish(uint64_t offset) {
  if (!summary.firstTableSize)
    summary.firstTableSize = offset;
  seenHistory = false;
  if (!textSymbols)
    return Error::success();
  if (!lastIsEtext)
    return malformed("entry", lastOffset,
                     "last text symbol is " + Twine(lastType) + " " +
                         printable(lastName) + ", expected T etext");
  summary.functions += textSymbols - 1 - (seenTextMark ? 1 : 0);
  textSymbols = 0;
  seenTextMark = false;
  return Error::success();
}

Expected<TableSummary> checkTable(ArrayRef<uint8_t> table) {
  Expected<TableReader> reader = TableReader::create(table);
  if (!reader)
    return reader.takeError();

  Checker checker(reader->target());
  uint64_t current = 0;
  while (true) {
    Expected<const Entry *> entry = reader->next();
    if (!entry)
      return entry.takeError();
    bool ends = !*entry;
    if (uint64_t own = reader->tableOffset(); ends || own != current) {
      if (Error error = checker.finish(own != current ? own : table.size()))
        return error;
      checker.summary.tables += own != current;
      current = own;
    }
    if (ends)
      return checker.summary;
    if (Error error = checker.take(**entry, reader->offset()))
      return error;
  }
}

} // namespace gosym
