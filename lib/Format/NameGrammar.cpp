//===- NameGrammar.cpp ----------------------------------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Where the time goes: hashing words (a fifth), finding pairs in a table
// (half), and waiting for memory. So a pair and its phrase are one word of one
// table, and a name that is parsed looks each of its pairs up once and
// remembers the answer through all rounds.
//
// Threads: pairs are counted by each thread for itself, but of those pairs only
// whose hash is its own; so there is nothing to merge, and the counts are the
// same for any number of threads.
//
//===----------------------------------------------------------------------===//

#include "NameGrammar.h"
#include "NameWords.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/Endian.h"
#include "llvm/Support/MathExtras.h"
#include <algorithm>
#include <array>

using namespace llvm;
using namespace gosym;

NameSizes gosym::sizesOf(const NameSource &names, const Parallel &parallel) {
  constexpr size_t namesPerTask = 1 << 14;
  std::vector<NameSizes> found(divideCeil(names.size(), namesPerTask));
  parallel(found.size(), [&](size_t task) {
    NameSizes sizes;
    StringRef buffer[64];
    size_t end = std::min(names.size(), (task + 1) * namesPerTask);
    for (size_t i = task * namesPerTask; i < end; i += std::size(buffer)) {
      MutableArrayRef<StringRef> some(buffer,
                                      std::min(std::size(buffer), end - i));
      names.get(i, some);
      for (StringRef name : some) {
        sizes.total += name.size();
        sizes.longest = std::max<uint64_t>(sizes.longest, name.size());
      }
    }
    found[task] = sizes;
  });
  NameSizes all;
  for (const NameSizes &sizes : found) {
    all.total += sizes.total;
    all.longest = std::max(all.longest, sizes.longest);
  }
  return all;
}

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

/// A text must be so often in the sample, or it is spelled.
static constexpr uint32_t minTextCount = 4;

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

static uint32_t byteSymbol(char c) {
  return NameGrammar::firstByte + static_cast<unsigned char>(c);
}

void NameGrammar::spell(StringRef piece, SmallVectorImpl<uint32_t> &out) const {
  forEachWord(piece, [&](StringRef word) {
    if (word.size() == 1)
      return out.push_back(byteSymbol(word[0]));
    uint32_t number = texts.find(word);
    if (number != PackedTexts::none)
      return out.push_back(firstText + number);
    for (char c : word)
      out.push_back(byteSymbol(c));
  });
}

namespace {

/// Texts and how often each is there.
struct CountedTexts {
  TextTable table;
  std::vector<uint32_t> counts;

  /// Counts \p text \p count times more and returns its number.
  uint32_t add(StringRef text, uint32_t count) {
    uint32_t number = table.insert(text);
    if (number == counts.size())
      counts.push_back(0);
    counts[number] += count;
    return number;
  }
  /// Adds those of \p other, in their order, and returns their numbers here.
  std::vector<uint32_t> add(const CountedTexts &other) {
    std::vector<uint32_t> numbers;
    numbers.reserve(other.counts.size());
    for (auto [text, count] : zip_equal(other.table.texts(), other.counts))
      numbers.push_back(add(text, count));
    return numbers;
  }
};

} // namespace

/// Some groups of names, cut into pieces.
struct NameGrammar::Sample {
  /// Of each group; pieces have numbers behind those of bytes, or tooLong.
  std::vector<Chunk> chunks;
  /// What numbers the chunks have.
  std::vector<size_t> groups;
  CountedTexts pieces;
  std::vector<StringRef> longPieces;

  static constexpr uint32_t tooLong = UINT32_MAX;
};

/// Of the groups from \p first to \p last.
NameGrammar::Sample
NameGrammar::takeSample(const NameSource &names, size_t first, size_t last,
                        function_ref<bool(size_t)> isInSample) {
  Sample sample;
  StringRef buffer[namesPerGroup];
  for (size_t group = first; group < last; ++group) {
    if (!isInSample(group))
      continue;
    size_t name = group * namesPerGroup;
    MutableArrayRef<StringRef> some(
        buffer, std::min(namesPerGroup, names.size() - name));
    names.get(name, some);
    sample.groups.push_back(group);
    Chunk &chunk = sample.chunks.emplace_back();
    for (StringRef name : some) {
      forEachPiece(name, [&](StringRef piece) {
        if (piece.size() == 1)
          return chunk.push_back(byteSymbol(piece[0]));
        if (piece.size() > maxTextSize) {
          sample.longPieces.push_back(piece);
          return chunk.push_back(Sample::tooLong);
        }
        chunk.push_back(firstText + sample.pieces.add(piece, 1));
      });
      chunk.push_back(end);
    }
  }
  return sample;
}

