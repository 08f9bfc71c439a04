//===- gosym/Format/Header.h - First bytes of a Go 1.1 table ----*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// The header says how the rest of the table is written: byte order and width
/// of every address slot.
///
/// ENCODING (8 bytes)
///
///   Offset  Size  Meaning
///   0       4     0xfffffffd in the byte order of the target
///   4       3     zero
///   7       1     pointer size in bytes, 4 or 8
///
/// A Go 1.0 reader, which takes bytes 4 and up for its first entry, finds an
/// entry of type 0 there and stops: to it the table is empty.
///
//===----------------------------------------------------------------------===//

#ifndef GOSYM_FORMAT_HEADER_H
#define GOSYM_FORMAT_HEADER_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/bit.h"
#include "llvm/Support/Error.h"
#include <cstdint>

namespace gosym {

/// Byte order and pointer size of a table; both are those of the target of the
/// link, whatever machine reads or writes the table.
struct TableTarget {
  llvm::endianness byteOrder = llvm::endianness::little;
  /// In bytes, 4 or 8. Every address slot and Go type slot is this wide.
  uint8_t pointerSize = 8;

  bool operator==(const TableTarget &o) const {
    return byteOrder == o.byteOrder && pointerSize == o.pointerSize;
  }
};

/// Size of the header in bytes.
constexpr uint64_t headerSize = 8;

/// Writes the header to \p out, which has room for `headerSize` bytes, and
/// returns the first byte behind it. \p target.pointerSize must be 4 or 8.
/// Thread-safe; never fails.
uint8_t *encodeHeader(uint8_t *out, TableTarget target);

/// Reads the header at the start of \p table (the whole table or any prefix of
/// it; bytes behind the header are not looked at). Thread-safe.
///
/// Errors: `header at offset 0x0: N bytes, expected 8`,
/// `header at offset 0x0: unknown prefix ..., expected fd ff ff ff 00 00 00 or
/// ff ff ff fd 00 00 00`, `pointer size at offset 0x7: N, expected 4 or 8`.
llvm::Expected<TableTarget> decodeHeader(llvm::ArrayRef<uint8_t> table);

} // namespace gosym

#endif
