//===- gosym/Format/CompactModel.h - What a compact table knows -*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// A compact table as a model (Model/Program.h), from which tables of other
/// forms are written. The model has symbols, units with their files, frames and
/// rows; inlined calls, which it has no place for, are counted.
///
//===----------------------------------------------------------------------===//

#ifndef GOSYM_FORMAT_COMPACTMODEL_H
#define GOSYM_FORMAT_COMPACTMODEL_H

#include "gosym/Format/CompactReader.h"
#include "gosym/Format/FunctionModel.h"
#include "gosym/Model/Program.h"
#include "llvm/ADT/BitVector.h"
#include <memory>

namespace gosym {

/// The number of a symbol in the model is its place in Program::symbols.
class CompactProgram final : public SymbolSource {
public:
  /// Checks all of \p reader (CompactCheck.h), and copies what it has: the
  /// result does not borrow the table. Errors: those of checkCompact().
  static llvm::Expected<std::unique_ptr<CompactProgram>>
  create(const CompactReader &reader);

  const Program &program() const { return ownProgram; }
  void describe(llvm::ArrayRef<Symbol> symbols,
                llvm::MutableArrayRef<Facts> facts) const override;

  /// What the program has at run time of a symbol: its address, with the bit
  /// that says Thumb.
  uint64_t valueOf(uint32_t symbol) const {
    return ownProgram.symbols[symbol].address | uint64_t(thumb[symbol]);
  }
  /// In bytes; 0: not known.
  uint64_t sizeOf(uint32_t symbol) const { return sizes[symbol]; }
  llvm::StringRef nameOf(uint32_t symbol) const { return names[symbol]; }

  /// Addresses of the begin and the end of the code.
  uint64_t textBegin() const { return codeBegin; }
  uint64_t textEnd() const { return codeEnd; }
  /// Of the first row of each run of the program.
  llvm::ArrayRef<uint64_t> runAddresses() const { return runsAt; }
  /// The model is borrowed, and all that is known of where it is.
  PlacedProgram placed() const;

  /// Rows that had inlined calls around them.
  uint64_t numRowsOfInlinedCalls() const { return inlinedRows; }

private:
  class Filler;

  Program ownProgram;
  /// By symbol.
  std::vector<std::string> names;
  std::vector<uint64_t> sizes;
  /// With the bit that says Thumb.
  std::vector<uint64_t> values;
  std::vector<uint32_t> unitOf;
  llvm::BitVector thumb;

  std::vector<uint64_t> runsAt;
  uint64_t codeBegin = 0;
  uint64_t codeEnd = 0;
  uint64_t inlinedRows = 0;
};

} // namespace gosym

#endif
