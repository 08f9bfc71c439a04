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
/// Two older forms, both with words of 4 bytes, are told by what they begin
/// with: the interim table, which is little-endian, by `fe ff ff ff 00 00`; the
/// Go 1.0 table has no header, but its first entry has a type in byte 4 that no
/// other table has there (Entry.h).
///
//===----------------------------------------------------------------------===//

#ifndef GOSYM_FORMAT_HEADER_H
#define GOSYM_FORMAT_HEADER_H

#include "gosym-c/format.h"
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

/// Form, byte order and pointer size of a table. Of a Go 1.1 table order and
/// size are those of the target of the link, whatever machine reads or writes
/// the table; of the older forms they are fixed: see go10Target, interimTarget.
struct TableTarget {
  llvm::endianness byteOrder = llvm::endianness::little;
  /// In bytes, 4 or 8. Every address slot and Go type slot is this wide.
  uint8_t pointerSize = 8;
  TableForm form = TableForm::Go11;

  constexpr bool operator==(const TableTarget &o) const {
    return byteOrder == o.byteOrder && pointerSize == o.pointerSize &&
           form == o.form;
  }
};

/// The one target of each older form.
constexpr TableTarget go10Target = {llvm::endianness::big, 4, TableForm::Go10};
constexpr TableTarget interimTarget = {llvm::endianness::little, 4,
                                       TableForm::Interim};

/// Can there be a table of \p target: a pointer size of 4 or 8, and for an
/// older form its own target. What writes takes no other.
constexpr bool isValid(TableTarget target) {
  switch (target.form) {
  case TableForm::Go11:
    return target.pointerSize == 4 || target.pointerSize == 8;
  case TableForm::Go10:
    return target == go10Target;
  case TableForm::Interim:
    return target == interimTarget;
  }
  return false;
}

/// Size of the header of a Go 1.1 table in bytes.
constexpr uint64_t headerSize = GOSYM_GO11_HEADER_SIZE;

/// Size in bytes of what comes before the first entry of a table.
constexpr uint64_t headerSizeOf(TableForm form) {
  switch (form) {
  case TableForm::Go11:
    return headerSize;
  case TableForm::Go10:
    return 0;
  case TableForm::Interim:
    return GOSYM_INTERIM_HEADER_SIZE;
  }
  return 0;
}

/// Writes the header to \p out, which has room for headerSizeOf() bytes, and
/// returns the first byte behind it. \p target must be valid (see isValid();
/// asserted). Thread-safe; never fails.
uint8_t *encodeHeader(uint8_t *out, TableTarget target);

/// Reads the header at the start of \p table (the whole table or any prefix of
/// it; bytes behind the first 8 are not looked at). A table of no bytes is
/// none: the Go 1.0 table without entries cannot be told from it. What is too
/// short to show its form, and does not begin like a header, is taken for a
/// Go 1.0 table that is cut; its first entry says so. Thread-safe.
///
/// Errors: `header at offset 0x0: N bytes, expected 8` or 6 (of an interim
/// table); `header at offset 0x0: unknown prefix ..., expected fd ff ff ff 00
/// 00 00, ff ff ff fd 00 00 00, fe ff ff ff 00 00 or an entry of a Go 1.0
/// table`; `pointer size at offset 0x7: N, expected 4 or 8`.
llvm::Expected<TableTarget> decodeHeader(llvm::ArrayRef<uint8_t> table);

} // namespace gosym

#endif
