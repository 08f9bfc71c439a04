//===- Commands.h - What the tool can do ------------------------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// The commands of gosym. All print to \p os and return errors that begin with
/// the name of the file they are about. Where a table is malformed, what comes
/// before the fault has been printed.
///
//===----------------------------------------------------------------------===//

#ifndef GOSYM_TOOLS_COMMANDS_H
#define GOSYM_TOOLS_COMMANDS_H

#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"
#include "llvm/Support/raw_ostream.h"

namespace gosym {

/// `<address> <letter> <name>` for every text, data and bss symbol, in the
/// order of the table. Names are printed as they are stored.
llvm::Error printSymbols(llvm::StringRef path, llvm::raw_ostream &os);

/// One line for the header (of an older form it begins `header none: Go 1.0,`
/// or `header interim:`), then one for every record:
///
///   <offset> <letter> <value> <name> [type=<address of the Go type>]
///
/// A wide value and a Go type are hexadecimal in the width of a pointer, any
/// other value is decimal. Names of `f` and paths of `z` and `Z` are quoted.
/// Bytes that are not printable ASCII are escaped as `\XX`.
llvm::Error dumpTable(llvm::StringRef path, llvm::raw_ostream &os);

/// Checks the table (see checkTable()), that it is of the file's own target
/// unless it is of an older form, and that `runtime.symtab` and
/// `runtime.esymtab`, if there are any, are its bounds; then prints how much it
/// holds. If \p twinPath is not empty, compares its symbols with those of that
/// file (see Twin.h).
llvm::Error verifyTable(llvm::StringRef path, llvm::StringRef twinPath,
                        llvm::raw_ostream &os);

} // namespace gosym

#endif
