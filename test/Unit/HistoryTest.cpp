//===- HistoryTest.cpp - Absolute lines and files -------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "gosym/Format/History.h"
#include "TableBytes.h"

using namespace gosym;
using namespace llvm;

namespace {

constexpr uint64_t lastLine = 2147483647;

Entry step(uint64_t line, ArrayRef<uint16_t> path, char type = 'z') {
  Entry entry = makeEntry(type, false, line, "");
  entry.path.assign(path.begin(), path.end());
  return entry;
}

UnitFile file(std::initializer_list<uint16_t> path, uint64_t lines) {
  return {PathTable::Path(path), lines};
}

/// `2/3:10` for line 10 of the file of path 2, 3; `none`.
std::string fileAt(const History &history, uint64_t line) {
  std::optional<FileLine> found = history.find(line);
  if (!found)
    return "none";
  std::string text;
  for (uint16_t index : found->path)
    text += (text.empty() ? "" : "/") + std::to_string(index);
  return text + ':' + std::to_string(found->line);
}

/// A history of steps that must be valid.
History historyOf(ArrayRef<Entry> entries) {
  History history;
  for (const Entry &entry : entries)
    EXPECT_EQ(text(history.add(entry)), "");
  return history;
}

using Lines = std::vector<uint64_t>;

} // namespace

TEST(History, FileWithoutLinesHasNoEnd) {
  Expected<UnitHistory> unit = layOutHistory(file({1, 2}, 0));
  ASSERT_TRUE(bool(unit)) << toString(unit.takeError());
  EXPECT_EQ(unit->entries, (std::vector<Entry>{step(1, {1, 2})}));
  EXPECT_EQ(unit->firstLines, Lines{1});
}

TEST(History, FileWithLinesHasAnEnd) {
  Expected<UnitHistory> unit = layOutHistory(file({1, 2}, lastLine));
  ASSERT_TRUE(bool(unit)) << toString(unit.takeError());
  EXPECT_EQ(unit->entries,
            (std::vector<Entry>{step(1, {1, 2}), step(lastLine + 1, {})}));
}

TEST(History, FilesFollowOneAnother) {
  UnitFile files[] = {file({1, 2}, 100), file({1, 3}, 30), file({4}, 1)};
  Expected<UnitHistory> unit = layOutHistory(files);
  ASSERT_TRUE(bool(unit)) << toString(unit.takeError());
  EXPECT_EQ(unit->entries, (std::vector<Entry>{step(1, {1, 2}), step(101, {}),
                                               step(101, {1, 3}), step(131, {}),
                                               step(131, {4}), step(132, {})}));
  EXPECT_EQ(unit->firstLines, (Lines{1, 101, 131}));
}

TEST(History, EveryLineLaidOutIsFound) {
  UnitFile files[] = {file({1}, 5), file({2, 1}, 1), file({1}, 3)};
  Expected<UnitHistory> unit = layOutHistory(files);
  ASSERT_TRUE(bool(unit)) << toString(unit.takeError());
  History history = historyOf(unit->entries);
  const char *names[] = {"1:", "2/1:", "1:"};
  for (size_t i = 0; i < std::size(files); ++i)
    for (uint64_t line = 1; line <= files[i].lines; ++line)
      EXPECT_EQ(fileAt(history, unit->firstLines[i] + line - 1),
                names[i] + std::to_string(line));
  EXPECT_EQ(fileAt(history, 0), "none");
  EXPECT_EQ(fileAt(history, 10), "none");
}

TEST(History, LinesOfAUnitFitThirtyOneBits) {
  auto error = [](uint64_t first, uint64_t second) {
    return text(layOutHistory({file({1}, first), file({2}, second)}));
  };
  EXPECT_EQ(error(lastLine - 1, 1), "");
  EXPECT_EQ(error(lastLine, 1),
            "unit: absolute line 2147483648, expected at most 2147483647");
  EXPECT_EQ(error(5, UINT64_MAX), "unit: absolute line 18446744073709551615, "
                                  "expected at most 2147483647");
  EXPECT_EQ(text(layOutHistory(file({1}, lastLine + 1))),
            "unit: absolute line 2147483648, expected at most 2147483647");
}

