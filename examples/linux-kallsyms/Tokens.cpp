//===- Tokens.cpp ---------------------------------------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The kernel compresses names by replacing pairs. A character is its own code;
// the codes that no character uses are given away from 255 down: each goes to
// the pair of codes that is the most frequent one at that time, counted over
// all texts (of several equally frequent ones the one with the lowest second
// code, then the lowest first), and the pair is replaced by the code, in each
// text from the left:
//
//   "schedule", "schedule_work", "__schedule"    255: "ed", 254: "ch", ...
//
// The definition goes over all texts 256 times. The result is the same here, in
// a fraction of the time, for three reasons.
//
// PLACES ARE KNOWN. For each pair of characters there is a list of its places,
// and for each code that was given away, too. A list may be out of date,
// because a code has been absorbed by another pair, so each place is looked at
// before it is replaced. Replacing makes no character move: the code is put
// over the first byte of what it stands for, and the rest is a hole. Beside
// each code is the number of bytes it covers, also at the last of them, so that
// the codes before and behind are found in one step:
//
//   codes    B  s  255 hole  u  B      "s", then a code of two bytes, "u"
//   spans    1  1  2   2     1  1
//
// COUNTS ARE KEPT. Replacing a b by t between x and y takes away the pairs x a,
// a b and b y, and brings x t and t y. All of these have a, b or t on one side,
// so what a round changes are four lists of 256 numbers.
//
// SLICES. The texts are cut into slices, each with its own lists of places,
// which are worked on in parallel; what they add to the counts is summed up. A
// sum does not depend on the slices, so neither do the bytes.
//
//===----------------------------------------------------------------------===//

#include "Tokens.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/MathExtras.h"

using namespace llvm;
using namespace gosym;
using namespace kallsyms;

namespace {

constexpr unsigned numCodes = 256;
constexpr unsigned numPairs = numCodes * numCodes;
/// In place of a code: covered by one before, and before and behind a text.
constexpr uint16_t hole = 0x100, bound = 0x101;

/// Of the codes \p first and \p second.
constexpr unsigned pairOf(unsigned first, unsigned second) {
  return first | second << 8;
}

/// How often something occurs beside each code.
using Counts = std::array<int32_t, numCodes>;

/// Where a code was given to a pair: what changes by the code beside it.
struct Changes {
  /// Pairs that end with the first code of the pair, and with the new one.
  Counts lostBefore = {}, newBefore = {};
  /// Pairs that begin with the second code, and with the new one.
  Counts lostBehind = {}, newBehind = {};
  int32_t replaced = 0;

  void add(const Changes &other) {
    for (unsigned code = 0; code != numCodes; ++code) {
      lostBefore[code] += other.lostBefore[code];
      newBefore[code] += other.newBefore[code];
      lostBehind[code] += other.lostBehind[code];
      newBehind[code] += other.newBehind[code];
    }
    replaced += other.replaced;
  }
};

/// How often each pair occurs, and which one the most. For each second code it
/// is known what the best first one is, and looked for anew only where it may
/// be one that did not change.
class PairCounts {
public:
  PairCounts() : counts(numPairs) { isOutdated.fill(true); }
  void add(unsigned pair, int32_t n) { counts[pair] += n; }
  void apply(const Changes &changes, unsigned first, unsigned second,
             unsigned code);
  /// The lowest one of the most frequent pairs.
  unsigned best();
  int32_t operator[](unsigned pair) const { return counts[pair]; }

private:
  std::vector<int32_t> counts;
  /// By second code: the best pair, and whether it must be looked for.
  std::array<unsigned, numCodes> bestOf = {};
  std::array<bool, numCodes> isOutdated;
};

/// What stands over one byte of the texts.
struct Cell {
  uint16_t code;
  /// Number of bytes that the code covers, at the first and at the last of
  /// them.
  uint16_t span;
};

/// Some of the texts.
class Slice {
public:
  /// Of \p bytes, in which texts begin at \p starts; the last start is the end.
  Slice(ArrayRef<uint8_t> bytes, ArrayRef<uint32_t> starts);

