//===- CompactSymbols.c - Functions and data of compact tables ------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Symbols are in blocks of 64 in the order of their addresses. The array of
/// blocks is searched for the last one that begins at or below the address, and
/// the records of that block are read up to the first symbol above it.
///
//===----------------------------------------------------------------------===//

#include "Compact.h"

enum { blockMask = (1 << GOSYM_COMPACT_BLOCK_SHIFT) - 1, letterOfNothing = 0 };

/// A list of symbols; places as in Compact.h.
struct List {
  const struct gosym_table *table;
  unsigned kind;
  uint32_t count, firstName;
  uint64_t blocks, records, end;
};

/// A symbol, and what the record behind it is told from.
struct Symbol {
  uint64_t address, size;
  uint64_t record;
  uint32_t number, unit;
  unsigned char head;
};

static uint32_t countUnits(const struct gosym_table *table) {
  struct Piece part;
  beginPart(&part, table, GOSYM_COMPACT_UNITS);
  if (sizeOf(&part) < GOSYM_COMPACT_COUNT_SIZE)
    return 0;
  uint32_t count = word32At(part.bytes, part.at);
  uint64_t most = (sizeOf(&part) - GOSYM_COMPACT_COUNT_SIZE) >> 2;
  return count <= most ? count : 0;
}

/// Begins with a list. GOSYM_NOT_FOUND: the table has none.
static enum gosym_error beginList(struct List *list,
                                  const struct gosym_table *table,
                                  unsigned kind, size_t *errorOffset) {
  struct Piece part;
  beginPart(&part, table, kind);
  if (sizeOf(&part) == 0)
    return GOSYM_NOT_FOUND;
  if (sizeOf(&part) < GOSYM_COMPACT_LIST_HEADER_SIZE)
    return failAt(GOSYM_BAD_PART, part.at, errorOffset);
  list->table = table;
  list->kind = kind;
  list->count = word32At(part.bytes, part.at);
  list->firstName =
      word32At(part.bytes, part.at + GOSYM_COMPACT_LIST_FIRST_NAME_OFFSET);
  list->blocks = part.at + GOSYM_COMPACT_LIST_HEADER_SIZE;
  // Blocks have 16 bytes.
  list->records =
      list->blocks +
      ((((uint64_t)list->count + blockMask) >> GOSYM_COMPACT_BLOCK_SHIFT) << 4);
  list->end = part.end;
  uint32_t names = gosymCountStrings(table, GOSYM_COMPACT_NAMES);
  if (list->count > names || list->firstName > names - list->count)
    return failAt(GOSYM_BAD_SYMBOL, part.at, errorOffset);
  if (list->records > part.end)
    return failAt(GOSYM_BAD_PART, list->blocks, errorOffset);
  return GOSYM_OK;
}

static uint64_t placeOfBlock(const struct List *list, uint32_t block) {
  return list->blocks + ((uint64_t)block << 4);
}

static uint64_t addressOfBlock(const struct List *list, uint32_t block) {
  return word64At(list->table->bytes, placeOfBlock(list, block));
}

static enum gosym_error checkUnit(const struct List *list, uint64_t unit,
                                  uint64_t at, size_t *errorOffset) {
  if (list->kind == GOSYM_COMPACT_FUNCTIONS && unit < countUnits(list->table))
    return GOSYM_OK;
  return failAt(GOSYM_BAD_UNIT, at, errorOffset);
}

/// Begins with the records of a block; the first one is read next.
static enum gosym_error beginBlock(const struct List *list, uint32_t block,
                                   struct Piece *records, struct Symbol *symbol,
                                   size_t *errorOffset) {
  const unsigned char *bytes = list->table->bytes;
  uint64_t at = placeOfBlock(list, block);
  uint32_t offset = word32At(bytes, at + GOSYM_COMPACT_BLOCK_OFFSET_OFFSET);
  if (offset > list->end - list->records)
    return failAt(GOSYM_BAD_SYMBOL, at + GOSYM_COMPACT_BLOCK_OFFSET_OFFSET,
                  errorOffset);
  records->bytes = bytes;
  records->at = list->records + offset;
  records->end = list->end;
  symbol->address = word64At(bytes, at);
  symbol->size = 0;
  symbol->record = records->at;
  symbol->head = 0;
  symbol->number = block << GOSYM_COMPACT_BLOCK_SHIFT;
  symbol->unit = word32At(bytes, at + GOSYM_COMPACT_BLOCK_UNIT_OFFSET);
  if (symbol->unit == GOSYM_COMPACT_NONE)
    return GOSYM_OK;
  return checkUnit(list, symbol->unit, at + GOSYM_COMPACT_BLOCK_UNIT_OFFSET,
                   errorOffset);
}

