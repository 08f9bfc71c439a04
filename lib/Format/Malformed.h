//===- Malformed.h - Errors about the bytes of a table ----------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef GOSYM_LIB_FORMAT_MALFORMED_H
#define GOSYM_LIB_FORMAT_MALFORMED_H

#include "../Support/Malformed.h"

namespace gosym {

/// For readers that need text symbols in order of address. \p offset is that of
/// the entry.
inline llvm::Error textOutOfOrder(uint64_t offset, uint64_t address,
                                  uint64_t before) {
  return malformed("text symbol", offset,
                   "address " + hex(address) + " after " + hex(before) +
                       ", expected ascending addresses");
}

} // namespace gosym

#endif
