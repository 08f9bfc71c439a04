//===- CompactNames.c - Names and paths of compact tables -----------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// A string becomes text in memory of the caller. A name that is looked for is
/// held to each string in turn, piece by piece; at the first byte that differs
/// the rest of the string is passed over by its codes.
///
//===----------------------------------------------------------------------===//

#include "Compact.h"

/// Copies `size` bytes without a call of memcpy(). `room`, at least `size`, is
/// how many bytes may be read and written: where it is enough, the last word is
/// copied whole, whatever is in it behind the text. Most texts are short.
static inline void copyBytes(char *to, const unsigned char *from, size_t size,
                             size_t room) {
  size_t i = 0;
  for (; i < size && room - i >= sizeof(size_t); i += sizeof(size_t)) {
    ((struct AnyWord *)(to + i))->word =
        ((const struct AnyWord *)(from + i))->word;
    __asm__ volatile("" ::: "memory");
  }
  for (; i < size; ++i) {
    to[i] = (char)from[i];
    __asm__ volatile("" ::: "memory");
  }
}

static inline size_t smaller(size_t a, size_t b) { return a < b ? a : b; }

enum gosym_error gosymFormatString(const struct gosym_table *table,
                                   unsigned kind, uint32_t number,
                                   struct Room *room, size_t *errorOffset) {
  struct Words words;
  size_t total = 0, most = room->size ? room->size - 1 : 0;
  uint32_t skip = room->skip;
  const unsigned char *end = table->bytes + table->size;
  enum gosym_error error =
      gosymBeginString(&words, table, kind, number, errorOffset);
  while (error == GOSYM_OK) {
    const unsigned char *text;
    uint32_t count;
    error = gosymNextWord(&words, &text, &count, errorOffset);
    if (error != GOSYM_OK)
      break;
    uint32_t skipped = skip < count ? skip : count;
    skip -= skipped;
    count -= skipped;
    text += skipped;
    if (total < most)
      copyBytes(room->buffer + total, text, smaller(count, most - total),
                smaller((size_t)(end - text), most - total));
    total += count;
  }
  if (error != GOSYM_END)
    total = 0;
  if (room->size != 0)
    room->buffer[smaller(total, most)] = 0;
  room->length = total;
  if (error != GOSYM_END)
    return error;
  return total < room->size ? GOSYM_OK : GOSYM_TOO_SMALL;
}

/// Moves behind the next string. `*isIt` says whether it was `name`.
static enum gosym_error compareString(struct Words *words,
                                      const unsigned char *name, size_t size,
                                      int *isIt, size_t *errorOffset) {
  *isIt = 0;
  for (size_t at = 0;;) {
    const unsigned char *text;
    uint32_t count;
    enum gosym_error error = gosymNextWord(words, &text, &count, errorOffset);
    if (error == GOSYM_END) {
      words->length = 0;
      *isIt = at == size;
      return GOSYM_OK;
    }
    if (error != GOSYM_OK)
      return error;
    uint32_t same = 0;
    if (size - at >= count)
      while (same < count && name[at + same] == text[same])
        ++same;
    if (same != count)
      return gosymSkipString(words, errorOffset);
    at += count;
  }
}

enum gosym_error gosymFindString(const struct gosym_table *table,
                                 const char *name, size_t size,
                                 struct gosym_function *out) {
  struct Words words;
  uint32_t count = gosymCountStrings(table, GOSYM_COMPACT_NAMES);
  for (uint32_t i = 0; i < count; ++i) {
    enum gosym_error error = GOSYM_OK;
    // Groups begin at a byte.
    if ((i & ((1u << GOSYM_COMPACT_GROUP_SHIFT) - 1)) == 0)
      error = gosymBeginString(&words, table, GOSYM_COMPACT_NAMES, i,
                               &out->error_offset);
    int isIt = 0;
    if (error == GOSYM_OK)
      error = compareString(&words, (const unsigned char *)name, size, &isIt,
                            &out->error_offset);
    if (error != GOSYM_OK)
      return error;
    out->name_number = i;
    if (isIt)
      return GOSYM_OK;
  }
  return GOSYM_NOT_FOUND;
}
