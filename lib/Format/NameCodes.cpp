//===- NameCodes.cpp ------------------------------------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Not all that was learnt is worth an entry: a phrase that others have absorbed
// is spelled where it is left. What is used most is kept as text, though
// its codes would be shorter: most of what a reader looks up is that.
//
// Ranks go by use, so the numbers of frequent entries are small, and a prefix
// code (Huffman's, of at most 8 bits) tells the size of the number. That comes
// within some percent of one code for each entry, and a reader needs no more
// than 256 pairs of bytes.
//
//===----------------------------------------------------------------------===//

#include "NameCodes.h"
#include "gosym-c/compact_format.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/MathExtras.h"
#include <algorithm>

using namespace llvm;
using namespace gosym;

static constexpr uint32_t minPhraseUses = 4;
static constexpr uint32_t minTextUses = 2;
/// The most frequent phrases are texts.
static constexpr size_t numHot = 4096;
static constexpr unsigned maxCodesOfPhrase = 5;
static constexpr unsigned maxPrefixSize = GOSYM_COMPACT_MAX_PREFIX_BITS;
static constexpr size_t entriesPerGroup = 1 << GOSYM_COMPACT_ENTRY_GROUP_SHIFT;

void NameCodes::appendText(uint32_t symbol, SmallVectorImpl<char> &out) const {
  if (!grammar->isPhrase(symbol)) {
    StringRef text = grammar->text(symbol);
    out.append(text.begin(), text.end());
    return;
  }
  appendText(grammar->left(symbol), out);
  appendText(grammar->right(symbol), out);
}

// From the last phrase to the first, for one is made of earlier ones: whoever
// gets no entry hands its uses down.
void NameCodes::decideFates() {
  size_t n = grammar->numSymbols();
  uses.assign(grammar->counts().begin(), grammar->counts().end());
  fates.assign(n, Fate::Spelled);
  textSizes.resize(n);
  for (size_t s = 0; s < n; ++s)
    textSizes[s] = grammar->isPhrase(s)
                       ? std::min(255, textSizes[grammar->left(s)] +
                                           textSizes[grammar->right(s)])
                       : grammar->text(s).size();

  std::vector<uint32_t> sorted(uses);
  uint32_t hot = UINT32_MAX;
  if (sorted.size() > numHot) {
    std::nth_element(sorted.begin(), sorted.begin() + numHot, sorted.end(),
                     std::greater<>());
    hot = std::max(sorted[numHot], minPhraseUses);
  } else {
    hot = minPhraseUses;
  }
  for (size_t s = n; s-- > NameGrammar::firstText;) {
    if (!grammar->isPhrase(s)) {
      if (uses[s] >= minTextUses)
        fates[s] = Fate::Text;
      continue;
    }
    uint32_t l = grammar->left(s), r = grammar->right(s);
    if (uses[s] >= hot && textSizes[s] <= NameGrammar::maxTextSize) {
      fates[s] = Fate::Text;
    } else if (uses[s] >= minPhraseUses) {
      fates[s] = Fate::Phrase;
      ++uses[l];
      ++uses[r];
    } else {
      uses[l] += uses[s];
      uses[r] += uses[s];
    }
  }
}

// A phrase of the dictionary has few codes, and bytes would be many: what is in
// one and would be spelled gets an entry after all.
void NameCodes::spellPhrases() {
  std::vector<uint8_t> widths(grammar->numSymbols(), 1);
  auto keep = [&](uint32_t s) {
    fates[s] = grammar->isPhrase(s) ? Fate::Phrase : Fate::Text;
    widths[s] = 1;
  };
  auto isInDictionary = std::vector<bool>(grammar->numSymbols());
  for (size_t s = grammar->numSymbols(); s-- > NameGrammar::firstText;) {
    if (!grammar->isPhrase(s) || fates[s] == Fate::Text)
      continue;
    if (fates[s] != Fate::Phrase && !isInDictionary[s])
      continue;
    isInDictionary[grammar->left(s)] = true;
    isInDictionary[grammar->right(s)] = true;
  }
  for (uint32_t s = 0; s < grammar->numSymbols(); ++s) {
    if (!grammar->isPhrase(s)) {
      if (fates[s] == Fate::Spelled && isInDictionary[s])
        keep(s);
      continue;
    }
    if (fates[s] == Fate::Text)
      continue;
    uint32_t l = grammar->left(s), r = grammar->right(s);
    if (fates[s] != Fate::Phrase && !isInDictionary[s])
      continue;
    while (widths[l] + widths[r] > maxCodesOfPhrase)
      keep(widths[l] >= widths[r] ? l : r);
    widths[s] = fates[s] == Fate::Phrase ? 1 : widths[l] + widths[r];
  }
}

