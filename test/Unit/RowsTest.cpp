//===- RowsTest.cpp - Rows as bytes and back ------------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "gosym/Model/Rows.h"
#include "gtest/gtest.h"
#include <random>
#include <vector>

using namespace gosym;

static std::vector<Row> read(RowCursor rows) {
  std::vector<Row> all;
  while (!rows.atEnd())
    all.push_back(rows.next());
  return all;
}

TEST(Rows, ReadBackAsTheyWereAppended) {
  std::vector<Row> rows = {{0, 0, 1},
                           {1, 0, UINT32_MAX},
                           {0x7f, 3, 1},
                           {0x80, UINT32_MAX, 0},
                           {UINT64_MAX >> 1, 0, 5}};
  RowList list;
  list.begin();
  for (const Row &row : rows)
    list.append(row);
  EXPECT_EQ(read(RowCursor(list.slice(0, list.size()))), rows);
}

TEST(Rows, ListsOfOneRowListAreIndependent) {
  RowList list;
  size_t first = list.begin();
  list.append({100, 7, 20});
  size_t second = list.begin();
  list.append({4, 0, 3});
  list.append({5, 7, 21});
  EXPECT_EQ(read(RowCursor(list.slice(first, second))),
            (std::vector<Row>{{100, 7, 20}}));
  EXPECT_EQ(read(RowCursor(list.slice(second, list.size()))),
            (std::vector<Row>{{4, 0, 3}, {5, 7, 21}}));
}

TEST(Rows, RandomRowsReadBack) {
  std::mt19937_64 random(1);
  for (unsigned round = 0; round != 200; ++round) {
    RowList list;
    list.begin();
    std::vector<Row> rows;
    uint64_t offset = 0;
    for (unsigned i = 0; i != 50; ++i) {
      offset += random() >> (random() % 32 + 32);
      rows.push_back({offset, uint32_t(random() % 3), uint32_t(random())});
      list.append(rows.back());
    }
    EXPECT_EQ(read(RowCursor(list.slice(0, list.size()))), rows);
  }
}

TEST(Rows, TakeTwoBytesWhereLinesFollowOneAnother) {
  RowList list;
  list.begin();
  for (uint64_t i = 0; i != 100; ++i)
    list.append({4 * i, 0, uint32_t(i + 1)});
  EXPECT_EQ(list.size(), 200u);
}
