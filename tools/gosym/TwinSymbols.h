//===- TwinSymbols.h - The two sides of a comparison ------------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef GOSYM_TOOLS_TWINSYMBOLS_H
#define GOSYM_TOOLS_TWINSYMBOLS_H

#include "llvm/Object/ELFObjectFile.h"
#include <tuple>
#include <vector>

namespace gosym {

/// A symbol of a table or of .symtab, with the letter that a table has for it.
struct Symbol {
  llvm::StringRef name;
  uint64_t address;
  char letter;

  bool operator<(const Symbol &o) const {
    return std::tie(name, address, letter) <
           std::tie(o.name, o.address, o.letter);
  }
  bool operator==(const Symbol &o) const {
    return std::tie(name, address, letter) ==
           std::tie(o.name, o.address, o.letter);
  }
};

/// Sorted.
using Symbols = std::vector<Symbol>;

/// What a table of \p twin should hold, by its .symtab.
llvm::Expected<Symbols>
symbolsOfTwin(const llvm::object::ELFObjectFileBase &twin);

/// What \p table holds, less the marks that bound its code. \p twin tells a
/// function called `text` from the mark. Errors: those of TableReader.
llvm::Expected<Symbols> symbolsOfTable(llvm::ArrayRef<uint8_t> table,
                                       const Symbols &twin);

} // namespace gosym

#endif