template <typename Fn>
void NameCodes::forEachCode(uint32_t symbol, Fn fn) const {
  if (fates[symbol] != Fate::Spelled)
    return fn(symbol);
  if (grammar->isPhrase(symbol))
    return forEachCodeIn(symbol, fn);
  for (char c : grammar->text(symbol))
    fn(NameGrammar::firstByte + static_cast<unsigned char>(c));
}

template <typename Fn>
void NameCodes::forEachCodeIn(uint32_t phrase, Fn fn) const {
  forEachCode(grammar->left(phrase), fn);
  forEachCode(grammar->right(phrase), fn);
}

// Uses are counted again now that it is known who is spelled.
void NameCodes::rank(bool anyNames) {
  bool allBytes = anyNames || !grammar->sawAllNames();
  for (uint32_t s = NameGrammar::firstByte; s < NameGrammar::firstText; ++s)
    fates[s] = Fate::Text;
  std::vector<uint32_t> counted(grammar->numSymbols());
  for (uint32_t s = 0; s < grammar->numSymbols(); ++s) {
    uint32_t n = grammar->counts()[s];
    if (s != NameGrammar::end && n)
      forEachCode(s, [&](uint32_t code) { counted[code] += n; });
    if (fates[s] == Fate::Phrase)
      forEachCodeIn(s, [&](uint32_t code) { ++counted[code]; });
  }
  uses.swap(counted);
  for (uint32_t s = NameGrammar::firstByte; s < uses.size(); ++s) {
    if (uses[s] == 0 && allBytes && s < NameGrammar::firstText)
      uses[s] = 1;
    if (uses[s] == 0)
      fates[s] = Fate::Spelled;
    if (fates[s] != Fate::Spelled)
      ranked.push_back(s);
  }
  llvm::stable_sort(ranked,
                    [&](uint32_t a, uint32_t b) { return uses[a] > uses[b]; });
  uses[NameGrammar::end] = grammar->counts()[NameGrammar::end];
  ranked.insert(ranked.begin(), NameGrammar::end);
}

/// The class of a rank, as the document has it.
static unsigned classOf(uint32_t rank) {
  unsigned extra = Log2_32(rank + 4) - 2;
  return extra * 4 + ((rank + 4) >> extra) - 4;
}

/// Lengths of a prefix code for things of \p weights, none above \p longest,
/// with the smallest sum of length times weight (package-merge).
static std::vector<uint8_t> prefixSizes(ArrayRef<uint64_t> weights,
                                        unsigned longest) {
  size_t n = weights.size();
  std::vector<uint8_t> sizes(n, n == 1);
  if (n <= 1)
    return sizes;
  struct Package {
    uint64_t weight;
    std::vector<uint16_t> things;
  };
  std::vector<Package> things;
  for (size_t i = 0; i < n; ++i)
    things.push_back({weights[i], {uint16_t(i)}});
  auto byWeight = [](const Package &a, const Package &b) {
    return a.weight < b.weight;
  };
  llvm::stable_sort(things, byWeight);
  std::vector<Package> packages;
  for (unsigned level = 0; level < longest; ++level) {
    std::vector<Package> pairs;
    for (size_t i = 0; i + 1 < packages.size(); i += 2) {
      Package pair = packages[i];
      pair.weight += packages[i + 1].weight;
      llvm::append_range(pair.things, packages[i + 1].things);
      pairs.push_back(std::move(pair));
    }
    packages.clear();
    std::merge(things.begin(), things.end(), pairs.begin(), pairs.end(),
               std::back_inserter(packages), byWeight);
  }
  for (const Package &package : ArrayRef(packages).take_front(2 * n - 2))
    for (uint16_t thing : package.things)
      ++sizes[thing];
  return sizes;
}

