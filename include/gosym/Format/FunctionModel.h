//===- gosym/Format/FunctionModel.h - What a function table knows -*- C++ -*-=//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// A function table as a model (Model/Program.h), from which tables of other
/// forms are written, and what is asked of any model to write a function table.
///
//===----------------------------------------------------------------------===//

#ifndef GOSYM_FORMAT_FUNCTIONMODEL_H
#define GOSYM_FORMAT_FUNCTIONMODEL_H

#include "gosym/Format/FunctionTable.h"
#include "gosym/Model/Program.h"
#include <memory>

namespace gosym {

/// A model, and where its things are. All but the numbers is borrowed.
struct PlacedProgram {
  const Program &program;
  const SymbolSource &symbols;
  /// By symbol, with the mark of Thumb code.
  llvm::ArrayRef<uint64_t> addresses = {};
  /// In bytes; 0: not known.
  llvm::ArrayRef<uint64_t> sizes = {};
  /// Of the first row of each run of the program.
  llvm::ArrayRef<uint64_t> runs = {};
  /// Bounds of the code.
  uint64_t textBegin = 0, textEnd = 0;
  bool hasThumbBit = false;
};

/// The number of a symbol in the model is its place in Program::symbols.
class FunctionProgram final : public SymbolSource {
public:
  /// Checks all of \p table (checkFunctionTable()), whose bytes must outlive
  /// the result. Errors: those of the check; `address of function N: ...` where
  /// code goes on past the last address.
  static llvm::Expected<std::unique_ptr<FunctionProgram>>
  create(const FunctionTable &table);

  PlacedProgram placed() const;
  void describe(llvm::ArrayRef<Symbol> symbols,
                llvm::MutableArrayRef<Facts> facts) const override;

  /// Functions whose table says how deep the stack is at each instruction,
  /// which the model does not have.
  uint64_t withDepths() const { return depths; }

private:
  Program ownProgram;
  std::vector<llvm::StringRef> names;
  std::vector<uint64_t> addresses, sizes, runsAt;
  std::vector<uint32_t> unitOf;
  uint64_t textBegin = 0, textEnd = 0, depths = 0;
};

struct FunctionTableOf {
  llvm::SmallVector<uint8_t, 0> table;
  /// Symbols of data, and functions that entries cannot tell.
  uint64_t data = 0, outside = 0;
};
/// Writes a function table, without a tail, whose entries are told from \p
/// start. Same bytes for any \p parallel. Errors: those of FunctionTableWriter.
llvm::Expected<FunctionTableOf> functionTableOf(const PlacedProgram &placed,
                                                const FunctionTarget &target,
                                                uint64_t start,
                                                const Parallel &parallel);

} // namespace gosym

#endif
