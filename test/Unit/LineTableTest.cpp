//===- LineTableTest.cpp - The PC-line table ------------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "gosym/Format/LineTable.h"
#include "LineRows.h"
#include "TableBytes.h"
#include <random>

using namespace gosym;
using namespace llvm;

namespace {

constexpr uint64_t start = 0x401000;
constexpr uint64_t lastLine = 2147483647;

using Bytes = std::vector<uint8_t>;
using Rows = std::vector<LineRow>;

/// The bytes of \p rows, padded.
Bytes write(ArrayRef<LineRow> rows, uint64_t begin = start,
            unsigned quantum = 1) {
  SmallVector<uint8_t, 0> out;
  LineRowWriter writer(out, begin, quantum);
  for (LineRow row : rows)
    writer.add(row);
  writer.finish();
  EXPECT_EQ(out.size() % 2, 0u);
  return {out.begin(), out.end()};
}

/// Reads all rows; stops at an error, which \p error gets.
Rows read(ArrayRef<uint8_t> table, std::string &error, uint64_t begin = start,
          unsigned quantum = 1) {
  LineTableReader reader(table, begin, quantum);
  Rows rows;
  error.clear();
  while (true) {
    Expected<std::optional<LineRow>> row = reader.next();
    if (!row)
      error = toString(row.takeError());
    if (!error.empty() || !*row)
      return rows;
    rows.push_back(**row);
  }
}

Rows readAll(ArrayRef<uint8_t> table, uint64_t begin = start,
             unsigned quantum = 1) {
  std::string error;
  Rows rows = read(table, error, begin, quantum);
  EXPECT_EQ(error, "");
  return rows;
}

/// The line of each quantum of the code, by the table of bytes in FORMAT: what
/// a reader without rows does. 0 where no step has been made.
std::vector<int64_t> linesByQuantum(ArrayRef<uint8_t> table, size_t quanta) {
  std::vector<int64_t> lines(quanta, 0);
  size_t pc = 0;
  int64_t line = 0;
  for (size_t i = 0; i < table.size(); ++i) {
    if (table[i] > 128) {
      pc += table[i] - 128;
      continue;
    }
    if (table[i] == 0) {
      uint32_t word = 0;
      for (int k = 0; k < 4; ++k)
        word = word << 8 | table[++i];
      line += int32_t(word);
    } else {
      line += table[i] <= 64 ? table[i] : 64 - int64_t(table[i]);
    }
    for (size_t j = pc; j < quanta; ++j)
      lines[j] = line;
    ++pc;
  }
  return lines;
}

Rows randomRows(std::mt19937_64 &random, unsigned quantum) {
  Rows rows;
  uint64_t pc = start, line = 0;
  for (unsigned i = 0; i < 200; ++i) {
    pc += quantum * (random() % 4 ? 1 + random() % 10 : 1 + random() % 2000);
    uint64_t next = random() % 8 ? line + random() % 200 : random() >> 33;
    next = next >= 100 ? next - 100 : next;
    if (next == line || next > lastLine)
      continue;
    line = next;
    rows.push_back({pc, line});
  }
  return rows;
}

std::string rowAt(ArrayRef<uint8_t> table, uint64_t pc, uint64_t begin = start,
                  unsigned quantum = 1) {
  Expected<std::optional<LineRow>> row = findLine(table, begin, pc, quantum);
  if (!row)
    return toString(row.takeError());
  return *row ? utohexstr((*row)->pc) + ':' + std::to_string((*row)->line)
              : "none";
}

} // namespace

TEST(LineTable, EveryKindOfByteIsWritten) {
  // Of lines: forward by one and by the most of a byte, then with operand.
  EXPECT_EQ(write({{start, 1}, {start + 1, 65}}), (Bytes{1, 64}));
  EXPECT_EQ(write({{start, 1}, {start + 1, 66}}), (Bytes{1, 0, 0, 0, 0, 65}));
  EXPECT_EQ(write({{start, 64}, {start + 1, 63}}), (Bytes{64, 65}));
  EXPECT_EQ(write({{start, 64}, {start + 1, 0}}), (Bytes{64, 128}));
  EXPECT_EQ(write({{start, 65}, {start + 1, 0}}),
            (Bytes{0, 0, 0, 0, 65, 0, 0xff, 0xff, 0xff, 0xbf}));
  // Of pc: the quantum of the line step is one of the distance.
  EXPECT_EQ(write({{start + 1, 1}}), (Bytes{129, 1}));
  EXPECT_EQ(write({{start + 127, 1}}), (Bytes{255, 1}));
  EXPECT_EQ(write({{start + 128, 1}}), (Bytes{255, 129, 1, 129}));
  EXPECT_EQ(write({{start, 1}, {start + 2, 2}}), (Bytes{1, 129, 1, 129}));
  EXPECT_EQ(write({{start, 1}, {start + 128, 2}}), (Bytes{1, 255, 1, 129}));
}

