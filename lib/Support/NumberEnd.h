//===- NumberEnd.h - How far a LEB128 may go --------------------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef GOSYM_LIB_SUPPORT_NUMBEREND_H
#define GOSYM_LIB_SUPPORT_NUMBEREND_H

#include <cstdint>

namespace gosym {

/// Up to where LLVM may read the LEB128 at \p begin of bytes that end at \p
/// end: it shifts by more bits than a word has when a number is longer than one
/// of 64 bits can be, 10 bytes.
inline const uint8_t *endOfNumber(const uint8_t *begin, const uint8_t *end) {
  return end - begin > 10 ? begin + 10 : end;
}

} // namespace gosym

#endif
