//===- IndexHeader.h - What an index begins with ----------------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Writes the header of an index, for the two that make one: makeTableIndex(),
/// from the bytes of a table (TableIndex.cpp), and the linker's writer, along
/// with a table (TableIndexWriter.cpp). TableIndex.h describes the fields.
///
//===----------------------------------------------------------------------===//

#ifndef GOSYM_LIB_FORMAT_INDEXHEADER_H
#define GOSYM_LIB_FORMAT_INDEXHEADER_H

#include "gosym/Format/TableIndex.h"
#include "llvm/Support/Endian.h"

namespace gosym {

struct IndexHeader {
  uint8_t blockShift = indexBlockShift;
  uint8_t flags = 0;
  uint32_t count = 0;
  uint32_t tableSize = 0;
};

/// \p out has room for indexHeaderSize bytes.
inline void encodeIndexHeader(uint8_t *out, const IndexHeader &header,
                              llvm::endianness byteOrder) {
  llvm::support::endian::write32(out + GOSYM_INDEX_MAGIC_OFFSET,
                                 GOSYM_INDEX_MAGIC, byteOrder);
  out[GOSYM_INDEX_VERSION_OFFSET] = GOSYM_INDEX_VERSION;
  out[GOSYM_INDEX_SHIFT_OFFSET] = header.blockShift;
  out[GOSYM_INDEX_FLAGS_OFFSET] = header.flags;
  out[GOSYM_INDEX_RESERVED_OFFSET] = 0;
  llvm::support::endian::write32(out + GOSYM_INDEX_COUNT_OFFSET, header.count,
                                 byteOrder);
  llvm::support::endian::write32(out + GOSYM_INDEX_TABLE_SIZE_OFFSET,
                                 header.tableSize, byteOrder);
}

} // namespace gosym

#endif
