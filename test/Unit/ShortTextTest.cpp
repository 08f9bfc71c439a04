//===- ShortTextTest.cpp --------------------------------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "../../lib/Format/ShortText.h"
#include "gtest/gtest.h"
#include <set>
#include <string>

using namespace gosym;

namespace {

TEST(ShortText, TextsOfAnySizeAreSameWhenEachByteIs) {
  for (size_t size = 0; size <= 130; ++size) {
    std::string text;
    for (size_t i = 0; i < size; ++i)
      text += char('a' + i % 26);
    // Copies, for the bytes count, not where they are.
    std::string copy = text;
    EXPECT_TRUE(areSame(text, copy));
    EXPECT_EQ(hashOf(text), hashOf(copy));
    EXPECT_FALSE(areSame(text, text + "x"));
    for (size_t i = 0; i < size; ++i) {
      copy[i] ^= 1;
      EXPECT_FALSE(areSame(text, copy)) << size << " " << i;
      EXPECT_NE(hashOf(text), hashOf(copy)) << size << " " << i;
      copy[i] ^= 1;
    }
  }
}

TEST(ShortText, HashesOfNeighboursDiffer) {
  // Words as they come in names: the low bits choose a slot.
  std::set<uint32_t> all, low;
  constexpr size_t count = 4096;
  for (size_t i = 0; i < count; ++i) {
    uint32_t hash = hashOf("word" + std::to_string(i));
    all.insert(hash);
    low.insert(hash % (4 * count));
  }
  EXPECT_GE(all.size(), count - 1);
  // Of as many random numbers 88 % would.
  EXPECT_GE(low.size(), count * 8 / 10);
}

} // namespace
