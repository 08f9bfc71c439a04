//===- SymbolPrinter.h - The lines of nm ------------------------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef GOSYM_TOOLS_SYMBOLPRINTER_H
#define GOSYM_TOOLS_SYMBOLPRINTER_H

#include "Record.h"
#include "gosym/Format/Printable.h"
#include "llvm/Demangle/Demangle.h"
#include "llvm/Support/Format.h"

namespace gosym {

/// What nm says of a symbol.
struct ListedSymbol {
  uint64_t address;
  char letter;
  llvm::StringRef name;
  /// Nothing where the table has no sizes.
  std::optional<uint64_t> size = std::nullopt;
};

inline void printSymbol(const Output &out, unsigned pointerSize,
                        const ListedSymbol &symbol) {
  std::string readable;
  llvm::StringRef name = symbol.name;
  if (out.demangles)
    name = readable = llvm::demangle(name);
  if (out.json)
    Record(out, "symbol")
        .hex("address", symbol.address)
        .text("letter", llvm::StringRef(&symbol.letter, 1))
        .number("size", symbol.size)
        .text("name", name);
  else
    out.os << llvm::format_hex_no_prefix(symbol.address, 2 * pointerSize) << ' '
           << symbol.letter << ' ' << printable(name) << '\n';
}

} // namespace gosym

#endif
