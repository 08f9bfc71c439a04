//===- CompactCursor.h - Numbers in a compact table -------------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Reads numbers of a part one behind the other. After the first fault all
/// numbers are 0 and the cursor stays: so a record is read straight on and
/// failure() is asked once behind it.
///
//===----------------------------------------------------------------------===//

#ifndef GOSYM_LIB_FORMAT_COMPACTCURSOR_H
#define GOSYM_LIB_FORMAT_COMPACTCURSOR_H

#include "Malformed.h"
#include "gosym/Format/CompactTable.h"
#include "llvm/Support/Endian.h"
#include <optional>

namespace gosym {

inline uint32_t read32(llvm::ArrayRef<uint8_t> bytes, size_t at) {
  return llvm::support::endian::read32le(bytes.data() + at);
}
inline uint64_t read64(llvm::ArrayRef<uint8_t> bytes, size_t at) {
  return llvm::support::endian::read64le(bytes.data() + at);
}

/// An error about the byte at \p at of \p part.
inline llvm::Error malformed(const CompactPart &part, uint64_t at,
                             const llvm::Twine &facts) {
  return malformed(compactPartName(part.kind), part.offset + at, facts);
}

/// `<number> of <things>, expected below <count>`.
inline std::string notBelow(llvm::StringRef what, uint64_t number,
                            uint64_t count) {
  return (what + " " + llvm::Twine(number) + ", expected " +
          (count ? "below " + llvm::Twine(count).str() : std::string("none")))
      .str();
}

class CompactCursor {
public:
  /// Reads \p part from \p at up to \p end, both from the first byte of the
  /// part; \p end is in it and \p at not above.
  CompactCursor(const CompactPart &part, uint64_t at, uint64_t end)
      : part(part), position(at), end(end) {}
  CompactCursor(const CompactPart &part, uint64_t at)
      : CompactCursor(part, at, part.bytes.size()) {}

  /// From the first byte of the part.
  uint64_t at() const { return position; }
  bool atEnd() const { return position == end; }
  bool failed() const { return !fault.empty(); }
  /// The first fault; success when there is none.
  llvm::Error failure() const {
    if (!failed())
      return llvm::Error::success();
    return malformed(part, faultAt, fault);
  }

  uint8_t byte() {
    if (failed())
      return 0;
    if (position == end) {
      fail(position, "0 bytes, expected 1 or more");
      return 0;
    }
    return part.bytes[position++];
  }

  uint64_t varint() {
    uint64_t begin = position, value = 0;
    for (unsigned shift = 0; !failed(); shift += 7) {
      if (position == end) {
        fail(begin, "a number that is cut, expected a varint");
        break;
      }
      uint8_t group = part.bytes[position++];
      bool isLast = !(group & 0x80);
      // The tenth group has one bit of the 64.
      if (shift == 63 && (group & 0xfe)) {
        fail(begin, "a number of more than 64 bits, expected 64 or less");
        break;
      }
      value |= uint64_t(group & 0x7f) << shift;
      if (isLast)
        return value;
    }
    return 0;
  }

  int64_t signedVarint() {
    uint64_t value = varint();
    return int64_t(value >> 1) ^ -int64_t(value & 1);
  }

  void fail(uint64_t at, const llvm::Twine &facts) {
    if (failed())
      return;
    faultAt = at;
    fault = facts.str();
  }

private:
  CompactPart part;
  uint64_t position;
  uint64_t end;
  uint64_t faultAt = 0;
  std::string fault;
};

/// The number that begins a part that says how many things it has, with the
/// reserved word behind it.
inline llvm::Expected<uint32_t> readCount(const CompactPart &part) {
  if (part.bytes.size() < GOSYM_COMPACT_COUNT_SIZE)
    return malformed(part, 0,
                     llvm::Twine(part.bytes.size()) + " bytes, expected " +
                         llvm::Twine(GOSYM_COMPACT_COUNT_SIZE) + " or more");
  if (uint32_t reserved =
          read32(part.bytes, GOSYM_COMPACT_RESERVED_WORD_OFFSET))
    return malformed(part, GOSYM_COMPACT_RESERVED_WORD_OFFSET,
                     "reserved word " + hex(reserved) + ", expected 0");
  return read32(part.bytes, 0);
}

/// Are there \p size bytes from \p at on?
inline llvm::Error checkRoom(const CompactPart &part, uint64_t at,
                             uint64_t size) {
  uint64_t have = part.bytes.size() - at;
  if (have >= size)
    return llvm::Error::success();
  return malformed(part, at,
                   llvm::Twine(have) + " bytes, expected " + llvm::Twine(size) +
                       " or more");
}

inline uint64_t groupsOf(uint64_t count,
                         unsigned shift = GOSYM_COMPACT_GROUP_SHIFT) {
  return (count + (1u << shift) - 1) >> shift;
}

/// Where the offset that is stored at \p at points, which counts from
/// \p behind. May be the end of the part.
inline llvm::Expected<uint64_t> readOffset(const CompactPart &part, uint64_t at,
                                           uint64_t behind) {
  uint32_t offset = read32(part.bytes, at);
  uint64_t most = part.bytes.size() - behind;
  if (offset > most)
    return malformed(
        part, at, "offset " + hex(offset) + ", expected at most " + hex(most));
  return behind + offset;
}

/// Where group \p group of a part begins whose array of offsets is at \p array
/// and has \p groups of them, for all of which there is room.
inline llvm::Expected<uint64_t> groupBegin(const CompactPart &part,
                                           uint64_t array, uint64_t groups,
                                           uint64_t group) {
  return readOffset(part, array + GOSYM_COMPACT_OFFSET_SIZE * group,
                    array + GOSYM_COMPACT_OFFSET_SIZE * groups);
}

} // namespace gosym

#endif
