//===- IndexBuild.c - Makes an index in the caller's memory ---------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// gosym/Format/TableIndex.h has the bytes. The places of the blocks depend on
/// the number of functions, and the flags on the last address, so a first walk
/// counts and checks and a second one writes. The bytes are not ours and may
/// change between the two walks, so the second walk never writes more than was
/// counted.
///
//===----------------------------------------------------------------------===//

#include "Table.h"

/// What the first walk finds.
struct Survey {
  uint32_t functions;
  unsigned flags;
  uint64_t firstAddress;
};

/// Makes the index, entry by entry.
struct Maker {
  const struct gosym_table *table;
  unsigned char *out;
  struct Survey survey;
  uint32_t number;
  uint32_t history;
  struct Rows rows;
  struct Row row;
  int hasRow;
};

static int isBelow4GiB(size_t size) { return (uint64_t)size >> 32 == 0; }

static unsigned flagsFor(const struct gosym_table *table, uint64_t span) {
  if (span >> 32 != 0)
    return 0;
  // An empty line table counts as none, as in makeTableIndex().
  return table->lines_size ? GOSYM_INDEX_HAS_ADDRESSES | GOSYM_INDEX_HAS_LINES
                           : GOSYM_INDEX_HAS_ADDRESSES;
}

/// What a walk remembers to check the order of entries.
struct Order {
  uint64_t first, last;
  int hasHistory, inRun, hasBegin;
};

/// Checks the order of entries that an index relies on.
static enum gosym_error checkOrder(struct Order *order,
                                   const struct gosym_entry *entry,
                                   int isFirstText) {
  int wasInRun = order->inRun;
  order->inRun = gosym_is_history(entry->type);
  if (order->inRun) {
    order->hasHistory = 1;
    return beginsUnit(entry) || wasInRun ? GOSYM_OK : GOSYM_NOT_INDEXABLE;
  }
  if (entry->type == 'f' && order->hasHistory)
    return GOSYM_NOT_INDEXABLE;
  if (!gosym_is_text(entry->type))
    return GOSYM_OK;
  if (!isFirstText && entry->value < order->last)
    return GOSYM_BAD_ORDER;
  if (isFirstText)
    order->first = entry->value;
  // Lines count from `text`, with an index from the first entry.
  if (isTextMark(entry) && !order->hasBegin) {
    order->hasBegin = 1;
    if (entry->value != order->first)
      return GOSYM_NOT_INDEXABLE;
  }
  order->last = entry->value;
  return GOSYM_OK;
}

static enum gosym_error survey(const struct gosym_table *table,
                               struct Survey *survey, size_t *errorOffset) {
  if (table->form == formNone)
    return GOSYM_NO_TABLE;
  *errorOffset = 0;
  if (table->form != formGo11 || !isBelow4GiB(table->size) ||
      !isBelow4GiB(table->lines_size))
    return GOSYM_NOT_INDEXABLE;

  struct Order order;
  order.first = 0;
  order.last = 0;
  order.hasHistory = 0;
  order.inRun = 0;
  order.hasBegin = 0;
  survey->functions = 0;
  survey->firstAddress = 0;
  struct gosym_entry entry;
  for (size_t at = headerSize(table), end; at < table->size; at = end) {
    enum gosym_error error = gosymDecode(table, at, &entry, &end);
    *errorOffset = end;
    if (error == GOSYM_OK) {
      *errorOffset = at;
      error = checkOrder(&order, &entry, survey->functions == 0);
    }
    if (error != GOSYM_OK)
      return error;
    if (!gosym_is_text(entry.type))
      continue;
    if (survey->functions == 0)
      survey->firstAddress = entry.value;
    ++survey->functions;
  }
  survey->flags = flagsFor(table, order.last - survey->firstAddress);
  return GOSYM_OK;
}

static void writeWord(unsigned char *out, uint32_t word, int bigEndian) {
  for (unsigned i = 0; i < GOSYM_INDEX_WORD_SIZE; ++i) {
    unsigned shift = 8 * (bigEndian ? GOSYM_INDEX_WORD_SIZE - 1 - i : i);
    out[i] = (unsigned char)(word >> shift);
  }
}

static void put(struct Maker *maker, size_t offset, uint32_t word) {
  writeWord(maker->out + offset, word, maker->table->big_endian);
}

static void putHeader(struct Maker *maker) {
  put(maker, GOSYM_INDEX_MAGIC_OFFSET, GOSYM_INDEX_MAGIC);
  maker->out[GOSYM_INDEX_VERSION_OFFSET] = GOSYM_INDEX_VERSION;
  maker->out[GOSYM_INDEX_SHIFT_OFFSET] = GOSYM_INDEX_BLOCK_SHIFT;
  maker->out[GOSYM_INDEX_FLAGS_OFFSET] = (unsigned char)maker->survey.flags;
  maker->out[GOSYM_INDEX_RESERVED_OFFSET] = 0;
  put(maker, GOSYM_INDEX_COUNT_OFFSET, maker->survey.functions);
  put(maker, GOSYM_INDEX_TABLE_SIZE_OFFSET, (uint32_t)maker->table->size);
}

