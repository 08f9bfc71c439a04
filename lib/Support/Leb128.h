//===- Leb128.h - Numbers of variable size ----------------------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// LLVM's readers of LEB128 shift by more bits than a word has when a number is
/// longer than one of 64 bits can be. Here that is an error, like a number that
/// does not end.
///
//===----------------------------------------------------------------------===//

#ifndef GOSYM_LIB_SUPPORT_LEB128_H
#define GOSYM_LIB_SUPPORT_LEB128_H

#include "llvm/Support/LEB128.h"

namespace gosym {

/// A number that was read.
template <typename T> struct Leb128 {
  /// 0 after an error.
  T value = 0;
  /// In bytes.
  unsigned size = 0;
  /// LLVM's text; null: none.
  const char *error = nullptr;
};

/// By LLVM's \p decode.
template <typename T, typename Decode>
Leb128<T> readLeb128(const uint8_t *begin, const uint8_t *end, Decode decode) {
  // Bytes of the longest number of 64 bits.
  constexpr unsigned maxSize = 10;
  if (end - begin > maxSize)
    end = begin + maxSize;
  Leb128<T> read;
  read.value = decode(begin, &read.size, end, &read.error);
  return read;
}

/// The number at \p begin of bytes that end at \p end.
inline Leb128<uint64_t> readULEB128(const uint8_t *begin, const uint8_t *end) {
  return readLeb128<uint64_t>(begin, end, llvm::decodeULEB128);
}
inline Leb128<int64_t> readSLEB128(const uint8_t *begin, const uint8_t *end) {
  return readLeb128<int64_t>(begin, end, llvm::decodeSLEB128);
}

} // namespace gosym

#endif
