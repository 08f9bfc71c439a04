//===- LineStream.h - Lines of all code, at their addresses -----*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// The rows of all objects put one behind the other as the bytes of the PC-line
/// table, and where in them the row of an address is. The table is written from
/// it (PcLineTable.cpp) and so are the line checkpoints of the index
/// (GoSymbolIndex.cpp).
///
//===----------------------------------------------------------------------===//

#ifndef GOSYM_LIB_COLLECT_LINESTREAM_H
#define GOSYM_LIB_COLLECT_LINESTREAM_H

#include "CollectedLines.h"
#include "gosym/Format/LineTable.h"

namespace gosym {

class LineStream {
public:
  /// Takes the runs of \p lines, one behind the other: what sizes are counted
  /// with before there are addresses.
  void open(const CollectedLines &lines);
  /// Puts the runs at their addresses. From Generator::arrange().
  void findAddresses(const Link &link);
  /// Counts the bytes, and notes offsets to cut at, of the first byte of a run
  /// each. Runs that cannot be written are left out: then the order has
  /// changed.
  void place();

  bool empty() const { return runs.empty(); }
  /// Runs that overlap others or are too far away.
  size_t numLeftOut() const { return runs.size() - numWritten; }
  /// In bytes.
  uint64_t size() const { return totalSize; }
  const std::vector<uint64_t> &cuts() const { return cutOffsets; }

  /// Writes what begins at \p offset, that of a run, and returns the byte
  /// behind: the end of \p bytes, or of the stream. Several threads at once.
  uint8_t *write(uint64_t offset, llvm::MutableArrayRef<uint8_t> bytes) const;

  /// A row, and where the bytes behind its line step are; offset 0: no row.
  struct PlacedRow {
    uint64_t offset = 0;
    LineRow row;
  };

  /// Finds the rows in force at addresses that ascend. Each thread has its own.
  class RowCursor {
  public:
    explicit RowCursor(const LineStream &stream) : stream(stream) {}
    PlacedRow rowAt(uint64_t address);

  private:
    void enter(size_t run);

    const LineStream &stream;
    /// One more than the run it is in; 0: in none.
    size_t behind = 0;
    PlacedRow current;
    llvm::SmallVector<uint8_t, 0> bytes;
    LineTableReader reader{{}, 0};
  };

private:
  /// A run at its address.
  struct PlacedRun {
    const LineRun *run;
    llvm::ArrayRef<uint8_t> steps;
    /// Of its first row.
    uint64_t address = 0;
    /// In the table, of what goes before its first row.
    uint64_t offset = 0;
  };

  /// Where the stream is.
  struct State {
    /// That the next step counts from.
    uint64_t pc;
    uint64_t line;
    /// Behind the code of `line`.
    uint64_t end;
  };

  static void endLine(llvm::SmallVectorImpl<uint8_t> &out, State &state);
  State stateBehind(size_t i) const;
  bool endsBefore(const State &state, size_t i) const;
  void appendWay(llvm::SmallVectorImpl<uint8_t> &out, size_t to) const;
  PlacedRow rowBefore(size_t i) const;
  uint64_t offsetOf(size_t i) const {
    return i == numWritten ? tailOffset : runs[i].offset;
  }

  std::vector<PlacedRun> runs;
  /// Of `runs`, those that are written.
  size_t numWritten = 0;
  /// What ends the last run.
  uint64_t tailOffset = 0;
  uint64_t totalSize = 0;
  std::vector<uint64_t> cutOffsets;
  uint64_t textStart = 0, textEnd = 0;
  std::optional<uint64_t> orderOfCode;
};

} // namespace gosym

#endif
