//===- TableIndexTest.cpp - .gosymtab.index -------------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "gosym/Format/TableIndex.h"
#include "EncodedIndex.h"
#include "TableBytes.h"
#include "gosym/Format/LineTable.h"
#include "llvm/ADT/StringExtras.h"

using namespace gosym;
using namespace llvm;

namespace {

/// An index that grows word by word in the order of the target.
class IndexBytes {
public:
  explicit IndexBytes(endianness order = endianness::little)
      : words(TableTarget{order, 4}) {}

  IndexBytes &word(uint32_t value) {
    words.pointer(value);
    return *this;
  }
  IndexBytes &header(uint8_t flags, uint32_t count, uint32_t tableSize,
                     uint8_t shift = 3) {
    word(0x47534958);
    words.byte(1).byte(shift).byte(flags).byte(0);
    return word(count).word(tableSize);
  }
  operator ArrayRef<uint8_t>() const { return words; }

private:
  TableBytes words;
};

/// Two units, nine text entries at 0x1000, 0x1010, ... and `etext`: two blocks.
/// Component and history take 6 + 7 bytes, a function 1 + pointer + 2.
TableBytes twoUnits(TableTarget target) {
  TableBytes table(target);
  table.header().component(1, "a.c").history(1, 1);
  for (unsigned i = 0; i < 7; ++i)
    table.symbol(codeT, 0x1000 + 0x10 * i, "f");
  table.history(1, 1).history(9, 0);
  for (unsigned i = 7; i < 9; ++i)
    table.symbol(codeT, 0x1000 + 0x10 * i, "g");
  return table.symbol(codeT, 0x1090, "etext");
}

std::vector<uint8_t> encoded(const TableIndex &index, endianness order) {
  std::vector<uint8_t> bytes = encodedIndex(index, order);
  EXPECT_EQ(bytes.size(), tableIndexSize(index.addresses.size(),
                                         index.flags & indexHasLines));
  return bytes;
}

std::string decodeText(ArrayRef<uint8_t> bytes) {
  return text(decodeTableIndex(bytes, endianness::little));
}

} // namespace

TEST(TableIndex, BytesAreThoseOfTheDescription) {
  for (TableTarget target : allTargets()) {
    TableBytes table = twoUnits(target);
    uint32_t function = 1 + target.pointerSize + 2;
    uint32_t history = 8 + 6, first = history + 7;
    uint32_t secondHistory = first + 7 * function;
    uint32_t ninth = secondHistory + 7 + 5 + function;

    IndexBytes expected(target.byteOrder);
    expected.header(1, 10, table.size());
    for (unsigned i = 0; i < 10; ++i)
      expected.word(0x10 * i);
    expected.word(first).word(history).word(ninth).word(secondHistory);

    Expected<TableIndex> index = makeTableIndex(table);
    ASSERT_TRUE(bool(index)) << toString(index.takeError());
    EXPECT_EQ(ArrayRef<uint8_t>(encoded(*index, target.byteOrder)),
              ArrayRef<uint8_t>(expected));
    Expected<TableIndex> back = decodeTableIndex(expected, target.byteOrder);
    ASSERT_TRUE(bool(back)) << toString(back.takeError());
    EXPECT_EQ(*back, *index);
  }
}

TEST(TableIndex, BlocksRememberTheRowInForce) {
  TableTarget target{endianness::big, 4};
  TableBytes table = twoUnits(target);
  // 0x1008 line 5; 0x1078 line 1000; 0x1080, the ninth entry, line 999.
  TableBytes lines;
  lines.byte(128 + 8).byte(5);
  lines.byte(128 + 0x6f).byte(0).byte(0).byte(0).byte(3).byte(0xe3);
  lines.byte(128 + 7).byte(65).byte(129);

  Expected<TableIndex> index = makeTableIndex(table, lines);
  ASSERT_TRUE(bool(index)) << toString(index.takeError());
  EXPECT_EQ(index->flags, 3);
  ASSERT_EQ(index->blocks.size(), 2u);
  // No row at 0x1000 yet.
  EXPECT_EQ(index->blocks[0], (IndexBlock{21, 14, 0, 0, 0}));
  EXPECT_EQ(index->blocks[1], (IndexBlock{89, 70, 10, 0x80, 999}));

  // Go on behind the checkpoint: nothing but padding.
  LineTableReader rest(ArrayRef<uint8_t>(lines).drop_front(10), 0x1081);
  Expected<std::optional<LineRow>> row = rest.next();
  ASSERT_TRUE(bool(row));
  EXPECT_FALSE(*row);

  std::vector<uint8_t> bytes = encoded(*index, endianness::big);
  EXPECT_EQ(bytes.size(), 16u + 4 * 10 + 2 * 20);
  Expected<TableIndex> back = decodeTableIndex(bytes, endianness::big);
  ASSERT_TRUE(bool(back)) << toString(back.takeError());
  EXPECT_EQ(*back, *index);
}

