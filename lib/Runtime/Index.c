//===- Index.c - Lookups by an index --------------------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// gosym/Format/TableIndex.h has the bytes. A lookup:
///
///  1. binary search in the dense addresses (in the entries that blocks begin
///     with, where there are none) for the last one not above pc: a block
///  2. a walk over the entries of the block, until one is above pc
///
/// An index is not trusted: it may belong to another link, be cut, or have
/// flipped bits. An offset that does not lead to an entry is noticed when it is
/// decoded. Worse is an offset that leads to a different entry, which would
/// give a wrong name. So the walk compares each text entry with the dense
/// address of its number, an entry must follow a NUL, and the answer counts
/// only once the walk has seen a next entry that is above pc.
///
/// Nothing in the block confirms the block's history, so it is compared with
/// the block before: either the history begins in that block, and a walk over
/// it must find it as the last one there, or it is that block's history too. So
/// a wrong word in one of the two blocks is an error. An index that was made to
/// deceive, wrong in all these places at once, is not noticed; its answers are
/// other names and files of the table.
///
//===----------------------------------------------------------------------===//

#include "Table.h"

/// Reports that the index is wrong, at `offset` of a word in it.
static enum gosym_error badIndex(size_t offset, size_t *errorOffset) {
  *errorOffset = offset;
  return GOSYM_BAD_INDEX;
}

static uint32_t blockCount(const struct gosym_table *table) {
  uint32_t last = table->index_functions - 1;
  return (last >> table->index_shift) + 1;
}

/// Decodes the text entry that block `block` begins with.
static enum gosym_error decodeFirst(const struct gosym_table *table,
                                    uint32_t block, struct gosym_entry *entry,
                                    size_t *errorOffset) {
  size_t wordOffset = blockWordOffset(table, block, GOSYM_BLOCK_ENTRY);
  size_t offset = readIndex(table, wordOffset), end;
  if (!gosymMayBegin(table, offset) ||
      gosymDecode(table, offset, entry, &end) != GOSYM_OK ||
      !gosym_is_text(entry->type))
    return badIndex(wordOffset, errorOffset);
  return GOSYM_OK;
}

//===----------------------------------------------------------------------===//
// Attaching
//===----------------------------------------------------------------------===//

/// Reads the header of the index, whose size is at least that of a header.
static enum gosym_error readHeader(struct gosym_table *table) {
  const unsigned char *index = table->index;
  size_t *at = &table->error_offset;
  if (readIndex(table, GOSYM_INDEX_MAGIC_OFFSET) != GOSYM_INDEX_MAGIC)
    return badIndex(GOSYM_INDEX_MAGIC_OFFSET, at);
  if (index[GOSYM_INDEX_VERSION_OFFSET] != GOSYM_INDEX_VERSION)
    return badIndex(GOSYM_INDEX_VERSION_OFFSET, at);
  table->index_shift = index[GOSYM_INDEX_SHIFT_OFFSET];
  if (table->index_shift > GOSYM_INDEX_MAX_BLOCK_SHIFT)
    return badIndex(GOSYM_INDEX_SHIFT_OFFSET, at);
  table->index_flags = index[GOSYM_INDEX_FLAGS_OFFSET];
  if (!gosym_are_index_flags(table->index_flags))
    return badIndex(GOSYM_INDEX_FLAGS_OFFSET, at);
  if (index[GOSYM_INDEX_RESERVED_OFFSET] != 0)
    return badIndex(GOSYM_INDEX_RESERVED_OFFSET, at);
  table->index_functions = readIndex(table, GOSYM_INDEX_COUNT_OFFSET);
  if (table->index_size != gosym_index_total_size(table->index_functions,
                                                  table->index_shift,
                                                  table->index_flags))
    return badIndex(GOSYM_INDEX_COUNT_OFFSET, at);
  if (table->size != readIndex(table, GOSYM_INDEX_TABLE_SIZE_OFFSET))
    return badIndex(GOSYM_INDEX_TABLE_SIZE_OFFSET, at);
  return GOSYM_OK;
}

static enum gosym_error attach(struct gosym_table *table) {
  if (table->form != formGo11 || table->index_size < GOSYM_INDEX_HEADER_SIZE)
    return badIndex(0, &table->error_offset);
  enum gosym_error error = readHeader(table);
  if (error != GOSYM_OK || table->index_functions == 0)
    return error;
  if (readIndex(table, addressOffset(0)) != 0)
    return badIndex(addressOffset(0), &table->error_offset);
  struct gosym_entry entry;
  error = decodeFirst(table, 0, &entry, &table->error_offset);
  if (error != GOSYM_OK)
    return error;
  table->base = entry.value;
  table->begins_with_text = (unsigned char)isTextMark(&entry);
  return GOSYM_OK;
}

