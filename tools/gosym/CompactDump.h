//===- CompactDump.h - What dump says of a compact table --------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// The facts of a compact table in the order of dump. CompactPrint.cpp puts
/// them into words, CompactJson.cpp into records.
///
//===----------------------------------------------------------------------===//

#ifndef GOSYM_TOOLS_COMPACTDUMP_H
#define GOSYM_TOOLS_COMPACTDUMP_H

#include "gosym/Format/CompactReader.h"

namespace gosym {

class CompactDumper {
public:
  explicit CompactDumper(const CompactReader &reader) : reader(reader) {}
  virtual ~CompactDumper() = default;

  /// Errors: those of \p reader; what comes before the fault has been printed.
  llvm::Error dump();

protected:
  virtual void header() = 0;
  /// Of the dictionary. Not \p isWhole: \p text is longer than any string.
  virtual llvm::Error entry(uint32_t rank, llvm::StringRef text,
                            bool isWhole) = 0;
  virtual void beginSymbols(const CompactSymbols &list, bool isFunction) = 0;
  virtual void symbol(const CompactSymbol &symbol, bool isFunction,
                      llvm::StringRef name) = 0;
  /// Numbers of files are those that rows have, from 1 on; 0 is not known.
  virtual void file(uint32_t number, llvm::StringRef path) = 0;
  virtual void unit(uint32_t number, uint32_t file) = 0;
  virtual void frame(uint32_t function, const CompactFrameSizes &sizes) = 0;
  virtual void inlined(uint32_t number, llvm::StringRef name,
                       CompactLines::Home home) = 0;
  virtual llvm::Error rows() = 0;

  const CompactReader &reader;
  /// By number, number 0 is none; complete before units.
  std::vector<std::string> paths{1};
  /// By number; complete before rows.
  std::vector<std::string> inlinedNames;

private:
  llvm::Error entries();
  llvm::Error symbols(const CompactSymbols &list, bool isFunction);
  llvm::Error files();
  llvm::Error units();
  llvm::Error frames();
  llvm::Error inlinedFunctions();
};

} // namespace gosym

#endif
