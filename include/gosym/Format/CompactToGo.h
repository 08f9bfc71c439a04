//===- gosym/Format/CompactToGo.h - Go tables of a compact one --*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Readers of Go tables are many, readers of compact tables are few: here the
/// first are served from the second.
///
///   Expected<GoTables> tables = goTablesOf(reader, target);
///
/// The Go 1.1 tables say the same of each address, but for what they have no
/// place for, which is counted: inlined calls, and sizes of symbols.
///
//===----------------------------------------------------------------------===//

#ifndef GOSYM_FORMAT_COMPACTTOGO_H
#define GOSYM_FORMAT_COMPACTTOGO_H

#include "gosym/Format/CompactReader.h"
#include "gosym/Format/FunctionModel.h"
#include "gosym/Format/Header.h"

namespace gosym {

struct GoTablesOfCompact {
  llvm::SmallVector<uint8_t, 0> table;
  /// Empty: the compact table has no lines.
  llvm::SmallVector<uint8_t, 0> lineTable;

  // What was left out.
  uint64_t sizes = 0;
  uint64_t rowsOfInlinedCalls = 0;
  /// Units whose lines have no place in a history, and runs of code that a line
  /// table cannot hold.
  uint64_t unitsWithoutLines = 0;
  uint64_t runsWithoutLines = 0;
};

/// Writes the symbol table and the line table. \p target is of the Go 1.1 form
/// and has the pointer size of \p reader.
///
/// Errors: those of checkCompact(); `name of symbol N: <fact>, expected <fact>`
/// for a name that has a NUL; `address of symbol N: <fact>, expected <fact>`
/// for code that goes on past the last address. Thread-safe.
llvm::Expected<GoTablesOfCompact> goTablesOf(const CompactReader &reader,
                                             TableTarget target);
/// The same of any model without types. Errors: those of names and addresses.
llvm::Expected<GoTablesOfCompact> goTablesOf(const PlacedProgram &placed,
                                             TableTarget target);

} // namespace gosym

#endif
