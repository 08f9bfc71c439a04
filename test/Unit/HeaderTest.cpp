//===- HeaderTest.cpp - First bytes of a table ----------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "gosym/Format/Header.h"
#include "TableBytes.h"

using namespace gosym;
using namespace llvm;

TEST(Header, ReadsBackInBothByteOrdersAndPointerSizes) {
  for (TableTarget target : allTargets()) {
    uint8_t bytes[headerSize];
    EXPECT_EQ(encodeHeader(bytes, target), bytes + headerSize);
    EXPECT_EQ(ArrayRef(bytes), ArrayRef<uint8_t>(TableBytes(target).header()));

    Expected<TableTarget> read = decodeHeader(bytes);
    ASSERT_TRUE(bool(read)) << toString(read.takeError());
    EXPECT_EQ(*read, target);
  }
}

TEST(Header, CutAnywhereSaysHowMuchIsThere) {
  TableBytes whole = TableBytes().header();
  for (unsigned size = 0; size < headerSize; ++size)
    EXPECT_EQ(text(decodeHeader(ArrayRef<uint8_t>(whole).take_front(size))),
              "header at offset 0x0: " + std::to_string(size) +
                  " bytes, expected 8");
}

TEST(Header, PrefixOfAnOlderTableIsNamedInTheError) {
  // The interim little-endian form of Go: fe ff ff ff 00 00, then entries.
  uint8_t interim[] = {0xfe, 0xff, 0xff, 0xff, 0, 0, 0x12, 0x34};
  EXPECT_EQ(text(decodeHeader(interim)),
            "header at offset 0x0: unknown prefix fe ff ff ff 00 00 12, "
            "expected fd ff ff ff 00 00 00 or ff ff ff fd 00 00 00");
}

TEST(Header, EveryByteBeforeThePointerSizeCounts) {
  for (TableTarget target : allTargets())
    for (unsigned i = 0; i + 1 < headerSize; ++i) {
      uint8_t bytes[headerSize];
      encodeHeader(bytes, target);
      bytes[i] ^= 1;
      EXPECT_NE(text(decodeHeader(bytes)), "") << "byte " << i;
    }
}

TEST(Header, PointerSizeIsFourOrEight) {
  uint8_t bytes[headerSize];
  encodeHeader(bytes, {});
  for (unsigned size = 0; size < 256; ++size) {
    bytes[headerSize - 1] = size;
    std::string expected =
        size == 4 || size == 8
            ? ""
            : "pointer size at offset 0x7: " + std::to_string(size) +
                  ", expected 4 or 8";
    EXPECT_EQ(text(decodeHeader(bytes)), expected);
  }
}

TEST(Header, Go10ReaderSeesAnEmptyTable) {
  // That reader knows no header: an entry is a big-endian word, then a type
  // byte, and a type of 0 ends the table.
  constexpr uint64_t go10TypeOffset = 4;
  for (TableTarget target : allTargets()) {
    TableBytes table(target);
    table.header().symbol(codeT, 0x1000, "main");
    EXPECT_EQ(ArrayRef<uint8_t>(table)[go10TypeOffset], 0);
  }
}

TEST(Header, IsReadOnlyOnce) {
  // Another header behind the first is an entry of the invalid type 0x3d.
  TableBytes twice = TableBytes().header().header();
  unsigned count;
  EXPECT_EQ(walk(twice, count),
            "type at offset 0x8: not a letter, expected A..Z or a..z");
  EXPECT_EQ(count, 0u);
}