TEST(History, NothingIsFoundBeforeAnyEntry) {
  History history;
  EXPECT_TRUE(history.empty());
  EXPECT_EQ(fileAt(history, 1), "none");
  EXPECT_TRUE(history.files().empty());
}

TEST(History, LastFileGoesOnUntilItIsClosed) {
  History history = historyOf({step(1, {1})});
  EXPECT_FALSE(history.empty());
  EXPECT_EQ(fileAt(history, UINT64_MAX), "1:18446744073709551615");
  EXPECT_EQ(text(history.add(step(50, {}))), "");
  EXPECT_EQ(fileAt(history, 49), "1:49");
  EXPECT_EQ(fileAt(history, 50), "none");
}

TEST(History, FileGoesOnBehindOneItIncludes) {
  // main.c includes a.h in its line 11, which includes b.h in its line 3.
  History history = historyOf({step(1, {1}), step(11, {2}), step(13, {3}),
                               step(20, {}), step(22, {}), step(30, {})});
  EXPECT_EQ(fileAt(history, 10), "1:10");
  EXPECT_EQ(fileAt(history, 11), "2:1");
  EXPECT_EQ(fileAt(history, 13), "3:1");
  EXPECT_EQ(fileAt(history, 19), "3:7");
  EXPECT_EQ(fileAt(history, 20), "2:3");
  EXPECT_EQ(fileAt(history, 22), "1:11");
  EXPECT_EQ(fileAt(history, 29), "1:18");
  EXPECT_EQ(fileAt(history, 30), "none");
}

TEST(History, LineOneWithAPathBeginsAUnit) {
  History history = historyOf({step(1, {1}), step(5, {}), step(5, {2})});
  EXPECT_EQ(text(history.add(step(1, {3}))), "");
  EXPECT_EQ(fileAt(history, 7), "3:7");
  EXPECT_EQ(history.files().size(), 1u);
  // The main file may be empty, then line 1 closes it.
  EXPECT_EQ(text(history.add(step(1, {}))), "");
  EXPECT_EQ(fileAt(history, 1), "none");
}

TEST(History, CapitalLetterIsReadLikeTheOther) {
  History history =
      historyOf({step(1, {1}, 'Z'), step(4, {2}, 'Z'), step(9, {}, 'Z')});
  EXPECT_EQ(fileAt(history, 5), "2:2");
  EXPECT_EQ(fileAt(history, 9), "1:4");
}

TEST(History, RefusedEntryChangesNothing) {
  History history;
  EXPECT_EQ(text(history.add(step(0, {1}))),
            "absolute line 0, expected at least 1");
  EXPECT_EQ(text(history.add(step(5, {}))),
            "end of a file where none is open, expected a path");
  EXPECT_TRUE(history.empty());

  history = historyOf({step(1, {1}), step(9, {2})});
  EXPECT_EQ(text(history.add(step(8, {3}))),
            "absolute line 8, expected at least 9");
  EXPECT_EQ(text(history.add(step(1, {}))),
            "absolute line 1, expected at least 9");
  EXPECT_EQ(fileAt(history, 100), "2:92");
  EXPECT_EQ(text(history.add(step(9, {}))), "");
  EXPECT_EQ(fileAt(history, 100), "1:100");
}

TEST(History, FileOpenedTwiceHasItsLinesTwice) {
  History history = historyOf({step(1, {1}), step(11, {}), step(11, {2, 5}),
                               step(21, {}), step(21, {1}), step(26, {})});
  EXPECT_EQ(fileAt(history, 3), "1:3");
  EXPECT_EQ(fileAt(history, 23), "1:3");
  EXPECT_EQ(fileAt(history, 20), "2/5:10");
  // The second time the file ends at line 5.
  EXPECT_EQ(fileAt(history, 25), "1:5");
  EXPECT_EQ(fileAt(history, 26), "none");

  std::vector<ArrayRef<uint16_t>> files = history.files();
  ASSERT_EQ(files.size(), 2u);
  EXPECT_EQ(files[0], ArrayRef<uint16_t>({1}));
  EXPECT_EQ(files[1], ArrayRef<uint16_t>({2, 5}));
}
