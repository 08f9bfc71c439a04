//===- gosym/Format/LineTable.h - The PC-line table -------------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// `.gopclntab` in its Go 1.1 form: one stream of bytes over the whole code,
/// from the address of `text` on. It says on which absolute line (History.h)
/// each pc is.
///
/// ENCODING: any number of pc steps, one line step, again and again. The state
/// begins with pc = start of the code and line = 0; a line step also moves pc
/// on by one quantum.
///
///   Byte      Operand                 Meaning
///   129..255                          pc += quantum * (byte - 128)
///   0         4, big-endian, signed   line += operand   then pc += quantum
///   1..64                             line += byte      then pc += quantum
///   65..128                           line -= byte - 64 then pc += quantum
///
/// The line holds from the pc *before* that quantum to the pc of the next line
/// step. The stream is padded to an even length with 129. quantum is the
/// alignment of instructions: 1 everywhere but on 32-bit ARM, where Go's writer
/// took 4 and Go's debug/gosym assumes 1 all the same.
///
/// Where int has 64 bits debug/gosym also takes the operand for unsigned: after
/// a step back of more than 64 lines its lines are 2^32 too high, to the end of
/// the table. Their low 32 bits are right, as is all of it when it is built for
/// a machine of 32 bits. No other byte can say such a step, so it is written as
/// all other readers want it.
///
/// There is no header and no place for a gap: what lies between two functions
/// has the last line of the first one, unless a row says 0.
///
//===----------------------------------------------------------------------===//

#ifndef GOSYM_FORMAT_LINETABLE_H
#define GOSYM_FORMAT_LINETABLE_H

#include "gosym-c/format.h"
#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/Support/Error.h"
#include <cstdint>
#include <optional>

namespace gosym {

/// From \p pc on, to the pc of the next row, the code is of absolute line
/// \p line.
struct LineRow {
  uint64_t pc = 0;
  /// 0: of no line.
  uint64_t line = 0;

  bool operator==(const LineRow &o) const {
    return pc == o.pc && line == o.line;
  }
};

/// Largest absolute line: the steps of the table are signed and of 32 bits.
constexpr uint64_t maxLine = GOSYM_MAX_LINE;

/// Appends the steps that move pc on by \p quanta, and the step that changes
/// the line by \p step (31 bits and a sign) and takes a quantum along: what
/// rows are made of, for who puts rows together that were encoded apart.
/// Thread-safe.
void appendPcSteps(llvm::SmallVectorImpl<uint8_t> &out, uint64_t quanta);
void appendLineStep(llvm::SmallVectorImpl<uint8_t> &out, int64_t step);

/// Does nothing to a reader: what a table is padded with.
constexpr uint8_t lineTablePadding = GOSYM_LINE_PADDING;

/// Writes rows as they come, in ascending order of pc. A gap costs one byte for
/// each 127 quanta, so the writer of a table that spans much bounds the span.
/// Not thread-safe.
class LineRowWriter {
public:
  /// Appends to \p out, which must outlive the writer. \p start is the address
  /// of the first byte of the code, \p quantum 1 or 4, in bytes.
  LineRowWriter(llvm::SmallVectorImpl<uint8_t> &out, uint64_t start,
                unsigned quantum = 1)
      : out(out), begin(out.size()), pc(start), quantum(quantum) {}

  /// Adds a row. One whose line is in force already (0 before the first row)
  /// says nothing and is dropped, whatever its pc.
  ///
  /// Errors, nothing is added then: `pc 0x..: <fact>, expected <fact>` when it
  /// is below the end of the row before (two rows are at least one quantum
  /// apart) or not a whole number of quanta from it; `line N: above 31 bits,
  /// expected at most 2147483647`.
  llvm::Error add(LineRow row);

  /// Pads what was appended to an even length, with at most one byte. Nothing
  /// may be added after it.
  void finish();

  /// Largest number of bytes that one row can take whose pc is \p distance
  /// bytes behind that of the row before; the first row counts from one quantum
  /// before the start of the code. Exact: a row whose line is more than 64
  /// lines away takes them all. Thread-safe.
  static uint64_t maxRowSize(uint64_t distance, unsigned quantum = 1);

private:
  llvm::SmallVectorImpl<uint8_t> &out;
  /// Size of `out` before the first row.
  size_t begin;
  /// Of the row before; the start of the code if there is none.
  uint64_t pc;
  uint64_t line = 0;
  unsigned quantum;
  bool hasRow = false;
};

/// Reads rows one by one. Borrows the bytes. Copy it to remember a place.
class LineTableReader {
public:
  /// \p start is the address of the first byte of the code. For a part of a
  /// table, which begins behind a row of line \p line (at most maxLine), it is
  /// one quantum behind the pc of that row.
  LineTableReader(llvm::ArrayRef<uint8_t> table, uint64_t start,
                  unsigned quantum = 1, uint64_t line = 0)
      : whole(table), pc(start), line(line), quantum(quantum) {}

  /// The next row, or nothing at the end. pc wraps at 64 bits as an address
  /// does. No crash and no over-read whatever the bytes.
  ///
  /// pc steps that no line step follows are ignored.
  ///
  /// Errors: `line step at offset 0x..: N bytes, expected 5` (truncated);
  /// `line step at offset 0x..: line N, expected 0 to 2147483647`. After an
  /// error the reader stays where it is: every further call gives the same.
  llvm::Expected<std::optional<LineRow>> next();

  /// Offset of the byte behind the row that next() returned last.
  uint64_t offset() const { return position; }

private:
  llvm::ArrayRef<uint8_t> whole;
  uint64_t position = 0;
  /// Behind the row that next() returned last.
  uint64_t pc;
  int64_t line;
  unsigned quantum;
};

/// The row in force at \p pc: the last with a pc not above it; nothing when
/// there is none, as below \p start. One walk from the start of \p table, to
/// the row behind the one it returns. Errors: those of LineTableReader, up to
/// there. Thread-safe.
llvm::Expected<std::optional<LineRow>> findLine(llvm::ArrayRef<uint8_t> table,
                                                uint64_t start, uint64_t pc,
                                                unsigned quantum = 1);

} // namespace gosym

#endif
