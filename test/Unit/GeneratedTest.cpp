//===- GeneratedTest.cpp - One generated symbol, without a linker ---------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "Linker/Generated.h"
#include "FakeLink.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/Endian.h"
#include "gtest/gtest.h"
#include <functional>

using namespace gosym;
using namespace llvm;

namespace {

/// Lays out what it is told, and notes what it is asked to write.
class FakeGenerator : public Generator {
public:
  using Change = std::function<void(Layout &)>;
  FakeGenerator(Change first, Change second, std::vector<uint64_t> &written)
      : first(std::move(first)), second(std::move(second)), written(written) {}

  StringRef name() const override { return "fake"; }
  Error layout(Link &, Layout &layout) override {
    first(layout);
    return Error::success();
  }
  Expected<bool> arrange(Link &, Layout &layout) override {
    if (!second)
      return false;
    second(layout);
    return true;
  }
  Error write(const Link &, uint64_t offset,
              MutableArrayRef<uint8_t> bytes) override {
    written.push_back(offset);
    for (uint8_t &byte : bytes)
      ++byte;
    return Error::success();
  }

private:
  const Change first, second;
  std::vector<uint64_t> &written;
};

class GeneratedTest : public testing::Test {
protected:
  using Change = FakeGenerator::Change;
  FakeLink link;
  /// Offsets that write() was called with.
  std::vector<uint64_t> written;

  Generated make(Change first, Change second = nullptr,
                 SectionKind kind = SectionKind::ReadOnly) {
    GeneratedSymbol symbol;
    symbol.name = "symbol";
    symbol.kind = kind;
    return Generated(std::move(symbol),
                     std::make_unique<FakeGenerator>(
                         std::move(first), std::move(second), written));
  }

  std::string layoutError(Change change,
                          SectionKind kind = SectionKind::ReadOnly) {
    Generated generated = make(std::move(change), nullptr, kind);
    return toString(generated.runLayout(link));
  }

  void arrange(Generated &generated) {
    Expected<bool> changed = generated.runArrange(link);
    ASSERT_TRUE(bool(changed)) << toString(changed.takeError());
  }

  /// The bytes of the symbol when each range is written into its place.
  std::vector<uint8_t> write(const Generated &generated) {
    std::vector<uint8_t> bytes(generated.size());
    for (size_t i = 0; i != generated.numRanges(); ++i) {
      uint64_t start = generated.rangeStart(i), end = generated.rangeEnd(i);
      if (start > end || end > generated.size()) {
        ADD_FAILURE() << "range from " << start << " to " << end;
        break;
      }
      EXPECT_FALSE(bool(generated.runWrite(
          link, i, MutableArrayRef(bytes).slice(start, end - start))));
    }
    return bytes;
  }
};

/// Sets size and a cut after each \p step bytes.
FakeGenerator::Change cutEach(uint64_t size, uint64_t step) {
  return [=](Layout &layout) {
    layout.size = size;
    layout.cuts.clear();
    for (uint64_t cut = step; cut < size; cut += step)
      layout.cuts.push_back(cut);
  };
}

const std::string inContext = "\n>>> made by generator fake";

} // namespace

TEST_F(GeneratedTest, RangesCoverTheSymbolExactlyOnce) {
  constexpr uint64_t MiB = 1 << 20;
  for (uint64_t size : {uint64_t(0), uint64_t(1), MiB - 1, MiB, MiB + 1,
                        7 * MiB + 12345, 300 * MiB + 7})
    for (uint64_t step : {uint64_t(1000), uint64_t(65521), 5 * MiB + 3}) {
      Generated generated = make(cutEach(size, step));
      ASSERT_FALSE(bool(generated.runLayout(link)));
      generated.split();
      EXPECT_EQ(generated.rangeStart(0), 0u);
      for (size_t i = 1; i != generated.numRanges(); ++i) {
        EXPECT_EQ(generated.rangeEnd(i - 1), generated.rangeStart(i));
        uint64_t start = generated.rangeStart(i);
        EXPECT_TRUE(start % step == 0 || start == size) << size << ' ' << start;
      }
      EXPECT_EQ(generated.rangeEnd(generated.numRanges() - 1), size);
      if (size > 8 * MiB)
        continue;
      written.clear();
      EXPECT_EQ(write(generated), std::vector<uint8_t>(size, 1));
    }
}

