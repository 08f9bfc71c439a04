//===- LineTable.c - Which absolute line a pc is on -----------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// gosym/Format/LineTable.h has the bytes: a stream, which can only be read
/// from its begin. An index has the state of the stream at each block; But an
/// offset into the middle of a five-byte step can be decoded like any other, so
/// the state that is given for a block is not trusted: the walk begins at the
/// block before it and must arrive at exactly that state.
///
//===----------------------------------------------------------------------===//

#include "Table.h"

/// Adds the operand to the line in 32 bits, and returns whether the result is a
/// line.
static int addOperand(uint32_t *line, uint32_t operand) {
  // `*line` and the size of the operand have at most 31 bits, so the sum wraps
  // only when it goes back below 0.
  int isBack = (operand & UINT32_C(0x80000000)) != 0;
  if (isBack && (uint32_t)(0 - operand) > *line)
    return 0;
  *line += operand;
  return *line <= GOSYM_MAX_LINE;
}

enum gosym_error gosymNextRow(struct Rows *rows, struct Row *row,
                              size_t *errorOffset) {
  size_t at = rows->position;
  // Quanta; the multiplication is of 32 bits because of libgcc: 4 GiB of the
  // largest steps are 39 bits of quanta.
  uint64_t pc = rows->pc;
  for (; at < rows->size && rows->bytes[at] > GOSYM_LAST_LINE_BACKWARD; ++at)
    pc +=
        (uint32_t)(rows->bytes[at] - GOSYM_LAST_LINE_BACKWARD) * rows->quantum;
  if (at >= rows->size)
    return GOSYM_END;

  uint32_t line = rows->line;
  unsigned step = rows->bytes[at];
  size_t size = step == GOSYM_LINE_OPERAND ? GOSYM_LONG_LINE_STEP_SIZE : 1;
  *errorOffset = at;
  if (rows->size - at < size)
    return GOSYM_BAD_LINES;
  uint32_t operand = step == GOSYM_LINE_OPERAND
                         ? readWord32(rows->bytes + at + 1, /*bigEndian=*/1)
                     : step <= GOSYM_LAST_LINE_FORWARD
                         ? step
                         : 0 - (uint32_t)(step - GOSYM_LAST_LINE_FORWARD);
  if (!addOperand(&line, operand))
    return GOSYM_BAD_LINES;

  row->pc = pc;
  row->line = line;
  rows->position = at + size;
  rows->pc = pc + rows->quantum;
  rows->line = line;
  return GOSYM_OK;
}

enum gosym_error gosymMoveRows(struct Rows *rows, uint64_t least, uint64_t pc,
                               struct Row *row, int *found,
                               size_t *errorOffset) {
  while (1) {
    size_t position = rows->position;
    uint64_t nextPc = rows->pc;
    uint32_t line = rows->line;
    struct Row next;
    enum gosym_error error = gosymNextRow(rows, &next, errorOffset);
    if (error == GOSYM_OK && next.pc <= pc && next.pc >= least) {
      row->pc = next.pc;
      row->line = next.line;
      *found = 1;
      continue;
    }
    rows->position = position;
    rows->pc = nextPc;
    rows->line = line;
    return error == GOSYM_END ? GOSYM_OK : error;
  }
}

/// Sets `rows` to the checkpoint of `block`.
static enum gosym_error readCheckpoint(const struct gosym_table *table,
                                       uint32_t block, struct Rows *rows,
                                       struct Row *row, int *found,
                                       size_t *errorOffset) {
  size_t offset = blockWord(table, block, GOSYM_BLOCK_LINE_OFFSET);
  uint64_t pc = blockWord(table, block, GOSYM_BLOCK_LINE_PC);
  uint32_t line = blockWord(table, block, GOSYM_BLOCK_LINE);
  *found = offset != 0;
  row->pc = table->base + pc;
  row->line = line;
  if (offset > table->lines_size || line > GOSYM_MAX_LINE ||
      (!*found && (pc != 0 || line != 0))) {
    *errorOffset = blockWordOffset(table, block, GOSYM_BLOCK_LINE_OFFSET);
    return GOSYM_BAD_INDEX;
  }
  rows->position = offset;
  rows->pc = *found ? row->pc + table->quantum : row->pc;
  rows->line = line;
  return GOSYM_OK;
}

/// Moves `rows`, which are at their begin, to the state at the begin of
/// `block`.
static enum gosym_error moveToBlock(const struct gosym_table *table,
                                    uint32_t block, struct Rows *rows,
                                    struct Row *row, int *found,
                                    size_t *errorOffset) {
  enum gosym_error error = GOSYM_OK;
  if (block != 0)
    error = readCheckpoint(table, block - 1, rows, row, found, errorOffset);
  if (error != GOSYM_OK)
    return error;
  uint32_t number = block << table->index_shift;
  uint64_t pc = table->base + readIndex(table, addressOffset(number));
  error = gosymMoveRows(rows, table->base, pc, row, found, errorOffset);
  if (error != GOSYM_OK)
    return error;

  struct Rows expected;
  struct Row expectedRow;
  int isExpected = 0;
  error = readCheckpoint(table, block, &expected, &expectedRow, &isExpected,
                         errorOffset);
  if (error != GOSYM_OK)
    return error;
  if (*found == isExpected &&
      (!*found || (rows->position == expected.position &&
                   row->pc == expectedRow.pc && row->line == expectedRow.line)))
    return GOSYM_OK;
  *errorOffset = blockWordOffset(table, block, GOSYM_BLOCK_LINE_OFFSET);
  return GOSYM_BAD_INDEX;
}

enum gosym_error gosymFindRow(const struct gosym_table *table,
                              const struct Place *place, uint64_t pc,
                              uint64_t *line, size_t *errorOffset) {
  *line = 0;
  if (!table->lines || pc < place->lineStart)
    return GOSYM_OK;
  struct Rows rows;
  struct Row row;
  int found = 0;
  beginRows(&rows, table, place->lineStart);
  enum gosym_error error = GOSYM_OK;
  if (table->index && table->index_flags & GOSYM_INDEX_HAS_LINES)
    error = moveToBlock(table, place->block, &rows, &row, &found, errorOffset);
  if (error == GOSYM_OK)
    error =
        gosymMoveRows(&rows, place->lineStart, pc, &row, &found, errorOffset);
  if (error == GOSYM_OK && found)
    *line = row.line;
  return error;
}
