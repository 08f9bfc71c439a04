//===- NameSample.cpp ----------------------------------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Cuts names of the sample into pieces, makes texts of those that are frequent,
// and of words of the others that are frequent.
//
// Shares of the sample are cut in parallel, each with a table of its own. They
// are put together in their order, so texts are numbered as they come, whatever
// the shares were.
//
//===----------------------------------------------------------------------===//

#include "NameGrammar.h"
#include "NameWords.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/MathExtras.h"
#include <algorithm>
#include <utility>

using namespace llvm;
using namespace gosym;

/// A text must be so often in the sample, or it is spelled.
static constexpr uint32_t minTextCount = 4;
/// So many groups of names are worth a share.
static constexpr size_t groupsPerShare = 64;

/// Calls \p fn with each of \p numShares shares of \p n things, in parallel:
/// its number, and where it begins and ends.
template <typename Fn>
static void forShares(size_t n, size_t numShares, const Parallel &parallel,
                      Fn fn) {
  parallel(numShares, [&](size_t share) {
    fn(share, n * share / numShares, n * (share + 1) / numShares);
  });
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

/// Texts and how often each is there.
struct NameGrammar::CountedTexts {
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
  Chunk chunk;
  StringRef buffer[namesPerGroup];
  for (size_t group = first; group < last; ++group) {
    if (!isInSample(group))
      continue;
    size_t firstName = group * namesPerGroup;
    MutableArrayRef<StringRef> some(
        buffer, std::min(namesPerGroup, names.size() - firstName));
    names.get(firstName, some);
    chunk.clear();
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
    sample.groups.push_back(group);
    sample.chunks.push_back(chunk);
  }
  return sample;
}

/// Fills `texts` with the \p pieces that are frequent, and the words that are
/// frequent in the others and in \p longPieces.
void NameGrammar::chooseTexts(const CountedTexts &pieces,
                              ArrayRef<StringRef> longPieces, size_t numShares,
                              const Parallel &parallel) {
  ArrayRef<StringRef> allPieces = pieces.table.texts();
  std::vector<CountedTexts> wordsOf(numShares + 1);
  auto countWords = [](CountedTexts &words, StringRef piece, uint32_t count) {
    forEachWord(piece, [&](StringRef word) {
      if (word.size() > 1 && word.size() <= maxTextSize)
        words.add(word, count);
    });
  };
  auto countRare = [&](size_t share, size_t first, size_t last) {
    for (size_t i = first; i < last; ++i)
      if (pieces.counts[i] < minTextCount)
        countWords(wordsOf[share], allPieces[i], pieces.counts[i]);
  };
  forShares(allPieces.size(), numShares, parallel, countRare);
  for (StringRef piece : longPieces)
    countWords(wordsOf[numShares], piece, 1);
  CountedTexts words;
  for (CountedTexts &some : wordsOf)
    words.add(std::exchange(some, {}));

  // A word may be a piece, too.
  TextTable chosen;
  const CountedTexts *const both[] = {&pieces, &words};
  for (const CountedTexts *some : both)
    for (auto [text, count] : zip_equal(some->table.texts(), some->counts))
      if (count >= minTextCount && chosen.texts().size() < maxSymbols / 2)
        chosen.insert(text);
  texts = PackedTexts(chosen.texts());
  firstPhrase = firstText + texts.size();
}

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
  // A table for each share is work; a small program is one share.
  size_t numShares = std::clamp<size_t>(numGroups / groupsPerShare, 1, 8);
  std::vector<Sample> shares(numShares);
  auto take = [&](size_t share, size_t first, size_t last) {
    shares[share] = takeSample(names, first, last, isInSample);
  };
  forShares(numGroups, numShares, parallel, take);
  CountedTexts pieces;
  std::vector<std::vector<uint32_t>> numbers;
  std::vector<StringRef> longPieces;
  for (const Sample &share : shares) {
    numbers.push_back(pieces.add(share.pieces));
    llvm::append_range(longPieces, share.longPieces);
  }

  chooseTexts(pieces, longPieces, numShares, parallel);
  // Of each piece its symbol; end: it is spelled.
  std::vector<uint32_t> symbolOf(pieces.counts.size());
  auto findSymbols = [&](size_t, size_t first, size_t last) {
    for (size_t i = first; i < last; ++i) {
      uint32_t text = texts.find(pieces.table.texts()[i]);
      symbolOf[i] = text == PackedTexts::none ? end : firstText + text;
    }
  };
  forShares(symbolOf.size(), numShares, parallel, findSymbols);
  pieces = {};

  // From numbers of pieces to symbols. What is done is given back: here is the
  // most memory that names take.
  sampled.assign(numGroups, 0);
  std::vector<size_t> firstChunk{0};
  for (const Sample &share : shares)
    firstChunk.push_back(firstChunk.back() + share.chunks.size());
  chunks.resize(firstChunk.back());
  parallel(numShares, [&](size_t n) {
    Sample share = std::move(shares[n]);
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
        uint32_t known =
            isLong ? end : symbolOf[numbers[n][symbol - firstText]];
        if (known != end) {
          result.push_back(known);
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
      chunk = {};
    }
  });
}
