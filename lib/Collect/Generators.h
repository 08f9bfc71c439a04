//===- Generators.h - The generators of the Go tables -----------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// The generated symbols of GoTables.h and what fills them. The generators of
/// one link share a CollectedTable: the program is collected once, by whichever
/// of them the linker asks first.
///
///   auto program = std::make_shared<CollectedProgram>(options);
///   auto table = std::make_shared<CollectedTable>(program);
///   createGeneratedSymbol(goSymbolTableSymbol(), makeGoSymbolTable(table));
///   createGeneratedSymbol(goSymbolIndexSymbol(), makeGoSymbolIndex(table));
///
/// in either order.
///
//===----------------------------------------------------------------------===//

#ifndef GOSYM_LIB_COLLECT_GENERATORS_H
#define GOSYM_LIB_COLLECT_GENERATORS_H

#include "CollectedTable.h"
#include "gosym/Format/NameSource.h"
#include "gosym/Linker/GeneratedSymbol.h"

namespace gosym {

GeneratedSymbol goSymbolTableSymbol();
GeneratedSymbol goSymbolIndexSymbol();
/// The two have one name: a link has one of them.
GeneratedSymbol pcLineTableSymbol();
GeneratedSymbol functionTableSymbol();
GeneratedSymbol compactTableSymbol();
GeneratedSymbol goTableNoteSymbol();

/// Does the output hold the generated symbol called \p name? From layout() on.
inline bool isWritten(const Link &link, llvm::StringRef name) {
  SymbolRef symbol = link.find(name);
  return symbol && link.isGenerated(symbol);
}

/// The threads of \p link, for Format's writers.
inline Parallel tasksOf(const Link &link) {
  return [&link](size_t n, const std::function<void(size_t)> &task) {
    link.parallelFor(n, task);
  };
}

std::unique_ptr<Generator>
makeGoSymbolTable(std::shared_ptr<CollectedTable> table);

/// To be made before the link lays out the first of the tables. Where a linker
/// script discards the symbol table the index is empty, with a warning.
///
/// Errors of the link: \p table is null; the table has 4 GiB or more; its
/// functions do not ascend (a symbol lies outside of the section that defines
/// it).
std::unique_ptr<Generator>
makeGoSymbolIndex(std::shared_ptr<CollectedTable> table);

/// Covers the code from `text` on, as far as it is without a gap of more than
/// 2 GiB: a gap costs a byte for each 127.
///
/// Errors of the link: \p table is null, for lines are told by the histories of
/// the symbol table.
std::unique_ptr<Generator>
makePcLineTable(std::shared_ptr<CollectedTable> table);

/// Needs none of the others.
///
/// Errors of the link: the table has 2 GiB or more; a name has a NUL; the
/// section has bytes of inputs, too.
std::unique_ptr<Generator>
makeFunctionTable(std::shared_ptr<CollectedProgram> program);

/// Creates compactTableSymbol() with its generator, which begins with the names
/// of a big program before layout(). Needs none of the others.
///
/// Errors of the link: the table has 4 GiB or more.
void createCompactTable(std::shared_ptr<CollectedProgram> program);

/// The note that points to those of the other symbols that the link has. With
/// none of them, where a linker script discards all, it is without entries,
/// with a warning. \p hasFunctions: what is in the place of the line table is a
/// function table.
std::unique_ptr<Generator> makeGoTableNote(bool hasFunctions);

} // namespace gosym

#endif
