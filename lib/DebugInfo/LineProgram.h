//===- LineProgram.h - DWARF's line number programs -------------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Runs the line number program of one compilation unit and keeps the rows of
/// live code. LLVM reads the header, with its tables of files.
///
//===----------------------------------------------------------------------===//

#ifndef GOSYM_LIB_DEBUGINFO_LINEPROGRAM_H
#define GOSYM_LIB_DEBUGINFO_LINEPROGRAM_H

#include "llvm/DebugInfo/DWARF/DWARFDataExtractor.h"
#include "llvm/DebugInfo/DWARF/DWARFDebugLine.h"
#include "llvm/DebugInfo/DWARF/DWARFUnit.h"
#include <vector>

namespace gosym {

/// From `offset` in its section on, to the next row or the end of the sequence,
/// code is of line `line`, perhaps 0, of file `file` of the header.
struct ProgramRow {
  uint64_t offset;
  uint32_t line;
  uint32_t file;
};
static_assert(sizeof(ProgramRow) == 16, "one for each row of an object");

/// Rows of one run of code in a live section.
struct ProgramSequence {
  /// Number of the section in the object.
  uint32_t sectionNumber = 0;
  /// Offset in the section of the byte behind the code.
  uint64_t end = 0;
  /// LineProgram::rows, ascending in offset.
  size_t firstRow = 0;
  size_t rowsEnd = 0;
};

/// One program after the other; memory is kept from one to the next. Not
/// thread-safe.
class LineProgram {
public:
  /// Runs the program whose header is at \p offset of \p data, for \p unit.
  /// \p isLive tells of the section of a number whether its rows are wanted.
  ///
  /// Errors, without the name of the section: what is wrong, and at which
  /// offset. Nothing here is good then. No crash, no over-read and an end,
  /// whatever the bytes.
  llvm::Error run(const llvm::DWARFDataExtractor &data, uint64_t offset,
                  llvm::DWARFUnit &unit,
                  llvm::function_ref<bool(uint64_t)> isLive);

  llvm::DWARFDebugLine::Prologue header;
  std::vector<ProgramRow> rows;
  std::vector<ProgramSequence> sequences;

private:
  llvm::Error readHeader(const llvm::DWARFDataExtractor &data, uint64_t offset,
                         llvm::DWARFUnit &unit);
};

} // namespace gosym

#endif