  size_t numPlaces(unsigned pair) const {
    return placesAt[pair + 1] - placesAt[pair];
  }
  size_t numPlaces(unsigned first, unsigned second) const;
  /// Replaces the pair by \p code.
  void replace(unsigned first, unsigned second, unsigned code);
  const Changes &changes() const { return lastChanges; }
  /// Writes compressed text number \p i to \p to, and returns its size.
  uint32_t write(size_t i, uint8_t *to) const;

private:
  void replaceAt(size_t at, unsigned code);
  size_t before(size_t at) const {
    return cells[at - 1].code == hole ? at - cells[at - 1].span : at - 1;
  }
  size_t behind(size_t at) const { return at + cells[at].span; }

  /// Where text number i begins in `cells`: a bound stands before each.
  size_t startOf(size_t i) const { return starts[i] - starts[0] + i + 1; }

  ArrayRef<uint32_t> starts;
  std::vector<Cell> cells;
  /// Places of pairs of characters, those of one pair from placesAt of it.
  std::vector<uint32_t> places, placesAt;
  /// Of codes that were given away.
  std::array<std::vector<uint32_t>, numCodes> placesOfCode;
  std::array<bool, numCodes> given = {};
  Changes lastChanges;
};

} // namespace

Slice::Slice(ArrayRef<uint8_t> bytes, ArrayRef<uint32_t> starts)
    : starts(starts), placesAt(numPairs + 1) {
  size_t numTexts = starts.size() - 1;
  cells.reserve(starts.back() - starts.front() + numTexts + 1);
  for (size_t i = 0; i != numTexts; ++i) {
    cells.push_back({bound, 1});
    for (uint8_t byte : bytes.slice(starts[i], starts[i + 1] - starts[i]))
      cells.push_back({byte, 1});
  }
  cells.push_back({bound, 1});

  // First where the places of each pair end; then from the last place to the
  // first, so that they are in order, and placesAt becomes where they begin.
  auto pairAt = [&](size_t at) {
    return cells[at].code == bound || cells[at + 1].code == bound
               ? numPairs
               : pairOf(cells[at].code, cells[at + 1].code);
  };
  for (size_t at = 0; at + 1 != cells.size(); ++at)
    ++placesAt[pairAt(at)];
  placesAt[numPairs] = 0;
  uint32_t end = 0;
  for (uint32_t &placesEnd : placesAt)
    placesEnd = end += placesEnd;
  places.resize(end);
  for (size_t at = cells.size() - 1; at-- != 0;)
    if (unsigned pair = pairAt(at); pair != numPairs)
      places[--placesAt[pair]] = at;
}

size_t Slice::numPlaces(unsigned first, unsigned second) const {
  if (!given[first] && !given[second])
    return numPlaces(pairOf(first, second));
  size_t n = SIZE_MAX;
  for (unsigned code : {first, second})
    if (given[code])
      n = std::min(n, placesOfCode[code].size());
  return n;
}

void Slice::replaceAt(size_t at, unsigned code) {
  size_t other = behind(at), last = behind(other) - 1;
  uint16_t x = cells[before(at)].code, y = cells[last + 1].code;
  if (x != bound) {
    ++lastChanges.lostBefore[x];
    ++lastChanges.newBefore[x];
  }
  if (y != bound) {
    ++lastChanges.lostBehind[y];
    ++lastChanges.newBehind[y];
  }
  ++lastChanges.replaced;
  cells[at].code = code;
  cells[other].code = hole;
  cells[last].code = hole;
  cells[at].span = cells[last].span = last + 1 - at;
  placesOfCode[code].push_back(at);
}

void Slice::replace(unsigned first, unsigned second, unsigned code) {
  lastChanges = Changes();
  given[code] = true;
  auto isFirst = [&](size_t at) {
    return cells[at].code == first && cells[behind(at)].code == second;
  };
  if (!given[first] && !given[second]) {
    unsigned pair = pairOf(first, second);
    for (uint32_t at : ArrayRef(places).slice(placesAt[pair], numPlaces(pair)))
      if (isFirst(at))
        replaceAt(at, code);
    return;
  }
  // The shorter list; the places that it no longer is at are forgotten.
  bool byFirst = given[first] &&
                 (!given[second] ||
                  placesOfCode[first].size() <= placesOfCode[second].size());
  unsigned listed = byFirst ? first : second;
  std::vector<uint32_t> &list = placesOfCode[listed];
  // One look at each is enough: what is replaced at a place changes no code at
  // an earlier place of the list. (It begins before the place only if the list
  // is of the second code, and the first one is another then.)
  llvm::erase_if(list, [&](uint32_t place) {
    if (cells[place].code != listed)
      return true;
    size_t at = byFirst ? place : before(place);
    if (!isFirst(at))
      return false;
    replaceAt(at, code);
    return true;
  });
}

