//===- TableCheckTest.cpp - Sound and unsound tables ----------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "gosym/Format/TableCheck.h"
#include "TableBytes.h"

using namespace gosym;
using namespace llvm;

namespace {

/// Header, one file and its history: entries of functions may follow. Ends at
/// offset 0x15.
TableBytes historyOnly() {
  return TableBytes().header().component(1, "a.c").history(1, 1);
}
constexpr uint64_t historyEnd = 0x15;

} // namespace

TEST(TableCheck, SummaryCountsWhatTheTableHolds) {
  TableBytes table;
  table.header();
  table.symbol(codeD, 0x3000, "d1").symbol(codeD, 0x3008, "d2");
  table.symbol(codeB, 0x4000, "b").component(1, "a.c").component(2, "b.c");
  table.history(1, 1).history(5, 0).history(5, 2).history(9, 0);
  table.symbol(codeT, 0x1000, "text").symbol(codeT, 0x1000, "f");
  table.byte(code_m).byte(8).name(".frame");
  table.symbol(code_t, 0x1010, "g").history(1, 2).history(4, 0);
  table.symbol(codeL, 0x1020, "leaf").symbol(codeT, 0x1030, "etext");

  Expected<TableSummary> summary = checkTable(table);
  ASSERT_TRUE(bool(summary)) << toString(summary.takeError());
  EXPECT_EQ(summary->functions, 3u);
  EXPECT_EQ(summary->dataSymbols, 2u);
  EXPECT_EQ(summary->bssSymbols, 1u);
  EXPECT_EQ(summary->units, 2u);
}

TEST(TableCheck, TableWithoutEntriesIsSound) {
  EXPECT_EQ(text(checkTable(TableBytes().header())), "");
}

TEST(TableCheck, EndOfAnEmptyMainFileOpensNoUnit) {
  TableBytes table = historyOnly().history(1, 0);
  Expected<TableSummary> summary = checkTable(table);
  ASSERT_TRUE(bool(summary)) << toString(summary.takeError());
  EXPECT_EQ(summary->units, 1u);
}

TEST(TableCheck, FunctionsNamedLikeTheMarksAreCounted) {
  TableBytes table = historyOnly();
  table.symbol(codeT, 0x1000, "text").symbol(code_t, 0x1000, "text");
  table.symbol(code_t, 0x1010, "etext").symbol(codeT, 0x1020, "etext");
  Expected<TableSummary> summary = checkTable(table);
  ASSERT_TRUE(bool(summary)) << toString(summary.takeError());
  EXPECT_EQ(summary->functions, 2u);
}

TEST(TableCheck, TextSymbolsMayShareAnAddressButNotGoBack) {
  TableBytes table = historyOnly();
  ASSERT_EQ(table.size(), historyEnd);
  table.symbol(codeT, 0x1000, "f").symbol(codeT, 0x1000, "g");
  EXPECT_EQ(text(checkTable(TableBytes(table).symbol(codeT, 0x1000, "etext"))),
            "");
  EXPECT_EQ(text(checkTable(TableBytes(table).symbol(codeT, 0xfff, "etext"))),
            "value at offset 0x2c: 0xfff below the text symbol before it, "
            "expected at least 0x1000");
}

TEST(TableCheck, FunctionNeedsAHistoryBeforeIt) {
  TableBytes table = TableBytes().header().symbol(codeT, 0x1000, "main");
  table.component(1, "a.c").history(1, 1).symbol(codeT, 0x2000, "etext");
  EXPECT_EQ(text(checkTable(table)),
            "entry at offset 0x8: text symbol without a history, expected a z "
            "entry before it");
}

TEST(TableCheck, LastTextSymbolIsEtext) {
  TableBytes table = historyOnly();
  table.symbol(codeT, 0x1000, "main\x01").symbol(codeD, 0x3000, "etext");
  EXPECT_EQ(text(checkTable(table)),
            "entry at offset 0x15: last text symbol is T main\\x01, expected "
            "T etext");
  TableBytes runtime = historyOnly().symbol(codeT, 0x1000, "runtime.etext");
  EXPECT_EQ(text(checkTable(runtime)), "");
}

TEST(TableCheck, LocalFunctionOfThatNameIsNoMark) {
  TableBytes table = historyOnly();
  table.symbol(codeT, 0x1000, "main").symbol(code_t, 0x1010, "etext");
  EXPECT_EQ(text(checkTable(table)),
            "entry at offset 0x23: last text symbol is t etext, expected "
            "T etext");
  table.symbol(code_t, 0x1020, "text").symbol(codeT, 0x1020, "etext");
  Expected<TableSummary> summary = checkTable(table);
  ASSERT_TRUE(bool(summary));
  EXPECT_EQ(summary->functions, 3u);
}

TEST(TableCheck, DetailsNeedAFunctionBeforeThem) {
  const std::pair<char, TableBytes> details[] = {
      {'m', TableBytes().byte(code_m).byte(8).name(".frame")},
      {'a', TableBytes().byte(code_a).byte(8).name("x")},
      {'p', TableBytes().byte(code_a + 15).byte(8).name("x")}};
  for (auto &[type, detail] : details) {
    TableBytes table = historyOnly();
    for (uint8_t byte : ArrayRef<uint8_t>(detail))
      table.byte(byte);
    EXPECT_EQ(text(checkTable(table)),
              std::string("entry at offset 0x15: ") + type +
                  " entry without a function, expected a text symbol before "
                  "it");
  }
}

TEST(TableCheck, ErrorsOfTheReaderComeThrough) {
  EXPECT_EQ(text(checkTable({})), "header at offset 0x0: 0 bytes, expected 8");
  EXPECT_EQ(text(checkTable(historyOnly().history(2, 9))),
            "path at offset 0x18: unknown index 9, expected an f entry before "
            "it");
}

TEST(TableCheck, TablesBehindEachOtherAreCheckedEachByItself) {
  TableBytes first = historyOnly();
  first.symbol(codeT, 0x2000, "f").symbol(codeT, 0x2008, "etext");
  uint64_t firstSize = first.size();
  // Lower addresses, and a component 1 of its own.
  TableBytes both = first;
  both.header().component(1, "b.c").history(1, 1);
  both.symbol(codeT, 0x1000, "text").symbol(codeT, 0x1000, "g");
  TableBytes whole = TableBytes(both).symbol(codeT, 0x1008, "etext");
  Expected<TableSummary> summary = checkTable(whole);
  ASSERT_TRUE(bool(summary)) << toString(summary.takeError());
  EXPECT_EQ(summary->tables, 2u);
  EXPECT_EQ(summary->firstTableSize, firstSize);
  EXPECT_EQ(summary->functions, 2u);
  EXPECT_EQ(summary->units, 2u);

  EXPECT_EQ(text(checkTable(both)),
            "entry at offset 0x" +
                utohexstr(both.size() - wideEntrySize(1, TableTarget()),
                          /*LowerCase=*/true) +
                ": last text symbol is T g, expected T etext");
  // What a table before has said is not said for the next one.
  TableBytes bare = TableBytes(first).header().symbol(codeT, 0x1000, "etext");
  EXPECT_EQ(text(checkTable(bare)),
            "entry at offset 0x" +
                utohexstr(firstSize + headerSize, /*LowerCase=*/true) +
                ": text symbol without a history, expected a z entry before "
                "it");
  // An empty one is one.
  summary = checkTable(TableBytes(first).header());
  ASSERT_TRUE(bool(summary)) << toString(summary.takeError());
  EXPECT_EQ(summary->tables, 2u);
}