TEST_F(GeneratedTest, OneRangeWithoutCuts) {
  Generated generated = make([](Layout &layout) { layout.size = 50 << 20; });
  ASSERT_FALSE(bool(generated.runLayout(link)));
  generated.split();
  EXPECT_EQ(generated.numRanges(), 1u);
  EXPECT_EQ(generated.rangeEnd(0), 50u << 20);
}

TEST_F(GeneratedTest, RangesAreSplitOnlyAtCuts) {
  // One cut, far from the middle: the other ranges stay empty.
  Generated generated = make([](Layout &layout) {
    layout.size = 4 << 20;
    layout.cuts = {5};
  });
  ASSERT_FALSE(bool(generated.runLayout(link)));
  generated.split();
  ASSERT_EQ(generated.numRanges(), 4u);
  EXPECT_EQ(generated.rangeEnd(0), 4u << 20);
  EXPECT_EQ(write(generated), std::vector<uint8_t>(4 << 20, 1));
  // No call for the three that are empty.
  EXPECT_EQ(written, std::vector<uint64_t>{0});
}

TEST_F(GeneratedTest, NumberOfRangesStaysWhenTheSizeChanges) {
  for (uint64_t newSize : {0, 1, 999, 2'000'001, 30'000'007}) {
    Generated generated = make(cutEach(6 << 20, 1000), cutEach(newSize, 333));
    ASSERT_FALSE(bool(generated.runLayout(link)));
    generated.split();
    ASSERT_EQ(generated.numRanges(), 6u);
    arrange(generated);
    EXPECT_EQ(generated.size(), newSize);
    EXPECT_EQ(generated.numRanges(), 6u);
    EXPECT_EQ(write(generated), std::vector<uint8_t>(newSize, 1));
  }
}

TEST_F(GeneratedTest, SizeIsKnownBeforeLayout) {
  GeneratedSymbol symbol;
  symbol.size = 12;
  Generated generated(symbol,
                      std::make_unique<FakeGenerator>(
                          [](Layout &layout) { EXPECT_EQ(layout.size, 12u); },
                          nullptr, written));
  EXPECT_EQ(generated.size(), 12u);
  EXPECT_FALSE(bool(generated.runLayout(link)));
  EXPECT_EQ(generated.size(), 12u);
}

TEST_F(GeneratedTest, SlotsAreWordsOfTheTarget) {
  for (endianness order : {endianness::little, endianness::big})
    for (unsigned word : {4u, 8u}) {
      link.order = order;
      link.word = word;
      Generated generated = make([&](Layout &layout) {
        layout.size = 3 + 2 * word + 1;
        layout.slots = {{3, FakeLink::symbol(7), -1},
                        {3 + word, FakeLink::symbol(66), 0x123}};
      });
      ASSERT_FALSE(bool(generated.runLayout(link)));
      EXPECT_EQ(generated.numSlots(), 2u);
      generated.split();
      std::vector<uint8_t> bytes = write(generated);
      auto read = [&](uint64_t offset) -> uint64_t {
        const uint8_t *p = bytes.data() + offset;
        return word == 8 ? support::endian::read64(p, order)
                         : support::endian::read32(p, order);
      };
      EXPECT_EQ(read(3), 6999u);
      EXPECT_EQ(read(3 + word), 66000u + 0x123);
      // What is no slot is what write() left.
      for (uint64_t other : {0u, 1u, 2u, 3 + 2 * word})
        EXPECT_EQ(bytes[other], 1) << other;
    }
}

