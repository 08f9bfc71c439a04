//===- LineTableWriter.cpp - A whole line table ---------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// One stream of steps over all of the code:
///
///   pc   steps                          made
///   ...  rows of f(), from the second   from the program's rows
///        to the end of f(), line 0      bridge, unless g() follows
///        to g(), its first line         bridge
///   ...  rows of g(), from the second   from the program's rows
///
/// A *bridge* is the steps from the last row of one run of code to the first
/// row of the next. It depends on addresses; the other rows of a run do not, so
/// their size is counted once. No steps are kept in memory: they are made again
/// for counting, for writing, and to look for a row.
///
/// A row of line 0 ends a run if code without a known line follows: a PLT, a
/// thunk, an object without debug information. A gap no larger than the
/// alignment of the next run is padding and keeps the line, because no one asks
/// for it. No row is needed where the line stays the same, so a run of one row
/// may have none of its own in the stream.
///
/// Where a linker script puts code far away, each 127 bytes of a bridge cost
/// one of the table. Code after a gap of more than 2 GiB (which would cost 16
/// MiB of table) has no lines.
///
/// The quantum is 1 on all targets, as Go's debug/gosym has it.
///
//===----------------------------------------------------------------------===//

#include "gosym/Format/LineTableWriter.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/MathExtras.h"

using namespace llvm;

