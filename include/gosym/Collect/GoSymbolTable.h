//===- gosym/Collect/GoSymbolTable.h - .gosymtab of a link ------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// The Go 1.1 symbol table of a link: a generated symbol, `runtime.symtab` to
/// `runtime.esymtab`, hidden, in the section `.gosymtab`.
///
//===----------------------------------------------------------------------===//

#ifndef GOSYM_COLLECT_GOSYMBOLTABLE_H
#define GOSYM_COLLECT_GOSYMBOLTABLE_H

#include "gosym/Linker/GeneratedSymbol.h"

namespace gosym {

struct GoSymbolTableOptions {
  /// Say on the linker's error stream what the table holds and what was left
  /// out. Read when the table is laid out: it may be set late.
  const bool *verbose = nullptr;
};

/// The symbol, for createGeneratedSymbol().
GeneratedSymbol goSymbolTableSymbol();

/// The generator that fills it.
std::unique_ptr<Generator> makeGoSymbolTable(GoSymbolTableOptions options);

} // namespace gosym

#endif
