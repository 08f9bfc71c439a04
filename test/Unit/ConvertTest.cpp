//===- ConvertTest.cpp - One table, other bytes ---------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "gosym/Format/Convert.h"
#include "TableBytes.h"
#include <random>

using namespace gosym;
using namespace llvm;

namespace {

constexpr TableTarget little8{endianness::little, 8};

/// The table, or the error as text.
std::string convert(ArrayRef<uint8_t> table, TableTarget to) {
  Expected<SmallVector<uint8_t, 0>> result = convertTable(table, to);
  if (!result)
    return toString(result.takeError());
  return toStringRef(*result).str();
}

/// Symbols, functions and histories that go to any form, in random order with
/// random content; addresses and types have \p addressBits bits.
TableBytes randomTable(std::mt19937_64 &random, TableTarget target,
                       unsigned addressBits) {
  auto address = [&] { return random() >> (64 - addressBits); };
  auto name = [&] { return std::string(random() % 20, 'a' + random() % 26); };
  constexpr uint8_t symbols[] = {codeT, code_t, codeL, code_l,
                                 codeD, code_d, codeB, code_b};
  TableBytes table(target);
  table.header().component(1, name());
  for (unsigned i = 0; i < 100; ++i) {
    std::optional<uint64_t> goType;
    if (random() % 2)
      goType = address() | 1;
    switch (random() % 4) {
    case 0:
      table.entry(symbols[random() % 8], address(), name(), goType);
      break;
    case 1:
      table.entry(random() % 2 ? code_a : code_p,
                  uint32_t(random()) >> random() % 32, name(), goType);
      break;
    case 2:
      table.entry(code_m, random() % 1000, ".frame");
      break;
    default:
      table.history(1 + random() % 100000, random() % 2);
    }
  }
  return table;
}

} // namespace

TEST(Convert, EveryFormGivesTheBytesOfEveryOther) {
  for (TableTarget from : allForms())
    for (TableTarget to : allForms())
      EXPECT_EQ(convert(completeTable(from), to),
                toStringRef(completeTable(to)))
          << describe(from) << " to " << describe(to);
}

TEST(Convert, RandomTablesComeBack) {
  std::mt19937_64 random(1);
  for (unsigned round = 0; round < 200; ++round)
    for (TableTarget to : allForms()) {
      TableBytes table = randomTable(random, little8, 32);
      std::string there = convert(table, to);
      EXPECT_EQ(convert(arrayRefFromStringRef(there), little8),
                toStringRef(table))
          << describe(to);
    }
}

TEST(Convert, AddressesAboveFourGigabytesComeBack) {
  std::mt19937_64 random(2);
  constexpr TableTarget big8{endianness::big, 8};
  for (unsigned round = 0; round < 200; ++round) {
    TableBytes table = randomTable(random, little8, 64);
    std::string there = convert(table, big8);
    EXPECT_EQ(convert(arrayRefFromStringRef(there), little8),
              toStringRef(table));
  }
}

TEST(Convert, WhatDoesNotFitIsNamedAtItsOffset) {
  const TableTarget narrow{endianness::big, 4};
  TableBytes table = TableBytes(little8).header().symbol(codeD, max32, "fits");
  std::string at =
      "entry at offset 0x" + utohexstr(table.size(), /*LowerCase=*/true) + ": ";
  const std::string address = at + "address above 32 bits, expected 4 bytes";

  for (TableTarget to : {narrow, go10Target, interimTarget}) {
    EXPECT_EQ(convert(TableBytes(table).symbol(codeD, max32 + 1, "d"), to),
              address);
    EXPECT_EQ(convert(TableBytes(table).entry(codeD, 0, "d", max32 + 1), to),
              address);
  }
  // A varint is not bound by the pointer size, but by an older form.
  TableBytes varint = TableBytes(table).entry(code_a, max32 + 1, "x");
  EXPECT_EQ(convert(varint, narrow),
            toStringRef(TableBytes(narrow)
                            .header()
                            .symbol(codeD, max32, "fits")
                            .entry(code_a, max32 + 1, "x")));
  for (TableTarget to : {go10Target, interimTarget})
    EXPECT_EQ(convert(varint, to),
              at + "value above 32 bits, expected 4 bytes");
}

TEST(Convert, ErrorsOfTheReaderComeThrough) {
  for (TableTarget from : allForms()) {
    TableBytes table = completeTable(from);
    for (uint64_t size = 0; size < table.size(); ++size) {
      std::string error = table.errorOfCut(size);
      if (!error.empty()) {
        EXPECT_EQ(convert(table.cut(size), little8), error) << describe(from);
      }
    }
  }
  EXPECT_EQ(convert(TableBytes().header().history(1, 7), go10Target),
            "path at offset 0xb: unknown index 7, expected an f entry before "
            "it");
}

TEST(Convert, TableWithoutEntriesIsAHeader) {
  for (TableTarget to : allForms())
    EXPECT_EQ(convert(TableBytes().header(), to),
              toStringRef(TableBytes(to).header()));
}

TEST(Convert, OnlySymbolsAreWideAfterAnOlderForm) {
  TableBytes table = TableBytes(little8).header();
  table.byte(0 | entryWide).pointer(0x1234).name("A");
  table.byte(codeD).varint(0x3000).name("narrow");
  std::string old = convert(table, go10Target);
  EXPECT_EQ(convert(arrayRefFromStringRef(old), little8),
            toStringRef(TableBytes(little8)
                            .header()
                            .entry(0, 0x1234, "A")
                            .symbol(codeD, 0x3000, "narrow")));
}

TEST(Convert, SeveralTablesStaySeveralOrAreAnError) {
  TableBytes table(little8);
  table.header().component(1, "a.c").history(1, 1);
  uint64_t second = table.size();
  table.header().component(1, "b.c").history(1, 1);
  EXPECT_EQ(convert(table, little8),
            toStringRef(ArrayRef<uint8_t>(table)).str());
  TableTarget old;
  old.form = TableForm::Go10;
  old.byteOrder = endianness::big;
  old.pointerSize = 4;
  EXPECT_EQ(convert(table, old),
            "header at offset 0x" + utohexstr(second, /*LowerCase=*/true) +
                ": another table begins, expected one table");
}
