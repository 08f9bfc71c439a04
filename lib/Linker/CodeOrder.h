//===- CodeOrder.h - The code of a link by address --------------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// The symbols of a link in the order of tables: data first, then all code by
/// address, with the pieces that no symbol stands for in their places. For
/// lib/Collect; plugins do not see this header.
///
//===----------------------------------------------------------------------===//

#ifndef GOSYM_LIB_LINKER_CODEORDER_H
#define GOSYM_LIB_LINKER_CODEORDER_H

#include "CodeSource.h"
#include "gosym/Model/Program.h"

namespace gosym {

/// Puts Program::symbols in order, where they are. A symbol's number is its
/// place in Link::liveSymbols() or, behind the end of that, in syntheticCode().
/// Not thread-safe.
class CodeOrder {
public:
  CodeOrder(const Link &link, CodeSource &source)
      : link(link), source(source) {}

  /// Fills \p program with the live symbols and the synthetic code that can be
  /// foreseen, in the order in which they will most likely be. From
  /// Generator::layout().
  void estimate(Program &program) const;
  /// Puts the functions of \p program in the order of their addresses, and
  /// finds the synthetic code among them. From Generator::arrange(). Returns
  /// whether \p program may be another one than before; the first call is for
  /// the order that estimate() left.
  bool update(Program &program);

  /// Store the addresses of \p symbols, or their sizes (st_size), in \p values,
  /// which is as long: all at once, in parallel, each read ahead of its use.
  /// For any piece of Program::symbols, as data() and functions(). Both are
  /// as in Link, so addresses are there from arrange() on, and on targets that
  /// relax code sizes are final in write(). From layout() and arrange(); in
  /// write(), where the tasks of the link run in parallel already, one task
  /// does it.
  void addresses(llvm::ArrayRef<Symbol> symbols,
                 llvm::MutableArrayRef<uint64_t> values) const;
  void sizes(llvm::ArrayRef<Symbol> symbols,
             llvm::MutableArrayRef<uint64_t> values) const;

  /// As CodeSource::moves().
  SymbolMoves moves() const { return source.moves(); }
  llvm::ArrayRef<LiveSymbol> syntheticCode() const {
    return source.syntheticCode();
  }
  /// As CodeSource::hasThumbBit().
  bool hasThumbBit() const { return source.hasThumbBit(); }
  /// What Link::liveSymbols() does not have.
  const LeftOutSymbols &leftOut() const { return source.leftOut(); }

private:
  void inBatches(llvm::ArrayRef<Symbol> symbols,
                 llvm::MutableArrayRef<uint64_t> values,
                 llvm::function_ref<void(llvm::ArrayRef<SymbolRef>,
                                         llvm::MutableArrayRef<uint64_t>)>
                     ask) const;
  bool classifyLinkerSymbols(Program &program) const;
  void locate(llvm::MutableArrayRef<Symbol> functions,
              llvm::MutableArrayRef<CodePlace> places) const;
  bool sort(Program &program);
  void addSyntheticCode(Program &program, llvm::ArrayRef<CodePlace> places);

  const Link &link;
  CodeSource &source;
  /// Link::orderOfCode() when the functions were sorted.
  std::optional<uint64_t> sortedFor;
};

/// The order of the code of \p link; the same object at each call. The linker
/// defines it (LLDAccess/CodeAnswers.cpp).
CodeOrder &codeOrderOf(Link &link);

} // namespace gosym

#endif
