//===- TwinSymbols.h - The two sides of a comparison ------------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef GOSYM_TOOLS_TWINSYMBOLS_H
#define GOSYM_TOOLS_TWINSYMBOLS_H

#include "gosym/Format/CompactReader.h"
#include "gosym/Format/FunctionTable.h"
#include "llvm/Object/ELFObjectFile.h"
#include "llvm/Support/StringSaver.h"
#include <tuple>
#include <vector>

namespace gosym {

/// A symbol of a table or of .symtab, with the letter that a table has for it.
struct TwinSymbol {
  llvm::StringRef name;
  uint64_t address;
  char letter;
  /// In bytes; 0 where the table has no sizes.
  uint64_t size = 0;

  bool operator<(const TwinSymbol &o) const {
    return std::tie(name, address, letter, size) <
           std::tie(o.name, o.address, o.letter, o.size);
  }
  bool operator==(const TwinSymbol &o) const {
    return std::tie(name, address, letter, size) ==
           std::tie(o.name, o.address, o.letter, o.size);
  }
};

/// Sorted.
using TwinSymbols = std::vector<TwinSymbol>;

/// What a table of \p twin should hold, by its .symtab; with their sizes if a
/// compact table should have them.
llvm::Expected<TwinSymbols>
symbolsOfTwin(const llvm::object::ELFObjectFileBase &twin, bool withSizes);

/// What \p table holds, less the marks that bound its code. \p twin tells a
/// function called `text` from the mark. Errors: those of TableReader.
llvm::Expected<TwinSymbols> symbolsOfTable(llvm::ArrayRef<uint8_t> table,
                                           const TwinSymbols &twin);

/// What \p reader holds. Names are stored in \p names. Errors: those of
/// CompactReader.
llvm::Expected<TwinSymbols> symbolsOfCompact(const CompactReader &reader,
                                             llvm::StringSaver &names);

/// What \p table holds, whose names it borrows: functions, of which it does not
/// say whether they are local: all are `t`. Errors: those of FunctionTable.
llvm::Expected<TwinSymbols> symbolsOfFunctions(const FunctionTable &table);
/// Makes of the symbols of a twin those that a function table should hold.
void keepFunctions(TwinSymbols &twin, bool hasThumbBit);

} // namespace gosym

#endif
