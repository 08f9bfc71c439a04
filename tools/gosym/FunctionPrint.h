//===- FunctionPrint.h - nm, dump, stats of a function table ----*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef GOSYM_TOOLS_FUNCTIONPRINT_H
#define GOSYM_TOOLS_FUNCTIONPRINT_H

#include "Record.h"
#include "TableFile.h"
#include "gosym/Format/FunctionTable.h"

namespace gosym {

/// For a report: `go1.20`.
llvm::StringRef formName(FunctionForm form);

/// What is counted of a function table.
llvm::SmallVector<Count, 5> countsOf(const FunctionSummary &summary);

/// `<address> T <name>` for every function, in order of address.
llvm::Error printFunctions(const FunctionTable &table, const Output &out);

/// What is in the table, a fact a line: the header, the parts, and of each
/// function its record and the pieces of code with one file, line or depth of
/// the stack:
///
///   function <offset> <entry> to <end> "<name>" [args N] [from line N]
///   file <address> "<path>"
///   line <address> N
///   depth <address> N
llvm::Error dumpFunctions(const FunctionTable &table, const Output &out);

/// A line for each part with its bytes, and bytes a function.
llvm::Error printFunctionStats(const TableFile &file, const Output &out);

} // namespace gosym

#endif
