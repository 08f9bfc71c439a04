//===- BulkAnswers.h - Many questions to one table --------------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// A table is made to be small, and to be asked now and then. Who asks a
/// hundred thousand times is served better by a table that is unfolded once:
/// functions and rows in arrays, and each name in the words that are printed.
///
//===----------------------------------------------------------------------===//

#ifndef GOSYM_TOOLS_BULKANSWERS_H
#define GOSYM_TOOLS_BULKANSWERS_H

#include "../../lib/Export/CodeMap.h"
#include "AddressPrinter.h"

namespace gosym {

class BulkAnswers {
public:
  /// \p map outlives this.
  BulkAnswers(const CodeMap &map, const AddressPrinter &printer);

  void print(uint64_t address);

private:
  llvm::StringRef shown(std::vector<std::string> &cache, uint32_t i,
                        llvm::StringRef text, bool isName);
  ShownFrame frame(llvm::StringRef function, uint32_t file, uint32_t line);

  const CodeMap &map;
  const AddressPrinter &printer;
  /// By number; empty: not made yet.
  std::vector<std::string> functions, inlined, files;
  llvm::SmallVector<ShownFrame, 8> frames;
};

} // namespace gosym

#endif
