//===- CompactPiece.h - Bytes of a table that are written alone -*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef GOSYM_LIB_FORMAT_COMPACTPIECE_H
#define GOSYM_LIB_FORMAT_COMPACTPIECE_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/Support/Endian.h"
#include <cstdint>
#include <functional>
#include <vector>

namespace gosym {

/// Some bytes of a table, which end where the next piece begins. Pieces may be
/// written in any order, on any threads.
struct CompactPiece {
  /// In the table.
  uint64_t offset;
  std::function<void(llvm::MutableArrayRef<uint8_t>)> write;
};

/// Makes of the sizes of things that stand one behind the other their offsets,
/// and returns the size of all. It may have more than 32 bits: no table is
/// written then.
inline uint64_t offsetsOfSizes(std::vector<uint32_t> &sizes) {
  uint64_t offset = 0;
  for (uint32_t &size : sizes) {
    uint64_t next = offset + size;
    size = offset;
    offset = next;
  }
  return offset;
}

/// Writes numbers one behind the other, of which the room is known.
class ByteWriter {
public:
  explicit ByteWriter(uint8_t *at) : at(at) {}
  void u8(uint8_t value) { *at++ = value; }
  void u32(uint32_t value) {
    llvm::support::endian::write32le(at, value);
    at += 4;
  }
  void u64(uint64_t value) {
    llvm::support::endian::write64le(at, value);
    at += 8;
  }
  void varint(uint64_t value) {
    for (; value >= 0x80; value >>= 7)
      *at++ = uint8_t(value) | 0x80;
    *at++ = uint8_t(value);
  }
  void signedVarint(int64_t value) {
    varint(uint64_t(value) << 1 ^ uint64_t(value >> 63));
  }
  uint8_t *position() const { return at; }

private:
  uint8_t *at;
};

/// Most bytes of a varint.
constexpr size_t maxVarintBytes = 10;

} // namespace gosym

#endif