enum gosym_error gosym_attach_index(struct gosym_table *table,
                                    const void *index, size_t index_size) {
  table->index = NULL;
  if (table->form == formNone)
    return GOSYM_NO_TABLE;
  if (!index)
    return GOSYM_OK;
  table->index = index;
  table->index_size = index_size;
  enum gosym_error error = attach(table);
  if (error != GOSYM_OK)
    table->index = NULL;
  return error;
}

//===----------------------------------------------------------------------===//
// Walks
//===----------------------------------------------------------------------===//

/// Holds text entry `number` to its dense address.
static enum gosym_error checkAddress(const struct gosym_table *table,
                                     uint32_t number,
                                     const struct gosym_entry *entry,
                                     size_t *errorOffset) {
  if (number >= table->index_functions)
    return badIndex(GOSYM_INDEX_COUNT_OFFSET, errorOffset);
  uint32_t expected = readIndex(table, addressOffset(number));
  uint64_t address = table->index_flags & GOSYM_INDEX_HAS_ADDRESSES
                         ? entry->value - table->base
                         : 0;
  return address == expected ? GOSYM_OK
                             : badIndex(addressOffset(number), errorOffset);
}

/// Walks from the first text entry of `block` to that of the next one, and sets
/// `*history` to the unit that begins last in between; 0: none.
static enum gosym_error findHistoryIn(const struct gosym_table *table,
                                      uint32_t block, size_t *history,
                                      size_t *errorOffset) {
  struct gosym_entry entry;
  enum gosym_error error = decodeFirst(table, block, &entry, errorOffset);
  if (error != GOSYM_OK)
    return error;
  uint32_t number = block << table->index_shift;
  uint32_t last = (block + 1) << table->index_shift;
  size_t at = entry.offset;
  *history = 0;
  while (at < table->size) {
    size_t end;
    error = gosymDecode(table, at, &entry, &end);
    if (error != GOSYM_OK) {
      *errorOffset = end;
      return error;
    }
    if (gosym_is_history(entry.type) && beginsUnit(&entry))
      *history = at;
    if (gosym_is_text(entry.type)) {
      error = checkAddress(table, number, &entry, errorOffset);
      if (error != GOSYM_OK)
        return error;
      if (number == last)
        break;
      ++number;
    }
    at = end;
  }
  if (number == last && at == blockWord(table, block + 1, GOSYM_BLOCK_ENTRY))
    return GOSYM_OK;
  return badIndex(blockWordOffset(table, block + 1, GOSYM_BLOCK_ENTRY),
                  errorOffset);
}

/// Checks that the first text entry of the index is the first of the table, and
/// that the history of block 0 is the last unit before it: a walk that begins
/// at that history, or at the start of the table if there is none, must arrive
/// at that entry.
static enum gosym_error checkFirstBlock(const struct gosym_table *table,
                                        size_t *errorOffset) {
  size_t historyWord = blockWordOffset(table, 0, GOSYM_BLOCK_HISTORY);
  size_t first = blockWord(table, 0, GOSYM_BLOCK_ENTRY);
  size_t at = readIndex(table, historyWord);
  int hasUnit = at != 0;
  if (hasUnit && (at >= first || !gosymMayBegin(table, at)))
    return badIndex(historyWord, errorOffset);
  if (!hasUnit)
    at = table->first_code ? table->first_code : headerSize(table);

  struct gosym_entry entry;
  for (int isFirst = 1; at < first; isFirst = 0) {
    size_t end;
    enum gosym_error error = gosymDecode(table, at, &entry, &end);
    if (error != GOSYM_OK || gosym_is_text(entry.type))
      return badIndex(historyWord, errorOffset);
    int begins = gosym_is_history(entry.type) && beginsUnit(&entry);
    if (begins != (hasUnit && isFirst))
      return badIndex(historyWord, errorOffset);
    at = end;
  }
  return at == first ? GOSYM_OK : badIndex(historyWord, errorOffset);
}

enum gosym_error gosymCheckHistory(const struct gosym_table *table,
                                   const struct Place *place,
                                   size_t *errorOffset) {
  if (place->historyIsMet)
    return GOSYM_OK;
  if (place->block == 0)
    return checkFirstBlock(table, errorOffset);

  size_t met;
  uint32_t before = place->block - 1;
  enum gosym_error error = findHistoryIn(table, before, &met, errorOffset);
  if (error != GOSYM_OK)
    return error;
  if (met == 0)
    met = blockWord(table, before, GOSYM_BLOCK_HISTORY);
  return met == place->history ? GOSYM_OK
                               : badIndex(blockWordOffset(table, place->block,
                                                          GOSYM_BLOCK_HISTORY),
                                          errorOffset);
}

