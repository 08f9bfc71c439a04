//===- CompactCodes.c - Strings, word by word -----------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// A string is codes; a code is the rank of an entry of the dictionary; an
/// entry is a text or a phrase, which is codes again. To pass over a string
/// only its codes are decoded, and the dictionary is not looked at.
///
/// A code has at most 8 bits that tell a class and 30 more (ranks have 32), so
/// a word of 64 bits, read at any byte, has a whole one behind any bit of that
/// byte.
///
/// A phrase is decoded once, as soon as it is met: its first code is followed,
/// and the others wait in a stack of 16 levels. Entries of all its codes are
/// looked for at once, so that a CPU can wait for several at a time: to find an
/// entry up to 15 others are passed over, one after the other. Each phrase has
/// at least two codes and each text one byte, so the limit for the length of a
/// string is also one for the time that it takes.
///
/// Where a fault is, is found out when there is one: codes are read many at a
/// time, and then once more, one by one.
///
//===----------------------------------------------------------------------===//

#include "Compact.h"

enum {
  noEntry = 0,
  /// Classes of ranks of 32 bits: those with 29 more bits are the last.
  kindsOfRanks = 30 << GOSYM_COMPACT_CLASS_SHIFT
};

/// The bits from `codes->at` on, 57 or more, with zeros behind the end.
static inline uint64_t bitsAt(const struct Words *words,
                              const struct Codes *codes) {
  uint64_t byte = codes->at >> 3, bits;
  uint64_t left = codes->end - codes->at;
  if (words->table->size - byte >= sizeof(bits)) {
    bits = word64At(codes->bytes, byte);
  } else {
    bits = 0;
    for (unsigned i = 0; byte + i < words->table->size; ++i)
      bits |= (uint64_t)codes->bytes[byte + i] << (8 * i);
  }
  bits >>= codes->at & 7;
  return left < 57 ? bits & ((UINT64_C(1) << left) - 1) : bits;
}

/// Reads a code. Returns 0 if it is none, or is not whole.
static inline int readRank(const struct Words *words, struct Codes *codes,
                           uint32_t *rank) {
  uint64_t bits = bitsAt(words, codes);
  const unsigned char *entry =
      codes->bytes + words->table->part_offset[GOSYM_COMPACT_DICTIONARY] +
      GOSYM_COMPACT_PREFIX_TABLE_OFFSET + 2 * (bits & 0xff);
  unsigned kind = entry[0], size = entry[1];
  unsigned extra = kind >> GOSYM_COMPACT_CLASS_SHIFT;
  if (size - 1u >= GOSYM_COMPACT_MAX_PREFIX_BITS || kind >= kindsOfRanks)
    return 0;
  codes->at += size + extra;
  uint32_t first = (GOSYM_COMPACT_CLASS_BIAS +
                    (kind & (uint32_t)GOSYM_COMPACT_CLASS_LOW_MASK))
                   << extra;
  *rank = first - GOSYM_COMPACT_CLASS_BIAS +
          ((uint32_t)(bits >> size) & ((UINT32_C(1) << extra) - 1));
  return codes->at <= codes->end && *rank < words->count;
}

/// The error about the code at `codes`, which is cut, or whose rank is not
/// there, or whose prefix is none: then the dictionary is wrong.
static enum gosym_error failCode(const struct Words *words,
                                 const struct Codes *codes,
                                 enum gosym_error error, size_t *errorOffset) {
  uint64_t at = words->table->part_offset[GOSYM_COMPACT_DICTIONARY] +
                (uint64_t)GOSYM_COMPACT_PREFIX_TABLE_OFFSET +
                2 * (bitsAt(words, codes) & 0xff) + 1;
  if (codes->bytes[at] - 1u >= GOSYM_COMPACT_MAX_PREFIX_BITS)
    return failAt(GOSYM_BAD_DICTIONARY, at, errorOffset);
  return failAt(error, codes->at >> 3, errorOffset);
}

/// Finds the entry of a rank, which exists. Returns the place of its head, or
/// noEntry.
static inline uint32_t findEntry(const struct Words *words, uint32_t rank) {
  const unsigned char *bytes = words->table->bytes;
  uint64_t at =
      words->entries +
      word32At(bytes,
               words->offsets +
                   ((uint64_t)(rank >> GOSYM_COMPACT_ENTRY_GROUP_SHIFT) << 2));
  unsigned before = rank & ((1u << GOSYM_COMPACT_ENTRY_GROUP_SHIFT) - 1);
  for (;; --before) {
    if (at >= words->entriesEnd)
      return noEntry;
    if (before == 0)
      return (uint32_t)at;
    // Of a text or of a phrase. All waits for the next place, so what counts is
    // how few steps there are from the head to it.
    unsigned head = bytes[at];
    unsigned size = head & GOSYM_COMPACT_PHRASE_SIZE_MASK;
    at += 1 + (head < GOSYM_COMPACT_PHRASE ? head : size);
  }
}