/// Puts word `word` of the block of the text entry that was met last.
static void putBlockWord(struct Maker *maker, unsigned word, uint32_t value) {
  uint32_t block = maker->number >> GOSYM_INDEX_BLOCK_SHIFT;
  put(maker,
      (size_t)gosym_block_word_offset(maker->survey.functions,
                                      maker->survey.flags, block, word),
      value);
}

static enum gosym_error putBlock(struct Maker *maker,
                                 const struct gosym_entry *entry,
                                 size_t *errorOffset) {
  putBlockWord(maker, GOSYM_BLOCK_ENTRY, (uint32_t)entry->offset);
  putBlockWord(maker, GOSYM_BLOCK_HISTORY, maker->history);
  if (!(maker->survey.flags & GOSYM_INDEX_HAS_LINES))
    return GOSYM_OK;

  uint64_t base = maker->survey.firstAddress;
  enum gosym_error error =
      gosymMoveRows(&maker->rows, base, entry->value, &maker->row,
                    &maker->hasRow, errorOffset);
  if (error != GOSYM_OK)
    return error;
  int has = maker->hasRow;
  putBlockWord(maker, GOSYM_BLOCK_LINE_OFFSET,
               has ? (uint32_t)maker->rows.position : 0);
  putBlockWord(maker, GOSYM_BLOCK_LINE_PC,
               has ? (uint32_t)(maker->row.pc - base) : 0);
  putBlockWord(maker, GOSYM_BLOCK_LINE, has ? maker->row.line : 0);
  return GOSYM_OK;
}

static enum gosym_error take(struct Maker *maker,
                             const struct gosym_entry *entry,
                             size_t *errorOffset) {
  if (gosym_is_history(entry->type) && beginsUnit(entry))
    maker->history = (uint32_t)entry->offset;
  if (!gosym_is_text(entry->type) || maker->number >= maker->survey.functions)
    return GOSYM_OK;

  int hasAddresses = (maker->survey.flags & GOSYM_INDEX_HAS_ADDRESSES) != 0;
  uint64_t address = entry->value - maker->survey.firstAddress;
  put(maker, addressOffset(maker->number),
      hasAddresses ? (uint32_t)address : 0);
  enum gosym_error error = GOSYM_OK;
  if ((maker->number & ((1u << GOSYM_INDEX_BLOCK_SHIFT) - 1)) == 0)
    error = putBlock(maker, entry, errorOffset);
  ++maker->number;
  return error;
}

static enum gosym_error make(struct Maker *maker, size_t *errorOffset) {
  const struct gosym_table *table = maker->table;
  maker->number = 0;
  maker->history = 0;
  maker->hasRow = 0;
  beginRows(&maker->rows, table, maker->survey.firstAddress);
  putHeader(maker);

  struct gosym_entry entry;
  for (size_t at = headerSize(table), end; at < table->size; at = end) {
    enum gosym_error error = gosymDecode(table, at, &entry, &end);
    if (error == GOSYM_OK)
      error = take(maker, &entry, errorOffset);
    else
      *errorOffset = end;
    if (error != GOSYM_OK)
      return error;
  }
  return GOSYM_OK;
}

enum gosym_error gosym_index_size(const struct gosym_table *table, size_t *size,
                                  size_t *error_offset) {
  struct Survey found;
  size_t errorOffset = 0;
  enum gosym_error error = survey(table, &found, &errorOffset);
  if (error == GOSYM_OK) {
    uint64_t bytes = gosym_index_total_size(
        found.functions, GOSYM_INDEX_BLOCK_SHIFT, found.flags);
    *size = (size_t)bytes;
    // Such an index does not fit into the memory of this machine.
    if (*size != bytes)
      error = GOSYM_NOT_INDEXABLE;
  }
  if (error_offset)
    *error_offset = errorOffset;
  return error;
}

enum gosym_error gosym_index_build(const struct gosym_table *table,
                                   void *memory, size_t size,
                                   size_t *error_offset) {
  struct Maker maker;
  size_t errorOffset = 0;
  enum gosym_error error = survey(table, &maker.survey, &errorOffset);
  if (error == GOSYM_OK &&
      gosym_index_total_size(maker.survey.functions, GOSYM_INDEX_BLOCK_SHIFT,
                             maker.survey.flags) > size)
    error = GOSYM_TOO_SMALL;
  if (error == GOSYM_OK) {
    maker.table = table;
    maker.out = memory;
    error = make(&maker, &errorOffset);
  }
  if (error_offset)
    *error_offset = errorOffset;
  return error;
}
