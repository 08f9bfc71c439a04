//===- HeaderTest.cpp - First bytes of a table ----------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "gosym/Format/Header.h"
#include "TableBytes.h"

using namespace gosym;
using namespace llvm;

TEST(Header, ReadsBackInEveryForm) {
  // Go 1.0 tables have none: what follows is what they are known by.
  for (TableTarget target : allForms()) {
    uint8_t bytes[headerSize] = {};
    uint64_t size = headerSizeOf(target.form);
    EXPECT_EQ(encodeHeader(bytes, target), bytes + size);
    TableBytes header = TableBytes(target).header();
    EXPECT_EQ(ArrayRef(bytes, size), ArrayRef<uint8_t>(header));

    header.symbol(codeT, 0x1000, "main");
    Expected<TableTarget> read = decodeHeader(header);
    ASSERT_TRUE(bool(read)) << toString(read.takeError());
    EXPECT_EQ(*read, target);
  }
}

TEST(Header, CutAnywhereSaysHowMuchIsThere) {
  for (TableTarget target : allForms()) {
    TableBytes whole = TableBytes(target).header();
    for (uint64_t size = 1; size < headerSizeOf(target.form); ++size)
      EXPECT_EQ(text(decodeHeader(whole.cut(size))),
                "header at offset 0x0: " + std::to_string(size) +
                    " bytes, expected " +
                    std::to_string(size == 1 && whole.cut(1)[0] == 0xff
                                       ? headerSize
                                       : headerSizeOf(target.form)));
  }
  EXPECT_EQ(text(decodeHeader({})),
            "header at offset 0x0: 0 bytes, expected 8");
}

TEST(Header, TypeOfTheFirstEntryTellsGo10FromNoTable) {
  for (unsigned type = 0; type < 256; ++type) {
    uint8_t bytes[] = {0, 0, 0x10, 0, uint8_t(type), 'x', 0};
    bool isLetter = (type >= 0x80 + 'A' && type <= 0x80 + 'Z') ||
                    (type >= 0x80 + 'a' && type <= 0x80 + 'z');
    Expected<TableTarget> read = decodeHeader(bytes);
    EXPECT_EQ(bool(read), isLetter) << type;
    EXPECT_TRUE(!read || *read == go10Target);
    consumeError(read.takeError());
  }
}

TEST(Header, Go10ValueMayLookLikeTheStartOfAPrefix) {
  for (StringRef value : {"\xfd\xff\xff\xff", "\xff\xff\xff\xfd",
                          "\xfe\xff\xff\xff", "\xff\xff\xff\xff"}) {
    TableBytes table;
    table.text(value).byte('D' | 0x80).name("d").text("\x01\x01\x01\x01");
    Expected<TableTarget> read = decodeHeader(table);
    ASSERT_TRUE(bool(read)) << toString(read.takeError());
    EXPECT_EQ(*read, go10Target);
    unsigned count;
    EXPECT_EQ(walk(table, count), "");
    EXPECT_EQ(count, 1u);
  }
}

TEST(Header, WhatIsNoTableIsShown) {
  TableBytes words = TableBytes().text("hello world");
  EXPECT_EQ(text(decodeHeader(words)),
            "header at offset 0x0: unknown prefix 68 65 6c 6c 6f 20 77, "
            "expected fd ff ff ff 00 00 00, ff ff ff fd 00 00 00, "
            "fe ff ff ff 00 00 or an entry of a Go 1.0 table");
  EXPECT_EQ(text(decodeHeader(words.cut(5))),
            "header at offset 0x0: unknown prefix 68 65 6c 6c 6f, "
            "expected fd ff ff ff 00 00 00, ff ff ff fd 00 00 00, "
            "fe ff ff ff 00 00 or an entry of a Go 1.0 table");
  // Too short to be known: its first entry is cut.
  unsigned count;
  EXPECT_EQ(walk(words.cut(3), count),
            "value at offset 0x0: 3 bytes, expected 4");
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

TEST(Header, OfAnotherTargetIsNoneBehindTheFirst) {
  // But an entry of the invalid type 0x3d or 0x3f.
  for (TableTarget target : allTargets()) {
    if (target == TableTarget())
      continue;
    TableBytes mixed = TableBytes().header();
    mixed.text(toStringRef(ArrayRef<uint8_t>(TableBytes(target).header())));
    unsigned count;
    EXPECT_EQ(walk(mixed, count),
              "type at offset 0x8: not a letter, expected A..Z or a..z");
    EXPECT_EQ(count, 0u);
  }
}
