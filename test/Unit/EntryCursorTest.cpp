//===- EntryCursorTest.cpp - Entries and their abbreviations --------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "../../lib/DebugInfo/DebugUnit.h"
#include "ObjectBytes.h"
#include "gtest/gtest.h"

using namespace gosym;
using namespace llvm;
using namespace llvm::dwarf;

namespace {

using Bytes = std::vector<uint8_t>;
constexpr FormParams params = {5, 8, DWARF32};

StringRef textOf(const Bytes &bytes) { return toStringRef(ArrayRef(bytes)); }

/// A unit of DWARF 4 with \p entries behind its root, which has no attributes.
struct Object {
  Object(Bytes abbreviations, Bytes entries) {
    ObjectBytes object;
    Bytes table = {1, DW_TAG_compile_unit, 1, 0, 0};
    table.insert(table.end(), abbreviations.begin(), abbreviations.end());
    table.push_back(0);
    object.add(".debug_abbrev", table);
    Bytes unit = {uint8_t(8 + entries.size()), 0, 0, 0, 4, 0, 0, 0, 0, 0, 8, 1};
    unit.insert(unit.end(), entries.begin(), entries.end());
    object.add(".debug_info", unit);
    bytes = object.bytes();
    info = readDebugInfo(bytes, [](Error e) { consumeError(std::move(e)); });
    units.emplace(info);
  }
  const DebugUnit &unit() const { return *units->units.front(); }

  std::vector<uint8_t> bytes;
  DebugInfo info;
  std::optional<DebugUnits> units;
};

} // namespace

TEST(Abbreviations, SizesThatFollowOneAnotherAreOneStep) {
  Bytes bytes = {1,
                 DW_TAG_formal_parameter,
                 0,
                 DW_AT_name,
                 DW_FORM_strx1,
                 DW_AT_location,
                 DW_FORM_exprloc,
                 DW_AT_decl_line,
                 DW_FORM_data1,
                 DW_AT_type,
                 DW_FORM_ref4,
                 0,
                 0,
                 0};
  Abbreviations table(textOf(bytes), 0, params);
  const Abbreviation *a = table.find(1);
  ASSERT_TRUE(a);
  ASSERT_EQ(a->steps.size(), 2u);
  EXPECT_EQ(a->steps[0].bytes, 1u);
  EXPECT_EQ(a->steps[0].kind, SizeKind::Block);
  EXPECT_EQ(a->steps[1].bytes, 5u);
  EXPECT_EQ(a->steps[1].kind, SizeKind::Fixed);
  EXPECT_EQ(a->known,
            bitOf(Attr::Name) | bitOf(Attr::Location) | bitOf(Attr::Type));
}

TEST(Abbreviations, NumbersMayBeAnyAndTheFirstOfTwoCounts) {
  Bytes bytes = {3,
                 DW_TAG_variable,
                 0,
                 0,
                 0,
                 0x80,
                 0x02,
                 DW_TAG_typedef,
                 1,
                 0,
                 0,
                 3,
                 DW_TAG_member,
                 0,
                 0,
                 0,
                 1,
                 DW_TAG_base_type,
                 0,
                 0,
                 0,
                 0};
  Abbreviations table(textOf(bytes), 0, params);
  ASSERT_TRUE(table.find(1));
  EXPECT_EQ(table.find(1)->tag, DW_TAG_base_type);
  EXPECT_EQ(table.find(3)->tag, DW_TAG_variable);
  EXPECT_EQ(table.find(256)->tag, DW_TAG_typedef);
  EXPECT_FALSE(table.find(2) || table.find(4) || table.find(UINT64_MAX));
  EXPECT_EQ(table.problem(), "");
}

TEST(Abbreviations, ATableIsReadUpToWhatIsAskedFor) {
  Bytes bytes = {1, DW_TAG_variable, 0, 0, 0, 2, DW_TAG_member, 0, DW_AT_name};
  Abbreviations table(textOf(bytes), 0, params);
  EXPECT_TRUE(table.find(1));
  EXPECT_EQ(table.problem(), "");
  EXPECT_FALSE(table.find(2));
  EXPECT_EQ(table.problem(),
            ".debug_abbrev: abbreviation at offset 0x5: ends behind the "
            "section, expected a number at 0x9");
}

TEST(EntryCursor, FormsMayBeInTheAbbreviationOrInTheEntry) {
  Object o({2, DW_TAG_variable, 0, DW_AT_byte_size, DW_FORM_implicit_const, 7,
            DW_AT_count, DW_FORM_indirect, DW_AT_name, DW_FORM_string, 0, 0},
           {2, DW_FORM_data2, 0x34, 0x12, 'x', 0, 0});
  const DebugUnit &unit = o.unit();
  EntryCursor entries(unit);
  ASSERT_TRUE(entries.next() && entries.next());
  const EntryValues &values = entries.read();
  EXPECT_EQ(unit.number(values[Attr::ByteSize]), 7u);
  EXPECT_EQ(unit.number(values[Attr::Count]), 0x1234u);
  EXPECT_EQ(unit.text(values[Attr::Name]), "x");
  EXPECT_FALSE(values[Attr::Type]);
  // Passed over, it ends in the same place.
  EntryCursor passing(unit);
  ASSERT_TRUE(passing.next() && passing.next() && passing.next());
  EXPECT_EQ(passing.tag(), DW_TAG_null);
  EXPECT_FALSE(passing.next());
  EXPECT_EQ(toString(passing.takeError()), "");
}

TEST(EntryCursor, WhatDoesNotEndInTheUnitIsAnError) {
  auto problem = [](uint8_t form, Bytes value) {
    value.insert(value.begin(), 2);
    Object o({2, DW_TAG_variable, 0, DW_AT_location, form, 0, 0}, value);
    EntryCursor entries(o.unit());
    while (entries.next())
      ;
    std::string passed = toString(entries.takeError());
    EntryCursor again(o.unit());
    while (again.next())
      again.read();
    EXPECT_EQ(toString(again.takeError()), passed);
    return passed;
  };
  EXPECT_EQ(problem(DW_FORM_block1, {3, 1, 2, 3}), "");
  EXPECT_EQ(problem(DW_FORM_block1, {4, 1, 2, 3}),
            ".debug_info: entry at offset 0xc: an attribute of 4 bytes at 0xe, "
            "expected it to end at most at 0x11");
  EXPECT_EQ(problem(DW_FORM_exprloc, {2, 1}),
            ".debug_info: entry at offset 0xc: an attribute of 2 bytes at 0xe, "
            "expected it to end at most at 0xf");
  EXPECT_EQ(problem(DW_FORM_udata, {0x80}),
            ".debug_info: entry at offset 0xc: a number at 0xd, expected it to "
            "end before 0xe");
  EXPECT_EQ(problem(DW_FORM_string, {'x'}),
            ".debug_info: entry at offset 0xc: a string at 0xd, expected it to "
            "end before 0xe");
  EXPECT_EQ(problem(DW_FORM_data4, {1, 2, 3}),
            ".debug_info: entry at offset 0xc: an attribute of 4 bytes at 0xd, "
            "expected it to end at most at 0x10");
  EXPECT_EQ(problem(0x7f, {}),
            ".debug_info: entry at offset 0xc: a form at 0xd, expected a known "
            "one");
  // Forms in forms would be as deep as the unit is long.
  EXPECT_EQ(problem(DW_FORM_indirect, {DW_FORM_indirect, DW_FORM_data1, 1}),
            ".debug_info: entry at offset 0xc: a form at 0xe, expected a known "
            "one");
}
