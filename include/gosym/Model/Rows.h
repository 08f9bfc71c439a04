//===- gosym/Model/Rows.h - The lines of code, row by row -------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// A row says that code is of one line of one file from its offset on, up to
/// the next row. A program with debug info has millions of rows, so they are
/// kept as differences, two or three bytes each instead of sixteen:
///
///   0x10 main.c:7   0x14 main.c:8   0x20 util.h:90
///   -> +10,+7       +4,+1           +c,file 1,+52
///
/// Lists of rows stand one behind the other in one RowList. Each list begins
/// from nothing: offset 0, file 0, line 0.
///
//===----------------------------------------------------------------------===//

#ifndef GOSYM_MODEL_ROWS_H
#define GOSYM_MODEL_ROWS_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/SmallVector.h"
#include <cstdint>

namespace gosym {

/// From `offset` in its section on the code is of this line.
struct Row {
  uint64_t offset = 0;
  /// Number of the file in the unit. Of a row without a line the main file if
  /// no other is known, and only tables with inlined calls look at it.
  uint32_t file = 0;
  /// 0: of no line.
  uint32_t line = 0;

  bool operator==(const Row &o) const {
    return offset == o.offset && file == o.file && line == o.line;
  }
};

/// Lists of rows as bytes. Not thread-safe to change.
class RowList {
public:
  /// Begins a list, behind the others, and returns where.
  size_t begin() {
    last = Row();
    return bytes.size();
  }
  /// Appends \p row, whose offset is not below that of the row before, to the
  /// list that was begun last.
  void append(const Row &row);

  size_t size() const { return bytes.size(); }
  /// The bytes of the lists from \p first up to \p end, for a RowCursor.
  llvm::ArrayRef<uint8_t> slice(size_t first, size_t end) const {
    return llvm::ArrayRef(bytes).slice(first, end - first);
  }

private:
  llvm::SmallVector<uint8_t, 0> bytes;
  Row last;
};

/// Goes over the rows of one list. Borrows the bytes; copy it to remember a
/// place.
class RowCursor {
public:
  explicit RowCursor(llvm::ArrayRef<uint8_t> rows = {}) : rest(rows) {}
  bool atEnd() const { return rest.empty(); }
  /// The next row. Not at the end.
  Row next();

private:
  llvm::ArrayRef<uint8_t> rest;
  Row last;
};

} // namespace gosym

#endif