TEST_F(GeneratedTest, ManySlotsAreFilledInBatches) {
  for (size_t count : {511, 512, 513, 1024, 1300}) {
    Generated generated = make([&](Layout &layout) {
      layout.size = 9 * count;
      for (size_t i = 0; i != count; ++i) {
        layout.slots.push_back({9 * i, FakeLink::symbol(i + 1), int64_t(i)});
        layout.cuts.push_back(9 * i);
      }
    });
    ASSERT_FALSE(bool(generated.runLayout(link)));
    EXPECT_EQ(generated.numSlots(), count);
    generated.split();
    link.batches.clear();
    std::vector<uint8_t> bytes = write(generated);
    for (size_t i = 0; i != count; ++i) {
      EXPECT_EQ(support::endian::read64le(bytes.data() + 9 * i),
                1001 * i + 1000);
      EXPECT_EQ(bytes[9 * i + 8], 1);
    }
    size_t sum = 0;
    for (size_t batch : link.batches) {
      EXPECT_LE(batch, 512u);
      sum += batch;
    }
    EXPECT_EQ(sum, count);
  }
}

TEST_F(GeneratedTest, SlotsOfARangeAreFilledWithThatRange) {
  Generated generated = make([](Layout &layout) {
    cutEach(3 << 20, 8)(layout);
    for (uint64_t i = 0; i != layout.size; i += 8)
      layout.slots.push_back({i, FakeLink::symbol(i / 8 + 1), 0});
  });
  ASSERT_FALSE(bool(generated.runLayout(link)));
  generated.split();
  ASSERT_EQ(generated.numRanges(), 3u);
  std::vector<uint8_t> bytes = write(generated);
  for (uint64_t i = 0; i != bytes.size(); i += 8)
    ASSERT_EQ(support::endian::read64le(bytes.data() + i), i / 8 * 1000 + 1000)
        << i;
}

TEST_F(GeneratedTest, SlotsBehindTheEndAreErrors) {
  const char behind[] = ": behind the end of the symbol, expected inside";
  for (uint64_t offset : {uint64_t(9), uint64_t(15), uint64_t(16), uint64_t(17),
                          UINT64_MAX - 3, UINT64_MAX}) {
    std::string error = layoutError([=](Layout &layout) {
      layout.size = 16;
      layout.slots = {{0, FakeLink::symbol(1)}, {offset, FakeLink::symbol(1)}};
    });
    EXPECT_EQ(error, "generated symbol 'symbol': slot at offset 0x" +
                         utohexstr(offset, /*LowerCase=*/true) + behind +
                         inContext);
  }
}

TEST_F(GeneratedTest, FirstWrongSlotIsNamed) {
  std::string error = layoutError([](Layout &layout) {
    layout.size = 64;
    layout.slots = {
        {0, FakeLink::symbol(1)}, {7, FakeLink::symbol(1)}, {16, SymbolRef()}};
  });
  EXPECT_EQ(error, "generated symbol 'symbol': slot at offset 0x7: before the "
                   "end of the slot before it, expected ascending slots that "
                   "do not overlap" +
                       inContext);
}

TEST_F(GeneratedTest, ArrangeMayChangeTheNumberOfSlotsButNotFromNone) {
  for (size_t before : {0, 2}) {
    for (size_t count : {0, 1, 2, 3}) {
      auto slots = [](size_t n, uint64_t at) {
        return [=](Layout &layout) {
          layout.size = 64;
          layout.slots.clear();
          for (size_t i = 0; i != n; ++i)
            layout.slots.push_back({at + 8 * i, FakeLink::symbol(1)});
        };
      };
      Generated generated = make(slots(before, 0), slots(count, 5));
      ASSERT_FALSE(bool(generated.runLayout(link)));
      Expected<bool> changed = generated.runArrange(link);
      EXPECT_EQ(bool(changed), before || !count);
      if (changed) {
        EXPECT_EQ(generated.numSlots(), count);
        continue;
      }
      EXPECT_EQ(toString(changed.takeError()),
                "generated symbol 'symbol': arrange() left " +
                    std::to_string(count) +
                    " slots, expected none as in layout()" + inContext);
    }
  }
}
