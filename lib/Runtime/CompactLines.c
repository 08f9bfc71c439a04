//===- CompactLines.c - Lines and inlined calls of compact tables ---------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// The array of blocks is searched for the last one that begins at or below the
/// address, and its steps are taken up to the first row above it. What is in
/// force then - file, line and the calls that were entered and not left - is
/// put into the cursor of the caller, from which the frames are told one by
/// one.
///
/// What a step adds to the line is added when the steps behind it are done, so
/// it is kept until the next row begins.
///
//===----------------------------------------------------------------------===//

#include "Compact.h"

/// The steps of a block that are left, and where they have come to.
struct Steps {
  const struct gosym_table *table;
  struct Piece bytes;
  /// Where the fault of a step that is wrong is: it begins there, if nothing
  /// else is said.
  uint64_t fault;
  uint64_t address;
  /// What is added to the line when the row is done.
  uint32_t added;
  unsigned rows;
};

enum {
  /// A step that is wrong, or the next row is behind the address.
  stepBad,
  stepDone,
  stepTaken
};

/// A varint, with a sign or without; the fault is where it begins.
static int readNumber(struct Steps *steps, uint64_t *value) {
  if (readVarint(&steps->bytes, value))
    return 1;
  steps->fault = steps->bytes.at;
  return 0;
}

static int readDifference(struct Steps *steps, uint64_t *value) {
  if (readSigned(&steps->bytes, value))
    return 1;
  steps->fault = steps->bytes.at;
  return 0;
}

/// Number of files, plus 1: the numbers of files in steps and homes are below.
static int isFile(const struct gosym_table *table, uint64_t file) {
  return file <= gosymCountStrings(table, GOSYM_COMPACT_PATHS);
}

/// Finds the home of an inlined function. Returns 0 if it is not there.
static int findHome(const struct gosym_table *table, uint64_t function,
                    uint64_t *at) {
  struct Piece part;
  beginPart(&part, table, GOSYM_COMPACT_INLINED);
  if (sizeOf(&part) < GOSYM_COMPACT_COUNT_SIZE ||
      function >= word32At(part.bytes, part.at))
    return 0;
  *at = part.at + GOSYM_COMPACT_COUNT_SIZE + (function << 3);
  return *at + GOSYM_COMPACT_HOME_SIZE <= part.end;
}

/// Begins a row, if it is not behind `distance`.
static int takeRow(struct Steps *steps, unsigned step, uint64_t distance,
                   struct gosym_inlined *out) {
  uint64_t address = 0, line = 0;
  if (step >= GOSYM_COMPACT_STEP_FIRST_SHORT) {
    unsigned value = step - GOSYM_COMPACT_STEP_FIRST_SHORT;
    address = value / GOSYM_COMPACT_STEP_LINES + 1;
    line = (uint64_t)(value % GOSYM_COMPACT_STEP_LINES) -
           GOSYM_COMPACT_STEP_LINES_BACK;
  } else if (!readNumber(steps, &address) || !readDifference(steps, &line)) {
    return stepBad;
  }
  address += steps->address;
  if (address < steps->address || ++steps->rows > GOSYM_COMPACT_MAX_ROWS)
    return stepBad;
  out->line += steps->added;
  steps->added = 0;
  if (address > distance)
    return stepDone;
  steps->address = address;
  steps->added = (uint32_t)line;
  return stepTaken;
}

/// Enters a call that stands in the line that is added to, or is the operand.
static int takeCall(struct Steps *steps, unsigned step,
                    struct gosym_inlined *out) {
  uint64_t function, file = out->file, line, home;
  if (!readNumber(steps, &function) ||
      !findHome(steps->table, function, &home) ||
      out->calls == GOSYM_COMPACT_MAX_CALLS)
    return stepBad;
  if (step == GOSYM_COMPACT_STEP_CALL_AT) {
    if (!readNumber(steps, &file) || !isFile(steps->table, file) ||
        !readNumber(steps, &line))
      return stepBad;
  } else {
    if (!readDifference(steps, &line))
      return stepBad;
    line += out->line;
  }
  uint32_t *call = out->call[out->calls++];
  call[0] = (uint32_t)function;
  call[1] = (uint32_t)file;
  call[2] = (uint32_t)line;
  const unsigned char *bytes = steps->table->bytes;
  out->file = word32At(bytes, home);
  out->line = word32At(bytes, home + GOSYM_COMPACT_HOME_LINE_OFFSET);
  if (isFile(steps->table, out->file))
    return stepTaken;
  steps->fault = home;
  return stepBad;
}

