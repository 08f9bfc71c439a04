//===- EntryTest.cpp - One record of a table ------------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "gosym/Format/Entry.h"
#include "TableBytes.h"

using namespace gosym;
using namespace llvm;

TEST(Entry, EveryTypeReadsBack) {
  for (TableTarget target : allTargets())
    for (char type : StringRef(letters))
      for (bool wide : {false, true})
        for (bool hasGoType : {false, true}) {
          Entry entry = makeEntry(type, wide, 0x1234, "name");
          if (entry.type == 'm')
            entry.name = ".locals";
          if (entry.isHistory()) {
            entry.name = "";
            entry.path = {1, 0x100, 0xffff};
          }
          if (hasGoType)
            entry.goType = 0x89abcdef;
          expectRoundTrip(entry, target);
        }
}

TEST(Entry, TypeByteIsTheCodeOfTheLetter) {
  for (unsigned code = 0; code < firstInvalidCode; ++code) {
    Entry entry = makeEntry(letters[code], true, 0, "");
    if (entry.type == 'f')
      entry.value = 1;
    if (entry.type == 'm')
      entry.name = ".args";
    EXPECT_EQ(encode(entry, {}).front(), code | entryWide);
  }
}

TEST(Entry, ExtremeValuesReadBack) {
  for (uint64_t value : {uint64_t(0), uint64_t(127), uint64_t(128), max32,
                         max32 + 1, uint64_t(1) << 63, max64})
    for (TableTarget target : allTargets()) {
      expectRoundTrip(makeEntry('a', false, value, "local"), target);
      if (target.pointerSize == 8 || value <= max32)
        expectRoundTrip(makeEntry('T', true, value, "main"), target);
    }
}

TEST(Entry, VarintTakesSevenBitsAByte) {
  const std::pair<uint64_t, unsigned> sizes[] = {
      {0, 1},     {127, 1},       {128, 2},
      {max32, 5}, {max32 + 1, 5}, {uint64_t(1) << 63, 10},
      {max64, 10}};
  for (auto [value, size] : sizes)
    EXPECT_EQ(encodedSize(makeEntry('a', false, value, ""), {}), 1 + size + 1);
  EXPECT_EQ(encode(makeEntry('p', false, 300, "x"), {}),
            (std::vector<uint8_t>{41, 0xac, 0x02, 'x', 0}));
}

TEST(Entry, SizeOfAWideEntryDoesNotDependOnItsValue) {
  for (TableTarget target : allTargets())
    for (uint64_t value : {uint64_t(0), max32}) {
      Entry entry = makeEntry('D', true, value, "errno");
      EXPECT_EQ(encodedSize(entry, target), wideEntrySize(5, target));
    }
}

TEST(Entry, AddressSlotIsBehindTheTypeByte) {
  for (TableTarget target : allTargets()) {
    TableBytes expected(target);
    expected.byte(codeT | entryWide).pointer(0x01020304).name("main");
    std::vector<uint8_t> bytes =
        encode(makeEntry('T', true, 0x01020304, "main"), target);
    EXPECT_EQ(ArrayRef(bytes), ArrayRef<uint8_t>(expected));
    EXPECT_EQ(wideSlotOffset, 1u);
  }
}

TEST(Entry, PathIsBigEndianInEveryTable) {
  for (TableTarget target : allTargets()) {
    Entry entry = makeEntry('z', false, 1, "");
    entry.path = {0x0102, 0x0300};
    EXPECT_EQ(encode(entry, target),
              (std::vector<uint8_t>{code_z, 1, 0, 1, 2, 3, 0, 0, 0}));
  }
}

TEST(Entry, NamesAreAnyBytesButNul) {
  std::string huge(64 * 1024, 'x');
  for (StringRef name : {StringRef("main\xc2\xb7init"), StringRef(""),
                         StringRef("\xff\x01\n"), StringRef(huge)})
    for (TableTarget target : allTargets()) {
      expectRoundTrip(makeEntry('t', true, 0x1000, name), target);
      expectRoundTrip(
          makeEntry('f', false, 1, name.take_front(maxComponentSize)), target);
    }
}