TEST(LineTable, EveryByteIsRead) {
  for (unsigned first = 1; first < 256; ++first) {
    // At line 100, so that every step back has room.
    Bytes table = {0, 0, 0, 0, 100, uint8_t(first), 1};
    uint64_t line = first <= 64 ? 100 + first : 100 - (first - 64);
    Rows expected = {{start, 100}, {start + 1, line}, {start + 2, line + 1}};
    if (first > 128)
      expected = {{start, 100}, {start + 1 + (first - 128), 101}};
    EXPECT_EQ(readAll(table), expected) << first;
  }
}

TEST(LineTable, LinesGoToTheLargestAndBack) {
  Rows rows = {{start, lastLine},
               {start + 1, 0},
               {start + 2, lastLine},
               {start + 3, lastLine - 64},
               {start + 4, 1}};
  EXPECT_EQ(readAll(write(rows)), rows);
}

TEST(LineTable, RowInForceIsNotWrittenAgain) {
  EXPECT_EQ(write({{start, 0}, {start + 4, 7}, {start + 9, 7}, {start + 9, 8}}),
            write({{start + 4, 7}, {start + 9, 8}}));
}

TEST(LineTable, QuantumIsInEveryStep) {
  Rows rows = {{start, 1}, {start + 4, 2}, {start + 4 + 4 * 128, 1}};
  Bytes table = write(rows, start, 4);
  EXPECT_EQ(table, (Bytes{1, 1, 255, 65}));
  EXPECT_EQ(readAll(table, start, 4), rows);
}

TEST(LineTable, PaddingIsOfWhatWasAppended) {
  SmallVector<uint8_t, 0> out = {0xcc};
  LineRowWriter writer(out, start);
  writer.add({start, 1});
  writer.finish();
  EXPECT_EQ(out, (SmallVector<uint8_t, 0>{0xcc, 1, 129}));
  EXPECT_EQ(write({}), Bytes{});
}

TEST(LineTable, StepsOfPcAtTheEndAreNoRow) {
  Bytes table = {5, 130, 3, 129, 255, 129};
  LineTableReader reader(table, start);
  ASSERT_EQ(cantFail(reader.next()), (LineRow{start, 5}));
  EXPECT_EQ(reader.offset(), 1u);
  ASSERT_EQ(cantFail(reader.next()), (LineRow{start + 3, 8}));
  for (int i = 0; i < 3; ++i) {
    EXPECT_EQ(cantFail(reader.next()), std::nullopt);
    EXPECT_EQ(reader.offset(), 3u);
  }
  EXPECT_EQ(readAll({}), Rows{});
}

TEST(LineTable, CutOperandIsAnErrorThatRepeatsItself) {
  const Bytes whole = {5, 200, 0, 0, 0, 1, 2};
  for (size_t size = 3; size < whole.size(); ++size) {
    Bytes table(whole.begin(), whole.begin() + size);
    std::string expected =
        "line step at offset 0x2: " + std::to_string(size - 2) +
        " bytes, expected 5";
    std::string error;
    EXPECT_EQ(read(table, error), (Rows{{start, 5}}));
    EXPECT_EQ(error, expected);

    LineTableReader reader(table, start);
    ASSERT_TRUE(bool(reader.next()));
    for (int i = 0; i < 3; ++i)
      EXPECT_EQ(text(reader.next()), expected);
    EXPECT_EQ(reader.offset(), 1u);
  }
  EXPECT_EQ(readAll(whole), (Rows{{start, 5}, {start + 73, 5 + 258}}));
}

