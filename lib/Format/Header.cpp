//===- Header.cpp - First bytes of a table --------------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Header.h has the encoding. The first four bytes of a Go 1.1 table are 0xff,
/// but for one 0xfd: its place tells the byte order, so a table can be read
/// without knowing its target.
///
/// A Go 1.0 table has no header. It begins with its first entry, whose first
/// four bytes are a value and may be anything. The fifth byte is the type, a
/// letter plus 0x80; every header has a zero there. So byte 4 distinguishes a
/// Go 1.0 table from all others and from most files that are no table. In the
/// remaining files the first entry will be malformed.
///
//===----------------------------------------------------------------------===//

#include "gosym/Format/Header.h"
#include "Malformed.h"

using namespace llvm;

namespace gosym {

static constexpr uint64_t pointerSizeOffset = GOSYM_POINTER_SIZE_OFFSET;

/// What every table of \p target begins with.
static SmallVector<uint8_t, headerSize> prefixOf(TableTarget target) {
  bool isGo11 = target.form == TableForm::Go11;
  SmallVector<uint8_t, headerSize> prefix;
  if (target.form == TableForm::Go10)
    return prefix;
  for (size_t i = 0, size = isGo11 ? GOSYM_GO11_PREFIX_SIZE
                                   : GOSYM_INTERIM_HEADER_SIZE;
       i != size; ++i)
    prefix.push_back(
        gosym_prefix_byte(isGo11 ? GOSYM_GO11_MAGIC : GOSYM_INTERIM_MAGIC,
                          target.byteOrder == endianness::big, i));
  return prefix;
}

uint8_t *encodeHeader(uint8_t *out, TableTarget target) {
  assert(isValid(target));
  out = copy(prefixOf(target), out);
  if (target.form == TableForm::Go11)
    *out++ = target.pointerSize;
  return out;
}

/// `fd ff ff ff 00 00 00`
static std::string spacedHex(ArrayRef<uint8_t> bytes) {
  std::string text;
  for (uint8_t byte : bytes) {
    if (!text.empty())
      text += ' ';
    text += toHex(ArrayRef(byte), /*LowerCase=*/true);
  }
  return text;
}

static Expected<TableTarget> decodePointerSize(ArrayRef<uint8_t> table,
                                               TableTarget target) {
  target.pointerSize = table[pointerSizeOffset];
  if (!isValid(target))
    return malformed("pointer size", pointerSizeOffset,
                     Twine(unsigned(target.pointerSize)) + ", expected 4 or 8");
  return target;
}

/// What may follow the value of the first entry of a Go 1.0 table.
static bool mayBeGo10(ArrayRef<uint8_t> table) {
  return table.size() <= GOSYM_OLD_TYPE_OFFSET ||
         gosym_letter_of_old_type(table[GOSYM_OLD_TYPE_OFFSET]);
}

Expected<TableTarget> decodeHeader(ArrayRef<uint8_t> table) {
  std::string prefixes;
  for (TableTarget target : {TableTarget{endianness::little},
                             TableTarget{endianness::big}, interimTarget}) {
    SmallVector<uint8_t, headerSize> prefix = prefixOf(target);
    uint64_t size = headerSizeOf(target.form);
    prefixes += (prefixes.empty() ? "" : ", ") + spacedHex(prefix);
    if (table.take_front(prefix.size()) !=
        ArrayRef(prefix).take_front(table.size()))
      continue;
    if (table.size() < size)
      return malformed("header", 0,
                       Twine(table.size()) + " bytes, expected " + Twine(size));
    if (target.form == TableForm::Go11)
      return decodePointerSize(table, target);
    return target;
  }

  if (mayBeGo10(table))
    return go10Target;
  return malformed(
      "header", 0,
      "unknown prefix " + spacedHex(table.take_front(pointerSizeOffset)) +
          ", expected " + prefixes + " or an entry of a Go 1.0 table");
}

} // namespace gosym
