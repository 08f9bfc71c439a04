//===- FunctionTable.c - The function table of Go 1.18 and later ----------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// docs/FunctionTable.md says what every byte means. Opening a table reads its
/// header; a question is a binary search over the list of functions, one record
/// and up to two streams. Each read is checked where it is made, against the
/// part that it must be in.
///
/// A table that the linker plugin made says in its tail how far its code is
/// from it, so its header, which in a position-independent program has the
/// address of the file, is not looked at for that.
///
/// Names and paths are text in the table. The file of a line is told as the
/// offset of its path, and one.
///
//===----------------------------------------------------------------------===//

#include "FunctionTable.h"
#include "Compact.h"

/// Where the parts are, in gosym_table.part_offset and part_size.
enum { partNames, partUnits, partPaths, partStreams, partList, partCount };

static uint64_t headerWord(const struct gosym_table *table, unsigned word) {
  unsigned at = GOSYM_FUNCTIONS_WORDS_OFFSET + word * table->pointer_size;
  return readPointer(table->bytes + at, table->big_endian, table->pointer_size);
}

static enum gosym_error wrongWord(struct gosym_table *table,
                                  enum gosym_error error, unsigned word) {
  table->error_offset =
      GOSYM_FUNCTIONS_WORDS_OFFSET + word * table->pointer_size;
  return error;
}

static uint32_t wordAt(const struct gosym_table *table, uint64_t at) {
  return readWord32(table->bytes + at, table->big_endian);
}

static uint64_t partEnd(const struct gosym_table *table, unsigned part) {
  return (uint64_t)table->part_offset[part] + table->part_size[part];
}

int gosymIsFunctionTable(const unsigned char *bytes, size_t size,
                         int *bigEndian) {
  if (size < GOSYM_FUNCTIONS_WORDS_OFFSET)
    return 0;
  for (*bigEndian = 0; *bigEndian <= 1; ++*bigEndian)
    if (gosym_begins_functions(readWord32(bytes, *bigEndian), bytes + 4))
      return 1;
  return 0;
}

static int hasTail(const struct gosym_table *table, uint64_t listAt) {
  if (table->size - listAt < GOSYM_FUNCTIONS_TAIL_SIZE)
    return 0;
  const char *mark =
      (const char *)table->bytes + table->size - GOSYM_FUNCTIONS_TAIL_MARK_SIZE;
  return gosym_is_name(mark, GOSYM_FUNCTIONS_TAIL_MARK_SIZE,
                       GOSYM_FUNCTIONS_TAIL_MARK);
}

/// Sets where the parts are: each ends where the next begins.
static enum gosym_error readParts(struct gosym_table *out) {
  uint64_t before = gosym_functions_header_size(out->pointer_size);
  uint64_t at[partCount];
  for (unsigned part = 0; part < partCount; ++part) {
    unsigned word = GOSYM_FUNCTIONS_NAME_WORD + part;
    at[part] = headerWord(out, word);
    if (at[part] < before || at[part] > out->size)
      return wrongWord(out, GOSYM_BAD_PART, word);
    before = at[part];
  }
  uint64_t end = out->size;
  if (hasTail(out, at[partList])) {
    end -= GOSYM_FUNCTIONS_TAIL_SIZE;
    out->has_tail = 1;
  }
  // What is behind has no place in the words of a table that is open.
  if (end > UINT32_MAX)
    return wrongWord(out, GOSYM_BAD_PART, GOSYM_FUNCTIONS_RECORD_WORD);
  for (unsigned part = 0; part < partCount; ++part) {
    uint64_t next = part + 1 < partCount ? at[part + 1] : end;
    out->part_offset[part] = (uint32_t)at[part];
    out->part_size[part] = (uint32_t)(next - at[part]);
  }
  return GOSYM_OK;
}

