//===- LineStream.cpp -----------------------------------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// One stream of steps over all of the code:
//
//   pc   steps                          written by
//   ...  rows of f()                    DebugLines.cpp, once
//        to the end of f(), line 0      here, unless g() follows
//        to g(), its first line         here
//   ...  rows of g()                    DebugLines.cpp
//
// What goes before the second row of a run is its way; the way and the rows
// behind it are its part of the stream. A way depends on addresses, so it is
// made when it is wanted, from the addresses of two neighbours: for counting,
// for writing, and to look for a row.
//
// A row of line 0 ends a run where other code follows, of no known line: a PLT,
// a thunk, an object without debug info. What fits the alignment of the next
// run is padding, and keeps the line: no one asks for it. The same line needs
// no row, so a run of one row may have none of its own in the stream.
//
// Where a linker script puts code far away, each 127 bytes of the way cost one
// of the table. Behind a gap of more than 2 GiB (16 MiB of table) there are no
// lines.
//
// The quantum is 1 on all targets, as Go's debug/gosym has it.
//
//===----------------------------------------------------------------------===//

#include "LineStream.h"
#include "Pieces.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/MathExtras.h"

using namespace llvm;
using namespace gosym;

static constexpr uint64_t maxGap = uint64_t(1) << 31;
static constexpr uint64_t bytesBetweenCuts = 1 << 16;

LineStream::State LineStream::stateBehind(size_t i) const {
  if (i == 0)
    return {textStart, 0, textStart};
  const PlacedRun &p = runs[i - 1];
  uint64_t sectionStart = p.address - p.run->begin;
  return {sectionStart + p.run->lastRow + 1, p.run->lastLine,
          sectionStart + p.run->end};
}

/// Ends the line in force at the end of its code.
void LineStream::endLine(SmallVectorImpl<uint8_t> &out, State &state) {
  appendPcSteps(out, state.end - state.pc);
  appendLineStep(out, -int64_t(state.line));
  state.pc = state.end + 1;
  state.line = 0;
}

/// Is the line of \p state ended before run \p i, or before the end of the
/// code?
bool LineStream::endsBefore(const State &state, size_t i) const {
  if (!state.line)
    return false;
  if (i == numWritten)
    return state.end < textEnd;
  return alignTo(state.end, runs[i].run->alignment) < runs[i].address;
}

/// Appends what goes before the second row of run \p to, or behind the last
/// run.
void LineStream::appendWay(SmallVectorImpl<uint8_t> &out, size_t to) const {
  State state = stateBehind(to);
  if (endsBefore(state, to))
    endLine(out, state);
  if (to == numWritten)
    return;
  const PlacedRun &p = runs[to];
  // The same line needs no step, but what follows counts from behind one.
  bool isSame = state.line == p.run->firstLine;
  appendPcSteps(out, p.address - state.pc + (isSame ? 1 : 0));
  if (!isSame)
    appendLineStep(out, int64_t(p.run->firstLine) - int64_t(state.line));
}

void LineStream::open(const CollectedLines &lines) {
  lines.forEachRun([&](const LineRun &run, ArrayRef<uint8_t> steps) {
    runs.push_back({&run, steps});
  });
  uint64_t end = 0;
  for (PlacedRun &p : runs) {
    p.address = alignTo(end, p.run->alignment);
    end = p.address + (p.run->end - p.run->begin);
  }
  textStart = 0;
  textEnd = end;
}

void LineStream::findAddresses(const Link &link) {
  textStart = link.address(link.textStart());
  textEnd = link.address(link.textEnd());
  forPieces(link, runs.size(), recordsPerTask, [&](size_t begin, size_t end) {
    for (size_t i = begin; i != end; ++i)
      runs[i].address =
          link.sectionAddress(runs[i].run->section, runs[i].run->begin);
  });
  if (orderOfCode == link.orderOfCode())
    return;
  orderOfCode = link.orderOfCode();
  llvm::stable_sort(runs, [](const PlacedRun &a, const PlacedRun &b) {
    return a.address < b.address;
  });
}