namespace gosym {

static constexpr uint64_t maxGap = uint64_t(1) << 31;
static constexpr uint64_t bytesBetweenCuts = 1 << 16;
static constexpr size_t runsPerTask = 4096;

//===----------------------------------------------------------------------===//
// Rows of one run
//===----------------------------------------------------------------------===//

uint32_t LineTableWriter::absoluteLine(const CodeRun &run,
                                       const Row &row) const {
  return row.line ? table.firstLines(run.unit)[row.file] + row.line - 1 : 0;
}

/// The next row of another line; rows without a line differ in their files.
static bool nextRow(RowCursor &rows, Row &row) {
  uint32_t last = row.line;
  while (!rows.atEnd()) {
    Row next = rows.next();
    if (last == 0 && next.line == 0)
      continue;
    row = next;
    return true;
  }
  return false;
}

/// Appends the steps of the rows behind the first one.
void LineTableWriter::appendSteps(SmallVectorImpl<uint8_t> &out,
                                  const CodeRun &run) const {
  RowCursor rows(run.rows);
  Row row = rows.next();
  uint64_t line = absoluteLine(run, row);
  // A line step also moves pc by one quantum.
  for (uint64_t pc = row.offset + 1; nextRow(rows, row); pc = row.offset + 1) {
    uint64_t next = absoluteLine(run, row);
    appendPcSteps(out, row.offset - pc);
    appendLineStep(out, int64_t(next) - int64_t(line));
    line = next;
  }
}

void LineTableWriter::measure(PlacedRun &p) const {
  SmallVector<uint8_t, 512> steps;
  appendSteps(steps, *p.run);
  p.stepsSize = steps.size();
  RowCursor rows(p.run->rows);
  Row row = rows.next();
  p.firstLine = absoluteLine(*p.run, row);
  while (nextRow(rows, row))
    ;
  p.lastRow = row.offset;
  p.lastLine = absoluteLine(*p.run, row);
}

//===----------------------------------------------------------------------===//
// Bridges
//===----------------------------------------------------------------------===//

LineTableWriter::State LineTableWriter::stateBehind(size_t i) const {
  if (i == 0)
    return {textStart, 0, textStart};
  const PlacedRun &p = runs[i - 1];
  uint64_t sectionStart = p.address - p.run->begin;
  return {sectionStart + p.lastRow + 1, p.lastLine, sectionStart + p.run->end};
}

/// Ends the line in force at the end of its code.
void LineTableWriter::endLine(SmallVectorImpl<uint8_t> &out, State &state) {
  appendPcSteps(out, state.end - state.pc);
  appendLineStep(out, -int64_t(state.line));
  state.pc = state.end + 1;
  state.line = 0;
}

/// Is the line of \p state ended before run \p i, or before the end of the
/// code?
bool LineTableWriter::endsBefore(const State &state, size_t i) const {
  if (!state.line)
    return false;
  if (i == numWritten)
    return state.end < textEnd;
  return alignTo(state.end, runs[i].run->alignment) < runs[i].address;
}

/// Appends what goes before the second row of run \p to, or behind the last
/// run.
void LineTableWriter::appendBridge(SmallVectorImpl<uint8_t> &out,
                                   size_t to) const {
  State state = stateBehind(to);
  if (endsBefore(state, to))
    endLine(out, state);
  if (to == numWritten)
    return;
  const PlacedRun &p = runs[to];
  // The same line needs no step, but the steps that follow are counted as if
  // there had been one.
  bool isSame = state.line == p.firstLine;
  appendPcSteps(out, p.address - state.pc + (isSame ? 1 : 0));
  if (!isSame)
    appendLineStep(out, int64_t(p.firstLine) - int64_t(state.line));
}

//===----------------------------------------------------------------------===//
// The stream
//===----------------------------------------------------------------------===//

void LineTableWriter::open(ParallelFor parallelFor) {
  for (const CodeRun &run : program.runs)
    if (!table.firstLines(run.unit).empty())
      runs.push_back({&run});
  parallelFor(divideCeil(runs.size(), runsPerTask), [&](size_t task) {
    size_t begin = task * runsPerTask;
    size_t end = std::min(runs.size(), begin + runsPerTask);
    for (size_t i = begin; i != end; ++i)
      measure(runs[i]);
  });
  uint64_t end = 0;
  for (PlacedRun &p : runs) {
    p.address = alignTo(end, p.run->alignment);
    end = p.address + (p.run->end - p.run->begin);
  }
  textStart = 0;
  textEnd = end;
}

void LineTableWriter::moveTo(ArrayRef<uint64_t> addresses, uint64_t start,
                             uint64_t end) {
  textStart = start;
  textEnd = end;
  for (PlacedRun &p : runs)
    p.address = addresses[p.run - program.runs.data()];
  auto isBefore = [](const PlacedRun &a, const PlacedRun &b) {
    return a.address < b.address;
  };
  if (!llvm::is_sorted(runs, isBefore))
    llvm::stable_sort(runs, isBefore);
}

// In the first round addresses are not final and may be in any order: runs that
// do not ascend are left to a later round.
void LineTableWriter::assignOffsets() {
  // Runs that overlap go to the end and are not written.
  uint64_t end = textStart;
  auto isWritten = [&](const PlacedRun &p) {
    if (p.address < end || p.address - end > maxGap)
      return false;
    end = p.address + (p.run->end - p.run->begin);
    return true;
  };
  if (llvm::all_of(runs, isWritten)) {
    numWritten = runs.size();
  } else {
    end = textStart;
    numWritten = std::stable_partition(runs.begin(), runs.end(), isWritten) -
                 runs.begin();
  }

  cuts.clear();
  SmallVector<uint8_t, 64> bridge;
  uint64_t offset = 0, lastCut = 0;
  for (size_t i = 0; i != numWritten; ++i) {
    runs[i].offset = offset;
    if (offset - lastCut >= bytesBetweenCuts) {
      cuts.push_back(offset);
      lastCut = offset;
    }
    bridge.clear();
    appendBridge(bridge, i);
    offset += bridge.size() + runs[i].stepsSize;
  }
  tailOffset = offset;
  bridge.clear();
  appendBridge(bridge, numWritten);
  totalSize = offset + bridge.size();
}

uint8_t *LineTableWriter::write(uint64_t offset,
                                MutableArrayRef<uint8_t> bytes) const {
  uint8_t *out = bytes.begin(), *const end = bytes.end();
  auto written = ArrayRef(runs).take_front(numWritten);
  // The first of those that begin there.
  size_t i =
      partition_point(written,
                      [&](const PlacedRun &p) { return p.offset < offset; }) -
      written.begin();
  SmallVector<uint8_t, 512> steps;
  for (; out != end; ++i) {
    steps.clear();
    appendBridge(steps, i);
    if (i != numWritten)
      appendSteps(steps, *runs[i].run);
    assert(steps.size() <= size_t(end - out) && "counted and written differ");
    out = llvm::copy(steps, out);
    if (i == numWritten)
      break;
  }
  return out;
}

//===----------------------------------------------------------------------===//
// Rows at addresses
//===----------------------------------------------------------------------===//

/// The row in force where the bridge to run \p i begins. Nearly always the last
/// one of the run before.
LineTableWriter::PlacedRow LineTableWriter::rowBefore(size_t i) const {
  for (; i != 0; --i) {
    const PlacedRun &p = runs[i - 1];
    State before = stateBehind(i - 1);
    bool isSame = before.line == p.firstLine && !endsBefore(before, i - 1);
    if (isSame && p.stepsSize == 0)
      continue;
    return {offsetOf(i), {p.address - p.run->begin + p.lastRow, p.lastLine}};
  }
  return PlacedRow();
}

void LineTableWriter::RowFinder::enter(size_t run) {
  entered = run;
  current = lines.rowBefore(run);
  bytes.clear();
  lines.appendBridge(bytes, run);
  lines.appendSteps(bytes, *lines.runs[run].run);
  State state = lines.stateBehind(run);
  cursor = LineTableCursor(LineTableReader(bytes, state.pc, 1, state.line),
                           current.row);
}

LineTableWriter::PlacedRow LineTableWriter::RowFinder::rowAt(uint64_t address) {
  auto written = ArrayRef(lines.runs).take_front(lines.numWritten);
  auto next = partition_point(
      written, [&](const PlacedRun &p) { return p.address <= address; });
  if (next == written.begin())
    return PlacedRow();
  size_t run = next - written.begin() - 1;
  if (entered != run)
    enter(run);
  cantFail(cursor.moveTo(address));
  if (cursor.offset())
    current = {lines.offsetOf(run) + cursor.offset(), cursor.row()};

  State state = lines.stateBehind(run + 1);
  if (address < state.end || !lines.endsBefore(state, run + 1))
    return current;
  SmallVector<uint8_t, 16> steps;
  uint64_t end = state.end;
  endLine(steps, state);
  return {lines.offsetOf(run + 1) + steps.size(), {end, 0}};
}

} // namespace gosym
