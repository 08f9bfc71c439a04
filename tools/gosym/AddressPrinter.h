//===- AddressPrinter.h - The answers of addr2line --------------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// How frames of an address are printed: as llvm-addr2line does, or as JSON.
///
//===----------------------------------------------------------------------===//

#ifndef GOSYM_TOOLS_ADDRESSPRINTER_H
#define GOSYM_TOOLS_ADDRESSPRINTER_H

#include "Record.h"
#include "llvm/ADT/SmallVector.h"

namespace gosym {

/// A frame in the words that are printed.
struct ShownFrame {
  llvm::StringRef function;
  /// Nothing where it is not known.
  std::optional<llvm::StringRef> file;
  uint32_t line = 0;
};

class AddressPrinter {
public:
  AddressPrinter(const Output &out, bool inlines)
      : out(out), inlines(inlines) {}

  /// The words for a name or a path: readable if asked for, escaped for people.
  std::string shownName(llvm::StringRef name) const;
  std::string shownPath(llvm::StringRef path) const;

  /// \p frames are innermost first, the last one is the function that has the
  /// code; none where no function has it. Nothing for what is no address.
  void print(std::optional<uint64_t> address,
             llvm::ArrayRef<ShownFrame> frames) const;

private:
  void printJson(std::optional<uint64_t> address,
                 llvm::ArrayRef<ShownFrame> frames) const;

  const Output &out;
  bool inlines;
};

} // namespace gosym

#endif
