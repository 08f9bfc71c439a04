//===- NameGrammar.cpp ----------------------------------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Learns phrases from the words of the sample (NameSample.cpp).
//
// Where the time goes: finding pairs in a table (half), and waiting for memory.
// So a pair and its phrase are one word of one table.
//
// Threads: pairs are counted by each thread for itself, but of those pairs only
// whose hash is its own; so there is nothing to merge, and the counts are the
// same for any number of threads.
//
//===----------------------------------------------------------------------===//

#include "NameGrammar.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/MathExtras.h"
#include <algorithm>
#include <array>

using namespace llvm;
using namespace gosym;

//===----------------------------------------------------------------------===//
// Pairs
//===----------------------------------------------------------------------===//

static constexpr unsigned symbolBits = 20, valueBits = 24;
static_assert(NameGrammar::maxSymbols == 1u << symbolBits, "as in a slot");
static constexpr uint32_t maxValue = (1u << valueBits) - 1;

static uint64_t pairOf(uint32_t left, uint32_t right) {
  return uint64_t(left) << symbolBits | right;
}
static uint64_t mix(uint64_t pair) { return pair * 0x9e3779b97f4a7c15; }

/// Slots are numbered by the highest bits of a hash.
static unsigned shiftFor(size_t numSlots) { return 64 - Log2_64(numSlots); }

uint32_t NameGrammar::phraseOf(uint32_t l, uint32_t r) const {
  uint64_t pair = pairOf(l, r);
  size_t mask = phraseSlots.size() - 1;
  for (size_t at = mix(pair) >> phraseShift;; at = (at + 1) & mask) {
    uint64_t slot = phraseSlots[at];
    // 0 is empty: no phrase begins with the end.
    if (slot >> valueBits == pair || slot == 0)
      return slot & maxValue;
  }
}

void NameGrammar::prefetchPhrase(uint32_t l, uint32_t r) const {
  __builtin_prefetch(&phraseSlots[mix(pairOf(l, r)) >> phraseShift]);
}

void NameGrammar::addPhrase(uint32_t l, uint32_t r, uint32_t count,
                            uint32_t round) {
  auto insert = [&](const Phrase &phrase, size_t number) {
    uint64_t pair = pairOf(phrase.left, phrase.right);
    size_t mask = phraseSlots.size() - 1;
    size_t at = mix(pair) >> phraseShift;
    while (phraseSlots[at])
      at = (at + 1) & mask;
    phraseSlots[at] = pair << valueBits | (number + 1);
  };
  if (phrases.size() >= phraseSlots.size() / 2) {
    phraseSlots.assign(phraseSlots.size() * 2, 0);
    phraseShift = shiftFor(phraseSlots.size());
    for (auto [number, phrase] : enumerate(phrases))
      insert(phrase, number);
  }
  phrases.push_back({l, r});
  priorities.push_back({round, std::min(count, (1u << 28) - 1)});
  insert(phrases.back(), phrases.size() - 1);
}

namespace {

/// How often pairs are there.
class PairCounts {
public:
  /// Of about \p expected pairs that differ.
  explicit PairCounts(size_t expected)
      : slots(PowerOf2Ceil(std::max<size_t>(2 * expected, 1 << 10))),
        shift(shiftFor(slots.size())) {}

  /// Asks the memory for the slot of \p pair.
  void prefetch(uint64_t pair) const {
    __builtin_prefetch(&slots[mix(pair) >> shift], 1);
  }
  void add(uint64_t pair) {
    uint64_t &slot = slotOf(pair);
    if (slot == 0) {
      if (++used > slots.size() / 2) {
        grow();
        return addNew(slotOf(pair), pair);
      }
      return addNew(slot, pair);
    }
    if ((slot & maxValue) != maxValue)
      ++slot;
  }

  /// Calls \p fn with each pair and its count, in no order.
  template <typename Fn> void forEach(Fn fn) const {
    for (uint64_t slot : slots)
      if (slot)
        fn(slot >> valueBits, uint32_t(slot & maxValue));
  }

private:
  static void addNew(uint64_t &slot, uint64_t pair) {
    slot = pair << valueBits | 1;
  }
  uint64_t &slotOf(uint64_t pair) {
    size_t mask = slots.size() - 1;
    for (size_t at = mix(pair) >> shift;; at = (at + 1) & mask)
      if (slots[at] >> valueBits == pair || slots[at] == 0)
        return slots[at];
  }
  void grow() {
    std::vector<uint64_t> old(slots.size() * 2);
    old.swap(slots);
    shift = shiftFor(slots.size());
    for (uint64_t slot : old)
      if (slot)
        slotOf(slot >> valueBits) = slot;
  }

  std::vector<uint64_t> slots;
  unsigned shift;
  size_t used = 0;
};

struct FrequentPair {
  uint64_t pair;
  uint32_t count;
  bool operator<(const FrequentPair &o) const {
    return count != o.count ? count > o.count : pair < o.pair;
  }
};

} // namespace

