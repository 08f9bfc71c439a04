//===- RuntimeIndexTest.cpp - Indexes that the C reader makes and meets ---===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "EncodedIndex.h"
#include "RuntimeTables.h"
#include "llvm/ADT/StringExtras.h"

using namespace gosym;
using namespace llvm;

namespace {

/// What makeTableIndex() makes of \p table, as bytes.
std::vector<uint8_t> indexByCxx(const RandomTable &table) {
  Expected<TableIndex> index =
      makeTableIndex(table.bytes, table.lines, table.quantum);
  if (!index) {
    ADD_FAILURE() << toString(index.takeError());
    return {};
  }
  return encodedIndex(*index, table.target.byteOrder);
}

gosym_table open(const RandomTable &table) {
  gosym_options options = table.options();
  gosym_table opened;
  EXPECT_EQ(
      gosym_open(table.bytes.data(), table.bytes.size(), &options, &opened),
      GOSYM_OK);
  return opened;
}

/// All answers of \p table to its questions.
std::vector<std::string> answers(const RandomTable &table,
                                 const gosym_table &opened) {
  std::vector<std::string> all;
  for (uint64_t pc : table.questions) {
    all.push_back(functionAt(opened, pc));
    all.push_back(lineAt(opened, pc));
  }
  return all;
}

/// Holds the answers by \p index, whatever it is, to the right ones: each is
/// right or an error.
void expectRightOrError(const RandomTable &table, ArrayRef<uint8_t> index,
                        ArrayRef<std::string> right, StringRef how) {
  gosym_table opened = open(table);
  gosym_attach_index(&opened, index.data(), index.size());
  std::vector<std::string> given = answers(table, opened);
  for (size_t i = 0; i < right.size(); ++i)
    if (!StringRef(given[i]).starts_with("error ")) {
      ASSERT_EQ(given[i], right[i])
          << how.str() << ", pc " << table.questions[i / 2];
    }
}

} // namespace

TEST(RuntimeIndex, BytesAreThoseOfTheCxxWriter) {
  RandomTables random(6);
  for (int i = 0; i < 150; ++i)
    for (TableTarget target : allTargets()) {
      RandomTable table = random.make(target);
      gosym_table opened = open(table);
      size_t size = 0, offset;
      ASSERT_EQ(gosym_index_size(&opened, &size, &offset), GOSYM_OK);
      std::vector<uint8_t> bytes(size);
      EXPECT_EQ(gosym_index_build(&opened, bytes.data(), size - 1, &offset),
                GOSYM_TOO_SMALL);
      ASSERT_EQ(gosym_index_build(&opened, bytes.data(), size, &offset),
                GOSYM_OK);
      ASSERT_EQ(bytes, indexByCxx(table)) << describe(target);
    }
}

TEST(RuntimeIndex, CodeAbove4GiBIsSearchedByTheTable) {
  for (TableTarget target : allTargets()) {
    if (target.pointerSize != 8)
      continue;
    TableBytes bytes = TableBytes(target).header();
    bytes.component(1, "a.c").history(1, 1).symbol(codeT, 0x1000, "text");
    RandomTable table;
    table.target = target;
    for (uint64_t i = 0; i < 50; ++i) {
      uint64_t pc = 0x1000 + i * 0x10000000;
      bytes.symbol(codeT, pc, "f" + std::to_string(i));
      table.questions.insert(table.questions.end(), {pc - 1, pc, pc + 1});
    }
    table.bytes = ArrayRef<uint8_t>(bytes).vec();
    std::vector<uint8_t> index = indexByCxx(table);
    EXPECT_EQ(index[6], 0) << "flags";
    gosym_table straight = open(table), indexed = open(table);
    ASSERT_EQ(gosym_attach_index(&indexed, index.data(), index.size()),
              GOSYM_OK);
    EXPECT_EQ(answers(table, indexed), answers(table, straight));
  }
}

