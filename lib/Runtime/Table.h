//===- Table.h - What the files of the reader share -----------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Everything of the reader goes by offsets into the table, and one function
/// decodes: gosymDecode(). It never reads behind the size of the table, and
/// moves on by at least two bytes, so every loop over entries ends.
///
/// Rules that keep the object files free of undefined symbols, with gcc and
/// clang, at -O0 too, on 32-bit machines too: no struct is copied or set to
/// zero as a whole (memcpy, memset), no 64-bit division or multiplication
/// (libgcc), no table of constants (the GOT of i386).
///
//===----------------------------------------------------------------------===//

#ifndef GOSYM_LIB_RUNTIME_TABLE_H
#define GOSYM_LIB_RUNTIME_TABLE_H

#include "gosym-c/format.h"
#include "gosym-c/gosym.h"

/// Calls between our files need no PLT, and no shared object exports them.
#define GOSYM_INTERNAL __attribute__((visibility("hidden")))

/// The form of a table, gosym_table.form; 0 if it is not open.
enum { formNone, formGo11, formGo10, formInterim, formCompact, formFunctions };

static inline int isCompact(const struct gosym_table *table) {
  return table->form == formCompact;
}

static inline int isFunctions(const struct gosym_table *table) {
  return table->form == formFunctions;
}

/// Bytes before the first entry.
static inline size_t headerSize(const struct gosym_table *table) {
  return table->form == formGo11      ? GOSYM_GO11_HEADER_SIZE
         : table->form == formInterim ? GOSYM_INTERIM_HEADER_SIZE
                                      : 0;
}

static inline uint32_t readWord32(const unsigned char *p, int bigEndian) {
  if (bigEndian)
    return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 |
           p[3];
  return (uint32_t)p[3] << 24 | (uint32_t)p[2] << 16 | (uint32_t)p[1] << 8 |
         p[0];
}

/// An address: `pointerSize` bytes, 4 or 8.
static inline uint64_t readPointer(const unsigned char *p, int bigEndian,
                                   unsigned pointerSize) {
  if (pointerSize == 4)
    return readWord32(p, bigEndian);
  uint64_t first = readWord32(p, bigEndian);
  uint64_t second = readWord32(p + 4, bigEndian);
  return bigEndian ? first << 32 | second : second << 32 | first;
}

/// A word of a table or of text: of any alignment, and may alias any type.
struct __attribute__((packed, may_alias)) AnyWord {
  size_t word;
};

/// Decodes the entry at `offset`, which is below the size of the table, into
/// `entry`. `*end` becomes the offset behind it. On an error `*end` is the
/// offset of the field that is wrong.
GOSYM_INTERNAL enum gosym_error gosymDecode(const struct gosym_table *table,
                                            size_t offset,
                                            struct gosym_entry *entry,
                                            size_t *end);

/// Whether an entry may begin at an offset that an index gives: an entry
/// follows the NUL that ends the one before.
GOSYM_INTERNAL int gosymMayBegin(const struct gosym_table *table,
                                 size_t offset);

/// Whether a history entry begins a unit.
static inline int beginsUnit(const struct gosym_entry *entry) {
  return gosym_begins_unit(entry->value, entry->path_count);
}

static inline int isNamed(const struct gosym_entry *entry, const char *name) {
  return gosym_is_name(entry->name, entry->name_size, name);
}

/// Whether a text entry may be a mark; gosym-c/format.h says which one is.
static inline int isTextMark(const struct gosym_entry *entry) {
  return gosym_is_text_mark(entry->type, entry->name, entry->name_size);
}
static inline int isEtextMark(const struct gosym_entry *entry) {
  return gosym_is_etext_mark(entry->type, entry->name, entry->name_size);
}

/// Where a function is in its table, and what lookups learn on the way.
struct Place {
  /// Of the text entry.
  size_t offset;
  uint64_t entry;
  uint64_t end;
  /// The offset of the first entry of the history in force there; 0 if there is
  /// none. With an index it is what the index says, and is checked only if
  /// historyIsMet.
  size_t history;
  int historyIsMet;
  /// The pc where the line table begins.
  uint64_t lineStart;
  /// With an index: the block that the walk began in.
  uint32_t block;
};

/// Finds the function of `pc`. On an error `*errorOffset` tells.
GOSYM_INTERNAL enum gosym_error gosymLocate(const struct gosym_table *table,
                                            uint64_t pc, struct Place *place,
                                            size_t *errorOffset);