//===----------------------------------------------------------------------===//
// Search
//===----------------------------------------------------------------------===//

/// The last block that begins at or below pc, which is not below the base, by
/// the dense addresses.
static uint32_t findBlockByAddress(const struct gosym_table *table,
                                   uint64_t pc) {
  uint64_t key = pc - table->base;
  // The last entry not above the key is in [low, high).
  uint32_t low = 0, high = table->index_functions;
  while (high - low > 1) {
    uint32_t middle = low + (high - low) / 2;
    if (readIndex(table, addressOffset(middle)) <= key)
      low = middle;
    else
      high = middle;
  }
  return low >> table->index_shift;
}

/// The same by the entries of the table.
static enum gosym_error findBlockByEntry(const struct gosym_table *table,
                                         uint64_t pc, uint32_t *block,
                                         size_t *errorOffset) {
  uint32_t low = 0, high = blockCount(table);
  while (high - low > 1) {
    uint32_t middle = low + (high - low) / 2;
    struct gosym_entry entry;
    enum gosym_error error = decodeFirst(table, middle, &entry, errorOffset);
    if (error != GOSYM_OK)
      return error;
    if (entry.value <= pc)
      low = middle;
    else
      high = middle;
  }
  *block = low;
  return GOSYM_OK;
}

/// Walks from the begin of `first` over that block and those up to `last`.
static enum gosym_error searchBlocks(const struct gosym_table *table,
                                     uint32_t first, uint32_t last,
                                     struct Search *search,
                                     size_t *errorOffset) {
  struct gosym_entry entry;
  enum gosym_error error = decodeFirst(table, first, &entry, errorOffset);
  if (error != GOSYM_OK)
    return error;
  search->history = blockWord(table, first, GOSYM_BLOCK_HISTORY);
  search->hasText = first != 0 && table->begins_with_text;

  uint32_t number = first << table->index_shift;
  uint32_t begin = last << table->index_shift;
  uint64_t limit = (uint64_t)begin + (1u << table->index_shift);
  int inRun = 0;
  for (size_t at = entry.offset, end; at < table->size; at = end) {
    error = gosymDecode(table, at, &entry, &end);
    if (error != GOSYM_OK) {
      *errorOffset = end;
      return error;
    }
    if (gosym_is_history(entry.type)) {
      // The history is in pieces, which may be in any block.
      if (!inRun && !beginsUnit(&entry))
        return badIndex(blockWordOffset(table, first, GOSYM_BLOCK_HISTORY),
                        errorOffset);
      error = gosymSearchTake(search, &entry, errorOffset);
    } else if (gosym_is_text(entry.type)) {
      error = checkAddress(table, number, &entry, errorOffset);
      if (error != GOSYM_OK)
        return error;
      // The last block was chosen because it begins at or below pc and the
      // next one above.
      int isAbove = entry.value > search->pc;
      if (number == limit ? !isAbove : number == begin && isAbove)
        return badIndex(addressOffset(number), errorOffset);
      ++number;
      error = gosymSearchTake(search, &entry, errorOffset);
      if (error == GOSYM_OK && search->hasEtext && isAbove)
        error = GOSYM_END;
    }
    if (error != GOSYM_OK)
      return error;
    inRun = gosym_is_history(entry.type);
  }
  return number == table->index_functions
             ? GOSYM_END
             : badIndex(GOSYM_INDEX_COUNT_OFFSET, errorOffset);
}

enum gosym_error gosymLocateByIndex(const struct gosym_table *table,
                                    uint64_t pc, struct Place *place,
                                    size_t *errorOffset) {
  enum gosym_error error;
  if (pc < table->base) {
    error = checkFirstBlock(table, errorOffset);
    return error == GOSYM_OK ? GOSYM_NOT_FOUND : error;
  }
  uint32_t block = 0;
  if (table->index_flags & GOSYM_INDEX_HAS_ADDRESSES) {
    block = findBlockByAddress(table, pc);
  } else {
    error = findBlockByEntry(table, pc, &block, errorOffset);
    if (error != GOSYM_OK)
      return error;
  }

  struct Search search;
  for (uint32_t first = block;; --first) {
    gosymSearchBegin(&search, pc);
    error = searchBlocks(table, first, block, &search, errorOffset);
    if (error != GOSYM_END)
      return error;
    error = gosymSearchEnd(&search);
    // Only `text` is between: the function is in the block before.
    int isBefore = error == GOSYM_NOT_FOUND && search.skippedText &&
                   !search.hasEtext && first == block && first != 0;
    if (!isBefore) {
      search.best.block = first;
      break;
    }
  }
  if (error != GOSYM_OK)
    return error;
  copyPlace(place, &search.best);
  place->lineStart = table->base;
  return GOSYM_OK;
}