enum gosym_error gosymOpenFunctions(struct gosym_table *out, int bigEndian,
                                    uint64_t address, uint64_t text) {
  out->big_endian = (unsigned char)bigEndian;
  out->pointer_size = out->bytes[GOSYM_FUNCTIONS_POINTER_SIZE_OFFSET];
  out->quantum = out->bytes[GOSYM_FUNCTIONS_QUANTUM_OFFSET];
  out->record_size = wordAt(out, 0) == GOSYM_FUNCTIONS_GO118
                         ? GOSYM_RECORD_GO118_SIZE
                         : GOSYM_RECORD_GO120_SIZE;
  out->error_offset = out->size;
  if (out->size < gosym_functions_header_size(out->pointer_size))
    return GOSYM_BAD_HEADER;
  enum gosym_error error = readParts(out);
  if (error != GOSYM_OK)
    return error;
  // An entry has 8 bytes.
  uint64_t count = headerWord(out, GOSYM_FUNCTIONS_COUNT_WORD);
  uint32_t room = out->part_size[partList];
  if (room < GOSYM_FUNCTION_LIST_END_SIZE ||
      count > (room - GOSYM_FUNCTION_LIST_END_SIZE) >> 3)
    return wrongWord(out, GOSYM_BAD_HEADER, GOSYM_FUNCTIONS_COUNT_WORD);
  if (headerWord(out, GOSYM_FUNCTIONS_FILES_WORD) > out->part_size[partPaths])
    return wrongWord(out, GOSYM_BAD_HEADER, GOSYM_FUNCTIONS_FILES_WORD);
  out->index_functions = (uint32_t)count;
  if (out->has_tail)
    out->base = address +
                readPointer(out->bytes + partEnd(out, partList), bigEndian, 8);
  else
    out->base = text ? text : headerWord(out, GOSYM_FUNCTIONS_START_WORD);
  out->base = cutAddress(out, out->base);
  out->error_offset = 0;
  out->form = formFunctions;
  return GOSYM_OK;
}

//===----------------------------------------------------------------------===//
// Functions
//===----------------------------------------------------------------------===//

/// Where in the list function `number` is, or the end.
static uint64_t listOffset(const struct gosym_table *table, uint32_t number) {
  return table->part_offset[partList] + ((uint64_t)number << 3);
}

static uint32_t entryAt(const struct gosym_table *table, uint32_t number) {
  return wordAt(table, listOffset(table, number));
}

/// The first function, from `low` on, whose entry is above; else the end.
static uint32_t firstAbove(const struct gosym_table *table, uint64_t distance,
                           uint32_t low) {
  uint32_t high = table->index_functions;
  while (low < high) {
    uint32_t middle = low + (high - low) / 2;
    if (entryAt(table, middle) > distance)
      high = middle;
    else
      low = middle + 1;
  }
  return low;
}

/// Stores the size of the text at `at`, which must end in `part`.
static enum gosym_error readText(const struct gosym_table *table, unsigned part,
                                 uint64_t at, enum gosym_error wrong,
                                 size_t *size, size_t *errorOffset) {
  uint64_t end = partEnd(table, part), last = at;
  while (last < end && table->bytes[last] != 0)
    ++last;
  if (last >= end)
    return failAt(wrong, at, errorOffset);
  *size = (size_t)(last - at);
  return GOSYM_OK;
}

/// A function, as its record has it.
struct Record {
  uint64_t at;
  uint32_t entry, end;
};

static uint32_t field(const struct gosym_table *table,
                      const struct Record *record, unsigned offset) {
  return wordAt(table, record->at + offset);
}

/// Reads function `number`.
static enum gosym_error readRecord(const struct gosym_table *table,
                                   uint32_t number, struct Record *record,
                                   size_t *errorOffset) {
  uint64_t at = listOffset(table, number);
  record->entry = entryAt(table, number);
  uint32_t next = number + 1;
  if (entryAt(table, next) < record->entry)
    return failAt(GOSYM_BAD_ORDER, at + GOSYM_FUNCTION_ENTRY_SIZE, errorOffset);
  if (entryAt(table, next) == record->entry)
    next = firstAbove(table, record->entry, next);
  record->end = entryAt(table, next);
  uint64_t end = partEnd(table, partList);
  record->at = (uint64_t)table->part_offset[partList] +
               wordAt(table, at + GOSYM_FUNCTION_RECORD_FIELD);
  if (record->at > end || end - record->at < table->record_size)
    return failAt(GOSYM_BAD_SYMBOL, at + GOSYM_FUNCTION_RECORD_FIELD,
                  errorOffset);
  if (field(table, record, GOSYM_RECORD_ENTRY) != record->entry)
    return failAt(GOSYM_BAD_SYMBOL, record->at, errorOffset);
  return GOSYM_OK;
}

static uint64_t addressOf(const struct gosym_table *table, uint32_t entry) {
  return cutAddress(table, table->base + entry);
}

