//===- OldTableTest.cpp - Go 1.0 and interim tables -----------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "TableBytes.h"
#include "gosym/Format/TableCheck.h"

using namespace gosym;
using namespace llvm;

namespace {

const TableTarget oldTargets[] = {go10Target, interimTarget};

/// An entry that reads back as it is: wide as the older forms say it.
Entry oldEntry(char type, uint64_t value, StringRef name) {
  return makeEntry(type, StringRef("TtLlDdBb").contains(type), value, name);
}

/// Counts the entries that a Go 1.0 reader finds. It knows no header and stops
/// at the end, or at an entry of type 0.
unsigned countAsGo10(ArrayRef<uint8_t> table) {
  constexpr size_t valueSize = 4, goTypeSize = 4;
  unsigned count = 0;
  size_t at = 0;
  while (at + valueSize < table.size() && table[at + valueSize] != 0) {
    char letter = table[at + valueSize] & 0x7f;
    at += valueSize + 1;
    while (table[at++] != 0) // name
      ;
    if (letter == 'z' || letter == 'Z')
      while (at += 2, table[at - 2] != 0 || table[at - 1] != 0)
        ;
    at += goTypeSize;
    ++count;
  }
  return count;
}

} // namespace

TEST(OldTable, EntryIsValueTypeNameGoType) {
  Entry entry = oldEntry('T', 0x01020304, "main");
  entry.goType = 0x05060708;
  EXPECT_EQ(encode(entry, go10Target),
            (std::vector<uint8_t>{1, 2, 3, 4, 0xd4, 'm', 'a', 'i', 'n', 0, 5, 6,
                                  7, 8}));
  EXPECT_EQ(encode(entry, interimTarget),
            (std::vector<uint8_t>{4, 3, 2, 1, 0xd4, 'm', 'a', 'i', 'n', 0, 8, 7,
                                  6, 5}));
}

TEST(OldTable, PathIsBigEndianInEveryForm) {
  Entry entry = oldEntry('z', 1, "");
  entry.path = {0x0102, 0x0300};
  EXPECT_EQ(encode(entry, interimTarget),
            (std::vector<uint8_t>{1, 0, 0, 0, 0xfa, 0, 1, 2, 3, 0, 0, 0, 0, 0,
                                  0, 0}));
}

TEST(OldTable, EveryTypeAndValueReadsBack) {
  for (TableTarget target : oldTargets)
    for (char type : StringRef(letters))
      for (uint64_t value : {uint64_t(0), uint64_t(127), uint64_t(128), max32})
        for (bool hasGoType : {false, true}) {
          if (type == 'f' && (value == 0 || value > maxPathIndex))
            continue;
          Entry entry = oldEntry(type, value, type == 'm' ? ".args" : "name");
          if (entry.isHistory()) {
            entry.name = "";
            entry.path = {1, 0x100, 0xffff};
          }
          if (hasGoType)
            entry.goType = max32;
          expectRoundTrip(entry, target);
        }
}

TEST(OldTable, NamesAreAnyBytesButNul) {
  std::string huge(64 * 1024, 'x');
  for (TableTarget target : oldTargets)
    for (StringRef name : {StringRef("main\xc2\xb7init"), StringRef(""),
                           StringRef("\xff\x01\n"), StringRef(huge)}) {
      expectRoundTrip(oldEntry('t', 0x1000, name), target);
      expectRoundTrip(oldEntry('f', 1, name.take_front(maxComponentSize)),
                      target);
    }
}

TEST(OldTable, WhatIsAboveThirtyTwoBitsIsRefused) {
  for (TableTarget target : oldTargets)
    for (uint64_t value : {max32 + 1, uint64_t(1) << 63, max64}) {
      EXPECT_EQ(checkEntry(oldEntry('a', value, "x"), target).str(),
                "value above 32 bits, expected 4 bytes");
      EXPECT_EQ(checkEntry(oldEntry('T', value, "x"), target).str(),
                "address above 32 bits, expected 4 bytes");
      Entry typed = oldEntry('D', 0, "x");
      typed.goType = value;
      EXPECT_EQ(checkEntry(typed, target).str(),
                "address above 32 bits, expected 4 bytes");
    }
}

TEST(OldTable, WideFlagChangesNoByte) {
  for (TableTarget target : oldTargets)
    EXPECT_EQ(encode(makeEntry('T', true, 300, "main"), target),
              encode(makeEntry('T', false, 300, "main"), target));
}

