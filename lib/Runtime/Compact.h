//===- Compact.h - What the readers of compact tables share ---------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// docs/CompactFormat.md says what every byte means. Opening a table reads its
/// header only; each question finds its part, checks that the part has room for
/// what it counts, and reads what it needs. So a question touches few pages,
/// and every read is checked where it is made.
///
/// Places are offsets from the first byte of the table, as in errors. They have
/// 64 bits: offsets and sizes of 32 bits are added to them without a check.
///
//===----------------------------------------------------------------------===//

#ifndef GOSYM_LIB_RUNTIME_COMPACT_H
#define GOSYM_LIB_RUNTIME_COMPACT_H

#include "Table.h"
#include "gosym-c/compact_format.h"

/// Bytes of a part, from `at` on.
struct Piece {
  const unsigned char *bytes;
  uint64_t at, end;
};

static inline uint32_t word32At(const unsigned char *bytes, uint64_t at) {
  return readWord32(bytes + at, 0);
}

static inline uint64_t word64At(const unsigned char *bytes, uint64_t at) {
  return readPointer(bytes + at, 0, 8);
}

/// The bytes of a part; none if the table has no such part.
static inline void beginPart(struct Piece *piece,
                             const struct gosym_table *table, unsigned kind) {
  piece->bytes = table->bytes;
  piece->at = table->part_offset[kind];
  piece->end = piece->at + table->part_size[kind];
}

static inline uint64_t sizeOf(const struct Piece *piece) {
  return piece->end - piece->at;
}

/// An address, or the distance of one, as it comes out for the target.
static inline uint64_t cutAddress(const struct gosym_table *table,
                                  uint64_t address) {
  return table->pointer_size == 4 ? (uint32_t)address : address;
}

static inline uint64_t distanceOf(const struct gosym_table *table,
                                  uint64_t address) {
  return cutAddress(table, address - table->base);
}

/// Size of the offsets of `count` things in groups of 1 << `shift`, an offset a
/// group.
static inline uint64_t groupsSize(uint32_t count, unsigned shift) {
  return (((uint64_t)count + (1u << shift) - 1) >> shift) << 2;
}

/// Reads a varint. Returns 0 if it is cut or has more than 64 bits; `at` is
/// where it begins then.
static inline int readVarint(struct Piece *piece, uint64_t *value) {
  uint64_t at = piece->at, result = 0;
  // Most have one byte.
  if (at < piece->end && piece->bytes[at] < 0x80) {
    *value = piece->bytes[at];
    piece->at = at + 1;
    return 1;
  }
  for (unsigned shift = 0; at < piece->end && shift < 64; shift += 7) {
    unsigned byte = piece->bytes[at++];
    // The tenth byte has room for one bit.
    if (shift == 63 && byte > 1)
      return 0;
    result |= (uint64_t)(byte & 0x7f) << shift;
    if (!(byte & 0x80)) {
      *value = result;
      piece->at = at;
      return 1;
    }
  }
  return 0;
}

/// A number with a sign, in two's complement.
static inline int readSigned(struct Piece *piece, uint64_t *value) {
  uint64_t folded;
  if (!readVarint(piece, &folded))
    return 0;
  *value = folded & 1 ? ~(folded >> 1) : folded >> 1;
  return 1;
}

/// Sets an error and where it is.
static inline enum gosym_error failAt(enum gosym_error error, uint64_t at,
                                      size_t *errorOffset) {
  *errorOffset = (size_t)at;
  return error;
}

/// Opens the table in `out->bytes`.
GOSYM_INTERNAL enum gosym_error gosymOpenCompact(struct gosym_table *out,
                                                 uint64_t address);

/// A bit string; places are in bits.
struct Codes {
  const unsigned char *bytes;
  uint64_t at, end;
};