static enum gosym_error setFunction(const struct gosym_table *table,
                                    const struct Record *record,
                                    struct gosym_function *out) {
  uint64_t name = (uint64_t)table->part_offset[partNames] +
                  field(table, record, GOSYM_RECORD_NAME);
  gosymClearFunction(out);
  enum gosym_error error = readText(table, partNames, name, GOSYM_BAD_NAME,
                                    &out->name_size, &out->error_offset);
  if (error != GOSYM_OK)
    return error;
  out->name = (const char *)table->bytes + name;
  out->entry = addressOf(table, record->entry);
  out->end = addressOf(table, record->end);
  out->offset = (size_t)record->at;
  out->type = 'T';
  uint32_t args = field(table, record, GOSYM_RECORD_ARGS);
  out->has_args = !(args & GOSYM_RECORD_NO_ARGS);
  out->args = out->has_args ? args : 0;
  return GOSYM_OK;
}

/// Finds the function of `pc`.
static enum gosym_error findRecord(const struct gosym_table *table, uint64_t pc,
                                   struct Record *record, size_t *errorOffset) {
  uint64_t distance = distanceOf(table, table->thumb ? pc & ~UINT64_C(1) : pc);
  uint32_t count = table->index_functions;
  *errorOffset = 0;
  if (count == 0 || distance < entryAt(table, 0) ||
      distance >= entryAt(table, count))
    return GOSYM_NOT_FOUND;
  return readRecord(table, firstAbove(table, distance, 0) - 1, record,
                    errorOffset);
}

enum gosym_error gosymFindTableFunction(const struct gosym_table *table,
                                        uint64_t pc,
                                        struct gosym_function *out) {
  struct Record record;
  size_t errorOffset;
  enum gosym_error error = findRecord(table, pc, &record, &errorOffset);
  if (error == GOSYM_OK)
    return setFunction(table, &record, out);
  out->error_offset = errorOffset;
  return error;
}

enum gosym_error gosymNextTableFunction(const struct gosym_table *table,
                                        struct gosym_cursor *cursor,
                                        struct gosym_entry *entry) {
  uint64_t at = cursor->offset ? cursor->offset : listOffset(table, 0);
  if (at >= listOffset(table, table->index_functions))
    return GOSYM_END;
  struct Record record;
  struct gosym_function function;
  uint32_t number = (uint32_t)((at - listOffset(table, 0)) >> 3);
  enum gosym_error error =
      readRecord(table, number, &record, &cursor->error_offset);
  if (error != GOSYM_OK)
    return error;
  error = setFunction(table, &record, &function);
  if (error != GOSYM_OK) {
    cursor->error_offset = function.error_offset;
    return error;
  }
  entry->value = function.entry;
  entry->go_type = 0;
  entry->name = function.name;
  entry->name_size = function.name_size;
  entry->path = NULL;
  entry->path_count = 0;
  entry->offset = function.offset;
  entry->type = 'T';
  entry->has_go_type = 0;
  entry->is_address = 1;
  cursor->offset = (size_t)(at + GOSYM_FUNCTION_ENTRY_SIZE);
  return GOSYM_OK;
}

//===----------------------------------------------------------------------===//
// Lines
//===----------------------------------------------------------------------===//

/// Reads a number of 32 bits. The fifth byte has room for four bits.
static int readStep(const struct gosym_table *table, uint64_t *at,
                    uint32_t *value) {
  uint64_t end = partEnd(table, partStreams);
  uint32_t result = 0;
  for (unsigned i = 0; i < GOSYM_STREAM_VARINT_SIZE && *at + i < end; ++i) {
    unsigned byte = table->bytes[*at + i];
    if (i == GOSYM_STREAM_VARINT_SIZE - 1 && byte > 0x0f)
      return 0;
    result |= (uint32_t)(byte & 0x7f) << (7 * i);
    if (byte < 0x80) {
      *at += i + 1;
      *value = result;
      return 1;
    }
  }
  return 0;
}