TEST(RuntimeIndex, TablesInPiecesGetNone) {
  auto expectNone = [](TableBytes &bytes, uint64_t expectedOffset) {
    ArrayRef<uint8_t> data = bytes;
    gosym_table table;
    size_t size, offset = 0;
    ASSERT_EQ(gosym_open(data.data(), data.size(), nullptr, &table), GOSYM_OK);
    EXPECT_EQ(gosym_index_size(&table, &size, &offset), GOSYM_NOT_INDEXABLE);
    EXPECT_EQ(offset, expectedOffset);
  };
  TableBytes history = TableBytes().header().component(1, "a.c");
  history.history(1, 1).symbol(codeT, 0x1000, "f");
  uint64_t offset = history.size();
  history.history(5, 0).symbol(codeT, 0x2000, "g");
  expectNone(history, offset);

  TableBytes component = TableBytes().header().component(1, "a.c");
  component.history(1, 1).symbol(codeT, 0x1000, "f");
  offset = component.size();
  component.component(2, "b.c");
  expectNone(component, offset);

  TableBytes before = TableBytes().header().symbol(codeT, 0x1000, "f");
  offset = before.size();
  before.symbol(codeT, 0x2000, "text").symbol(codeT, 0x2000, "g");
  expectNone(before, offset);
  ArrayRef<uint8_t> data = before;
  Expected<TableIndex> made = makeTableIndex(data);
  ASSERT_FALSE(bool(made));
  EXPECT_EQ(toString(made.takeError()),
            "text symbol at offset 0x" + utohexstr(offset, true) +
                ": text at 0x2000, expected the first address, 0x1000");

  TableBytes old = TableBytes(go10Target).symbol(codeT, 0x1000, "f");
  expectNone(old, 0);
}

TEST(RuntimeIndex, EveryChangedBitGivesTheRightAnswerOrAnError) {
  RandomTables random(7);
  for (int i = 0; i < 6; ++i) {
    RandomTable table = random.make(allTargets()[i % 4]);
    std::vector<uint8_t> index = indexByCxx(table);
    std::vector<std::string> right = answers(table, open(table));
    for (size_t bit = 0; bit < 8 * index.size(); ++bit) {
      std::vector<uint8_t> changed = index;
      changed[bit / 8] ^= 1 << bit % 8;
      expectRightOrError(table, changed, right, "bit " + std::to_string(bit));
      if (::testing::Test::HasFailure())
        return;
    }
  }
}

TEST(RuntimeIndex, EveryChangedOffsetGivesTheRightAnswerOrAnError) {
  // Entries, units and rows that exist, but belong elsewhere: what is hardest
  // to tell from right.
  RandomTables random(8);
  for (int i = 0; i < 40; ++i) {
    RandomTable table = random.make(allTargets()[i % 4]);
    std::vector<uint8_t> index = indexByCxx(table);
    std::vector<std::string> right = answers(table, open(table));
    size_t words = index.size() / 4;
    for (size_t word = 4; word < words; ++word) {
      std::vector<uint8_t> changed = index;
      size_t other = 4 + random.below(words - 4);
      std::copy_n(index.begin() + 4 * other, 4, changed.begin() + 4 * word);
      expectRightOrError(table, changed, right,
                         "word " + std::to_string(word) + " from " +
                             std::to_string(other));
      if (::testing::Test::HasFailure())
        return;
    }
  }
}

TEST(RuntimeIndex, IndexOfAnotherTableOrOfAnyBytesNeverCrashes) {
  RandomTables random(9);
  for (int i = 0; i < 400; ++i) {
    TableTarget target = allTargets()[random.below(4)];
    RandomTable table = random.make(target), other = random.make(target);
    std::vector<uint8_t> index = indexByCxx(other);
    gosym_table opened = open(table);
    gosym_error error = gosym_attach_index(&opened, index.data(), index.size());
    EXPECT_TRUE(error == GOSYM_BAD_INDEX ||
                table.bytes.size() == other.bytes.size());

    index = indexByCxx(table);
    for (uint64_t n = random.below(20); n > 0; --n)
      index[random.below(index.size())] = random.below(256);
    if (gosym_attach_index(&opened, index.data(), index.size()) == GOSYM_OK)
      answers(table, opened);
    index.resize(random.below(index.size()));
    EXPECT_EQ(gosym_attach_index(&opened, index.data(), index.size()),
              GOSYM_BAD_INDEX);
  }
}
