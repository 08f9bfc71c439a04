//===- EncodedIndex.h - The bytes of an index -------------------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Writes an index that was read or made. Only tests want that: the linker
/// writes its index straight from a table (TableIndexWriter), and is held to
/// these bytes.
///
//===----------------------------------------------------------------------===//

#ifndef GOSYM_TEST_UNIT_ENCODEDINDEX_H
#define GOSYM_TEST_UNIT_ENCODEDINDEX_H

#include "gosym/Format/TableIndex.h"
#include "llvm/Support/Endian.h"

namespace gosym {

/// The bytes of \p index as TableIndex.h describes them, field by field.
inline std::vector<uint8_t> encodedIndex(const TableIndex &index,
                                         llvm::endianness byteOrder) {
  std::vector<uint8_t> bytes;
  auto word = [&](uint32_t value) {
    bytes.resize(bytes.size() + 4);
    llvm::support::endian::write32(bytes.data() + bytes.size() - 4, value,
                                   byteOrder);
  };
  word(0x47534958);
  bytes.insert(bytes.end(), {1, index.blockShift, index.flags, 0});
  word(index.addresses.size());
  word(index.tableSize);
  for (uint32_t address : index.addresses)
    word(address);
  for (const IndexBlock &block : index.blocks) {
    word(block.entryOffset);
    word(block.historyOffset);
    if (!(index.flags & indexHasLines))
      continue;
    word(block.lineOffset);
    word(block.linePc);
    word(block.line);
  }
  return bytes;
}

} // namespace gosym

#endif
