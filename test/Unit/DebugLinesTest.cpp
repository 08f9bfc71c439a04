//===- DebugLinesTest.cpp - Lines of an object ----------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "../../lib/DebugInfo/DebugLines.h"
#include "../../lib/DebugInfo/SourcePath.h"
#include "ObjectBytes.h"
#include "gtest/gtest.h"

using namespace gosym;
using namespace llvm;

namespace {

/// A unit of DWARF 4 called a.c in /src, with the line table at 0.
const std::vector<uint8_t> abbreviations = {1,    0x11, 0,    0x03, 0x08, 0x1b,
                                            0x08, 0x10, 0x17, 0,    0,    0};
const std::vector<uint8_t> unit = {21,  0,   0, 0,   4,   0,   0, 0,   0,
                                   0,   8,   1, 'a', '.', 'c', 0, '/', 's',
                                   'r', 'c', 0, 0,   0,   0,   0};

/// A line table of DWARF 4 with the files a.c and b.h and \p program.
std::vector<uint8_t> lineTable(std::vector<uint8_t> program) {
  std::vector<uint8_t> header = {1, 1, 1, 0xfb, 14, 13, 0, 1, 1,
                                 1, 1, 0, 0,    0,  1,  0, 0, 1};
  std::vector<uint8_t> files = {0,   'a', '.', 'c', 0, 0, 0, 0,
                                'b', '.', 'h', 0,   0, 0, 0, 0};
  std::vector<uint8_t> body = header;
  body.insert(body.end(), files.begin(), files.end());
  std::vector<uint8_t> table = {uint8_t(6 + body.size() + program.size()),
                                0,
                                0,
                                0,
                                4,
                                0,
                                uint8_t(body.size()),
                                0,
                                0,
                                0};
  table.insert(table.end(), body.begin(), body.end());
  table.insert(table.end(), program.begin(), program.end());
  return table;
}

/// Of the operand of the first opcode, if that sets the address.
constexpr uint16_t addressOffset = 10 + 18 + 16 + 3;
const std::vector<uint8_t> setAddress = {0, 9, 2, 0, 0, 0, 0, 0, 0, 0, 0};
const std::vector<uint8_t> endSequence = {0, 1, 1};

std::vector<uint8_t> sequence(std::vector<uint8_t> opcodes) {
  std::vector<uint8_t> program = setAddress;
  program.insert(program.end(), opcodes.begin(), opcodes.end());
  program.insert(program.end(), endSequence.begin(), endSequence.end());
  return program;
}

ObjectLines linesOf(std::vector<uint8_t> program, bool isWanted = true) {
  ObjectBytes object;
  object.add(".debug_abbrev", abbreviations);
  object.add(".debug_info", unit);
  object.add(".debug_line", lineTable(program), {{addressOffset, 0x20}});
  static std::vector<uint8_t> bytes;
  bytes = object.bytes();
  EXPECT_EQ(readSourcePath(bytes), "/src/a.c");
  LineProgram machine;
  auto wanted = [&](uint64_t number) -> std::optional<CodeSection> {
    EXPECT_EQ(number, ObjectBytes::codeSection);
    if (!isWanted)
      return std::nullopt;
    return CodeSection{ObjectBytes::codeSize};
  };
  return readLines(bytes, wanted, machine);
}

std::vector<Row> rowsOf(const ObjectLines &lines, const LineRun &run) {
  std::vector<Row> all;
  RowCursor rows(lines.rows.slice(run.rows, run.rowsEnd));
  while (!rows.atEnd())
    all.push_back(rows.next());
  return all;
}

// Special opcodes: 13 + (line step + 5) + 14 * address step.
constexpr uint8_t nextLine = 13 + 6 + 14 * 4, sameLine = 13 + 5 + 14 * 4;

} // namespace

TEST(DebugLines, RowsOfTwoFilesAreOneRun) {
  ObjectLines lines =
      linesOf(sequence({1, nextLine, sameLine, 4, 2, nextLine, 2, 8}));
  EXPECT_EQ(lines.problem, "");
  ASSERT_EQ(lines.units.size(), 1u);
  ASSERT_EQ(lines.units[0].files.size(), 2u);
  EXPECT_EQ(lines.units[0].files[0].path, "/src/a.c");
  EXPECT_EQ(lines.units[0].files[0].lines, 2u);
  EXPECT_EQ(lines.units[0].files[1].path, "/src/b.h");
  EXPECT_EQ(lines.units[0].files[1].lines, 3u);
  ASSERT_EQ(lines.runs.size(), 1u);
  EXPECT_EQ(lines.runs[0].begin, 0x20u);
  EXPECT_EQ(lines.runs[0].end, 0x34u);
  // The row that says the same line again is not there.
  EXPECT_EQ(rowsOf(lines, lines.runs[0]),
            (std::vector<Row>{{0x20, 0, 1}, {0x24, 0, 2}, {0x2c, 1, 3}}));
}

TEST(DebugLines, CodeOfNoLineBeginsNoRun) {
  // advance_line -1: line 0.
  ObjectLines lines =
      linesOf(sequence({3, 0x7f, 1, nextLine, 3, 0x7f, 2, 4, 1, 2, 4}));
  ASSERT_EQ(lines.runs.size(), 1u);
  EXPECT_EQ(rowsOf(lines, lines.runs[0]),
            (std::vector<Row>{{0x24, 0, 1}, {0x28, 0, 0}}));
}

TEST(DebugLines, UnwantedCodeHasNone) {
  ObjectLines lines = linesOf(sequence({1, nextLine}), /*isWanted=*/false);
  EXPECT_EQ(lines.problem, "");
  EXPECT_TRUE(lines.hasDebugInfo);
  EXPECT_TRUE(lines.units.empty() && lines.runs.empty());
}

TEST(DebugLines, WhatIsWrongIsSaidAndNothingIsTaken) {
  auto problem = [](std::vector<uint8_t> program) {
    ObjectLines lines = linesOf(std::move(program));
    EXPECT_TRUE(lines.units.empty() && lines.runs.empty());
    return lines.problem;
  };
  EXPECT_EQ(problem(sequence({4, 9, 1, 2, 4})),
            ".debug_line: sequence in section 1: row at offset 0x20 is of file "
            "9, expected one that has a name");
  EXPECT_EQ(
      problem(sequence({1, 2, 0xff, 0x03})),
      ".debug_line: sequence in section 1: ends at offset 0x21f, expected "
      "at most 0x100");
  EXPECT_EQ(problem({setAddress}), "");
  std::vector<uint8_t> open = setAddress;
  open.push_back(1);
  EXPECT_EQ(problem(open),
            ".debug_line: program that ends at offset 0x38: last "
            "sequence has no end, expected one");
  std::vector<uint8_t> twice = sequence({1, 2, 8});
  // The second sequence has no relocation: it is of no section, and left out.
  std::vector<uint8_t> second = sequence({1, 2, 4});
  twice.insert(twice.end(), second.begin(), second.end());
  EXPECT_EQ(linesOf(twice).problem, "");
}
