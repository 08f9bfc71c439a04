//===- BitString.h - Bits one behind the other ------------------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Bit strings of the compact table: the lowest bit of a byte comes first, and
/// so does the lowest bit of a number.
///
//===----------------------------------------------------------------------===//

#ifndef GOSYM_LIB_FORMAT_BITSTRING_H
#define GOSYM_LIB_FORMAT_BITSTRING_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/Support/Endian.h"
#include <cstdint>

namespace gosym {

/// Appends bits to bytes.
class BitWriter {
public:
  explicit BitWriter(llvm::SmallVectorImpl<uint8_t> &bytes) : bytes(bytes) {}

  /// Appends the low \p count bits of \p bits, at most 32; the others are 0.
  void append(uint64_t bits, unsigned count) {
    pending |= bits << numPending;
    numPending += count;
    total += count;
    if (numPending < 32)
      return;
    size_t at = bytes.size();
    bytes.resize_for_overwrite(at + 4);
    llvm::support::endian::write32le(&bytes[at], uint32_t(pending));
    pending >>= 32;
    numPending -= 32;
  }
  /// Appends 0 bits up to the next byte.
  void align() {
    while (numPending) {
      bytes.push_back(uint8_t(pending));
      pending >>= 8;
      numPending -= std::min(numPending, 8u);
    }
    total = (total + 7) & ~uint64_t(7);
  }
  /// Bits so far, since it was made.
  uint64_t size() const { return total; }

private:
  llvm::SmallVectorImpl<uint8_t> &bytes;
  uint64_t pending = 0;
  unsigned numPending = 0;
  uint64_t total = 0;
};

/// Appends \p count bits of \p from, from bit \p first on, to \p to. Eight
/// bytes behind the last bit can be read.
inline void copyBits(const uint8_t *from, uint64_t first, uint64_t count,
                     BitWriter &to) {
  while (count) {
    unsigned some = std::min<uint64_t>(count, 32);
    uint64_t bits =
        llvm::support::endian::read64le(from + first / 8) >> (first % 8);
    to.append(bits & ((uint64_t(1) << some) - 1), some);
    first += some;
    count -= some;
  }
}

} // namespace gosym

#endif