/// The dictionary and one string of a table.
struct Words {
  const struct gosym_table *table;
  /// Of the array of offsets and of the first entry, and the end of the part.
  uint64_t offsets, entries, entriesEnd;
  uint32_t count;
  /// The string, and the part that it is in.
  struct Codes string;
  /// Where the string begins, in bits.
  uint64_t begin;
  enum gosym_error error;
  /// How many bytes there have been so far.
  uint32_t length;
  /// Phrases that are being read: how many codes are left of each, and where
  /// their entries are, the next one last.
  unsigned depth;
  unsigned char left[GOSYM_COMPACT_MAX_DEPTH];
  uint32_t waiting[GOSYM_COMPACT_MAX_DEPTH][5];
};

/// Begins with string `number` of the list in part `kind`: codes of those
/// before it in its group are passed over. `error` is that of faults in the
/// list.
GOSYM_INTERNAL enum gosym_error
gosymBeginString(struct Words *words, const struct gosym_table *table,
                 unsigned kind, uint32_t number, size_t *errorOffset);

/// Passes over the rest of the codes of a string, to the begin of the next one.
GOSYM_INTERNAL enum gosym_error gosymSkipString(struct Words *words,
                                                size_t *errorOffset);

/// Gives the next piece of the text of a string. Returns GOSYM_END at its end.
GOSYM_INTERNAL enum gosym_error gosymNextWord(struct Words *words,
                                              const unsigned char **text,
                                              uint32_t *size,
                                              size_t *errorOffset);

/// Number of strings of a list; 0 if the table has no such list.
GOSYM_INTERNAL uint32_t gosymCountStrings(const struct gosym_table *table,
                                          unsigned kind);

/// Memory of the caller for a string.
struct Room {
  char *buffer;
  size_t size;
  /// How many bytes of the string are left out at its front.
  uint32_t skip;
  /// Of the string without these.
  size_t length;
};

static inline void setRoom(struct Room *room, char *buffer, size_t size) {
  room->buffer = buffer;
  room->size = size;
  room->skip = 0;
  room->length = 0;
}

/// Writes string `number` of a list; otherwise as gosym_format_name().
GOSYM_INTERNAL enum gosym_error
gosymFormatString(const struct gosym_table *table, unsigned kind,
                  uint32_t number, struct Room *room, size_t *errorOffset);

/// Finds the last symbol of the list in part `kind` at `pc`.
GOSYM_INTERNAL enum gosym_error gosymFindSymbol(const struct gosym_table *table,
                                                unsigned kind, uint64_t pc,
                                                struct gosym_function *out);

/// Finds the first string of a list that is `name`.
GOSYM_INTERNAL enum gosym_error gosymFindString(const struct gosym_table *table,
                                                const char *name, size_t size,
                                                struct gosym_function *out);

/// Sets frame, locals and args of function `number` of the list.
GOSYM_INTERNAL enum gosym_error gosymReadFrame(const struct gosym_table *table,
                                               uint32_t number,
                                               struct gosym_function *out);

/// The answers of gosym.h, of compact tables.
GOSYM_INTERNAL enum gosym_error
gosymFindCompactFunction(const struct gosym_table *table, uint64_t pc,
                         struct gosym_function *out);
GOSYM_INTERNAL enum gosym_error
gosymFindCompactLine(const struct gosym_table *table, uint64_t pc,
                     struct gosym_line *out);
GOSYM_INTERNAL enum gosym_error
gosymFindCompactName(const struct gosym_table *table, const char *name,
                     size_t size, struct gosym_function *out);
GOSYM_INTERNAL enum gosym_error
gosymFindCompactInlined(const struct gosym_table *table, uint64_t pc,
                        struct gosym_inlined *out);
GOSYM_INTERNAL enum gosym_error
gosymNextCompactInlined(struct gosym_inlined *cursor, struct gosym_frame *out);

/// Empties a result, field by field.
GOSYM_INTERNAL void gosymClearFunction(struct gosym_function *out);

#endif