/// The error about an entry that cannot be found.
static enum gosym_error failEntry(const struct Words *words, uint32_t rank,
                                  size_t *errorOffset) {
  uint64_t at = words->offsets +
                ((uint64_t)(rank >> GOSYM_COMPACT_ENTRY_GROUP_SHIFT) << 2);
  uint32_t offset = word32At(words->table->bytes, at);
  if (offset <= words->entriesEnd - words->entries)
    at = words->entriesEnd;
  return failAt(GOSYM_BAD_DICTIONARY, at, errorOffset);
}

/// Begins with the dictionary.
static enum gosym_error beginWords(struct Words *words,
                                   const struct gosym_table *table,
                                   size_t *errorOffset) {
  struct Piece part;
  beginPart(&part, table, GOSYM_COMPACT_DICTIONARY);
  words->table = table;
  words->depth = 0;
  words->length = 0;
  if (sizeOf(&part) < GOSYM_COMPACT_DICTIONARY_HEADER_SIZE)
    return failAt(GOSYM_BAD_DICTIONARY, part.at, errorOffset);
  words->count = word32At(part.bytes, part.at);
  words->offsets = part.at + GOSYM_COMPACT_DICTIONARY_HEADER_SIZE;
  words->entries = words->offsets +
                   groupsSize(words->count, GOSYM_COMPACT_ENTRY_GROUP_SHIFT);
  words->entriesEnd = part.end;
  if (words->count == 0)
    return failAt(GOSYM_BAD_DICTIONARY, part.at, errorOffset);
  if (words->entries > part.end)
    return failAt(GOSYM_BAD_DICTIONARY, words->offsets, errorOffset);
  return GOSYM_OK;
}

/// The error about the first code from here on that cannot be passed over;
/// there is one.
static enum gosym_error failSkip(struct Words *words, size_t *errorOffset) {
  struct Codes *codes = &words->string;
  for (;;) {
    const unsigned char *entry =
        codes->bytes + words->table->part_offset[GOSYM_COMPACT_DICTIONARY] +
        GOSYM_COMPACT_PREFIX_TABLE_OFFSET + 2 * (bitsAt(words, codes) & 0xff);
    unsigned kind = entry[0], size = entry[1];
    if (size - 1u >= GOSYM_COMPACT_MAX_PREFIX_BITS || kind >= kindsOfRanks)
      break;
    size += kind >> GOSYM_COMPACT_CLASS_SHIFT;
    if (size > codes->end - codes->at)
      break;
    codes->at += size;
  }
  return failCode(words, codes, words->error, errorOffset);
}

/// Passes over codes up to the end of so many strings. Of a code only the class
/// is needed: it tells the size, and class 0 is rank 0. So one word is enough
/// for all codes whose prefixes are whole in it. No more than four are taken
/// from a word: most words have so many, so a CPU predicts where the loop ends.
/// Ends of strings are counted without a branch, for they are hard to predict.
static enum gosym_error skipStrings(struct Words *words, unsigned count,
                                    size_t *errorOffset) {
  enum { lastPrefix = 57 - GOSYM_COMPACT_MAX_PREFIX_BITS, codesPerWord = 4 };
  struct Codes *codes = &words->string;
  const unsigned char *prefixes =
      codes->bytes + words->table->part_offset[GOSYM_COMPACT_DICTIONARY] +
      GOSYM_COMPACT_PREFIX_TABLE_OFFSET;
  while (count != 0) {
    uint64_t bits = bitsAt(words, codes);
    unsigned used = 0;
    for (unsigned i = 0; i < codesPerWord && used <= lastPrefix; ++i) {
      const unsigned char *entry = prefixes + 2 * (bits & 0xff);
      unsigned kind = entry[0], size = entry[1];
      if (size - 1u >= GOSYM_COMPACT_MAX_PREFIX_BITS || kind >= kindsOfRanks)
        return failSkip(words, errorOffset);
      size += kind >> GOSYM_COMPACT_CLASS_SHIFT;
      bits >>= size;
      used += size;
      count -= kind == 0;
      if (count == 0)
        break;
    }
    if (used > codes->end - codes->at)
      return failSkip(words, errorOffset);
    codes->at += used;
  }
  return GOSYM_OK;
}

enum gosym_error gosymSkipString(struct Words *words, size_t *errorOffset) {
  words->depth = 0;
  words->length = 0;
  enum gosym_error error = skipStrings(words, 1, errorOffset);
  words->begin = words->string.at;
  return error;
}

