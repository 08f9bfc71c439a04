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
  // A line table of no bytes is none, as in makeTableIndex().
  return table->lines_size ? indexHasAddresses | indexHasLines
                           : indexHasAddresses;
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
  order->inRun = isHistory(entry->type);
  if (order->inRun) {
    order->hasHistory = 1;
    return beginsUnit(entry) || wasInRun ? GOSYM_OK : GOSYM_NOT_INDEXABLE;
  }
  if (entry->type == 'f' && order->hasHistory)
    return GOSYM_NOT_INDEXABLE;
  if (!isText(entry->type))
    return GOSYM_OK;
  if (!isFirstText && entry->value < order->last)
    return GOSYM_BAD_ORDER;
  if (isFirstText)
    order->first = entry->value;
  // Lines count from `text`, with an index from the first entry.
  if (isTextBound(entry) && !order->hasBegin) {
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
    if (!isText(entry.type))
      continue;
    if (survey->functions == 0)
      survey->firstAddress = entry.value;
    ++survey->functions;
  }
  survey->flags = flagsFor(table, order.last - survey->firstAddress);
  return GOSYM_OK;
}

static void writeWord(unsigned char *out, uint32_t word, int bigEndian) {
  for (unsigned i = 0; i < indexWordSize; ++i) {
    unsigned shift = 8 * (bigEndian ? indexWordSize - 1 - i : i);
    out[i] = (unsigned char)(word >> shift);
  }
}

static void put(struct Maker *maker, size_t offset, uint32_t word) {
  writeWord(maker->out + offset, word, maker->table->big_endian);
}

static void putHeader(struct Maker *maker) {
  put(maker, 0, GOSYM_INDEX_MAGIC);
  maker->out[indexVersionOffset] = indexVersion;
  maker->out[indexShiftOffset] = indexBlockShift;
  maker->out[indexFlagsOffset] = (unsigned char)maker->survey.flags;
  maker->out[indexReservedOffset] = 0;
  put(maker, indexCountOffset, maker->survey.functions);
  put(maker, indexTableSizeOffset, (uint32_t)maker->table->size);
}

static enum gosym_error putBlock(struct Maker *maker,
                                 const struct gosym_entry *entry,
                                 size_t *errorOffset) {
  int hasLines = (maker->survey.flags & indexHasLines) != 0;
  size_t block = maker->number >> indexBlockShift;
  size_t offset = indexHeaderSize +
                  (size_t)maker->survey.functions * indexWordSize +
                  block * (hasLines ? indexBlockSizeWithLines : indexBlockSize);
  put(maker, offset + blockEntry * indexWordSize, (uint32_t)entry->offset);
  put(maker, offset + blockHistory * indexWordSize, maker->history);
  if (!hasLines)
    return GOSYM_OK;

  uint64_t base = maker->survey.firstAddress;
  enum gosym_error error =
      gosymMoveRows(&maker->rows, base, entry->value, &maker->row,
                    &maker->hasRow, errorOffset);
  if (error != GOSYM_OK)
    return error;
  int has = maker->hasRow;
  put(maker, offset + blockLineOffset * indexWordSize,
      has ? (uint32_t)maker->rows.position : 0);
  put(maker, offset + blockLinePc * indexWordSize,
      has ? (uint32_t)(maker->row.pc - base) : 0);
  put(maker, offset + blockLine * indexWordSize, has ? maker->row.line : 0);
  return GOSYM_OK;
}

static enum gosym_error take(struct Maker *maker,
                             const struct gosym_entry *entry,
                             size_t *errorOffset) {
  if (isHistory(entry->type) && beginsUnit(entry))
    maker->history = (uint32_t)entry->offset;
  if (!isText(entry->type) || maker->number >= maker->survey.functions)
    return GOSYM_OK;

  int hasAddresses = (maker->survey.flags & indexHasAddresses) != 0;
  uint64_t address = entry->value - maker->survey.firstAddress;
  put(maker, indexHeaderSize + (size_t)maker->number * indexWordSize,
      hasAddresses ? (uint32_t)address : 0);
  enum gosym_error error = GOSYM_OK;
  if ((maker->number & ((1u << indexBlockShift) - 1)) == 0)
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
    uint64_t bytes = indexSize(found.functions, indexBlockShift, found.flags);
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
  if (error == GOSYM_OK && indexSize(maker.survey.functions, indexBlockShift,
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