TEST(OldTable, GoTypeOfZeroIsNone) {
  Entry entry = oldEntry('D', 0x3000, "data");
  entry.goType = 0;
  for (TableTarget target : oldTargets) {
    std::vector<uint8_t> bytes = encode(entry, target);
    ArrayRef<uint8_t> rest = bytes;
    Entry read;
    read.goType = 5;
    ASSERT_EQ(text(decodeEntry(rest, 0, target, read)), "");
    EXPECT_EQ(read.goType, std::nullopt);
  }
}

TEST(OldTable, GrownFieldByFieldNamesTheFieldThatIsCut) {
  auto error = [](const TableBytes &bytes) {
    return decodeError(bytes, interimTarget, 0x10);
  };
  TableBytes bytes;
  EXPECT_EQ(error(bytes), "value at offset 0x10: 0 bytes, expected 4");
  bytes.text("\1\1\1");
  EXPECT_EQ(error(bytes), "value at offset 0x10: 3 bytes, expected 4");
  bytes.byte(1);
  EXPECT_EQ(error(bytes), "type at offset 0x14: 0 bytes, expected 1");
  bytes.byte('z' | 0x80);
  EXPECT_EQ(error(bytes), "name at offset 0x15: 0 bytes without a NUL, "
                          "expected one at the end");
  bytes.byte(0);
  EXPECT_EQ(error(bytes), "path at offset 0x16: 0 bytes without the index 0, "
                          "expected one at the end");
  bytes.byte(0).byte(1).byte(0);
  EXPECT_EQ(error(bytes), "path at offset 0x16: 3 bytes without the index 0, "
                          "expected one at the end");
  bytes.byte(0);
  EXPECT_EQ(error(bytes), "Go type at offset 0x1a: 0 bytes, expected 4");
  bytes.text("\1\1\1");
  EXPECT_EQ(error(bytes), "Go type at offset 0x1a: 3 bytes, expected 4");
  bytes.byte(1);
  EXPECT_EQ(error(bytes), "");
}

TEST(OldTable, TypeIsALetterWithItsMark) {
  for (unsigned type = 0; type < 256; ++type) {
    TableBytes bytes = TableBytes().text("\1\1\1\1").byte(type);
    std::string error = decodeError(bytes, go10Target, 0x20);
    if ((type & 0x80) && StringRef(letters).contains(char(type & 0x7f)))
      EXPECT_EQ(error, "name at offset 0x25: 0 bytes without a NUL, expected "
                       "one at the end");
    else
      EXPECT_EQ(error, "type at offset 0x24: 0x" +
                           utohexstr(type, /*LowerCase=*/true, /*Width=*/2) +
                           ", expected 0x80 and a letter");
  }
}

TEST(OldTable, ChecksOfAnEntryNameItsFieldsWhereTheyAre) {
  TableBytes component = TableBytes(go10Target).component(0x10000, "src");
  EXPECT_EQ(decodeError(component, go10Target),
            "value at offset 0x0: path index above 65535, expected 1..65535");
  TableBytes detail = TableBytes(go10Target).entry(code_m, 8, ".frames");
  EXPECT_EQ(decodeError(detail, go10Target),
            "name at offset 0x5: unknown name of an m entry, expected .frame, "
            ".locals or .args");
}

TEST(OldTable, CheckOfATableNamesTheValueWhereItIs) {
  TableBytes table(go10Target);
  table.component(1, "a.c").history(1, 1).symbol(codeT, 0x1000, "f");
  uint64_t offset = table.size();
  table.symbol(codeT, 0xfff, "etext");
  EXPECT_EQ(text(checkTable(table)),
            "value at offset 0x" + utohexstr(offset, /*LowerCase=*/true) +
                ": 0xfff below the text symbol before it, expected at least "
                "0x1000");
}

TEST(OldTable, Go10ReaderSeesANewTableAsEmpty) {
  TableBytes old = completeTable(go10Target);
  EXPECT_EQ(countAsGo10(old), old.entriesInCut(old.size()));
  for (TableTarget target : allTargets()) {
    TableBytes table = completeTable(target);
    EXPECT_EQ(countAsGo10(table), 0u) << describe(target);
    // Ours finds no entry either, and does not take that for an empty table.
    EXPECT_EQ(decodeError(table, go10Target),
              "type at offset 0x4: 0x00, expected 0x80 and a letter");
  }
}
