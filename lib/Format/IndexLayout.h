//===- IndexLayout.h - Where things are in an index -------------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// The layout that TableIndex.h draws, in code: for who reads an index, who
/// makes one of a table, and who writes one beside a table.
///
//===----------------------------------------------------------------------===//

#ifndef GOSYM_LIB_FORMAT_INDEXLAYOUT_H
#define GOSYM_LIB_FORMAT_INDEXLAYOUT_H

#include "gosym/Format/TableIndex.h"
#include "llvm/Support/Endian.h"

namespace gosym {

constexpr uint64_t indexWordSize = sizeof(uint32_t);

/// Where the fields of the header are.
enum : uint64_t {
  indexVersionOffset = 4,
  indexShiftOffset = 5,
  indexFlagsOffset = 6,
  indexReservedOffset = 7,
  indexCountOffset = 8,
  indexTableSizeOffset = 12,
};

constexpr uint64_t indexBlockSize(bool hasLines) {
  return indexWordSize * (hasLines ? 5 : 2);
}

struct IndexHeader {
  uint8_t blockShift = indexBlockShift;
  uint8_t flags = 0;
  uint32_t count = 0;
  uint32_t tableSize = 0;
};

/// \p out has room for indexHeaderSize bytes.
inline void encodeIndexHeader(uint8_t *out, const IndexHeader &header,
                              llvm::endianness byteOrder) {
  llvm::support::endian::write32(out, indexMagic, byteOrder);
  out[indexVersionOffset] = indexVersion;
  out[indexShiftOffset] = header.blockShift;
  out[indexFlagsOffset] = header.flags;
  out[indexReservedOffset] = 0;
  llvm::support::endian::write32(out + indexCountOffset, header.count,
                                 byteOrder);
  llvm::support::endian::write32(out + indexTableSizeOffset, header.tableSize,
                                 byteOrder);
}

} // namespace gosym

#endif
