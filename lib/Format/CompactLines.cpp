//===- CompactLines.cpp - Rows and inlined calls --------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// A row is a step that begins it and the steps behind that one, up to the next
/// that begins a row. What the first of them adds to the line is added when all
/// are done: the others may change file and line by leaving or entering calls.
/// The first row of a block has no step that begins it.
///
//===----------------------------------------------------------------------===//

#include "gosym/Format/CompactLines.h"
#include "CompactCursor.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/Sequence.h"

using namespace llvm;

namespace gosym {

SmallVector<CompactRowFrame, 4> framesOf(const CompactRow &row) {
  SmallVector<CompactRowFrame, 4> frames;
  uint32_t file = row.file, line = row.line;
  // The code of a call stands where the row says; that of the function around
  // it where the call stands.
  for (const CompactCall &call : reverse(row.calls)) {
    frames.push_back({call.function, file, line});
    file = call.file;
    line = call.line;
  }
  frames.push_back({std::nullopt, file, line});
  return frames;
}

/// From the first byte of the part.
static uint64_t offsetOfBlock(uint64_t i) {
  return GOSYM_COMPACT_COUNT_SIZE + i * GOSYM_COMPACT_LINE_BLOCK_SIZE;
}

static Error checkFile(const CompactPart &part, uint64_t at, uint64_t file,
                       uint32_t numPaths) {
  if (file <= numPaths)
    return Error::success();
  return malformed(part, at,
                   "file " + Twine(file) + ", expected at most " +
                       Twine(numPaths));
}

Expected<CompactLines> CompactLines::create(const CompactPart &part,
                                            const CompactPart *inlined,
                                            uint32_t numPaths,
                                            uint32_t numInlined) {
  CompactLines lines;
  lines.part = part;
  lines.numPaths = numPaths;
  Expected<uint32_t> count = readCount(part);
  if (!count)
    return count.takeError();
  if (Error error = checkRoom(part, GOSYM_COMPACT_COUNT_SIZE,
                              uint64_t(*count) * GOSYM_COMPACT_LINE_BLOCK_SIZE))
    return error;
  lines.count = *count;
  if (!inlined)
    return lines;

  lines.inlinedPart = *inlined;
  Expected<uint32_t> functions = readCount(*inlined);
  if (!functions)
    return functions.takeError();
  if (*functions != numInlined)
    return malformed(*inlined, 0,
                     Twine(*functions) + " functions, expected " +
                         Twine(numInlined));
  if (Error error = checkRoom(*inlined, GOSYM_COMPACT_COUNT_SIZE,
                              uint64_t(*functions) * GOSYM_COMPACT_HOME_SIZE))
    return error;
  lines.inlinedCount = *functions;
  return lines;
}

Expected<CompactLines::Home> CompactLines::home(uint32_t i) const {
  uint64_t at =
      GOSYM_COMPACT_COUNT_SIZE + uint64_t(i) * GOSYM_COMPACT_HOME_SIZE;
  Home home;
  home.file = read32(inlinedPart.bytes, at);
  home.line = read32(inlinedPart.bytes, at + GOSYM_COMPACT_HOME_LINE_OFFSET);
  if (Error error = checkFile(inlinedPart, at, home.file, numPaths))
    return error;
  return home;
}

uint64_t CompactLines::blockDistance(uint32_t i) const {
  return read64(part.bytes, offsetOfBlock(i));
}

uint64_t CompactLines::blockOffset(uint32_t i) const {
  return part.offset + offsetOfBlock(i);
}

//===----------------------------------------------------------------------===//
// Steps
//===----------------------------------------------------------------------===//

/// The rows of one block.
class CompactLines::Walk {
public:
  static Expected<Walk> create(const CompactLines &lines, uint32_t block);
  /// The next row, valid until the next call; null at the end of the block, or
  /// when the row begins above \p most: its steps are not looked at then.
  Expected<const CompactRow *> next(uint64_t most = UINT64_MAX);

private:
  Walk(const CompactLines &lines, CompactCursor cursor, uint64_t distance)
      : lines(lines), cursor(std::move(cursor)) {
    row.distance = distance;
  }
  bool isAtRow() const;
  Error beginRow(uint32_t &added);
  Error step();
  Error setFile(uint64_t at, uint64_t file);
  Error enter(uint64_t at, uint8_t kind);
  Error leave(uint64_t at);