uint32_t Slice::write(size_t i, uint8_t *to) const {
  uint8_t *begin = to;
  for (size_t at = startOf(i); cells[at].code != bound; at = behind(at))
    *to++ = cells[at].code;
  return to - begin;
}

uint8_t *Tokens::add(size_t size) {
  bytes.resize(bytes.size() + size);
  starts.push_back(bytes.size());
  return bytes.data() + bytes.size() - size;
}

void PairCounts::apply(const Changes &c, unsigned first, unsigned second,
                       unsigned code) {
  for (unsigned other = 0; other != numCodes; ++other) {
    counts[pairOf(other, first)] -= c.lostBefore[other];
    counts[pairOf(other, code)] += c.newBefore[other];
    counts[pairOf(second, other)] -= c.lostBehind[other];
    counts[pairOf(code, other)] += c.newBehind[other];
    // Two pairs of this second code have changed.
    unsigned &best = bestOf[other], with = pairOf(code, other);
    if (best == pairOf(second, other) && c.lostBehind[other])
      isOutdated[other] = true;
    else if (std::pair(-counts[with], with) < std::pair(-counts[best], best))
      best = with;
  }
  counts[pairOf(first, second)] -= c.replaced;
  isOutdated[first] = isOutdated[second] = isOutdated[code] = true;
}

unsigned PairCounts::best() {
  for (unsigned second = 0; second != numCodes; ++second) {
    if (!std::exchange(isOutdated[second], false))
      continue;
    auto row = ArrayRef(counts).slice(pairOf(0, second), numCodes);
    bestOf[second] =
        pairOf(std::max_element(row.begin(), row.end()) - row.begin(), second);
  }
  return *std::max_element(
      bestOf.begin(), bestOf.end(),
      [&](unsigned a, unsigned b) { return counts[a] < counts[b]; });
}

bool Tokens::compress(const Link &link) {
  // So many texts are worth a thread; below so many places none is.
  constexpr size_t textsPerSlice = 16384, maxSlices = 16, worthThreads = 20000;
  if (!isUInt<32>(bytes.size()))
    return false;
  size_t numTexts = starts.size() - 1;
  // All of about the same size: they are worked on at the same time.
  size_t perSlice = divideCeil(
      numTexts, std::min(maxSlices, divideCeil(numTexts, textsPerSlice)));
  std::vector<std::unique_ptr<Slice>> slices(divideCeil(numTexts, perSlice));
  link.parallelFor(slices.size(), [&](size_t i) {
    slices[i] = std::make_unique<Slice>(
        bytes,
        ArrayRef(starts).drop_front(i * perSlice).take_front(perSlice + 1));
  });

  PairCounts counts;
  for (const std::unique_ptr<Slice> &slice : slices)
    for (unsigned pair = 0; pair != numPairs; ++pair)
      counts.add(pair, slice->numPlaces(pair));
  for (uint8_t byte : bytes)
    if (codes[byte].empty())
      codes[byte] = std::string(1, byte);

  for (unsigned code = numCodes; code-- != 0;) {
    if (!codes[code].empty())
      continue;
    unsigned pair = counts.best();
    if (counts[pair] <= 0)
      break;
    unsigned first = pair % numCodes, second = pair / numCodes;
    codes[code] = codes[first] + codes[second];
    size_t numPlaces = 0;
    for (const std::unique_ptr<Slice> &slice : slices)
      numPlaces += slice->numPlaces(first, second);
    auto replace = [&](size_t i) { slices[i]->replace(first, second, code); };
    if (numPlaces >= worthThreads)
      link.parallelFor(slices.size(), replace);
    else
      for (size_t i = 0; i != slices.size(); ++i)
        replace(i);
    Changes changes;
    for (const std::unique_ptr<Slice> &slice : slices)
      changes.add(slice->changes());
    counts.apply(changes, first, second, code);
  }

  sizes.resize(numTexts);
  link.parallelFor(slices.size(), [&](size_t i) {
    size_t begin = i * perSlice, end = std::min(numTexts, begin + perSlice);
    for (size_t text = begin; text != end; ++text)
      sizes[text] = slices[i]->write(text - begin, bytes.data() + starts[text]);
  });
  return true;
}
