//===- DebugInlinesTest.cpp - Inlined calls of an object ------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "../../lib/DebugInfo/DebugLines.h"
#include "ObjectBytes.h"
#include "gtest/gtest.h"

using namespace gosym;
using namespace llvm;

namespace {

constexpr uint32_t inFunction = InlinedCall::inFunction;

/// The lists of \p runs, all in section 1.
std::vector<std::vector<InlinedRange>>
listsOf(UnitInlines unit, std::vector<std::pair<uint64_t, uint64_t>> runs,
        ObjectInlines &out) {
  std::vector<RunOfInlines> lists;
  for (auto [begin, end] : runs)
    lists.push_back({{1, begin, end}});
  // Files 0 and 1 of the table are 0 and 10 of the unit.
  auto placeOf = [](uint64_t file) {
    return file < 2 ? std::optional<uint32_t>(10 * file) : std::nullopt;
  };
  addLists(std::move(unit), lists, placeOf, out);
  std::vector<std::vector<InlinedRange>> all;
  for (const RunOfInlines &list : lists) {
    all.emplace_back();
    InlineCursor ranges(out.list.slice(list.begin, list.end));
    while (!ranges.atEnd())
      all.back().push_back(ranges.next());
  }
  return all;
}

using Lists = std::vector<std::vector<InlinedRange>>;

} // namespace

TEST(DebugInlines, RangesAreInPreorderAndClippedToTheirRun) {
  UnitInlines unit;
  unit.calls = {{inFunction, 5, 1, 7}, {0, 6, 0, 40}, {inFunction, 7, 9, 3}};
  unit.code = {{{1, 0x10, 0x40}, 0},
               {{1, 0x10, 0x18}, 1},
               {{1, 0x28, 0x38}, 1},
               {{1, 0x60, 0x64}, 2}};
  ObjectInlines out;
  EXPECT_EQ(listsOf(unit, {{0x14, 0x30}, {0x30, 0x34}, {0x50, 0x70}}, out),
            (Lists{{{0x14, 0x30, 1, 5, 10, 7},
                    {0x14, 0x18, 2, 6, 0, 40},
                    {0x28, 0x30, 2, 6, 0, 40}},
                   {{0x30, 0x34, 1, 5, 10, 7}, {0x30, 0x34, 2, 6, 0, 40}},
                   // The table has no file 9.
                   {{0x60, 0x64, 1, 7, 0, 0}}}));
  EXPECT_EQ(out.counts.ranges, 6u);
  EXPECT_EQ(out.counts.overlapping + out.counts.withoutLines, 0u);
}

TEST(DebugInlines, WhatOverlapsIsLeftOutWithWhatIsInsideOfIt) {
  UnitInlines unit;
  unit.calls = {{inFunction, 0, 0, 1}, {inFunction, 1, 0, 2}, {1, 2, 0, 3}};
  unit.code = {
      {{1, 0, 8}, 0}, {{1, 4, 12}, 1}, {{1, 5, 6}, 2}, {{1, 20, 24}, 1}};
  ObjectInlines out;
  EXPECT_EQ(listsOf(unit, {{0, 16}}, out), (Lists{{{0, 8, 1, 0, 0, 1}}}));
  EXPECT_EQ(out.counts.overlapping, 2u);
  EXPECT_EQ(out.counts.withoutLines, 1u);
}

namespace {

/// A unit of DWARF 4 with \p numFunctions functions, each of which has the code
/// of the list at 0 of .debug_ranges: \p numRanges bytes, one by one.
ObjectLines readShared(unsigned numFunctions, unsigned numRanges) {
  ObjectBytes object;
  // 1: unit with name, directory and line table; 2: function with children and
  // ranges; 3: call with ranges.
  object.add(".debug_abbrev",
             std::vector<uint8_t>{1,    0x11, 1, 0x03, 0x08, 0x10, 0x17,
                                  0x11, 0x01, 0, 0,    2,    0x2e, 1,
                                  0x55, 0x17, 0, 0,    3,    0x1d, 0,
                                  0x55, 0x17, 0, 0,    0});
  std::vector<uint8_t> unit = {0, 0, 0, 0,   4, 0, 0, 0, 0,
                               0, 8, 1, 'a', 0, 0, 0, 0, 0};
  uint64_t lowPC = unit.size();
  unit.resize(unit.size() + 8);
  for (unsigned i = 0; i != numFunctions; ++i)
    unit.insert(unit.end(), {2, 0, 0, 0, 0, 3, 0, 0, 0, 0, 0});
  unit.push_back(0);
  support::endian::write32le(unit.data(), unit.size() - 4);
  object.add(".debug_info", unit, {{lowPC, 0}});
  std::vector<uint8_t> ranges;
  for (unsigned i = 0; i != numRanges; ++i)
    for (uint8_t word : {2 * i, 2 * i + 1}) {
      ranges.push_back(word);
      ranges.resize(ranges.size() + 7);
    }
  ranges.resize(ranges.size() + 16);
  object.add(".debug_ranges", ranges);
  // One file, and a sequence over all of the code.
  std::vector<uint8_t> line = {0,    0,  0,  0,   4, 0, 25, 0, 0, 0, 1, 1, 1,
                               0xfb, 14, 13, 0,   1, 1, 1,  1, 0, 0, 0, 1, 0,
                               0,    1,  0,  'a', 0, 0, 0,  0, 0, 0, 9, 2};
  uint64_t start = line.size();
  line.resize(line.size() + 8);
  line.insert(line.end(), {1, 2, 0x80, 0x02, 0, 1, 1});
  support::endian::write32le(line.data(), line.size() - 4);
  object.add(".debug_line", line, {{start, 0}});
  static std::vector<uint8_t> bytes;
  bytes = object.bytes();
  LineProgram program;
  auto wanted = [](uint64_t) {
    return std::optional(CodeSection{ObjectBytes::codeSize});
  };
  return readLines(bytes, wanted, program, /*wantsInlines=*/true);
}

} // namespace

TEST(DebugInlines, AListThatAllEntriesShareEndsTheReading) {
  ObjectLines few = readShared(1, 20);
  EXPECT_EQ(few.problem, "");
  EXPECT_EQ(few.inlines.problem, "");
  EXPECT_EQ(few.inlines.counts.ranges, 20u);
  ObjectLines many = readShared(500, 100);
  EXPECT_EQ(many.problem, "");
  EXPECT_EQ(many.runs.size(), 1u);
  EXPECT_EQ(many.inlines.problem,
            ".debug_ranges: list at offset 0x0: more ranges than bytes of "
            "debug info, expected fewer");
  EXPECT_EQ(many.inlines.list.size(), 0u);
}
