//===- CompactNames.cpp - Text in a compact table -------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// A few bytes of a dictionary may stand for a lot of text, and phrases that
/// stand for each other for no end of it. Three rules bound what an expansion
/// costs: phrases are at most 16 deep, every entry but 0 stands for a byte at
/// least, so that the text bounds the phrases, and a string has a limit.
///
//===----------------------------------------------------------------------===//

#include "gosym/Format/CompactNames.h"
#include "CompactCursor.h"
#include "llvm/ADT/StringExtras.h"

using namespace llvm;

namespace gosym {

static constexpr uint32_t groupMask = (1u << GOSYM_COMPACT_GROUP_SHIFT) - 1;

//===----------------------------------------------------------------------===//
// Codes
//===----------------------------------------------------------------------===//

/// The \p number bits from bit \p first on, at most 32; 0 behind the end.
uint32_t CompactCodes::bitsFrom(uint64_t first, unsigned number) const {
  uint64_t value = 0;
  uint64_t byte = first / 8;
  for (unsigned i = 0; i < 5 && byte + i < endBit / 8; ++i)
    value |= uint64_t(part.bytes[byte + i]) << (8 * i);
  return (value >> (first % 8)) & ((uint64_t(1) << number) - 1);
}

Expected<CompactCodes::Head> CompactCodes::head() const {
  unsigned prefix = bitsFrom(bit, GOSYM_COMPACT_MAX_PREFIX_BITS);
  unsigned bits = dictionary.prefixBits(prefix);
  if (bits < 1 || bits > GOSYM_COMPACT_MAX_PREFIX_BITS)
    return malformed(dictionary.ownPart(),
                     GOSYM_COMPACT_PREFIX_TABLE_OFFSET +
                         GOSYM_COMPACT_PREFIX_ENTRY_SIZE * prefix + 1,
                     "a prefix of " + Twine(bits) + " bits, expected 1 to 8");
  unsigned kind = dictionary.prefixClass(prefix);
  unsigned extra = kind >> GOSYM_COMPACT_CLASS_SHIFT;
  if (bit + bits + extra > endBit)
    return malformed(part, at(),
                     "codes that are cut, expected codes up to their end");
  // No table has room for entries with more extra bits.
  if (extra >= 30)
    return malformed(part, at(),
                     "class " + Twine(kind) + ", expected below 120");
  return Head{kind, bits, extra};
}

Expected<uint32_t> CompactCodes::next() {
  Expected<Head> code = head();
  if (!code)
    return code.takeError();
  uint64_t rank = (uint64_t(GOSYM_COMPACT_CLASS_BIAS +
                            (code->kind & GOSYM_COMPACT_CLASS_LOW_MASK))
                   << code->extra) -
                  GOSYM_COMPACT_CLASS_BIAS +
                  bitsFrom(bit + code->bits, code->extra);
  if (rank >= dictionary.size())
    return malformed(part, at(), notBelow("rank", rank, dictionary.size()));
  bit += code->bits + code->extra;
  return uint32_t(rank);
}

Error CompactCodes::skipString() {
  while (true) {
    Expected<Head> code = head();
    if (!code)
      return code.takeError();
    bit += code->bits + code->extra;
    // Class 0 is rank 0.
    if (code->kind == 0)
      return Error::success();
  }
}

//===----------------------------------------------------------------------===//
// Dictionary
//===----------------------------------------------------------------------===//

Expected<CompactDictionary> CompactDictionary::create(const CompactPart &part) {
  CompactDictionary dictionary;
  dictionary.part = part;
  Expected<uint32_t> count = readCount(part);
  if (!count)
    return count.takeError();
  if (*count == 0)
    return malformed(part, 0, "0 entries, expected 1 or more");
  if (Error error = checkRoom(part, GOSYM_COMPACT_PREFIX_TABLE_OFFSET,
                              GOSYM_COMPACT_PREFIX_ENTRIES *
                                  GOSYM_COMPACT_PREFIX_ENTRY_SIZE))
    return error;
  if (Error error =
          checkRoom(part, GOSYM_COMPACT_DICTIONARY_HEADER_SIZE,
                    GOSYM_COMPACT_OFFSET_SIZE *
                        groupsOf(*count, GOSYM_COMPACT_ENTRY_GROUP_SHIFT)))
    return error;
  dictionary.count = *count;
  return dictionary;
}

/// How many bytes follow the head of an entry.
static unsigned sizeOfEntry(uint8_t head) {
  return head & (head & GOSYM_COMPACT_PHRASE ? GOSYM_COMPACT_PHRASE_SIZE_MASK
                                             : GOSYM_COMPACT_TEXT_SIZE_MASK);
}

/// Reads entry \p rank, which is at \p at.
Expected<CompactDictionary::Entry>
CompactDictionary::entryAt(uint64_t at, uint32_t rank) const {
  uint8_t head = part.bytes[at];
  if ((head == 0) != (rank == 0))
    return malformed(part, at,
                     "entry " + Twine(rank) + " with head " + hex(head) +
                         ", expected " + (rank ? "another one" : "0x0"));
  Entry entry;
  entry.offset = at;
  entry.begin = at + 1;
  entry.size = sizeOfEntry(head);
  if (head & GOSYM_COMPACT_PHRASE) {
    entry.codes = (head >> GOSYM_COMPACT_PHRASE_CODES_SHIFT &
                   GOSYM_COMPACT_PHRASE_CODES_MASK) +
                  GOSYM_COMPACT_PHRASE_MIN_CODES;
  }
  if (Error error = checkRoom(part, entry.begin, entry.size))
    return error;
  return entry;
}

/// Where entry \p rank is, from the first byte of the part; its head is in it.
Expected<uint64_t> CompactDictionary::placeOf(uint32_t rank) const {
  Expected<uint64_t> at =
      groupBegin(part, GOSYM_COMPACT_DICTIONARY_HEADER_SIZE,
                 groupsOf(count, GOSYM_COMPACT_ENTRY_GROUP_SHIFT),
                 rank >> GOSYM_COMPACT_ENTRY_GROUP_SHIFT);
  if (!at)
    return at;
  constexpr uint32_t mask = (1u << GOSYM_COMPACT_ENTRY_GROUP_SHIFT) - 1;
  for (uint32_t i = rank & ~mask;; ++i) {
    if (*at >= part.bytes.size())
      return malformed(part, part.bytes.size(),
                       "the end, expected entry " + Twine(rank));
    if (i == rank)
      return at;
    *at += 1 + sizeOfEntry(part.bytes[*at]);
  }
}

Expected<CompactDictionary::Entry>
CompactDictionary::entry(uint32_t rank) const {
  Expected<uint64_t> at = placeOf(rank);
  if (!at)
    return at.takeError();
  return entryAt(*at, rank);
}

CompactCodes CompactDictionary::codesOf(const Entry &entry) const {
  return CompactCodes(*this, part, entry.begin, entry.begin + entry.size);
}

Expected<bool>
CompactDictionary::expand(uint32_t rank,
                          function_ref<bool(StringRef)> fn) const {
  Expected<Entry> found = entry(rank);
  if (!found)
    return found.takeError();
  return expand(*found, fn, GOSYM_COMPACT_MAX_DEPTH);
}

Expected<bool> CompactDictionary::expand(const Entry &entry,
                                         function_ref<bool(StringRef)> fn,
                                         unsigned maxDepth) const {
  if (!entry.codes)
    return fn(textOf(entry));
  if (maxDepth == 0)
    return malformed(part, entry.offset,
                     "a phrase that is too deep, expected 16 or less");
  // All codes before any text, as the C reader does: of several faults both
  // tell the same one.
  struct Code {
    uint32_t rank;
    uint64_t at;
  };
  SmallVector<Code, 5> inner;
  CompactCodes codes = codesOf(entry);
  for (unsigned i = 0; i < entry.codes; ++i) {
    uint64_t at = codes.at();
    Expected<uint32_t> rank = codes.next();
    if (!rank)
      return rank.takeError();
    if (*rank == GOSYM_COMPACT_END_RANK)
      return malformed(part, at, "rank 0 in a phrase, expected another one");
    Expected<uint64_t> place = placeOf(*rank);
    if (!place)
      return place.takeError();
    inner.push_back({*rank, *place});
  }
  for (Code code : inner) {
    Expected<Entry> found = entryAt(code.at, code.rank);
    if (!found)
      return found.takeError();
    Expected<bool> goesOn = expand(*found, fn, maxDepth - 1);
    if (!goesOn || !*goesOn)
      return goesOn;
  }
  return true;
}

//===----------------------------------------------------------------------===//
// String lists
//===----------------------------------------------------------------------===//

Expected<CompactStrings>
CompactStrings::create(const CompactPart &part,
                       const CompactDictionary &dictionary) {
  CompactStrings strings;
  strings.part = part;
  strings.dictionary = dictionary;
  Expected<uint32_t> count = readCount(part);
  if (!count)
    return count.takeError();
  if (Error error = checkRoom(part, GOSYM_COMPACT_COUNT_SIZE,
                              GOSYM_COMPACT_OFFSET_SIZE * groupsOf(*count)))
    return error;
  strings.count = *count;
  return strings;
}

Expected<CompactCodes> CompactStrings::group(uint32_t i) const {
  Expected<uint64_t> begin =
      groupBegin(part, GOSYM_COMPACT_COUNT_SIZE, groupsOf(count), i);
  if (!begin)
    return begin.takeError();
  return CompactCodes(dictionary, part, *begin, part.bytes.size());
}

Expected<CompactCodes> CompactStrings::codesAt(uint32_t i) const {
  Expected<CompactCodes> codes = group(i >> GOSYM_COMPACT_GROUP_SHIFT);
  if (!codes)
    return codes;
  for (uint32_t skipped = 0; skipped < (i & groupMask); ++skipped)
    if (Error error = codes->skipString())
      return error;
  return codes;
}

Error CompactStrings::append(std::string &text, CompactCodes &codes,
                             uint32_t i) const {
  uint64_t begin = codes.at();
  while (true) {
    Expected<uint32_t> rank = codes.next();
    if (!rank)
      return rank.takeError();
    if (*rank == GOSYM_COMPACT_END_RANK)
      return Error::success();
    Expected<bool> fits = dictionary.expand(*rank, [&](StringRef piece) {
      if (text.size() + piece.size() > GOSYM_COMPACT_MAX_STRING)
        return false;
      text += piece;
      return true;
    });
    if (!fits)
      return fits.takeError();
    if (!*fits)
      return malformed(part, begin,
                       "string " + Twine(i) + " that is too long, expected " +
                           Twine(GOSYM_COMPACT_MAX_STRING) + " bytes or less");
  }
}

Expected<std::string> CompactStrings::at(uint32_t i) const {
  Expected<CompactCodes> codes = codesAt(i);
  if (!codes)
    return codes.takeError();
  std::string text;
  if (Error error = append(text, *codes, i))
    return error;
  return text;
}

Error CompactStrings::forEach(
    function_ref<Error(uint32_t, StringRef)> fn) const {
  std::string text;
  for (uint32_t g = 0; g < groupsOf(count); ++g) {
    Expected<CompactCodes> codes = group(g);
    if (!codes)
      return codes.takeError();
    uint32_t first = g << GOSYM_COMPACT_GROUP_SHIFT;
    for (uint32_t i = first; i < count && i - first <= groupMask; ++i) {
      text.clear();
      if (Error error = append(text, *codes, i))
        return error;
      if (Error error = fn(i, text))
        return error;
    }
  }
  return Error::success();
}

/// Is the string that \p codes are at \p text? Goes behind it either way.
static Expected<bool> isString(const CompactDictionary &dictionary,
                               CompactCodes &codes, StringRef text) {
  while (true) {
    Expected<uint32_t> rank = codes.next();
    if (!rank)
      return rank.takeError();
    if (*rank == GOSYM_COMPACT_END_RANK)
      return text.empty();
    Expected<bool> isLike = dictionary.expand(
        *rank, [&](StringRef piece) { return text.consume_front(piece); });
    if (!isLike)
      return isLike;
    if (*isLike)
      continue;
    if (Error error = codes.skipString())
      return error;
    return false;
  }
}

Expected<std::optional<uint32_t>>
CompactStrings::find(StringRef text, uint32_t from, uint32_t end) const {
  end = std::min(end, count);
  if (from >= end)
    return std::nullopt;
  Expected<CompactCodes> codes = codesAt(from);
  for (uint32_t i = from; i < end; ++i) {
    if (i != from && (i & groupMask) == 0) {
      // An Expected that is assigned to must have been looked at.
      if (!codes)
        break;
      codes = group(i >> GOSYM_COMPACT_GROUP_SHIFT);
    }
    if (!codes)
      break;
    Expected<bool> found = isString(dictionary, *codes, text);
    if (!found)
      return found.takeError();
    if (*found)
      return i;
  }
  if (!codes)
    return codes.takeError();
  return std::nullopt;
}

} // namespace gosym