/// A walk over text entries in search of `pc`, one entry at a time; Locate.c.
struct Search {
  uint64_t pc;
  struct Place best;
  /// Of the history in force where the walk is.
  size_t history;
  int historyIsMet;
  /// The last `etext` so far; it is the mark unless another one follows.
  struct Place etext;
  uint64_t last;
  uint64_t lineStart;
  size_t lastOffset;
  unsigned char hasBest, hasEtext, hasLast, hasText, hasLineStart;
  unsigned char skippedText;
};

GOSYM_INTERNAL void gosymSearchBegin(struct Search *search, uint64_t pc);
/// Takes a history or text entry. Returns GOSYM_END if no later entry matters.
GOSYM_INTERNAL enum gosym_error gosymSearchTake(struct Search *search,
                                                const struct gosym_entry *entry,
                                                size_t *errorOffset);
/// Ends the search. On GOSYM_OK search->best is the function.
GOSYM_INTERNAL enum gosym_error gosymSearchEnd(struct Search *search);

/// gosymLocate() by the index; table->index is not null.
GOSYM_INTERNAL enum gosym_error
gosymLocateByIndex(const struct gosym_table *table, uint64_t pc,
                   struct Place *place, size_t *errorOffset);

/// Checks that `place->history`, which the index gave, is what the blocks
/// around it allow.
GOSYM_INTERNAL enum gosym_error
gosymCheckHistory(const struct gosym_table *table, const struct Place *place,
                  size_t *errorOffset);

/// Copies field by field; see above.
static inline void copyPlace(struct Place *to, const struct Place *from) {
  to->offset = from->offset;
  to->entry = from->entry;
  to->end = from->end;
  to->history = from->history;
  to->historyIsMet = from->historyIsMet;
  to->lineStart = from->lineStart;
  to->block = from->block;
}

/// Rows of a line table, one by one.
struct Rows {
  const unsigned char *bytes;
  size_t size;
  uint32_t quantum;
  /// Behind the row read last.
  size_t position;
  uint64_t pc;
  uint32_t line;
};

struct Row {
  uint64_t pc;
  uint32_t line;
};

static inline void beginRows(struct Rows *rows, const struct gosym_table *table,
                             uint64_t start) {
  rows->bytes = table->lines;
  rows->size = table->lines_size;
  rows->quantum = table->quantum;
  rows->position = 0;
  rows->pc = start;
  rows->line = 0;
}

/// Reads the next row. Returns GOSYM_END at the end. On GOSYM_BAD_LINES the
/// position does not change.
GOSYM_INTERNAL enum gosym_error gosymNextRow(struct Rows *rows, struct Row *row,
                                             size_t *errorOffset);

/// Moves `rows` to the row in force at `pc`: the last one not above it. Only
/// rows at `least` or above are taken, since pc may wrap behind the last
/// address.
/// `*found` says whether there was one, which is then in `row`.
GOSYM_INTERNAL enum gosym_error gosymMoveRows(struct Rows *rows, uint64_t least,
                                              uint64_t pc, struct Row *row,
                                              int *found, size_t *errorOffset);

/// The absolute line of `pc`, which is in `place`; 0: none.
GOSYM_INTERNAL enum gosym_error gosymFindRow(const struct gosym_table *table,
                                             const struct Place *place,
                                             uint64_t pc, uint64_t *line,
                                             size_t *errorOffset);

/// Finds in the history that begins at `out->offset` and ends before `end` the
/// file of an absolute line, its path and the line in it. GOSYM_NOT_FOUND: no
/// file is open there.
GOSYM_INTERNAL enum gosym_error gosymFindFile(const struct gosym_table *table,
                                              size_t end, uint64_t absolute,
                                              struct gosym_line *out);

/// Offset in the index of the address of text entry `number`, which exists.
static inline size_t addressOffset(uint32_t number) {
  return (size_t)gosym_index_address_offset(number);
}

/// Offset in the index of word `word` of block `block`, which exists.
static inline size_t blockWordOffset(const struct gosym_table *table,
                                     uint32_t block, unsigned word) {
  return (size_t)gosym_block_word_offset(table->index_functions,
                                         table->index_flags, block, word);
}

static inline uint32_t readIndex(const struct gosym_table *table,
                                 size_t offset) {
  return readWord32(table->index + offset, table->big_endian);
}

static inline uint32_t blockWord(const struct gosym_table *table,
                                 uint32_t block, unsigned word) {
  return readIndex(table, blockWordOffset(table, block, word));
}

#endif
