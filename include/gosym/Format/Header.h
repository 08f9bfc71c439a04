//===- gosym/Format/Header.h - First bytes of a table -----------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// The header says how the rest of the table is written: byte order and width
/// of every address slot.
///
/// ENCODING of the Go 1.1 table (8 bytes)
///
///   Offset  Size  Meaning
///   0       4     0xfffffffd in the byte order of the target
///   4       3     zero
///   7       1     pointer size in bytes, 4 or 8
///
/// A Go 1.0 reader, which takes bytes 4 and up for its first entry, finds an
/// entry of type 0 there and stops: to it the table is empty.
///
/// Two older forms are found by what they begin with: the interim table, which
/// is little-endian, by `fe ff ff ff 00 00`; the Go 1.0 table has no header and
/// is whatever begins otherwise. Both have words of 4 bytes.
///
//===----------------------------------------------------------------------===//

#ifndef GOSYM_FORMAT_HEADER_H
#define GOSYM_FORMAT_HEADER_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/bit.h"
#include "llvm/Support/Error.h"
#include <cstdint>

namespace gosym {

/// How the entries of a table are written.
enum class TableForm : uint8_t {
  Go11,    ///< varints, address slots, a header
  Go10,    ///< words of 4 bytes, big-endian, no header
  Interim, ///< as Go10, little-endian, a prefix of 6 bytes
};

/// Form, byte order and pointer size of a table; order and size are those of
/// the target of the link, whatever machine reads or writes the table. Of Go
/// 1.0 tables they are always big-endian and 4, of interim tables little-endian
/// and 4.
struct TableTarget {
  llvm::endianness byteOrder = llvm::endianness::little;
  /// In bytes, 4 or 8. Every address slot and Go type slot is this wide.
  uint8_t pointerSize = 8;
  TableForm form = TableForm::Go11;

  bool operator==(const TableTarget &o) const {
    return byteOrder == o.byteOrder && pointerSize == o.pointerSize &&
           form == o.form;
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
