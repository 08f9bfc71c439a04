//===- gosym/Format/GoModel.h - What a Go table knows -----------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// A table of one of Go's forms, and the line table beside it, as a model
/// (Model/Program.h), from which a table of another form is written. The model
/// has symbols, units with their files, frames and rows; what a compact table
/// has no place for is counted.
///
/// It is made of the answers of a SymbolIndex, so whoever asks the new table
/// about an address hears what the old one says.
///
//===----------------------------------------------------------------------===//

#ifndef GOSYM_FORMAT_GOMODEL_H
#define GOSYM_FORMAT_GOMODEL_H

#include "gosym/Format/FunctionModel.h"
#include "gosym/Format/SymbolIndex.h"
#include "gosym/Model/Program.h"
#include <memory>

namespace gosym {

/// What of a Go table is not in the model.
struct GoLeftOut {
  uint64_t goTypes = 0;
  /// Locals and parameters.
  uint64_t variables = 0;
  /// Functions of the letters `L` and `l`, which are `T` and `t` now.
  uint64_t leafMarks = 0;
  /// Records of letters that mean nothing to us.
  uint64_t otherRecords = 0;
  /// Sizes of frames that are 2^64 - 1: a compact table stores one more.
  uint64_t frameSizes = 0;
  /// Of several tables one behind the other, where one says `etext` and the
  /// next begins further on: what is between has no function, but lies behind
  /// one.
  uint64_t gaps = 0;
};

/// The number of a symbol in the model is its place in Program::symbols.
class GoProgram final : public SymbolSource {
public:
  struct Options {
    /// Of the program, in bytes: the older forms do not tell it.
    unsigned pointerSize = 8;
    /// Of the line table.
    unsigned quantum = 1;
    LowBit lowBit = LowBit::Address;
  };

  /// Reads \p table, of any form, which must outlive the result, and \p
  /// lineTable, which may be empty. Takes memory for the text of each path,
  /// once, which may be some hundred times as long as a table made to be so: a
  /// compact table stores paths as text.
  ///
  /// Errors: those of SymbolIndex::create(); `address of NAME: 0x.., expected
  /// N bytes` for one that is wider than a pointer.
  static llvm::Expected<std::unique_ptr<GoProgram>>
  create(llvm::ArrayRef<uint8_t> table, llvm::ArrayRef<uint8_t> lineTable,
         Options options);

  const Program &program() const { return ownProgram; }
  void describe(llvm::ArrayRef<Symbol> symbols,
                llvm::MutableArrayRef<Facts> facts) const override;

  /// By symbol, with the mark of Thumb code.
  llvm::ArrayRef<uint64_t> addresses() const { return values; }
  /// Addresses of the begin and the end of the code.
  uint64_t textBegin() const { return codeBegin; }
  uint64_t textEnd() const { return codeEnd; }
  /// Of the first row of each run of the program.
  llvm::ArrayRef<uint64_t> runAddresses() const { return runsAt; }

  /// The model is borrowed, and all that is known of where it is.
  PlacedProgram placed() const;

  const GoLeftOut &leftOut() const { return missing; }

private:
  class Filler;

  Program ownProgram;
  /// By symbol. Names are in the table.
  std::vector<llvm::StringRef> names;
  std::vector<uint64_t> values;
  /// Go tables have none: 0.
  std::vector<uint64_t> sizes;
  bool hasThumbBit = false;
  std::vector<uint32_t> unitOf;

  std::vector<uint64_t> runsAt;
  uint64_t codeBegin = 0;
  uint64_t codeEnd = 0;
  GoLeftOut missing;
};

} // namespace gosym

#endif