TEST(LineTable, LineOutsideOfItsRangeIsAnError) {
  auto error = [](Bytes table) {
    std::string text;
    read(table, text);
    return text;
  };
  EXPECT_EQ(error({65}), "line step at offset 0x0: line -1, expected 0 to "
                         "2147483647");
  EXPECT_EQ(error({5, 129, 70}), "line step at offset 0x2: line -1, expected 0 "
                                 "to 2147483647");
  EXPECT_EQ(error({0, 0x80, 0, 0, 0}), "line step at offset 0x0: line "
                                       "-2147483648, expected 0 to 2147483647");
  EXPECT_EQ(error({0, 0x7f, 0xff, 0xff, 0xff}), "");
  EXPECT_EQ(error({0, 0x7f, 0xff, 0xff, 0xff, 1}),
            "line step at offset 0x5: line 2147483648, expected 0 to "
            "2147483647");
}

TEST(LineTable, CodeMayEndAtTheLastAddress) {
  const uint64_t top = UINT64_MAX;
  Rows rows = {{top - 1, 1}, {top, 2}};
  Bytes table = write(rows, top - 3);
  EXPECT_EQ(readAll(table, top - 3), rows);
  EXPECT_EQ(rowAt(table, top, top - 3), "FFFFFFFFFFFFFFFF:2");

  // Other bytes may go on behind it; no address is there.
  EXPECT_EQ(rowAt(Bytes{1, 1, 1}, top, top), "FFFFFFFFFFFFFFFF:1");
}

TEST(LineTable, RandomRowsReadBack) {
  std::mt19937_64 random(1);
  for (unsigned round = 0; round < 300; ++round)
    for (unsigned quantum : {1u, 4u}) {
      Rows rows = randomRows(random, quantum);
      EXPECT_EQ(readAll(write(rows, start, quantum), start, quantum), rows);
    }
}

TEST(LineTable, FoundIsTheRowInForce) {
  Bytes table = write({{start + 2, 10}, {start + 5, 3}});
  EXPECT_EQ(rowAt(table, start - 1), "none");
  EXPECT_EQ(rowAt(table, 0), "none");
  EXPECT_EQ(rowAt(table, start), "none");
  EXPECT_EQ(rowAt(table, start + 1), "none");
  EXPECT_EQ(rowAt(table, start + 2), "401002:10");
  EXPECT_EQ(rowAt(table, start + 4), "401002:10");
  EXPECT_EQ(rowAt(table, start + 5), "401005:3");
  EXPECT_EQ(rowAt(table, UINT64_MAX), "401005:3");
}

TEST(LineTable, FaultMattersUpToTheRowBehindTheAnswer) {
  Bytes table = {10, 1, 0, 0}; // rows at start and start + 1, then cut
  EXPECT_EQ(rowAt(table, start), "401000:10");
  EXPECT_EQ(rowAt(table, start + 1),
            "line step at offset 0x2: 2 bytes, expected 5");
}

TEST(LineTable, AnswersAreThoseOfAWalkWithoutRows) {
  std::mt19937_64 random(3);
  for (unsigned round = 0; round < 20; ++round)
    for (unsigned quantum : {1u, 4u}) {
      Bytes table = write(randomRows(random, quantum), start, quantum);
      std::vector<int64_t> lines = linesByQuantum(table, 5000);
      for (unsigned i = 0; i < 200; ++i) {
        uint64_t offset = random() % (lines.size() * quantum);
        Expected<std::optional<LineRow>> row =
            findLine(table, start, start + offset, quantum);
        ASSERT_TRUE(bool(row)) << toString(row.takeError());
        EXPECT_EQ(*row ? int64_t((*row)->line) : 0, lines[offset / quantum]);
      }
    }
}

TEST(LineTable, SurvivesAnyBytes) {
  std::mt19937_64 random(4);
  for (unsigned round = 0; round < 20000; ++round) {
    Bytes table(random() % 40);
    for (uint8_t &byte : table)
      byte = random() % 4 ? random() : 0;
    std::string error;
    Rows rows = read(table, error, random());
    EXPECT_LE(rows.size(), table.size());
    EXPECT_TRUE(error.empty() || StringRef(error).starts_with("line step at "))
        << error;
  }
}
