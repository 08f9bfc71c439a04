//===- NameParser.cpp ----------------------------------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Where the time goes: hashing words, and waiting for memory. So memory is
// asked for ahead, words that a name has in common with the one before it are
// not looked up again, and each pair is looked up once, with the answer
// remembered through all rounds.
//
//===----------------------------------------------------------------------===//

#include "NameParser.h"
#include "NameWords.h"
#include "llvm/Support/Endian.h"
#include <algorithm>

using namespace llvm;
using namespace gosym;

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
      words.push_back(NameGrammar::byteSymbol(piece[0]));
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