TEST(Entry, PathsHaveLimits) {
  std::string size(maxComponentSize + 1, 'x');
  Entry history = makeEntry('z', false, 1, "");
  history.path.assign(maxPathComponents + 1, 1);
  for (TableTarget target : allForms()) {
    EXPECT_EQ(checkEntry(makeEntry('f', false, 1, size), target),
              "path component above 1023 bytes, expected at most 1023");
    EXPECT_EQ(checkEntry(history, target),
              "path above 1023 components, expected at most 1023");
  }
}

TEST(Entry, DecoderForgetsTheEntryBefore) {
  TableBytes both;
  both.byte(codeD | entryWide | entryHasGoType);
  both.pointer(1).pointer(2).name("typed").symbol(codeD, 3, "untyped");
  ArrayRef<uint8_t> rest = both;
  Entry entry;
  ASSERT_EQ(text(decodeEntry(rest, 0, {}, entry)), "");
  EXPECT_EQ(entry.goType, std::optional<uint64_t>(2));
  ASSERT_EQ(text(decodeEntry(rest, 0, {}, entry)), "");
  EXPECT_EQ(entry.goType, std::nullopt);
}

TEST(Entry, GrownFieldByFieldNamesTheFieldThatIsCut) {
  // Z, wide, with a Go type: an entry that has every field there is. It starts
  // at 0x10 of its table.
  auto error = [](const TableBytes &bytes) {
    return decodeError(bytes, {}, 0x10);
  };
  TableBytes bytes;
  EXPECT_EQ(error(bytes), "type at offset 0x10: 0 bytes, expected 1");
  bytes.byte(codeZ | entryWide | entryHasGoType);
  EXPECT_EQ(error(bytes), "value at offset 0x11: 0 bytes, expected 8");
  bytes.text("\1\1\1\1\1\1\1");
  EXPECT_EQ(error(bytes), "value at offset 0x11: 7 bytes, expected 8");
  bytes.byte(1);
  EXPECT_EQ(error(bytes), "Go type at offset 0x19: 0 bytes, expected 8");
  bytes.text("\1\1\1\1\1\1\1");
  EXPECT_EQ(error(bytes), "Go type at offset 0x19: 7 bytes, expected 8");
  bytes.byte(1);
  EXPECT_EQ(error(bytes), "name at offset 0x21: 0 bytes without a NUL, "
                          "expected one at the end");
  bytes.byte(0);
  EXPECT_EQ(error(bytes), "path at offset 0x22: 0 bytes without the index 0, "
                          "expected one at the end");
  bytes.byte(0);
  EXPECT_EQ(error(bytes), "path at offset 0x22: 1 bytes without the index 0, "
                          "expected one at the end");
  bytes.byte(1);
  EXPECT_EQ(error(bytes), "path at offset 0x22: 2 bytes without the index 0, "
                          "expected one at the end");
  bytes.byte(0);
  EXPECT_EQ(error(bytes), "path at offset 0x22: 3 bytes without the index 0, "
                          "expected one at the end");
  bytes.byte(0);
  EXPECT_EQ(error(bytes), "");
}

TEST(Entry, NarrowSlotThatIsCutWantsFourBytes) {
  TableTarget target{endianness::big, 4};
  TableBytes bytes(target);
  bytes.byte(codeT | entryWide).byte(0).byte(0).byte(0);
  EXPECT_EQ(decodeError(bytes, target),
            "value at offset 0x1: 3 bytes, expected 4");
}

TEST(Entry, NameThatIsCutSaysHowMuchIsThere) {
  TableBytes bytes;
  bytes.byte(codeT | entryWide).pointer(0).text("mai");
  EXPECT_EQ(decodeError(bytes), "name at offset 0x9: 3 bytes without a NUL, "
                                "expected one at the end");
}

TEST(Entry, VarintThatIsCutWantsALastByte) {
  TableBytes bytes;
  bytes.byte(code_a);
  for (unsigned size = 0; size < 10; ++size) {
    EXPECT_EQ(decodeError(bytes),
              "value at offset 0x1: varint cut after " + std::to_string(size) +
                  " bytes, expected a last byte below 0x80");
    bytes.byte(0x80);
  }
}