// In the first round there are no addresses yet, and any order of them: what
// does not ascend is left for a later one.
void LineStream::place() {
  // What overlaps goes to the end, and is not written.
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
    // They are out of order now.
    orderOfCode = std::nullopt;
  }

  cutOffsets.clear();
  SmallVector<uint8_t, 64> way;
  uint64_t offset = 0, lastCut = 0;
  for (size_t i = 0; i != numWritten; ++i) {
    runs[i].offset = offset;
    if (offset - lastCut >= bytesBetweenCuts) {
      cutOffsets.push_back(offset);
      lastCut = offset;
    }
    way.clear();
    appendWay(way, i);
    offset += way.size() + runs[i].steps.size();
  }
  tailOffset = offset;
  way.clear();
  appendWay(way, numWritten);
  totalSize = offset + way.size();
}

uint8_t *LineStream::write(uint64_t offset,
                           MutableArrayRef<uint8_t> bytes) const {
  uint8_t *out = bytes.begin(), *const end = bytes.end();
  auto written = ArrayRef(runs).take_front(numWritten);
  // The first of those that begin there.
  size_t i =
      partition_point(written,
                      [&](const PlacedRun &p) { return p.offset < offset; }) -
      written.begin();
  SmallVector<uint8_t, 64> way;
  auto put = [&](ArrayRef<uint8_t> steps) {
    assert(steps.size() <= size_t(end - out) && "counted and written differ");
    out = llvm::copy(steps, out);
  };
  for (; out != end; ++i) {
    way.clear();
    appendWay(way, i);
    put(way);
    if (i == numWritten)
      break;
    put(runs[i].steps);
  }
  return out;
}

//===----------------------------------------------------------------------===//
// Rows at addresses
//===----------------------------------------------------------------------===//

/// The row in force where the part of run \p i begins. Nearly always the last
/// one of the run before.
LineStream::PlacedRow LineStream::rowBefore(size_t i) const {
  for (; i != 0; --i) {
    const PlacedRun &p = runs[i - 1];
    State before = stateBehind(i - 1);
    bool isSame = before.line == p.run->firstLine && !endsBefore(before, i - 1);
    if (isSame && p.steps.empty())
      continue;
    return {offsetOf(i),
            {p.address - p.run->begin + p.run->lastRow, p.run->lastLine}};
  }
  return PlacedRow();
}

void LineStream::RowCursor::enter(size_t run) {
  behind = run + 1;
  current = stream.rowBefore(run);
  bytes.clear();
  stream.appendWay(bytes, run);
  llvm::append_range(bytes, stream.runs[run].steps);
  State state = stream.stateBehind(run);
  reader = LineTableReader(bytes, state.pc, 1, state.line);
}

LineStream::PlacedRow LineStream::RowCursor::rowAt(uint64_t address) {
  auto written = ArrayRef(stream.runs).take_front(stream.numWritten);
  auto next = partition_point(
      written, [&](const PlacedRun &p) { return p.address <= address; });
  if (next == written.begin())
    return PlacedRow();
  size_t run = next - written.begin() - 1;
  if (behind != run + 1)
    enter(run);
  while (true) {
    LineTableReader ahead = reader;
    std::optional<LineRow> row = cantFail(ahead.next());
    if (!row || row->pc > address)
      break;
    reader = ahead;
    current = {stream.offsetOf(run) + reader.offset(), *row};
  }

  State state = stream.stateBehind(run + 1);
  if (address < state.end || !stream.endsBefore(state, run + 1))
    return current;
  SmallVector<uint8_t, 16> steps;
  uint64_t end = state.end;
  endLine(steps, state);
  return {stream.offsetOf(run + 1) + steps.size(), {end, 0}};
}
