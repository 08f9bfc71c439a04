//===- RuntimeLookupTest.cpp - Lookups agree, with and without index ------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "RuntimeTables.h"

using namespace gosym;
using namespace llvm;

namespace {

/// A table opened with an index of its own, if one can be made.
struct Opened {
  gosym_table table;
  std::vector<uint8_t> index;

  explicit Opened(const RandomTable &from, bool hasIndex = false) {
    gosym_options options = from.options();
    EXPECT_EQ(
        gosym_open(from.bytes.data(), from.bytes.size(), &options, &table),
        GOSYM_OK);
    size_t size = 0;
    if (!hasIndex || gosym_index_size(&table, &size, nullptr) != GOSYM_OK)
      return;
    index.resize(size);
    EXPECT_EQ(gosym_index_build(&table, index.data(), size, nullptr), GOSYM_OK);
    EXPECT_EQ(gosym_attach_index(&table, index.data(), size), GOSYM_OK);
  }
};

/// Asks both readers everything.
void compareAnswers(const RandomTable &table, const gosym_table &opened,
                    const char *how) {
  Expected<SymbolIndex> expected =
      SymbolIndex::create(table.bytes, table.lines, table.quantum);
  ASSERT_TRUE(bool(expected)) << toString(expected.takeError());
  for (uint64_t pc : table.questions) {
    ASSERT_EQ(functionAt(opened, pc),
              describeFunction(expected->findFunction(pc)))
        << how << ", pc " << pc << ", " << describe(table.target);
    ASSERT_EQ(lineAt(opened, pc), describeLine(expected->fileLine(pc)))
        << how << ", pc " << pc << ", " << describe(table.target);
  }
}

} // namespace

TEST(RuntimeLookup, StraightAndByIndexAreWhatTheCxxReaderSays) {
  RandomTables random(4);
  for (int i = 0; i < 100; ++i)
    for (TableTarget target : allForms()) {
      RandomTable table = random.make(target);
      Opened straight(table), indexed(table, true);
      compareAnswers(table, straight.table, "straight");
      ASSERT_EQ(gosym_prepare(&straight.table), GOSYM_OK);
      compareAnswers(table, straight.table, "prepared");
      EXPECT_EQ(indexed.index.empty(), target.form != TableForm::Go11);
      compareAnswers(table, indexed.table, "index");
      ASSERT_EQ(gosym_prepare(&indexed.table), GOSYM_OK);
      compareAnswers(table, indexed.table, "prepared with index");
      if (::testing::Test::HasFailure())
        return;
    }
}

TEST(RuntimeLookup, WhatIsStillSoundAfterAChangeIsStillReadAlike) {
  RandomTables random(5);
  int sound = 0;
  for (int i = 0; i < 1500; ++i) {
    RandomTable table = random.make(allForms()[random.below(6)]);
    table.bytes[random.below(table.bytes.size())] = random.below(256);
    if (!table.lines.empty() && random.below(2))
      table.lines[random.below(table.lines.size())] = random.below(256);
    gosym_options options = table.options();
    gosym_table opened;
    Expected<SymbolIndex> index =
        SymbolIndex::create(table.bytes, table.lines, table.quantum);
    bool isSound = bool(index);
    consumeError(index.takeError());
    gosym_error error =
        gosym_open(table.bytes.data(), table.bytes.size(), &options, &opened);
    if (isSound) {
      ++sound;
      ASSERT_EQ(error, GOSYM_OK);
      compareAnswers(table, opened, "straight");
      Opened indexed(table, true);
      compareAnswers(table, indexed.table, "index");
      if (::testing::Test::HasFailure())
        return;
    } else if (error == GOSYM_OK) {
      // No crash; what is answered is not compared.
      for (uint64_t pc : table.questions)
        functionAt(opened, pc), lineAt(opened, pc);
    }
  }
  EXPECT_GT(sound, 200);
}

TEST(RuntimeLookup, GoPutsBothBoundsFirst) {
  TableBytes bytes = TableBytes().header();
  bytes.component(1, "a.go");
  bytes.symbol(codeT, 0x1000, "text").symbol(codeT, 0x1040, "etext");
  bytes.history(1, 1).symbol(codeT, 0x1000, "f").symbol(codeT, 0x1020, "g");
  RandomTable table;
  table.bytes = ArrayRef<uint8_t>(bytes).vec();
  table.questions = {0xfff, 0x1000, 0x101f, 0x1020, 0x103f, 0x1040, 0x2000};
  compareAnswers(table, Opened(table).table, "straight");
  size_t size, offset;
  Opened opened(table);
  EXPECT_EQ(gosym_index_size(&opened.table, &size, &offset), GOSYM_BAD_ORDER);
}