//===----------------------------------------------------------------------===//
// Learning
//===----------------------------------------------------------------------===//

StringRef NameGrammar::text(uint32_t symbol) const {
  static const std::array<char, 256> bytes = [] {
    std::array<char, 256> all;
    for (size_t i = 0; i < all.size(); ++i)
      all[i] = char(i);
    return all;
  }();
  if (symbol >= firstText)
    return texts[symbol - firstText];
  return symbol == end ? StringRef() : StringRef(&bytes[symbol - firstByte], 1);
}

// In place: what is written is never ahead of what is read.
void NameGrammar::replacePairs(Chunk &chunk) const {
  size_t n = chunk.size();
  // phraseOf() of each symbol and the next one, asked for ahead.
  SmallVector<uint32_t, 0> pairs;
  pairs.resize_for_overwrite(n);
  auto isPair = [&](size_t i) {
    return i + 1 < n && chunk[i] != end && chunk[i + 1] != end;
  };
  constexpr size_t ahead = 16;
  for (size_t i = 0; i < n + ahead; ++i) {
    if (isPair(i))
      prefetchPhrase(chunk[i], chunk[i + 1]);
    if (i >= ahead)
      pairs[i - ahead] = isPair(i - ahead)
                             ? phraseOf(chunk[i - ahead], chunk[i - ahead + 1])
                             : 0;
  }
  size_t out = 0;
  for (size_t i = 0; i < n;) {
    uint32_t here = pairs[i], next = i + 1 < n ? pairs[i + 1] : 0;
    if (here &&
        !(next && priorities[next - 1].count > priorities[here - 1].count)) {
      chunk[out++] = firstPhrase + here - 1;
      i += 2;
    } else {
      chunk[out++] = chunk[i++];
    }
  }
  chunk.resize(out);
}

void NameGrammar::learnPhrases(uint32_t round, uint32_t threshold,
                               const Parallel &parallel) {
  constexpr size_t numShares = 2;
  std::array<std::vector<FrequentPair>, numShares> frequent;
  size_t numSymbolsInChunks = 0;
  for (const Chunk &chunk : chunks)
    numSymbolsInChunks += chunk.size();
  parallel(numShares, [&](size_t share) {
    // A quarter of the pairs differ, and each share has a half of them.
    PairCounts counts(numSymbolsInChunks / 8);
    // Each pair is a cache miss, so some are asked for before the first is
    // counted. A CPU cannot predict which share a pair belongs to, so there is
    // no branch on that.
    std::array<uint64_t, 32> asked;
    size_t numAsked = 0;
    auto countAsked = [&] {
      ArrayRef<uint64_t> some = ArrayRef(asked).take_front(numAsked);
      for (uint64_t pair : some)
        counts.prefetch(pair);
      for (uint64_t pair : some)
        counts.add(pair);
      numAsked = 0;
    };
    for (const Chunk &chunk : chunks) {
      uint64_t last = 0;
      for (size_t i = 0; i + 1 < chunk.size(); ++i) {
        if (chunk[i] == end || chunk[i + 1] == end)
          continue;
        uint64_t pair = pairOf(chunk[i], chunk[i + 1]);
        // Of `aaa` only one pair can be replaced.
        if (pair == last) {
          last = 0;
          continue;
        }
        last = pair;
        asked[numAsked] = pair;
        numAsked += (mix(pair) >> 8) % numShares == share;
        if (numAsked == asked.size())
          countAsked();
      }
    }
    countAsked();
    counts.forEach([&](uint64_t pair, uint32_t count) {
      if (count >= threshold)
        frequent[share].push_back({pair, count});
    });
  });
  std::vector<FrequentPair> all;
  for (const std::vector<FrequentPair> &some : frequent)
    all.insert(all.end(), some.begin(), some.end());
  llvm::sort(all);
  constexpr uint32_t symbolMask = maxSymbols - 1;
  for (const FrequentPair &p : all) {
    uint32_t l = p.pair >> symbolBits, r = p.pair & symbolMask;
    if (!phraseOf(l, r) && numSymbols() < maxSymbols)
      addPhrase(l, r, p.count, round);
  }
  constexpr size_t chunksPerTask = 64;
  parallel(divideCeil(chunks.size(), chunksPerTask), [&](size_t task) {
    size_t last = std::min(chunks.size(), (task + 1) * chunksPerTask);
    for (size_t i = task * chunksPerTask; i < last; ++i)
      replacePairs(chunks[i]);
  });
}

void NameGrammar::learn(const NameSource &names, uint64_t total,
                        const Effort &effort, const Parallel &parallel) {
  phraseSlots.assign(1 << 12, 0);
  phraseShift = shiftFor(phraseSlots.size());
  sample(names, total, effort.sampleBytes, parallel);
  for (uint32_t threshold : effort.rounds)
    learnPhrases(++numRounds, threshold, parallel);
  useCounts.assign(numSymbols(), 0);
  for (const Chunk &chunk : chunks)
    for (uint32_t symbol : chunk)
      ++useCounts[symbol];
}
