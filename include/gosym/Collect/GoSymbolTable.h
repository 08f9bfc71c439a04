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
/// section `.gosymtab.index`; and the table of lines beside it, in
/// `.gopclntab`.
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

/// Where lines come from.
enum class LineSource {
  /// Debug info, of the objects that have it.
  Auto,
  /// Debug info, and an object that has functions and no lines is an error.
  On,
  /// Nowhere.
  Off,
};

struct LineOptions {
  /// Files and lines are wanted: there is a PC-line table. Without one nothing
  /// is read of debug info but the name of each object's source file.
  bool table = false;
  LineSource source = LineSource::Auto;
  bool verbose = false;
};

/// Name of the input sections that set Go types (gosym-c/gotype.h). To be
/// consumed by the table's symbol, in final links.
llvm::StringRef typeAnnotationSection();

/// What is told of the frame of each function, behind its record.
struct FrameOptions {
  /// `m` records: sizes, from `.stack_sizes`, unwind information and debug
  /// info.
  bool sizes = false;
  /// `a` and `p` records: variables that are in the frame, from debug info.
  bool variables = false;
  bool verbose = false;
};

/// A table to be: what its generators share, so that it is collected once. A
/// new one for each link. \p lines and \p frames live as long as the link, and
/// are read when the table is laid out: they may be set late. Null: none.
class CollectedTable;
std::shared_ptr<CollectedTable>
collectTable(const LineOptions *lines = nullptr,
             const FrameOptions *frames = nullptr);

/// The generator that fills it.
std::unique_ptr<Generator>
makeGoSymbolTable(std::shared_ptr<CollectedTable> table,
                  GoSymbolTableOptions options);

/// The index of the table, for createGeneratedSymbol(); not in a relocatable
/// link, where it would hold differences of addresses that are not known.
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

/// The PC-line table in its Go 1.1 form (Format/LineTable.h), for
/// createGeneratedSymbol(): `runtime.pclntab` to `runtime.epclntab`, hidden, in
/// the section `.gopclntab`.
GeneratedSymbol pcLineTableSymbol();

/// The generator that fills it with the lines that belong to the histories of
/// \p table; its LineOptions::table must be set. It covers the code from `text`
/// on, as far as it is without a gap of more than 2 GiB: a gap costs a byte for
/// each 127.
///
/// Errors of the link: \p table is null, for lines are told by the histories of
/// the symbol table.
std::unique_ptr<Generator>
makePcLineTable(std::shared_ptr<CollectedTable> table);

} // namespace gosym

#endif