TEST(Entry, VarintAboveSixtyFourBitsIsRefused) {
  const std::string message =
      "value at offset 0x1: varint above 64 bits, expected at most 64";
  auto varint = [](unsigned fill, uint8_t filler, uint8_t last) {
    TableBytes bytes;
    bytes.byte(code_a);
    for (unsigned i = 0; i < fill; ++i)
      bytes.byte(filler);
    return bytes.byte(last).name("x");
  };
  EXPECT_EQ(decodeError(varint(9, 0xff, 0x01)), "");
  EXPECT_EQ(decodeError(varint(9, 0xff, 0x02)), message);
  EXPECT_EQ(decodeError(varint(9, 0x80, 0x02)), message);
  // Padding with zeros stays in 64 bits, but not in the ten bytes they take.
  EXPECT_EQ(decodeError(varint(9, 0x80, 0x00)), "");
  EXPECT_EQ(decodeError(varint(10, 0x80, 0x00)), message);
  EXPECT_EQ(decodeError(varint(1000, 0x80, 0x00)), message);
}

TEST(Entry, InvalidTypeIsToldBeforeItsFlagsAreBelieved) {
  for (unsigned code = firstInvalidCode; code <= entryTypeMask; ++code)
    for (unsigned flags : {0, 0x40, 0x80, 0xc0}) {
      TableBytes bytes = TableBytes().byte(code | flags);
      EXPECT_EQ(decodeError(bytes, {}, 8),
                "type at offset 0x8: not a letter, expected A..Z or a..z");
    }
}

TEST(Entry, PathComponentHasAnIndexThatFitsAPath) {
  TableBytes zero = TableBytes().byte(code_f).byte(0).name("src");
  EXPECT_EQ(decodeError(zero),
            "value at offset 0x1: path index 0, expected 1..65535");
  // 65536 as a varint.
  TableBytes large =
      TableBytes().byte(code_f).byte(0x80).byte(0x80).byte(0x04).name("src");
  EXPECT_EQ(decodeError(large),
            "value at offset 0x1: path index above 65535, expected 1..65535");
  expectRoundTrip(makeEntry('f', false, maxPathIndex, "src"), {});
}

TEST(Entry, FunctionDetailHasOneOfThreeNames) {
  TableBytes bytes = TableBytes().byte(code_m).byte(16).name(".frames");
  EXPECT_EQ(decodeError(bytes), "name at offset 0x2: unknown name of an m "
                                "entry, expected .frame, .locals or .args");
  for (StringRef name : {".frame", ".locals", ".args"})
    expectRoundTrip(makeEntry('m', false, 16, name), {});
}

TEST(Entry, HistoryHasAPathAndNoName) {
  TableBytes bytes =
      TableBytes().byte(code_z).byte(1).name("x").byte(0).byte(0);
  EXPECT_EQ(decodeError(bytes), "name at offset 0x2: history entry with a "
                                "name, expected a path");
}

TEST(Entry, CheckRefusesWhatCannotBeStored) {
  TableTarget wide{endianness::little, 8}, narrow{endianness::little, 4};
  auto facts = [](const Entry &entry, TableTarget target) {
    return checkEntry(entry, target).str();
  };
  for (char type : {char(0), '@', '[', '`', '{', char(0x80)})
    EXPECT_EQ(facts(makeEntry(type, true, 0, ""), wide),
              "not a letter, expected A..Z or a..z");

  Entry high = makeEntry('T', true, max32 + 1, "main");
  EXPECT_EQ(facts(high, wide), "");
  EXPECT_EQ(facts(high, narrow), "address above 32 bits, expected 4 bytes");
  high.value = 0;
  high.goType = max32 + 1;
  EXPECT_EQ(facts(high, wide), "");
  EXPECT_EQ(facts(high, narrow), "address above 32 bits, expected 4 bytes");

  EXPECT_EQ(facts(makeEntry('T', true, 0, StringRef("a\0b", 3)), wide),
            "NUL in a name, expected none");

  Entry symbolWithPath = makeEntry('T', true, 0, "main");
  symbolWithPath.path = {1};
  EXPECT_EQ(facts(symbolWithPath, wide),
            "path in an entry that is not z or Z, expected none");

  Entry history = makeEntry('Z', false, 1, "");
  history.path = {1, 0, 2};
  EXPECT_EQ(facts(history, wide), "index 0 in a path, expected 1..65535");
}

TEST(Entry, ValidEntryHasNoFacts) {
  EXPECT_EQ(checkEntry(makeEntry('T', true, 0, ""), {}).data(), nullptr);
}