/// Reads where a symbol is, from the record whose head has been read. A number
/// that is cut is the fault where it begins.
static inline enum gosym_error
readPlace(struct Piece *records, struct Symbol *symbol, size_t *errorOffset) {
  unsigned gap = symbol->head & GOSYM_COMPACT_GAP_MASK;
  if (gap == GOSYM_COMPACT_GAP_ALIAS)
    return GOSYM_OK;
  uint64_t step = gap, before = symbol->address;
  if (gap == GOSYM_COMPACT_GAP_FAR && !readSigned(records, &step))
    return failAt(GOSYM_BAD_SYMBOL, records->at, errorOffset);
  symbol->address += symbol->size + step;
  if (symbol->address < before)
    return failAt(GOSYM_BAD_SYMBOL, symbol->record, errorOffset);
  if (!readVarint(records, &symbol->size))
    return failAt(GOSYM_BAD_SYMBOL, records->at, errorOffset);
  return GOSYM_OK;
}

/// Reads the next record. `symbol` is the one before it and becomes its own;
/// its number is not changed. It must be inlined: most of a lookup are these
/// records, and a symbol is in registers only where it is.
static inline __attribute__((always_inline)) enum gosym_error
readRecord(const struct List *list, struct Piece *records,
           struct Symbol *symbol, size_t *errorOffset) {
  symbol->record = records->at;
  if (records->at >= records->end)
    return failAt(GOSYM_BAD_SYMBOL, records->at, errorOffset);
  symbol->head = records->bytes[records->at++];
  int isFirst = (symbol->number & blockMask) == 0;
  if (isFirst && (symbol->head & GOSYM_COMPACT_GAP_MASK) != 0)
    return failAt(GOSYM_BAD_SYMBOL, symbol->record, errorOffset);
  int hasUnit = symbol->head & GOSYM_COMPACT_NEW_UNIT;
  if (hasUnit && list->kind == GOSYM_COMPACT_DATA)
    return failAt(GOSYM_BAD_UNIT, symbol->record, errorOffset);
  enum gosym_error error = readPlace(records, symbol, errorOffset);
  if (error != GOSYM_OK || !hasUnit)
    return error;
  uint64_t at = records->at, unit;
  if (!readVarint(records, &unit))
    return failAt(GOSYM_BAD_SYMBOL, at, errorOffset);
  symbol->unit = GOSYM_COMPACT_NONE;
  if (unit == 0)
    return GOSYM_OK;
  symbol->unit = (uint32_t)(unit - 1);
  return checkUnit(list, unit - 1, at, errorOffset);
}

static void copySymbol(struct Symbol *to, const struct Symbol *from) {
  to->address = from->address;
  to->size = from->size;
  to->record = from->record;
  to->number = from->number;
  to->unit = from->unit;
  to->head = from->head;
}

/// Passes over records up to the last symbol at or below `distance`, but not
/// beyond number `last`. It knows records of the kind that nearly all are: the
/// unit stays, the gap is no number of its own, the size has one or two bytes.
/// It stops before any other, and before what is wrong. A CPU cannot predict
/// whether a size has one byte or two, so there is no branch on that.
static void passCommonRecords(struct Piece *records, uint64_t distance,
                              uint32_t last, struct Symbol *symbol) {
  enum { longestRecord = 4 };
  const unsigned char *bytes = records->bytes;
  uint64_t at = records->at, record = symbol->record;
  uint64_t address = symbol->address, size = symbol->size;
  uint32_t number = symbol->number;
  for (; number != last && records->end - at >= longestRecord; ++number) {
    uint32_t word = word32At(bytes, at);
    uint32_t gap = word & GOSYM_COMPACT_GAP_MASK;
    uint32_t hasTwo = word >> 15 & 1, hasThree = hasTwo & word >> 23;
    if ((word & GOSYM_COMPACT_NEW_UNIT) || hasThree ||
        gap == GOSYM_COMPACT_GAP_FAR)
      break;
    if (gap == GOSYM_COMPACT_GAP_ALIAS) {
      record = at++;
      continue;
    }
    uint64_t next = address + size + gap;
    if (next > distance || next < address)
      break;
    record = at;
    at += 2 + hasTwo;
    address = next;
    size = (word >> 8 & 0x7f) | (word >> 9 & 0x3f80 & (0u - hasTwo));
  }
  records->at = at;
  symbol->record = record;
  symbol->address = address;
  symbol->size = size;
  symbol->number = number;
  symbol->head = bytes[record];
}