TEST(TableIndex, QuantumIsThatOfTheLineTable) {
  TableBytes table = twoUnits({endianness::little, 4});
  TableBytes lines;
  lines.byte(128 + 0x20).byte(7); // at 0x1080 in steps of 4
  Expected<TableIndex> index = makeTableIndex(table, lines, 4);
  ASSERT_TRUE(bool(index)) << toString(index.takeError());
  EXPECT_EQ(index->blocks[1].linePc, 0x80u);
  EXPECT_EQ(index->blocks[1].line, 7u);
}

TEST(TableIndex, CodeOf4GiBHasNoAddresses) {
  constexpr uint64_t start = 0xffffffff00000000;
  TableBytes lines = TableBytes().byte(1).byte(129);
  TableBytes fits = TableBytes().header().component(1, "a").history(1, 1);
  fits.symbol(codeT, start, "text").symbol(codeT, start + 0xffffffff, "etext");
  Expected<TableIndex> most = makeTableIndex(fits, lines);
  ASSERT_TRUE(bool(most)) << toString(most.takeError());
  EXPECT_EQ(most->flags, 3);
  EXPECT_EQ(most->addresses, (std::vector<uint32_t>{0, 0xffffffff}));

  TableBytes table = TableBytes().header().component(1, "a").history(1, 1);
  table.symbol(codeT, 0x1000, "text").symbol(codeT, 0x100001000, "etext");
  Expected<TableIndex> index = makeTableIndex(table, lines);
  ASSERT_TRUE(bool(index)) << toString(index.takeError());
  EXPECT_EQ(index->flags, 0);
  EXPECT_EQ(index->addresses, (std::vector<uint32_t>{0, 0}));
  ASSERT_EQ(index->blocks.size(), 1u);
  EXPECT_EQ(index->blocks[0], (IndexBlock{19, 12, 0, 0, 0}));
  std::vector<uint8_t> bytes = encoded(*index, endianness::little);
  EXPECT_EQ(bytes.size(), 16u + 2 * 4 + 8);
  Expected<TableIndex> back = decodeTableIndex(bytes, endianness::little);
  ASSERT_TRUE(bool(back)) << toString(back.takeError());
  EXPECT_EQ(*back, *index);
}

TEST(TableIndex, SizeIsKnownFromTheCount) {
  EXPECT_EQ(tableIndexSize(0, false), 16u);
  EXPECT_EQ(tableIndexSize(1, false), 16u + 4 + 8);
  EXPECT_EQ(tableIndexSize(8, true), 16u + 32 + 20);
  EXPECT_EQ(tableIndexSize(9, true), 16u + 36 + 40);
  EXPECT_EQ(tableIndexSize(1 << 30, true), 16u + (26ull << 30) / 4);
}

TEST(TableIndex, TableWithoutTextHasAnEmptyIndex) {
  TableBytes table = TableBytes().header().symbol(codeD, 0x1000, "d");
  Expected<TableIndex> index = makeTableIndex(table);
  ASSERT_TRUE(bool(index)) << toString(index.takeError());
  EXPECT_EQ(ArrayRef<uint8_t>(encoded(*index, endianness::little)),
            ArrayRef<uint8_t>(IndexBytes().header(1, 0, table.size())));
}

TEST(TableIndex, TablesThatHaveNoIndex) {
  TableBytes table = TableBytes().header().component(1, "a.c").history(1, 1);
  table.symbol(codeT, 0x1000, "f").symbol(codeT, 0xfff, "g");
  EXPECT_EQ(text(makeTableIndex(table)),
            "text symbol at offset 0x20: address 0xfff after 0x1000, expected "
            "ascending addresses");
  TableBytes before = TableBytes().header().component(1, "a.c").history(1, 1);
  before.symbol(codeT, 0xfff, "f").symbol(codeT, 0x1000, "text");
  EXPECT_EQ(text(makeTableIndex(before)),
            "text symbol at offset 0x20: text at 0x1000, expected the first "
            "address, 0xfff");
  TableBytes late = TableBytes().header().component(1, "a.c").history(1, 1);
  EXPECT_EQ(text(makeTableIndex(late.component(2, "b.c"))),
            "entry at offset 0x15: f entry behind a history, expected all "
            "before the first");
  TableBytes pieces = TableBytes().header().component(1, "a.c").history(1, 1);
  EXPECT_EQ(text(makeTableIndex(
                TableBytes(pieces).symbol(codeT, 0x1000, "f").history(9, 0))),
            "history at offset 0x20: absolute line 9 behind another record, "
            "expected one history in one piece");
  EXPECT_EQ(text(makeTableIndex(pieces.history(9, 0).history(1, 1))), "");
  EXPECT_EQ(text(makeTableIndex(TableBytes().header().byte(52))),
            "type at offset 0x8: not a letter, expected A..Z or a..z");
  EXPECT_EQ(text(makeTableIndex(twoUnits({}), TableBytes().byte(0).byte(1))),
            "line table: line step at offset 0x0: 2 bytes, expected 5");
}

