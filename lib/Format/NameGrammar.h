//===- NameGrammar.h - The words and phrases of a program's names -*- C++ -*-=//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Learns a small grammar from names, with which a NameParser parses names:
///
///   symbol    a byte, a text (a word that is frequent), or a phrase of two
///             symbols
///   name      a row of symbols
///
/// First names are cut into words (NameWords.h); what is rare is spelled in
/// shorter words or in bytes. Then, for some rounds, pairs of neighbours that
/// are frequent become phrases. A pair gives way to the next one if that is
/// more frequent. This is the batch form of Re-Pair (Larsson and Moffat, 1999).
///
/// Learning looks at a part of the names, at most some megabytes, so that it
/// takes the same time for a program of a hundred thousand symbols and of ten
/// million. Nothing here depends on the order in which threads work, and no
/// answer on a hash.
///
//===----------------------------------------------------------------------===//

#ifndef GOSYM_LIB_FORMAT_NAMEGRAMMAR_H
#define GOSYM_LIB_FORMAT_NAMEGRAMMAR_H

#include "TextTable.h"
#include "gosym/Format/NameSource.h"
#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringRef.h"
#include <cstdint>
#include <vector>

namespace gosym {

class NameGrammar {
public:
  /// How much work learning may be.
  struct Effort {
    /// Bytes of names that are looked at; more are sampled.
    uint64_t sampleBytes;
    /// A round for each: how often a pair must be there to become a phrase.
    llvm::SmallVector<uint32_t, 8> rounds;
  };

  static constexpr uint32_t end = 0;
  static constexpr uint32_t firstByte = 1;
  static constexpr uint32_t firstText = firstByte + 256;
  static constexpr uint32_t maxSymbols = 1u << 20;
  static constexpr size_t maxTextSize = 127;
  static uint32_t byteSymbol(char c) {
    return firstByte + static_cast<unsigned char>(c);
  }

  /// Learns from \p names, which have \p total bytes and must outlive this.
  void learn(const NameSource &names, uint64_t total, const Effort &effort,
             const Parallel &parallel);

  /// Names of the sample are parsed already: the symbols of names
  /// namesPerGroup * \p group to the next group, each with an end; empty: they
  /// are not in the sample.
  llvm::ArrayRef<uint32_t> parsedGroup(size_t group) const {
    return group < sampled.size() && sampled[group]
               ? llvm::ArrayRef(chunks[sampled[group] - 1])
               : llvm::ArrayRef<uint32_t>();
  }
  /// Gives the memory of these back.
  void forgetSample() {
    chunks = {};
    sampled = {};
  }
  /// Names that are looked at together: neighbours resemble each other.
  static constexpr size_t namesPerGroup = 64;

  uint32_t numSymbols() const { return firstPhrase + phrases.size(); }
  bool isPhrase(uint32_t symbol) const { return symbol >= firstPhrase; }
  uint32_t left(uint32_t phrase) const {
    return phrases[phrase - firstPhrase].left;
  }
  uint32_t right(uint32_t phrase) const {
    return phrases[phrase - firstPhrase].right;
  }
  /// What a text or a byte stands for.
  llvm::StringRef text(uint32_t symbol) const;
  /// How often a symbol was in the sample, once that was parsed.
  llvm::ArrayRef<uint32_t> counts() const { return useCounts; }
  /// All names were looked at: symbols without a count are in no name.
  bool sawAllNames() const { return seesAllNames; }

private:
  friend class NameParser;
  struct Phrase {
    uint32_t left, right;
  };
  /// What parsing asks of a phrase, in a word.
  struct Priority {
    uint32_t round : 4;
    uint32_t count : 28;
  };
  /// Names of the sample as symbols, each with an end.
  using Chunk = std::vector<uint32_t>;

  void makePhrases(llvm::SmallVectorImpl<uint32_t> &symbols) const;
  void sample(const NameSource &names, uint64_t total, uint64_t sampleBytes,
              const Parallel &parallel);
  void learnPhrases(uint32_t round, uint32_t threshold,
                    const Parallel &parallel);
  void replacePairs(Chunk &chunk) const;
  struct CountedTexts;
  struct Sample;
  static Sample takeSample(const NameSource &names, size_t first, size_t last,
                           llvm::function_ref<bool(size_t)> isInSample);
  void chooseTexts(const CountedTexts &pieces,
                   llvm::ArrayRef<llvm::StringRef> longPieces, size_t numShares,
                   const Parallel &parallel);
  /// Appends the symbols of \p piece, which is no text.
  void spell(llvm::StringRef piece, llvm::SmallVectorImpl<uint32_t> &out) const;
  /// The phrase of two symbols, as its place in `phrases` plus 1; 0: none.
  uint32_t phraseOf(uint32_t left, uint32_t right) const;
  void prefetchPhrase(uint32_t left, uint32_t right) const;
  void addPhrase(uint32_t left, uint32_t right, uint32_t count, uint32_t round);

  PackedTexts texts;
  uint32_t firstPhrase = firstText;
  std::vector<Phrase> phrases;
  std::vector<Priority> priorities;
  /// By hash of the pair: 40 bits of it, and 24 of phraseOf()'s answer.
  std::vector<uint64_t> phraseSlots;
  unsigned phraseShift = 0;
  uint32_t numRounds = 0;
  bool seesAllNames = false;
  std::vector<uint32_t> useCounts;
  std::vector<Chunk> chunks;
  /// Of each group of names its place in `chunks` plus 1; 0: none.
  std::vector<uint32_t> sampled;
};

} // namespace gosym

#endif
