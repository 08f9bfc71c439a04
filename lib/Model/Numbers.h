//===- Numbers.h - Reading numbers that this process wrote ------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// The lists of the model are LEB128 numbers. Their bytes never leave the
/// process and are written by nobody else, so reading them checks nothing.
///
//===----------------------------------------------------------------------===//

#ifndef GOSYM_LIB_MODEL_NUMBERS_H
#define GOSYM_LIB_MODEL_NUMBERS_H

#include "llvm/Support/LEB128.h"
#include <cstdint>

namespace gosym {

constexpr unsigned longestLEB128 = 10;

class NumberReader {
public:
  explicit NumberReader(const uint8_t *at) : at(at) {}
  uint64_t number() {
    unsigned size;
    uint64_t value = llvm::decodeULEB128(at, &size);
    at += size;
    return value;
  }
  /// One that may be negative.
  int64_t difference() {
    unsigned size;
    int64_t value = llvm::decodeSLEB128(at, &size);
    at += size;
    return value;
  }
  const uint8_t *position() const { return at; }

private:
  const uint8_t *at;
};

} // namespace gosym

#endif