  const CompactLines &lines;
  CompactCursor cursor;
  CompactRow row;
  unsigned numRows = 0;
};

Expected<CompactLines::Walk> CompactLines::Walk::create(const CompactLines &of,
                                                        uint32_t block) {
  uint64_t behind = offsetOfBlock(of.count);
  auto beginOf = [&](uint32_t i) -> Expected<uint64_t> {
    if (i == of.count)
      return of.part.bytes.size();
    return readOffset(of.part,
                      offsetOfBlock(i) + GOSYM_COMPACT_LINE_BLOCK_OFFSET_OFFSET,
                      behind);
  };
  Expected<uint64_t> begin = beginOf(block);
  if (!begin)
    return begin.takeError();
  Expected<uint64_t> end = beginOf(block + 1);
  if (!end)
    return end.takeError();
  if (*end < *begin)
    return malformed(of.part,
                     offsetOfBlock(block + 1) +
                         GOSYM_COMPACT_LINE_BLOCK_OFFSET_OFFSET,
                     "offset " + hex(*end - behind) + ", expected " +
                         hex(*begin - behind) + " or more");
  return Walk(of, CompactCursor(of.part, *begin, *end),
              of.blockDistance(block));
}

static bool beginsRow(uint8_t step) {
  return step == GOSYM_COMPACT_STEP_ROW ||
         step >= GOSYM_COMPACT_STEP_FIRST_SHORT;
}

bool CompactLines::Walk::isAtRow() const {
  return beginsRow(lines.part.bytes[cursor.at()]);
}

/// Reads the step that begins a row; \p added is what it adds to the line.
Error CompactLines::Walk::beginRow(uint32_t &added) {
  uint64_t at = cursor.at();
  uint8_t kind = cursor.byte();
  uint64_t add;
  if (kind == GOSYM_COMPACT_STEP_ROW) {
    add = cursor.varint();
    added = uint32_t(cursor.signedVarint());
  } else {
    unsigned value = kind - GOSYM_COMPACT_STEP_FIRST_SHORT;
    add = value / GOSYM_COMPACT_STEP_LINES + 1;
    added = value % GOSYM_COMPACT_STEP_LINES - GOSYM_COMPACT_STEP_LINES_BACK;
  }
  if (cursor.failed())
    return cursor.failure();
  row.distance += add;
  if (row.distance < add)
    return malformed(lines.part, at,
                     "a row that descends, expected one that does not");
  if (numRows == GOSYM_COMPACT_MAX_ROWS)
    return malformed(lines.part, at,
                     Twine(numRows + 1) + " rows, expected " +
                         Twine(GOSYM_COMPACT_MAX_ROWS) + " or less");
  return Error::success();
}

Error CompactLines::Walk::setFile(uint64_t at, uint64_t file) {
  if (cursor.failed())
    return cursor.failure();
  if (Error error = checkFile(lines.part, at, file, lines.numPaths))
    return error;
  row.file = uint32_t(file);
  return Error::success();
}

/// Enters a call, after its step at \p at.
Error CompactLines::Walk::enter(uint64_t at, uint8_t kind) {
  uint64_t function = cursor.varint();
  if (cursor.failed())
    return cursor.failure();
  if (function >= lines.inlinedCount)
    return malformed(
        lines.part, at,
        notBelow("inlined function", function, lines.inlinedCount));
  if (row.calls.size() == GOSYM_COMPACT_MAX_CALLS)
    return malformed(lines.part, at,
                     "another call, expected " +
                         Twine(GOSYM_COMPACT_MAX_CALLS) + " or less");
  if (kind == GOSYM_COMPACT_STEP_CALL_HERE) {
    row.line += uint32_t(cursor.signedVarint());
  } else {
    if (Error error = setFile(at, cursor.varint()))
      return error;
    row.line = uint32_t(cursor.varint());
  }
  if (cursor.failed())
    return cursor.failure();
  row.calls.push_back({uint32_t(function), row.file, row.line});
  Expected<Home> home = lines.home(function);
  if (!home)
    return home.takeError();
  row.file = home->file;
  row.line = home->line;
  return Error::success();
}

Error CompactLines::Walk::leave(uint64_t at) {
  if (row.calls.empty())
    return malformed(lines.part, at,
                     "leaving a call, expected one that was entered");
  CompactCall call = row.calls.pop_back_val();
  row.file = call.file;
  row.line = call.line;
  return Error::success();
}

/// A step that begins no row.
Error CompactLines::Walk::step() {
  uint64_t at = cursor.at();
  uint8_t kind = cursor.byte();
  switch (kind) {
  case GOSYM_COMPACT_STEP_NO_LINE:
    row.file = row.line = 0;
    return Error::success();
  case GOSYM_COMPACT_STEP_LINE_ZERO:
    row.line = 0;
    return Error::success();
  case GOSYM_COMPACT_STEP_FILE:
    if (Error error = setFile(at, cursor.varint()))
      return error;
    row.line += uint32_t(cursor.signedVarint());
    return cursor.failure();
  case GOSYM_COMPACT_STEP_CALL_HERE:
  case GOSYM_COMPACT_STEP_CALL_AT:
    return enter(at, kind);
  case GOSYM_COMPACT_STEP_LEAVE:
    return leave(at);
  default:
    return malformed(lines.part, at,
                     "step " + hex(kind) + ", expected one that is known");
  }
}

Expected<const CompactRow *> CompactLines::Walk::next(uint64_t most) {
  uint32_t added = 0;
  if (numRows != 0) {
    if (cursor.atEnd())
      return nullptr;
    if (Error error = beginRow(added))
      return error;
    if (row.distance > most)
      return nullptr;
  }
  while (!cursor.atEnd() && !isAtRow())
    if (Error error = step())
      return error;
  row.line += added;
  ++numRows;
  return &row;
}

//===----------------------------------------------------------------------===//
// Questions
//===----------------------------------------------------------------------===//

Expected<std::optional<CompactRow>>
CompactLines::find(uint64_t distance) const {
  auto blocks = seq<uint32_t>(0, count);
  uint32_t behind =
      partition_point(
          blocks, [&](uint32_t i) { return blockDistance(i) <= distance; }) -
      blocks.begin();
  if (behind == 0)
    return std::nullopt;
  Expected<Walk> walk = Walk::create(*this, behind - 1);
  if (!walk)
    return walk.takeError();
  std::optional<CompactRow> found;
  while (true) {
    Expected<const CompactRow *> row = walk->next(distance);
    if (!row)
      return row.takeError();
    if (!*row)
      return found;
    found = **row;
  }
}

Error CompactLines::forEachOf(
    uint32_t i, function_ref<Error(const CompactRow &)> fn) const {
  Expected<Walk> walk = Walk::create(*this, i);
  if (!walk)
    return walk.takeError();
  while (true) {
    Expected<const CompactRow *> row = walk->next();
    if (!row)
      return row.takeError();
    if (!*row)
      return Error::success();
    if (Error error = fn(**row))
      return error;
  }
}

Error CompactLines::forEach(function_ref<Error(const CompactRow &)> fn) const {
  for (uint32_t i = 0; i < count; ++i)
    if (Error error = forEachOf(i, fn))
      return error;
  return Error::success();
}

} // namespace gosym
