//===- Hex.h - Numbers in messages ------------------------------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef GOSYM_LIB_SUPPORT_HEX_H
#define GOSYM_LIB_SUPPORT_HEX_H

#include "llvm/ADT/StringExtras.h"
#include <string>

namespace gosym {

/// Offsets and addresses in messages: `0x1f0`.
inline std::string hex(uint64_t value) {
  return "0x" + llvm::utohexstr(value, /*LowerCase=*/true);
}

} // namespace gosym

#endif