// Cuts names of the sample into pieces, makes texts of those that are frequent,
// and of words of the others that are frequent.
//
// Shares of the sample are cut in parallel, each with a table of its own. They
// are put together in their order, so texts are numbered as they come, whatever
// the shares were.
void NameGrammar::sample(const NameSource &names, uint64_t total,
                         uint64_t sampleBytes, const Parallel &parallel) {
  size_t numGroups = divideCeil(names.size(), namesPerGroup);
  total = std::max<uint64_t>(total, 1);
  uint64_t wanted = std::min(total, sampleBytes);
  seesAllNames = wanted == total;
  // Evenly, whatever the ratio is.
  auto isInSample = [&](size_t group) {
    return (group + 1) * wanted / total != group * wanted / total;
  };
  constexpr size_t numShares = 8;
  auto partOf = [](size_t n, size_t share) { return n * share / numShares; };

  std::vector<Sample> shares(numShares);
  parallel(numShares, [&](size_t share) {
    shares[share] = takeSample(names, partOf(numGroups, share),
                               partOf(numGroups, share + 1), isInSample);
  });
  CountedTexts pieces;
  std::vector<std::vector<uint32_t>> numbers;
  std::vector<StringRef> longPieces;
  for (const Sample &share : shares) {
    numbers.push_back(pieces.add(share.pieces));
    llvm::append_range(longPieces, share.longPieces);
  }

  ArrayRef<StringRef> allPieces = pieces.table.texts();
  std::vector<CountedTexts> wordsOf(numShares + 1);
  auto countWords = [](CountedTexts &words, StringRef piece, uint32_t count) {
    forEachWord(piece, [&](StringRef word) {
      if (word.size() > 1 && word.size() <= maxTextSize)
        words.add(word, count);
    });
  };
  parallel(numShares, [&](size_t share) {
    size_t last = partOf(allPieces.size(), share + 1);
    for (size_t i = partOf(allPieces.size(), share); i < last; ++i)
      if (pieces.counts[i] < minTextCount)
        countWords(wordsOf[share], allPieces[i], pieces.counts[i]);
  });
  for (StringRef piece : longPieces)
    countWords(wordsOf[numShares], piece, 1);
  CountedTexts words;
  for (const CountedTexts &some : wordsOf)
    words.add(some);

  // A word may be a piece, too.
  TextTable chosen;
  for (const CountedTexts *some : {&pieces, &words})
    for (auto [text, count] : zip_equal(some->table.texts(), some->counts))
      if (count >= minTextCount && chosen.texts().size() < maxSymbols / 2)
        chosen.insert(text);
  texts = PackedTexts(chosen.texts());
  firstPhrase = firstText + texts.size();

  // From numbers of pieces to symbols.
  sampled.assign(numGroups, 0);
  std::vector<size_t> firstChunk{0};
  for (const Sample &share : shares)
    firstChunk.push_back(firstChunk.back() + share.chunks.size());
  chunks.resize(firstChunk.back());
  parallel(numShares, [&](size_t n) {
    Sample &share = shares[n];
    std::vector<uint32_t> symbolOf;
    for (uint32_t number : numbers[n]) {
      uint32_t text = texts.find(allPieces[number]);
      symbolOf.push_back(text == PackedTexts::none ? end : firstText + text);
    }
    const StringRef *longPiece = share.longPieces.data();
    SmallVector<uint32_t, 64> spelled;
    Chunk result;
    for (auto [i, chunk] : enumerate(share.chunks)) {
      result.clear();
      for (uint32_t symbol : chunk) {
        if (symbol < firstText) {
          result.push_back(symbol);
          continue;
        }
        bool isLong = symbol == Sample::tooLong;
        if (!isLong && symbolOf[symbol - firstText] != end) {
          result.push_back(symbolOf[symbol - firstText]);
          continue;
        }
        spelled.clear();
        spell(isLong ? *longPiece++
                     : share.pieces.table.texts()[symbol - firstText],
              spelled);
        result.insert(result.end(), spelled.begin(), spelled.end());
      }
      chunks[firstChunk[n] + i] = result;
      sampled[share.groups[i]] = firstChunk[n] + i + 1;
    }
  });
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
    // counted.
    SmallVector<uint64_t, 64> asked;
    auto countAsked = [&] {
      for (uint64_t pair : asked)
        counts.add(pair);
      asked.clear();
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
        if ((mix(pair) >> 8) % numShares != share)
          continue;
        counts.prefetch(pair);
        asked.push_back(pair);
        if (asked.size() == 32)
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

//===----------------------------------------------------------------------===//
// Parsing
//===----------------------------------------------------------------------===//

/// How many bytes \p a and \p b have in common at the beginning.
static size_t commonSize(StringRef a, StringRef b) {
  size_t n = std::min(a.size(), b.size()), i = 0;
  for (; i + 8 <= n; i += 8) {
    uint64_t differ = support::endian::read64le(a.data() + i) ^
                      support::endian::read64le(b.data() + i);
    if (differ)
      return i + countr_zero(differ) / 8;
  }
  while (i < n && a[i] == b[i])
    ++i;
  return i;
}

/// Keeps the words of the pieces that \p name has in common with the last name,
/// and returns where the next piece begins.
size_t NameParser::keepCommon(StringRef name) {
  size_t common = commonSize(last, name);
  while (!marks.empty() && (marks.back().end + pieceLooksAhead > common ||
                            marks.back().end > stableEnd))
    marks.pop_back();
  words.truncate(marks.empty() ? 0 : marks.back().numWords);
  return marks.empty() ? 0 : marks.back().end;
}

ArrayRef<uint32_t> NameParser::parse(StringRef name) {
  const PackedTexts &texts = grammar.texts;
  size_t begin = keepCommon(name);
  last = name;
  // Their slots are asked for all at once.
  SmallVector<std::pair<StringRef, uint32_t>, 64> pieces;
  stableEnd = forEachPiece(
      name,
      [&](StringRef piece) { pieces.push_back({piece, texts.ask(piece)}); },
      begin);
  for (auto [piece, hash] : pieces)
    texts.askFor(hash);
  for (auto [piece, hash] : pieces) {
    if (piece.size() == 1) {
      words.push_back(byteSymbol(piece[0]));
    } else {
      uint32_t number = piece.size() > NameGrammar::maxTextSize
                            ? PackedTexts::none
                            : texts.find(piece, hash);
      if (number != PackedTexts::none)
        words.push_back(NameGrammar::firstText + number);
      else
        grammar.spell(piece, words);
    }
    marks.push_back(
        {uint32_t(piece.end() - name.begin()), uint32_t(words.size())});
  }
  if (grammar.phrases.empty())
    return words;
  symbols = words;
  grammar.makePhrases(symbols);
  return symbols;
}

// What learning did to the names of the sample, in the same rounds. Pairs that
// are as they were keep what was found for them in the round before.
void NameGrammar::makePhrases(SmallVectorImpl<uint32_t> &symbols) const {
  // phraseOf() of each symbol and the next one; 0 behind the last.
  SmallVector<uint32_t, 64> pairs;
  size_t n = symbols.size();
  pairs.resize_for_overwrite(n + 1);
  uint32_t firstRound = UINT32_MAX;
  auto look = [&](size_t at) {
    uint32_t phrase = at + 1 < n ? phraseOf(symbols[at], symbols[at + 1]) : 0;
    if (phrase)
      firstRound = std::min(firstRound, priorities[phrase - 1].round);
    return phrase;
  };
  for (size_t i = 0; i + 1 < n; ++i)
    prefetchPhrase(symbols[i], symbols[i + 1]);
  for (size_t i = 0; i < n; ++i)
    pairs[i] = look(i);
  constexpr uint32_t unknown = UINT32_MAX;
  for (uint32_t round = firstRound; round <= numRounds;
       round = std::max(round + 1, firstRound)) {
    auto inRound = [&](uint32_t phrase) {
      return phrase && phrase != unknown &&
             priorities[phrase - 1].round <= round;
    };
    size_t out = 0;
    for (size_t i = 0; i < n;) {
      uint32_t here = i + 1 < n ? pairs[i] : 0;
      if (inRound(here)) {
        uint32_t next = i + 2 < n ? pairs[i + 1] : 0;
        if (!(inRound(next) &&
              priorities[next - 1].count > priorities[here - 1].count)) {
          if (out)
            pairs[out - 1] = unknown;
          symbols[out] = firstPhrase + here - 1;
          pairs[out++] = unknown;
          i += 2;
          continue;
        }
      }
      symbols[out] = symbols[i];
      pairs[out++] = pairs[i++];
    }
    n = out;
    symbols.truncate(n);
    firstRound = UINT32_MAX;
    for (size_t i = 0; i < n; ++i) {
      if (pairs[i] == unknown)
        pairs[i] = look(i);
      else if (i + 1 < n && pairs[i])
        firstRound = std::min(firstRound, priorities[pairs[i] - 1].round);
    }
    if (firstRound == UINT32_MAX)
      return;
  }
}