static int takeStep(struct Steps *steps, uint64_t distance,
                    struct gosym_inlined *out) {
  steps->fault = steps->bytes.at;
  unsigned step = steps->bytes.bytes[steps->bytes.at++];
  if (step == GOSYM_COMPACT_STEP_ROW || step >= GOSYM_COMPACT_STEP_FIRST_SHORT)
    return takeRow(steps, step, distance, out);
  uint64_t file, line;
  switch (step) {
  case GOSYM_COMPACT_STEP_NO_LINE:
    out->file = 0;
    out->line = 0;
    return stepTaken;
  case GOSYM_COMPACT_STEP_LINE_ZERO:
    out->line = 0;
    return stepTaken;
  case GOSYM_COMPACT_STEP_FILE:
    if (!readNumber(steps, &file) || !isFile(steps->table, file) ||
        !readDifference(steps, &line))
      return stepBad;
    out->file = (uint32_t)file;
    out->line += (uint32_t)line;
    return stepTaken;
  case GOSYM_COMPACT_STEP_CALL_HERE:
  case GOSYM_COMPACT_STEP_CALL_AT:
    return takeCall(steps, step, out);
  case GOSYM_COMPACT_STEP_LEAVE:
    if (out->calls == 0)
      return stepBad;
    --out->calls;
    out->file = out->call[out->calls][1];
    out->line = out->call[out->calls][2];
    return stepTaken;
  }
  return stepBad;
}

/// Finds the block of `distance` and begins with its steps. GOSYM_NOT_FOUND: no
/// row is at or below it.
static enum gosym_error findBlock(const struct gosym_table *table,
                                  uint64_t distance, struct Steps *steps,
                                  size_t *errorOffset) {
  struct Piece part;
  beginPart(&part, table, GOSYM_COMPACT_LINES);
  if (sizeOf(&part) == 0)
    return GOSYM_NOT_FOUND;
  if (sizeOf(&part) < GOSYM_COMPACT_COUNT_SIZE)
    return failAt(GOSYM_BAD_LINES, part.at, errorOffset);
  uint64_t count = word32At(part.bytes, part.at);
  uint64_t array = part.at + GOSYM_COMPACT_COUNT_SIZE;
  // Blocks have 12 bytes.
  uint64_t rows = array + (count << 3) + (count << 2);
  if (rows > part.end)
    return failAt(GOSYM_BAD_LINES, array, errorOffset);
  uint64_t low = 0, high = count;
  while (low < high) {
    uint64_t middle = (low + high) >> 1;
    if (word64At(part.bytes, array + (middle << 3) + (middle << 2)) <= distance)
      low = middle + 1;
    else
      high = middle;
  }
  if (low == 0)
    return GOSYM_NOT_FOUND;
  uint64_t next = array + (low << 3) + (low << 2);
  uint64_t block = next - GOSYM_COMPACT_LINE_BLOCK_SIZE;
  steps->table = table;
  steps->bytes.bytes = part.bytes;
  steps->bytes.end = part.end;
  block += GOSYM_COMPACT_LINE_BLOCK_OFFSET_OFFSET;
  next += GOSYM_COMPACT_LINE_BLOCK_OFFSET_OFFSET;
  steps->bytes.at = rows + word32At(part.bytes, block);
  if (low < count)
    steps->bytes.end = rows + word32At(part.bytes, next);
  if (steps->bytes.at > part.end)
    return failAt(GOSYM_BAD_LINES, block, errorOffset);
  if (steps->bytes.at > steps->bytes.end || steps->bytes.end > part.end)
    return failAt(GOSYM_BAD_LINES, next, errorOffset);
  steps->address =
      word64At(part.bytes, block - GOSYM_COMPACT_LINE_BLOCK_OFFSET_OFFSET);
  steps->added = 0;
  steps->rows = 1;
  return GOSYM_OK;
}