/// Stores the value of a stream `distance` bytes behind the entry;
/// GOSYM_STREAM_NO_VALUE if there is none.
static enum gosym_error findValue(const struct gosym_table *table,
                                  uint32_t stream, uint64_t distance,
                                  uint32_t *out, size_t *errorOffset) {
  *out = GOSYM_STREAM_NO_VALUE;
  if (stream == 0)
    return GOSYM_OK;
  uint64_t at = (uint64_t)table->part_offset[partStreams] + stream;
  uint64_t end = 0;
  uint32_t value = GOSYM_STREAM_NO_VALUE;
  for (;;) {
    uint32_t change, quanta;
    if (!readStep(table, &at, &change))
      return failAt(GOSYM_BAD_LINES, at, errorOffset);
    // A step that changes nothing ends the stream, unless it is the first.
    if (change == 0 && end != 0)
      return GOSYM_OK;
    uint64_t quantaAt = at;
    if (!readStep(table, &at, &quanta))
      return failAt(GOSYM_BAD_LINES, at, errorOffset);
    if (quanta == 0)
      return failAt(GOSYM_BAD_LINES, quantaAt, errorOffset);
    value += change & 1 ? ~(change >> 1) : change >> 1;
    end += (uint32_t)(quanta * table->quantum);
    if (distance < end)
      break;
  }
  if (value <= INT32_MAX)
    *out = value;
  return GOSYM_OK;
}

/// Sets the file of a line to file number `file` of a unit, if it has a path.
static enum gosym_error setPath(const struct gosym_table *table, uint32_t unit,
                                uint32_t file, struct gosym_line *out) {
  uint64_t at = table->part_offset[partUnits] + (((uint64_t)unit + file) << 2);
  uint64_t end = partEnd(table, partUnits);
  if (at > end || end - at < 4)
    return failAt(GOSYM_BAD_UNIT, at, &out->error_offset);
  uint32_t path = wordAt(table, at);
  if (path == GOSYM_RECORD_NONE)
    return GOSYM_NOT_FOUND;
  uint64_t text = (uint64_t)table->part_offset[partPaths] + path;
  size_t size;
  enum gosym_error error = readText(table, partPaths, text, GOSYM_BAD_PATH,
                                    &size, &out->error_offset);
  if (error == GOSYM_OK)
    out->file = (uint32_t)text + 1;
  return error;
}

enum gosym_error gosymFindTableLine(const struct gosym_table *table,
                                    uint64_t pc, struct gosym_line *out) {
  struct Record record;
  size_t *errorOffset = &out->error_offset;
  enum gosym_error error = findRecord(table, pc, &record, errorOffset);
  if (error != GOSYM_OK)
    return error;
  out->line = 0;
  out->file = 0;
  out->path = NULL;
  out->path_count = 0;
  out->offset = (size_t)record.at;
  uint64_t distance =
      distanceOf(table, table->thumb ? pc & ~UINT64_C(1) : pc) - record.entry;
  uint32_t line, file;
  error = findValue(table, field(table, &record, GOSYM_RECORD_LINE), distance,
                    &line, errorOffset);
  if (error == GOSYM_OK)
    error = findValue(table, field(table, &record, GOSYM_RECORD_FILE), distance,
                      &file, errorOffset);
  if (error != GOSYM_OK)
    return error;
  uint32_t unit = field(table, &record, GOSYM_RECORD_UNIT);
  if (file == GOSYM_STREAM_NO_VALUE || unit == GOSYM_RECORD_NONE)
    return GOSYM_NOT_FOUND;
  if (line != GOSYM_STREAM_NO_VALUE)
    out->line = line;
  return setPath(table, unit, file, out);
}

enum gosym_error gosymFormatTablePath(const struct gosym_table *table,
                                      struct gosym_line *line, char *buffer,
                                      size_t size, size_t *length) {
  enum gosym_error error = GOSYM_NOT_FOUND;
  uint64_t at = (uint64_t)line->file - 1;
  size_t count = 0;
  if (line->file != 0)
    error = at < table->part_offset[partPaths]
                ? failAt(GOSYM_BAD_PATH, at, &line->error_offset)
                : readText(table, partPaths, at, GOSYM_BAD_PATH, &count,
                           &line->error_offset);
  for (size_t i = 0; i < count && i + 1 < size; ++i)
    // Not a call of memcpy().
    ((volatile char *)buffer)[i] = (char)table->bytes[at + i];
  if (size != 0)
    buffer[count < size ? count : size - 1] = 0;
  if (length)
    *length = count;
  return error == GOSYM_OK && count >= size ? GOSYM_TOO_SMALL : error;
}
