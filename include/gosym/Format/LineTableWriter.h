//===- gosym/Format/LineTableWriter.h - A whole line table ------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Writes the PC-line table (LineTable.h) of a program, and finds in it the row
/// of an address, for an index.
///
///   LineTableWriter lines(program, table);   // table: its TableWriter
///   lines.open(parallelFor);                 // when the program has its runs
///   lines.moveTo(addresses, start, end);     // each time addresses change
///   lines.assignOffsets();
///   lines.write(0, bytes);
///
/// Before the first moveTo() the runs stand one behind the other: what a size
/// is estimated with before there are addresses.
///
//===----------------------------------------------------------------------===//

#ifndef GOSYM_FORMAT_LINETABLEWRITER_H
#define GOSYM_FORMAT_LINETABLEWRITER_H

#include "gosym/Format/LineTable.h"
#include "gosym/Format/TableWriter.h"

namespace gosym {

class LineTableWriter {
public:
  /// Calls fn(0)..fn(n-1), perhaps on several threads.
  using ParallelFor =
      llvm::function_ref<void(size_t n, llvm::function_ref<void(size_t)> fn)>;

  /// Refers to both, which must outlive it. The histories of \p table number
  /// the lines.
  LineTableWriter(const Program &program, const TableWriter &table)
      : program(program), table(table) {}

  /// Takes the runs of the program, but for those of units that have no lines
  /// in the table (TableWriter::firstLines()).
  void open(ParallelFor parallelFor);
  /// Puts the runs at \p addresses, of the first row of each run of the
  /// program. The code is from \p textStart to \p textEnd.
  void moveTo(llvm::ArrayRef<uint64_t> addresses, uint64_t textStart,
              uint64_t textEnd);
  /// Counts the bytes, and notes offsets to cut at. Runs that cannot be written
  /// are left out.
  void assignOffsets();

  bool empty() const { return runs.empty(); }
  /// Runs that overlap others or are too far away.
  size_t numLeftOut() const { return runs.size() - numWritten; }
  /// In bytes, without padding.
  uint64_t size() const { return totalSize; }
  llvm::ArrayRef<uint64_t> cutOffsets() const { return cuts; }

  /// Writes what begins at \p offset, 0 or a cut, and returns the byte behind:
  /// the end of \p bytes, or of the stream. Thread-safe.
  uint8_t *write(uint64_t offset, llvm::MutableArrayRef<uint8_t> bytes) const;

  /// A row, and the offset in the table behind its line step; 0: no row.
  struct PlacedRow {
    uint64_t offset = 0;
    LineRow row;
  };

  /// Finds the rows in force at addresses that ascend. Each thread has its own.
  class RowFinder {
  public:
    explicit RowFinder(const LineTableWriter &lines) : lines(lines) {}
    PlacedRow rowAt(uint64_t address);

  private:
    void enter(size_t run);

    const LineTableWriter &lines;
    /// The run whose rows `cursor` reads; nothing before the first question.
    std::optional<size_t> entered;
    PlacedRow current;
    llvm::SmallVector<uint8_t, 0> bytes;
    LineTableCursor cursor{LineTableReader({}, 0), LineRow()};
  };

private:
  /// A run at its address.
  struct PlacedRun {
    const CodeRun *run;
    /// Offset in its section of its last row.
    uint64_t lastRow = 0;
    /// Absolute lines of its first row, not 0, and of its last one.
    uint32_t firstLine = 0;
    uint32_t lastLine = 0;
    /// Size in bytes of the steps to its second row and on to its last one.
    uint64_t stepsSize = 0;
    /// Address of its first row.
    uint64_t address = 0;
    /// Offset in the table of the bridge to its first row.
    uint64_t offset = 0;
  };

  /// What a reader knows behind some step of the stream.
  struct State {
    /// The pc that the next step counts from.
    uint64_t pc;
    uint64_t line;
    /// The address behind the code that is on `line`.
    uint64_t end;
  };

  static void endLine(llvm::SmallVectorImpl<uint8_t> &out, State &state);
  uint32_t absoluteLine(const CodeRun &run, const Row &row) const;
  void measure(PlacedRun &p) const;
  void appendSteps(llvm::SmallVectorImpl<uint8_t> &out,
                   const CodeRun &run) const;
  State stateBehind(size_t i) const;
  bool endsBefore(const State &state, size_t i) const;
  void appendBridge(llvm::SmallVectorImpl<uint8_t> &out, size_t to) const;
  PlacedRow rowBefore(size_t i) const;
  uint64_t offsetOf(size_t i) const {
    return i == numWritten ? tailOffset : runs[i].offset;
  }

  const Program &program;
  const TableWriter &table;
  std::vector<PlacedRun> runs;
  /// The first so many of `runs` are written, the others left out.
  size_t numWritten = 0;
  /// Offset in the table of the steps that end the last run.
  uint64_t tailOffset = 0;
  uint64_t totalSize = 0;
  std::vector<uint64_t> cuts;
  uint64_t textStart = 0, textEnd = 0;
};

} // namespace gosym

#endif