TEST(RuntimeLookup, FunctionsOutOfOrderAreAnErrorWhereTheyAre) {
  TableBytes bytes = TableBytes().header();
  bytes.symbol(codeT, 0x2000, "f");
  uint64_t offset = bytes.size();
  bytes.symbol(codeT, 0x1000, "g").symbol(codeT, 0x3000, "h");
  ArrayRef<uint8_t> data = bytes;
  gosym_table table;
  gosym_function function;
  ASSERT_EQ(gosym_open(data.data(), data.size(), nullptr, &table), GOSYM_OK);
  EXPECT_EQ(gosym_find_function(&table, 0x2000, &function), GOSYM_BAD_ORDER);
  EXPECT_EQ(function.error_offset, offset);
}

TEST(RuntimeLookup, PathsThatDoNotFitAreCutAndSaySo) {
  TableBytes bytes = TableBytes().header();
  bytes.component(1, "/").component(2, "src").component(3, "main.c");
  bytes.entry(code_z, 1, "", std::nullopt, {1, 2, 3});
  bytes.symbol(codeT, 0x1000, "f");
  ArrayRef<uint8_t> data = bytes;
  gosym_table table;
  gosym_line line;
  ASSERT_EQ(gosym_open(data.data(), data.size(), nullptr, &table), GOSYM_OK);
  ASSERT_EQ(gosym_find_line(&table, 0x1000, &line), GOSYM_OK);
  EXPECT_EQ(line.line, 0u);
  std::string path = "/src/main.c";
  for (size_t size = 0; size < 20; ++size) {
    std::vector<char> buffer(size + 1, '!');
    size_t length = 0;
    bool fits = size > path.size();
    EXPECT_EQ(gosym_format_path(&table, &line, buffer.data(), size, &length),
              fits ? GOSYM_OK : GOSYM_TOO_SMALL);
    EXPECT_EQ(length, path.size());
    EXPECT_EQ(buffer[size], '!');
    std::string text(buffer.data(), size ? strlen(buffer.data()) : 0);
    EXPECT_EQ(text, path.substr(0, size ? size - 1 : 0));
  }
}

/// A table of ARM: 40 functions of four bytes, every third one of Thumb code,
/// whose value has bit 0 set. A line each. The line table begins at \p mark or,
/// without, at the first function.
static void expectNoThumbBit(std::optional<uint64_t> mark) {
  constexpr unsigned functions = 40, size = 4;
  constexpr uint64_t start = 0x1000, end = start + functions * size;
  TableTarget target;
  target.pointerSize = 4;
  TableBytes bytes(target);
  bytes.header().component(1, "/").component(2, "a.c");
  bytes.byte(code_z).byte(1).byte(0).byte(0).byte(1).byte(0).byte(2);
  bytes.byte(0).byte(0);
  RandomTable table;
  table.target = target;
  // The rows have bit 0 set where the first address has.
  uint64_t firstRow = mark.value_or(start | 1);
  LineRowWriter lines(table.lines, firstRow);
  auto nameOf = [](unsigned i) { return "f" + std::to_string(i); };
  if (mark)
    bytes.symbol(codeT, *mark, "text");
  for (unsigned i = 0; i < functions; ++i) {
    uint64_t address = start + i * size;
    bytes.symbol(codeT, address | (i % 3 == 0), nameOf(i));
    lines.add({address | (firstRow & 1), i + 1});
  }
  bytes.symbol(codeT, end, "etext");
  lines.finish();
  table.bytes = ArrayRef<uint8_t>(bytes).vec();

  Expected<SymbolIndex> index =
      SymbolIndex::create(table.bytes, table.lines, 1, LowBit::Thumb);
  ASSERT_TRUE(bool(index)) << toString(index.takeError());
  Opened straight(table), indexed(table, true);
  EXPECT_FALSE(indexed.index.empty());
  for (gosym_table *opened : {&straight.table, &indexed.table}) {
    opened->thumb = 1;
    for (uint64_t pc = start - 1; pc <= end; ++pc) {
      std::string expected = describeFunction(index->findFunction(pc));
      EXPECT_EQ(functionAt(*opened, pc), expected) << pc;
      EXPECT_EQ(lineAt(*opened, pc), describeLine(index->fileLine(pc))) << pc;
      const Function *function = index->findFunction(pc);
      ASSERT_EQ(bool(function), pc >= start && pc < end) << pc;
      if (!function)
        continue;
      unsigned number = (pc - start) / size;
      EXPECT_EQ(function->name, nameOf(number)) << pc;
      EXPECT_EQ(function->entry, start + number * size) << pc;
      EXPECT_EQ(function->end, start + (number + 1) * size) << pc;
      EXPECT_EQ(index->fileLine(pc)->line, number + 1) << pc;
    }
  }
}

TEST(RuntimeLookup, ThumbBitIsNoPartOfAnAddress) {
  // The mark is no function, so it has no bit.
  expectNoThumbBit(0x1000);
}

TEST(RuntimeLookup, LinesMayBeginAtAThumbFunction) {
  expectNoThumbBit(std::nullopt);
  expectNoThumbBit(0x1001);
}
