//===- LateOrder.h - Which late generator runs when -------------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef GOSYM_LIB_LINKER_LATEORDER_H
#define GOSYM_LIB_LINKER_LATEORDER_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/Support/Error.h"
#include <string>
#include <vector>

namespace gosym {

/// What the order of late generators depends on, of one of them.
struct LateNode {
  std::string symbol;
  std::string generator;
  /// The output section that holds the symbol.
  std::string section;
  /// What LateGenerator::reads() and after() said.
  std::vector<std::string> reads;
  std::vector<std::string> after;
};

/// Puts \p nodes into levels: each node is in a later level than all that must
/// run before it, and the nodes of one level do not depend on each other.
/// \p otherSymbols are generated symbols that are not late, which all are
/// written before. Errors, with the names of generators and symbols: a cycle, a
/// generator that reads the section of its own symbol, an after() that names no
/// generated symbol.
llvm::Expected<std::vector<std::vector<size_t>>>
orderLateGenerators(llvm::ArrayRef<LateNode> nodes,
                    llvm::ArrayRef<std::string> otherSymbols);

} // namespace gosym

#endif