TEST(TableIndex, EveryCutIsRefused) {
  for (bool hasLines : {false, true}) {
    TableBytes lines;
    if (hasLines)
      lines.byte(5).byte(129);
    Expected<TableIndex> index = makeTableIndex(twoUnits({}), lines);
    ASSERT_TRUE(bool(index));
    std::vector<uint8_t> bytes = encoded(*index, endianness::little);
    EXPECT_EQ(decodeText(bytes), "");
    for (size_t size = 0; size < bytes.size(); ++size) {
      // Of their own: a sanitizer sees what is read behind them.
      std::vector<uint8_t> cut(bytes.begin(), bytes.begin() + size);
      std::string expected =
          size < 16 ? "index at offset 0x0: " + std::to_string(size) +
                          " bytes, expected at least 16"
                    : "index at offset 0x8: 10 text entries in " +
                          std::to_string(size) + " bytes, expected " +
                          std::to_string(bytes.size()) + " bytes";
      EXPECT_EQ(decodeText(cut), expected);
    }
    bytes.push_back(0);
    EXPECT_NE(decodeText(bytes), "");
  }
}

TEST(TableIndex, MalformedHeadersAreRefused) {
  EXPECT_EQ(decodeText(IndexBytes(endianness::big).header(1, 0, 8)),
            "index at offset 0x0: magic 0x58495347, expected 0x47534958");
  auto with = [](size_t offset, uint8_t value) {
    IndexBytes header = IndexBytes().header(1, 0, 8);
    std::vector<uint8_t> bytes = ArrayRef<uint8_t>(header).vec();
    bytes[offset] = value;
    return decodeText(bytes);
  };
  EXPECT_EQ(with(4, 2), "index at offset 0x4: version 2, expected 1");
  EXPECT_EQ(with(5, 7), "index at offset 0x5: blocks of 2^7 functions, "
                        "expected at most 2^6");
  for (uint8_t flags : {2, 4, 5, 0x81})
    EXPECT_EQ(with(6, flags), "index at offset 0x6: flags 0x" +
                                  utohexstr(flags, /*LowerCase=*/true) +
                                  ", expected 0x0, 0x1 or 0x3");
  EXPECT_EQ(with(7, 1), "index at offset 0x7: 0x1, expected 0x0");
  EXPECT_EQ(with(11, 0xff), "index at offset 0x8: 4278190080 text entries in "
                            "16 bytes, expected 21390950416 bytes");
}

TEST(TableIndex, MalformedAddressesAreRefused) {
  EXPECT_EQ(decodeText(IndexBytes().header(1, 1, 99).word(4).word(8).word(0)),
            "index at offset 0x10: address 0x4, expected 0x0");
  IndexBytes descends;
  descends.header(1, 3, 99).word(0).word(9).word(8).word(8).word(0);
  EXPECT_EQ(decodeText(descends),
            "index at offset 0x18: address 0x8, expected at least 0x9");
  IndexBytes unflagged;
  unflagged.header(0, 2, 99).word(0).word(9).word(8).word(0);
  EXPECT_EQ(decodeText(unflagged),
            "index at offset 0x14: address 0x9, expected 0x0");
}

TEST(TableIndex, MalformedBlocksAreRefused) {
  auto blocks = [](uint32_t entry1, uint32_t history1, uint32_t entry2) {
    IndexBytes bytes;
    bytes.header(1, 2, 99, 0).word(0).word(9);
    return decodeText(
        bytes.word(entry1).word(history1).word(entry2).word(history1));
  };
  EXPECT_EQ(blocks(20, 8, 98), "");
  EXPECT_EQ(blocks(7, 0, 98), "index at offset 0x18: entry at 0x7, expected "
                              "0x8 to the size of the table, 0x63");
  EXPECT_EQ(blocks(20, 8, 20), "index at offset 0x20: entry at 0x14, expected "
                               "0x15 to the size of the table, 0x63");
  EXPECT_EQ(blocks(20, 8, 99), "index at offset 0x20: entry at 0x63, expected "
                               "0x15 to the size of the table, 0x63");
  EXPECT_EQ(blocks(20, 7, 30), "index at offset 0x1c: history at 0x7, expected "
                               "0x8 to the entry, 0x14");
  EXPECT_EQ(blocks(20, 20, 30), "index at offset 0x1c: history at 0x14, "
                                "expected 0x8 to the entry, 0x14");

  auto lines = [](uint32_t offset, uint32_t pc, uint32_t line) {
    IndexBytes bytes;
    bytes.header(3, 1, 99).word(0).word(20).word(8);
    return decodeText(bytes.word(offset).word(pc).word(line));
  };
  EXPECT_EQ(lines(1, 0, 7), "");
  EXPECT_EQ(lines(0, 0, 7), "index at offset 0x1c: a pc or line without a row, "
                            "expected none");
  EXPECT_EQ(lines(1, 1, 7), "index at offset 0x20: row at 0x1, expected at "
                            "most 0x0, the address of the block");
}