enum gosym_error gosymBeginString(struct Words *words,
                                  const struct gosym_table *table,
                                  unsigned kind, uint32_t number,
                                  size_t *errorOffset) {
  struct Piece part;
  words->error = kind == GOSYM_COMPACT_PATHS ? GOSYM_BAD_PATH : GOSYM_BAD_NAME;
  enum gosym_error error = beginWords(words, table, errorOffset);
  if (error != GOSYM_OK)
    return error;
  beginPart(&part, table, kind);
  uint32_t count = gosymCountStrings(table, kind);
  uint64_t offsets = part.at + GOSYM_COMPACT_COUNT_SIZE;
  uint64_t strings = offsets + groupsSize(count, GOSYM_COMPACT_GROUP_SHIFT);
  if (number >= count)
    return failAt(words->error, part.at, errorOffset);
  if (strings > part.end)
    return failAt(words->error, offsets, errorOffset);
  uint64_t offset =
      offsets + ((uint64_t)(number >> GOSYM_COMPACT_GROUP_SHIFT) << 2);
  uint64_t at = strings + word32At(part.bytes, offset);
  if (at > part.end)
    return failAt(words->error, offset, errorOffset);
  words->string.bytes = part.bytes;
  words->string.at = at << 3;
  words->string.end = part.end << 3;
  unsigned before = number & ((1u << GOSYM_COMPACT_GROUP_SHIFT) - 1);
  error = skipStrings(words, before, errorOffset);
  words->begin = words->string.at;
  return error;
}

uint32_t gosymCountStrings(const struct gosym_table *table, unsigned kind) {
  if (table->part_size[kind] < GOSYM_COMPACT_COUNT_SIZE)
    return 0;
  return word32At(table->bytes, table->part_offset[kind]);
}

/// Puts the codes of the phrase at `at` on the stack.
static enum gosym_error pushPhrase(struct Words *words, uint32_t at,
                                   size_t *errorOffset) {
  unsigned head = words->table->bytes[at];
  unsigned size = head & GOSYM_COMPACT_PHRASE_SIZE_MASK;
  unsigned count = (head >> GOSYM_COMPACT_PHRASE_CODES_SHIFT &
                    GOSYM_COMPACT_PHRASE_CODES_MASK) +
                   GOSYM_COMPACT_PHRASE_MIN_CODES;
  if (words->entriesEnd - at - 1 < size)
    return failAt(GOSYM_BAD_DICTIONARY, (uint64_t)at + 1, errorOffset);
  if (words->depth == GOSYM_COMPACT_MAX_DEPTH)
    return failAt(GOSYM_BAD_DICTIONARY, at, errorOffset);
  struct Codes codes;
  codes.bytes = words->table->bytes;
  codes.at = ((uint64_t)at + 1) << 3;
  codes.end = codes.at + 8 * size;
  uint32_t *entries = words->waiting[words->depth];
  for (unsigned i = count; i-- != 0;) {
    uint64_t begin = codes.at;
    uint32_t rank;
    if (!readRank(words, &codes, &rank)) {
      codes.at = begin;
      return failCode(words, &codes, GOSYM_BAD_DICTIONARY, errorOffset);
    }
    if (rank == GOSYM_COMPACT_END_RANK)
      return failAt(GOSYM_BAD_DICTIONARY, begin >> 3, errorOffset);
    entries[i] = findEntry(words, rank);
    if (entries[i] == noEntry)
      return failEntry(words, rank, errorOffset);
  }
  words->left[words->depth++] = (unsigned char)count;
  return GOSYM_OK;
}

/// Finds the entry that comes next, of a phrase that has some left or of the
/// string. Returns GOSYM_END at the end.
static enum gosym_error nextEntry(struct Words *words, uint32_t *entry,
                                  size_t *errorOffset) {
  while (words->depth != 0) {
    unsigned top = words->depth - 1;
    if (words->left[top] != 0) {
      *entry = words->waiting[top][--words->left[top]];
      return GOSYM_OK;
    }
    words->depth = top;
  }
  uint64_t begin = words->string.at;
  uint32_t rank;
  if (!readRank(words, &words->string, &rank)) {
    words->string.at = begin;
    return failCode(words, &words->string, words->error, errorOffset);
  }
  if (rank == GOSYM_COMPACT_END_RANK) {
    words->begin = words->string.at;
    return GOSYM_END;
  }
  *entry = findEntry(words, rank);
  return *entry != noEntry ? GOSYM_OK : failEntry(words, rank, errorOffset);
}

enum gosym_error gosymNextWord(struct Words *words, const unsigned char **text,
                               uint32_t *size, size_t *errorOffset) {
  for (;;) {
    uint32_t at = noEntry;
    enum gosym_error error = nextEntry(words, &at, errorOffset);
    if (error != GOSYM_OK)
      return error;
    const unsigned char *entry = words->table->bytes + at;
    unsigned head = *entry;
    if (head & GOSYM_COMPACT_PHRASE) {
      error = pushPhrase(words, at, errorOffset);
      if (error != GOSYM_OK)
        return error;
      continue;
    }
    if (head == 0)
      return failAt(GOSYM_BAD_DICTIONARY, at, errorOffset);
    if (words->entriesEnd - at - 1 < head)
      return failAt(GOSYM_BAD_DICTIONARY, (uint64_t)at + 1, errorOffset);
    words->length += head;
    if (words->length > GOSYM_COMPACT_MAX_STRING)
      return failAt(words->error, words->begin >> 3, errorOffset);
    *text = entry + 1;
    *size = head;
    return GOSYM_OK;
  }
}
