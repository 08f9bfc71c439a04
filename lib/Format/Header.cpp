//===- Header.cpp - First bytes of a Go 1.1 table -------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Header.h has the encoding. The byte order of a table is told by the place of
/// the odd byte 0xfd among the first four, so nothing about the target need be
/// known to read it.
///
//===----------------------------------------------------------------------===//

#include "gosym/Format/Header.h"
#include "Malformed.h"
#include "llvm/Support/Endian.h"

using namespace llvm;

namespace gosym {

static constexpr uint32_t magic = 0xfffffffd;
static constexpr uint64_t magicSize = 4;
static constexpr uint64_t pointerSizeOffset = 7;

uint8_t *encodeHeader(uint8_t *out, TableTarget target) {
  assert(target.pointerSize == 4 || target.pointerSize == 8);
  support::endian::write<uint32_t>(out, magic, target.byteOrder);
  std::fill(out + magicSize, out + pointerSizeOffset, 0);
  out[pointerSizeOffset] = target.pointerSize;
  return out + headerSize;
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

Expected<TableTarget> decodeHeader(ArrayRef<uint8_t> table) {
  if (table.size() < headerSize)
    return malformed("header", 0, Twine(table.size()) + " bytes, expected 8");

  TableTarget target;
  ArrayRef<uint8_t> prefix = table.take_front(pointerSizeOffset);
  bool zeros = all_of(prefix.drop_front(magicSize),
                      [](uint8_t byte) { return byte == 0; });
  if (zeros && support::endian::read32le(table.data()) == magic)
    target.byteOrder = endianness::little;
  else if (zeros && support::endian::read32be(table.data()) == magic)
    target.byteOrder = endianness::big;
  else
    return malformed("header", 0,
                     "unknown prefix " + spacedHex(prefix) +
                         ", expected fd ff ff ff 00 00 00 or "
                         "ff ff ff fd 00 00 00");

  target.pointerSize = table[pointerSizeOffset];
  if (target.pointerSize != 4 && target.pointerSize != 8)
    return malformed("pointer size", pointerSizeOffset,
                     Twine(unsigned(target.pointerSize)) + ", expected 4 or 8");
  return target;
}

} // namespace gosym
