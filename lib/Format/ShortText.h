//===- ShortText.h - Hashes and compares short texts ------------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Pieces of names have ten bytes on average, and millions of them are looked
/// up: a call of a function that hashes or compares any text takes longer than
/// what it does for these. Here it is done in place, eight bytes at a time; the
/// last eight may overlap those before them.
///
//===----------------------------------------------------------------------===//

#ifndef GOSYM_LIB_FORMAT_SHORTTEXT_H
#define GOSYM_LIB_FORMAT_SHORTTEXT_H

#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Endian.h"

namespace gosym {

/// All \p n bytes at \p text, 1 to 7, as a number.
inline uint64_t fewBytes(const char *text, size_t n) {
  using llvm::support::endian::read32le;
  if (n >= 4)
    return read32le(text) | uint64_t(read32le(text + n - 4)) << 32;
  auto byte = [&](size_t i) { return uint64_t(uint8_t(text[i])); };
  return byte(0) | byte(n / 2) << 8 | byte(n - 1) << 16;
}

inline uint32_t hashOf(llvm::StringRef text) {
  using llvm::support::endian::read64le;
  // Any odd numbers with as many ones as zeros do.
  auto mix = [](uint64_t hash, uint64_t word) {
    hash = (hash ^ word) * 0x9e3779b97f4a7c15;
    return hash ^ hash >> 32;
  };
  size_t n = text.size();
  if (n == 0)
    return 0;
  uint64_t hash = n * 0xd6e8feb86659fd93;
  if (n < 8) {
    hash = mix(hash, fewBytes(text.data(), n));
  } else {
    for (size_t i = 0; i + 8 < n; i += 8)
      hash = mix(hash, read64le(text.data() + i));
    hash = mix(hash, read64le(text.end() - 8));
  }
  return mix(hash, 0) >> 32;
}

inline bool areSame(llvm::StringRef a, llvm::StringRef b) {
  using llvm::support::endian::read64le;
  size_t n = a.size();
  if (n != b.size())
    return false;
  if (n < 8)
    return n == 0 || fewBytes(a.data(), n) == fewBytes(b.data(), n);
  for (size_t i = 0; i + 8 < n; i += 8)
    if (read64le(a.data() + i) != read64le(b.data() + i))
      return false;
  return read64le(a.end() - 8) == read64le(b.end() - 8);
}

} // namespace gosym

#endif
