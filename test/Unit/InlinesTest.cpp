//===- InlinesTest.cpp - Inlined ranges as bytes and back -----------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "gosym/Model/Inlines.h"
#include "gtest/gtest.h"
#include <random>
#include <vector>

using namespace gosym;

static std::vector<InlinedRange> read(InlineCursor ranges) {
  std::vector<InlinedRange> all;
  while (!ranges.atEnd())
    all.push_back(ranges.next());
  return all;
}

TEST(Inlines, ReadBackAsTheyWereAppended) {
  std::vector<InlinedRange> ranges = {
      {0x10, 0x40, 1, 0, 0, 7},
      {0x18, 0x30, 2, UINT32_MAX, 3, UINT32_MAX},
      {0x18, 0x30, 3, 0, UINT32_MAX, 0},
      {0x20, 0x28, 4, 7, 0, 1},
      {0x21, 0x22, 5, 7, 0, 1},
      // Four levels up.
      {0x30, 0x38, 2, 1, 0, 1},
      {0x40, UINT64_MAX >> 5, 1, 5, 0, 2},
      {UINT64_MAX >> 5, UINT64_MAX, 1, 5, 0, 2}};
  InlineList list;
  list.begin();
  for (const InlinedRange &range : ranges)
    list.append(range);
  EXPECT_EQ(read(InlineCursor(list.slice(0, list.size()))), ranges);
}

TEST(Inlines, ListsOfOneInlineListAreIndependent) {
  InlineList list;
  size_t first = list.begin();
  list.append({100, 120, 1, 9, 2, 30});
  list.append({100, 120, 2, 8, 2, 31});
  size_t second = list.begin();
  list.append({4, 8, 1, 9, 2, 30});
  EXPECT_EQ(read(InlineCursor(list.slice(first, second))),
            (std::vector<InlinedRange>{{100, 120, 1, 9, 2, 30},
                                       {100, 120, 2, 8, 2, 31}}));
  EXPECT_EQ(read(InlineCursor(list.slice(second, list.size()))),
            (std::vector<InlinedRange>{{4, 8, 1, 9, 2, 30}}));
}

TEST(Inlines, RandomTreesReadBack) {
  std::mt19937_64 random(1);
  for (unsigned round = 0; round != 200; ++round) {
    InlineList list;
    list.begin();
    std::vector<InlinedRange> ranges, open;
    uint64_t begin = 0;
    for (unsigned i = 0; i != 50; ++i) {
      begin += random() % 3 ? 0 : random() >> (random() % 24 + 40);
      while (!open.empty() && (open.back().end <= begin || random() % 3 == 0)) {
        begin = std::max(begin, open.back().end);
        open.pop_back();
      }
      uint64_t most = open.empty() ? 1000 : open.back().end - begin;
      InlinedRange range;
      range.begin = begin;
      range.end = begin + 1 + random() % most;
      range.depth = open.size() + 1;
      range.function = random() >> (random() % 32 + 32);
      range.callFile = random() % 3;
      range.callLine = random() >> (random() % 32 + 32);
      ranges.push_back(range);
      open.push_back(range);
      list.append(range);
    }
    EXPECT_EQ(read(InlineCursor(list.slice(0, list.size()))), ranges);
  }
}

TEST(Inlines, AWrapperInsideOfAWrapperTakesThreeBytes) {
  InlineList list;
  list.begin();
  for (uint32_t depth = 1; depth != 11; ++depth)
    list.append({0, 8, depth, depth, 0, depth});
  // The first says where it ends, too.
  EXPECT_EQ(list.size(), 31u);
}