/// Sets file, line and calls of `out`.
static enum gosym_error findState(const struct gosym_table *table,
                                  uint64_t distance,
                                  struct gosym_inlined *out) {
  struct Steps steps;
  out->calls = 0;
  out->file = 0;
  out->line = 0;
  out->path = NULL;
  out->path_count = 0;
  out->path_offset = 0;
  out->is_done = 0;
  enum gosym_error error =
      findBlock(table, distance, &steps, &out->error_offset);
  if (error != GOSYM_OK)
    return error == GOSYM_NOT_FOUND ? GOSYM_OK : error;
  while (steps.bytes.at < steps.bytes.end) {
    int taken = takeStep(&steps, distance, out);
    if (taken == stepBad)
      return failAt(GOSYM_BAD_LINES, steps.fault, &out->error_offset);
    if (taken == stepDone)
      return GOSYM_OK;
  }
  out->line += steps.added;
  return GOSYM_OK;
}

/// Where rows tell no file of an address and no call is inlined there: the main
/// file of the unit.
static enum gosym_error useMainFile(const struct gosym_table *table,
                                    uint32_t unit, uint32_t *file,
                                    size_t *errorOffset) {
  *file = 0;
  if (unit == GOSYM_COMPACT_NONE)
    return GOSYM_OK;
  // The unit was checked when the function was found.
  uint64_t at = table->part_offset[GOSYM_COMPACT_UNITS] +
                (uint64_t)GOSYM_COMPACT_COUNT_SIZE + ((uint64_t)unit << 2);
  uint32_t number = word32At(table->bytes, at);
  if (number == GOSYM_COMPACT_NONE)
    return GOSYM_OK;
  if (!isFile(table, (uint64_t)number + 1))
    return failAt(GOSYM_BAD_UNIT, at, errorOffset);
  *file = number + 1;
  return GOSYM_OK;
}

/// The functions of `pc`, with that of the table as far as it is asked for.
static enum gosym_error findFrames(const struct gosym_table *table, uint64_t pc,
                                   struct gosym_inlined *out) {
  enum gosym_error error = findState(table, distanceOf(table, pc), out);
  if (error == GOSYM_OK && out->calls == 0 && out->file == 0) {
    out->line = 0;
    error =
        useMainFile(table, out->function.unit, &out->file, &out->error_offset);
  }
  return error;
}

enum gosym_error gosymFindCompactInlined(const struct gosym_table *table,
                                         uint64_t pc,
                                         struct gosym_inlined *out) {
  enum gosym_error error = gosymFindCompactFunction(table, pc, &out->function);
  out->error_offset = out->function.error_offset;
  return error == GOSYM_OK ? findFrames(table, pc, out) : error;
}

enum gosym_error gosymFindCompactLine(const struct gosym_table *table,
                                      uint64_t pc, struct gosym_line *out) {
  struct gosym_inlined found;
  enum gosym_error error =
      gosymFindSymbol(table, GOSYM_COMPACT_FUNCTIONS, pc, &found.function);
  found.error_offset = found.function.error_offset;
  if (error == GOSYM_OK)
    error = findFrames(table, pc, &found);
  out->error_offset = found.error_offset;
  out->line = found.line;
  out->file = found.file;
  out->path = NULL;
  out->path_count = 0;
  out->offset = 0;
  return error == GOSYM_OK && found.file == 0 ? GOSYM_NOT_FOUND : error;
}

enum gosym_error gosymNextCompactInlined(struct gosym_inlined *cursor,
                                         struct gosym_frame *out) {
  if (cursor->calls == 0)
    return GOSYM_END;
  uint32_t *call = cursor->call[--cursor->calls];
  gosymClearFunction(&out->function);
  out->function.is_inlined = 1;
  out->function.type = 'i';
  out->function.name_number = call[0];
  out->line.line = cursor->line;
  out->line.file = cursor->file;
  cursor->file = call[1];
  cursor->line = call[2];
  return GOSYM_OK;
}