/// Reads a block up to the last symbol at or below `distance`, which is at or
/// above the block. `next` becomes the address behind it, if the block has one.
static enum gosym_error searchBlock(const struct List *list, uint32_t block,
                                    uint64_t distance, struct Symbol *found,
                                    uint64_t *next, size_t *errorOffset) {
  struct Piece records;
  enum gosym_error error =
      beginBlock(list, block, &records, found, errorOffset);
  // The first symbol is where the block begins.
  if (error == GOSYM_OK)
    error = readRecord(list, &records, found, errorOffset);
  uint32_t last = found->number | blockMask;
  if (last >= list->count)
    last = list->count - 1;
  while (error == GOSYM_OK) {
    passCommonRecords(&records, distance, last, found);
    if (found->number == last)
      return GOSYM_OK;
    struct Symbol symbol;
    copySymbol(&symbol, found);
    ++symbol.number;
    error = readRecord(list, &records, &symbol, errorOffset);
    if (error == GOSYM_OK && symbol.address > distance) {
      *next = symbol.address;
      return GOSYM_OK;
    }
    copySymbol(found, &symbol);
  }
  return error;
}

static char letterOf(const struct List *list, const struct Symbol *symbol) {
  char letter = 'T';
  if (list->kind == GOSYM_COMPACT_DATA)
    letter = symbol->head & GOSYM_COMPACT_FLAG ? 'B' : 'D';
  return symbol->head & GOSYM_COMPACT_LOCAL ? (char)(letter | 0x20) : letter;
}

void gosymClearFunction(struct gosym_function *out) {
  out->name = NULL;
  out->name_size = 0;
  out->entry = 0;
  out->end = 0;
  out->size = 0;
  out->go_type = 0;
  out->frame = 0;
  out->locals = 0;
  out->args = 0;
  out->offset = 0;
  out->name_number = 0;
  out->unit = GOSYM_COMPACT_NONE;
  out->type = letterOfNothing;
  out->is_inlined = 0;
  out->has_frame = 0;
  out->has_locals = 0;
  out->has_args = 0;
}

static void setFunction(const struct List *list, const struct Symbol *symbol,
                        uint64_t end, struct gosym_function *out) {
  gosymClearFunction(out);
  out->entry = cutAddress(list->table, list->table->base + symbol->address);
  out->end = cutAddress(list->table, list->table->base + end);
  out->size = symbol->size;
  out->offset = (size_t)symbol->record;
  out->name_number = list->firstName + symbol->number;
  out->unit = symbol->unit;
  out->type = letterOf(list, symbol);
}

/// The number of blocks that begin at or below `distance`.
static uint32_t countBlocks(const struct List *list, uint64_t distance) {
  uint32_t low = 0;
  uint32_t high = (uint32_t)(((uint64_t)list->count + blockMask) >>
                             GOSYM_COMPACT_BLOCK_SHIFT);
  while (low < high) {
    uint32_t middle = low + (high - low) / 2;
    if (addressOfBlock(list, middle) <= distance)
      low = middle + 1;
    else
      high = middle;
  }
  return low;
}

/// The end of the symbols at `distance`: where the next block begins or the
/// list ends, or `next`, of the same block, if that is not 0.
static uint64_t endOf(const struct List *list, uint32_t block, uint64_t next) {
  uint64_t at = list->blocks - GOSYM_COMPACT_LIST_HEADER_SIZE;
  uint64_t end =
      word64At(list->table->bytes, at + GOSYM_COMPACT_LIST_END_OFFSET);
  uint64_t blocks =
      ((uint64_t)list->count + blockMask) >> GOSYM_COMPACT_BLOCK_SHIFT;
  if (next == 0 && block + 1 < blocks)
    next = addressOfBlock(list, block + 1);
  return next != 0 && next < end ? next : end;
}

