//===- gosym/Collect/GoSymbolTable.h - .gosymtab of a link ------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// The Go 1.1 symbol table of a link: a generated symbol, `runtime.symtab` to
/// `runtime.esymtab`, hidden, in the section `.gosymtab`; and the index over it
/// (Format/TableIndex.h), `gosym.index` to `gosym.eindex`, hidden, in the
/// section `.gosymtab.index`.
///
///   auto table = collectTable();
///   createGeneratedSymbol(goSymbolTableSymbol(), makeGoSymbolTable(table, o));
///   createGeneratedSymbol(goSymbolIndexSymbol(), makeGoSymbolIndex(table));
///
/// in either order.
///
//===----------------------------------------------------------------------===//

#ifndef GOSYM_COLLECT_GOSYMBOLTABLE_H
#define GOSYM_COLLECT_GOSYMBOLTABLE_H

#include "gosym/Linker/GeneratedSymbol.h"
#include <memory>

namespace gosym {

struct GoSymbolTableOptions {
  /// Say on the linker's error stream what the table holds and what was left
  /// out. Read when the table is laid out: it may be set late.
  const bool *verbose = nullptr;
};

/// The symbol, for createGeneratedSymbol().
GeneratedSymbol goSymbolTableSymbol();

/// A table to be: what its generators share, so that it is collected once. A
/// new one for each link.
class CollectedTable;
std::shared_ptr<CollectedTable> collectTable();

/// The generator that fills it.
std::unique_ptr<Generator>
makeGoSymbolTable(std::shared_ptr<CollectedTable> table,
                  GoSymbolTableOptions options);

/// The index of the table, for createGeneratedSymbol().
GeneratedSymbol goSymbolIndexSymbol();

/// The generator that fills it with the index of the table that
/// makeGoSymbolTable() writes for the same \p table. To be made before the
/// link lays out the first of the two. Where a linker script discards the table
/// the index is empty, with a warning.
///
/// Errors of the link: \p table is null; the table has 4 GiB or more; its
/// functions do not ascend (a symbol lies outside of the section that defines
/// it).
std::unique_ptr<Generator>
makeGoSymbolIndex(std::shared_ptr<CollectedTable> table);

} // namespace gosym

#endif