static uint32_t reversed(uint32_t bits, unsigned count) {
  uint32_t result = 0;
  for (unsigned i = 0; i < count; ++i)
    result |= (bits >> i & 1) << (count - 1 - i);
  return result;
}

void NameCodes::assignCodes() {
  // What is used but was not in the sample must have a code, too.
  std::vector<uint64_t> weights(classOf(ranked.size() - 1) + 1, 1);
  for (auto [rank, symbol] : enumerate(ranked))
    weights[classOf(rank)] += uses[symbol];
  std::vector<uint8_t> sizes = prefixSizes(weights, maxPrefixSize);

  // Canonical: shorter ones first, then by class.
  std::vector<uint32_t> prefixes(sizes.size());
  uint32_t next = 0;
  for (unsigned size = 1; size <= maxPrefixSize; ++size, next <<= 1) {
    for (size_t c = 0; c < sizes.size(); ++c) {
      if (sizes[c] != size)
        continue;
      prefixes[c] = reversed(next++, size);
      for (unsigned i = prefixes[c]; i < 256; i += 1u << size) {
        prefixTable[i][0] = c;
        prefixTable[i][1] = size;
      }
    }
  }
  // One class leaves half of the prefixes over: of a program without a name. A
  // reader takes no prefix that is of no class.
  if (sizes.size() == 1)
    for (unsigned i = 1; i < 256; i += 2) {
      prefixTable[i][0] = 0;
      prefixTable[i][1] = 1;
    }
  codes.assign(grammar->numSymbols(), Code());
  for (auto [rank, symbol] : enumerate(ranked)) {
    unsigned c = classOf(rank), extra = c >> 2;
    uint32_t first = ((4 + (c & 3)) << extra) - 4;
    codes[symbol] = {prefixes[c] | uint32_t(rank - first) << sizes[c],
                     uint8_t(sizes[c] + extra)};
  }
}

static void append32(SmallVectorImpl<uint8_t> &bytes, uint32_t value) {
  size_t at = bytes.size();
  bytes.resize(at + 4);
  support::endian::write32le(&bytes[at], value);
}

void NameCodes::writeDictionary() {
  SmallVector<uint8_t, 0> entries;
  SmallVector<uint32_t, 0> offsets;
  SmallVector<uint8_t, 32> coded;
  for (auto [rank, symbol] : enumerate(ranked)) {
    if (rank % entriesPerGroup == 0)
      offsets.push_back(entries.size());
    if (fates[symbol] != Fate::Phrase) {
      SmallVector<char, NameGrammar::maxTextSize> text;
      appendText(symbol, text);
      entries.push_back(text.size());
      entries.append(text.begin(), text.end());
      continue;
    }
    coded.clear();
    BitWriter out(coded);
    unsigned count = 0;
    forEachCodeIn(symbol, [&](uint32_t s) {
      out.append(codes[s].bits, codes[s].size);
      ++count;
    });
    out.align();
    entries.push_back(GOSYM_COMPACT_PHRASE |
                      (count - GOSYM_COMPACT_PHRASE_MIN_CODES)
                          << GOSYM_COMPACT_PHRASE_CODES_SHIFT |
                      coded.size());
    entries.append(coded.begin(), coded.end());
  }
  append32(bytes, ranked.size());
  append32(bytes, 0);
  bytes.append(&prefixTable[0][0], &prefixTable[0][0] + sizeof(prefixTable));
  for (uint32_t offset : offsets)
    append32(bytes, offset);
  bytes.append(entries.begin(), entries.end());
}

void NameCodes::build(const NameGrammar &g, bool anyNames) {
  grammar = &g;
  decideFates();
  spellPhrases();
  rank(anyNames);
  assignCodes();
  writeDictionary();
}

void NameCodes::append(ArrayRef<uint32_t> symbols, BitWriter &out) const {
  for (uint32_t symbol : symbols) {
    Code code = codes[symbol];
    if (code.size)
      out.append(code.bits, code.size);
    else
      forEachCode(symbol, [&](uint32_t s) {
        out.append(codes[s].bits, codes[s].size);
      });
  }
  Code last = codes[NameGrammar::end];
  out.append(last.bits, last.size);
}
