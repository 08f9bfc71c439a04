//===- LineRows.h - Rows in and out of a PC-line table ----------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// What tests do with line tables and the library does not: write one row by
/// row (a LineTableWriter writes runs of code), and ask for a single pc.
///
//===----------------------------------------------------------------------===//

#ifndef GOSYM_TEST_UNIT_LINEROWS_H
#define GOSYM_TEST_UNIT_LINEROWS_H

#include "gosym/Format/LineTable.h"

namespace gosym {

/// Writes rows in ascending order of pc, which are at least a quantum apart.
class LineRowWriter {
public:
  /// Appends to \p out. \p start is the address of the first byte of the code.
  LineRowWriter(llvm::SmallVectorImpl<uint8_t> &out, uint64_t start,
                unsigned quantum = 1)
      : out(out), begin(out.size()), pc(start), quantum(quantum) {}

  /// A row whose line is in force already says nothing and is dropped.
  void add(LineRow row) {
    if (row.line == line)
      return;
    appendPcSteps(out, (row.pc - pc) / quantum);
    appendLineStep(out, int64_t(row.line) - int64_t(line));
    pc = row.pc + quantum;
    line = row.line;
  }

  /// Pads what was appended to an even length.
  void finish() {
    if ((out.size() - begin) % 2 != 0)
      out.push_back(lineTablePadding);
  }

private:
  llvm::SmallVectorImpl<uint8_t> &out;
  /// Size of `out` before the first row.
  size_t begin;
  /// That the next step counts from.
  uint64_t pc;
  uint64_t line = 0;
  unsigned quantum;
};

/// The row in force at \p pc; nothing when there is none, as below \p start.
inline llvm::Expected<std::optional<LineRow>>
findLine(llvm::ArrayRef<uint8_t> table, uint64_t start, uint64_t pc,
         unsigned quantum = 1) {
  LineTableCursor cursor(LineTableReader(table, start, quantum), {start, 0});
  if (llvm::Error error = cursor.moveTo(pc))
    return error;
  if (cursor.offset() == 0)
    return std::nullopt;
  return cursor.row();
}

} // namespace gosym

#endif