enum gosym_error gosymFindSymbol(const struct gosym_table *table, unsigned kind,
                                 uint64_t pc, struct gosym_function *out) {
  struct List list;
  out->error_offset = 0;
  enum gosym_error error = beginList(&list, table, kind, &out->error_offset);
  if (error != GOSYM_OK)
    return error;
  uint64_t head = list.blocks - GOSYM_COMPACT_LIST_HEADER_SIZE;
  uint64_t distance = distanceOf(table, pc);
  if (distance <
          word64At(table->bytes, head + GOSYM_COMPACT_LIST_BEGIN_OFFSET) ||
      distance >= word64At(table->bytes, head + GOSYM_COMPACT_LIST_END_OFFSET))
    return GOSYM_NOT_FOUND;
  uint32_t block = countBlocks(&list, distance);
  if (block-- == 0)
    return GOSYM_NOT_FOUND;
  struct Symbol found;
  uint64_t next = 0;
  error =
      searchBlock(&list, block, distance, &found, &next, &out->error_offset);
  if (error == GOSYM_OK)
    setFunction(&list, &found, endOf(&list, block, next), out);
  return error;
}

enum gosym_error gosymFindCompactFunction(const struct gosym_table *table,
                                          uint64_t pc,
                                          struct gosym_function *out) {
  enum gosym_error error =
      gosymFindSymbol(table, GOSYM_COMPACT_FUNCTIONS, pc, out);
  if (error != GOSYM_OK)
    return error;
  uint32_t first = word32At(table->bytes,
                            table->part_offset[GOSYM_COMPACT_FUNCTIONS] +
                                (uint64_t)GOSYM_COMPACT_LIST_FIRST_NAME_OFFSET);
  return gosymReadFrame(table, out->name_number - first, out);
}

/// Sets `out` to symbol `number` of a list, with its end.
static enum gosym_error readSymbol(const struct List *list, uint32_t number,
                                   struct gosym_function *out) {
  struct Piece records;
  struct Symbol symbol, found;
  uint32_t block = number >> GOSYM_COMPACT_BLOCK_SHIFT;
  enum gosym_error error =
      beginBlock(list, block, &records, &symbol, &out->error_offset);
  if (error != GOSYM_OK)
    return error;
  uint64_t next = 0;
  copySymbol(&found, &symbol);
  for (; error == GOSYM_OK && symbol.number < list->count; ++symbol.number) {
    if (symbol.number >> GOSYM_COMPACT_BLOCK_SHIFT != block)
      break;
    error = readRecord(list, &records, &symbol, &out->error_offset);
    if (error != GOSYM_OK)
      return error;
    if (symbol.number <= number) {
      copySymbol(&found, &symbol);
    } else if (symbol.address > found.address) {
      next = symbol.address;
      break;
    }
  }
  if (error != GOSYM_OK)
    return error;
  // Blocks behind it may begin at the same address.
  uint32_t blocks = (uint32_t)(((uint64_t)list->count + blockMask) >>
                               GOSYM_COMPACT_BLOCK_SHIFT);
  while (next == 0 && block + 1 < blocks &&
         addressOfBlock(list, block + 1) == found.address)
    ++block;
  setFunction(list, &found, endOf(list, block, next), out);
  return GOSYM_OK;
}

enum gosym_error gosymFindCompactName(const struct gosym_table *table,
                                      const char *name, size_t size,
                                      struct gosym_function *out) {
  out->error_offset = 0;
  enum gosym_error error = gosymFindString(table, name, size, out);
  if (error != GOSYM_OK)
    return error;
  for (unsigned kind = GOSYM_COMPACT_FUNCTIONS; kind <= GOSYM_COMPACT_DATA;
       ++kind) {
    struct List list;
    error = beginList(&list, table, kind, &out->error_offset);
    if (error == GOSYM_NOT_FOUND)
      continue;
    if (error != GOSYM_OK)
      return error;
    if (out->name_number >= list.firstName &&
        out->name_number - list.firstName < list.count)
      return readSymbol(&list, out->name_number - list.firstName, out);
  }
  return GOSYM_NOT_FOUND;
}
