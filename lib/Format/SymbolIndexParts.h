//===- SymbolIndexParts.h - Files of an index as numbers --------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// In the histories of a SymbolIndex the number of a file stands for its path.
/// Shared by the code that makes them (SymbolIndexBuilder.cpp) and the code that
/// answers from them (SymbolIndex.cpp).
///
//===----------------------------------------------------------------------===//

#ifndef GOSYM_LIB_FORMAT_SYMBOLINDEXPARTS_H
#define GOSYM_LIB_FORMAT_SYMBOLINDEXPARTS_H

#include "gosym/Format/SymbolIndex.h"

namespace gosym {

/// The path that stands for file \p number in a history.
inline PathTable::Path pathOf(uint32_t number) {
  return {uint16_t(number >> 16), uint16_t(number)};
}

inline uint32_t numberOf(llvm::ArrayRef<uint16_t> path) {
  assert(path.size() == 2 && "not a path of pathOf()");
  return uint32_t(path[0]) << 16 | path[1];
}

} // namespace gosym

#endif
