//===- CompactBytes.h - A compact table, byte by byte --------*- C++
//-*-----===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Parts of a small table, which tests change before they put it together.
///
//===----------------------------------------------------------------------===//

#ifndef GOSYM_TEST_UNIT_COMPACTBYTES_H
#define GOSYM_TEST_UNIT_COMPACTBYTES_H

#include "gosym/Format/CompactReader.h"

namespace gosym::compact {

using Bytes = std::vector<uint8_t>;

inline Bytes number(uint64_t value, unsigned size) {
  Bytes bytes;
  for (unsigned i = 0; i < size; ++i)
    bytes.push_back(uint8_t(value >> (8 * i)));
  return bytes;
}
inline Bytes u32(uint64_t value) { return number(value, 4); }
inline Bytes u64(uint64_t value) { return number(value, 8); }
inline Bytes text(llvm::StringRef value) {
  return Bytes(value.begin(), value.end());
}

inline Bytes join(std::initializer_list<Bytes> all) {
  Bytes bytes;
  for (const Bytes &part : all)
    bytes.insert(bytes.end(), part.begin(), part.end());
  return bytes;
}

/// Of four entries whose codes are their ranks, two bits each: nothing, "main",
/// "push", "pushpush".
inline Bytes dictionary() {
  Bytes prefixes;
  for (unsigned i = 0; i < 256; ++i) {
    prefixes.push_back(i & 3); // class
    prefixes.push_back(2);     // bits
  }
  return join({u32(4),
               u32(0),
               prefixes,
               u32(0),
               {0},
               {4},
               text("main"),
               {4},
               text("push"),
               {0x81, 0b1010}});
}

/// Strings of one group.
inline Bytes strings(unsigned count, Bytes codes) {
  return join({u32(count), u32(0), u32(0), codes});
}

/// One block of symbols; \p names is the number of the first name.
inline Bytes symbols(unsigned count, unsigned names, uint64_t begin,
                     uint64_t end, Bytes records) {
  return join({u32(count), u32(names), u64(begin), u64(end), u64(begin), u32(0),
               u32(GOSYM_COMPACT_NONE), records});
}

inline Bytes table(std::vector<std::pair<uint32_t, Bytes>> parts,
                   uint64_t base) {
  uint64_t at =
      GOSYM_COMPACT_HEADER_SIZE + GOSYM_COMPACT_PART_SIZE * parts.size();
  Bytes headers, content;
  for (auto &[kind, bytes] : parts) {
    headers = join({headers, u32(kind), u32(at), u32(bytes.size())});
    content = join({content, bytes});
    at += bytes.size();
  }
  return join({{0xb7, 0x47, 0x53, 0x63, 1, 8, uint8_t(parts.size()), 0},
               u32(at),
               u32(0),
               u64(base),
               headers,
               content});
}

/// Functions main at 0x1000, local push at 0x1010, push again at 0x1020; data
/// pushpush at 0x2000. From 0x1004 on pushpush() is inlined into main().
inline std::vector<std::pair<uint32_t, Bytes>> example() {
  return {{GOSYM_COMPACT_DICTIONARY, dictionary()},
          // main, push, push, pushpush: 1 0 2 0 | 2 0 3 0
          {GOSYM_COMPACT_NAMES, strings(4, {0b00100001, 0b00110010})},
          {GOSYM_COMPACT_FUNCTIONS,
           symbols(3, 0, 0, 0x30, {0x80, 0x10, 1, 0x20, 0x10, 0, 8})},
          {GOSYM_COMPACT_DATA, symbols(1, 3, 0x1000, 0x1008, {0x40, 8})},
          {GOSYM_COMPACT_UNITS, join({u32(1), u32(0), u32(0)})},
          {GOSYM_COMPACT_PATHS, strings(2, {0b00100001})},
          {GOSYM_COMPACT_LINES,
           join({u32(1),
                 u32(0),
                 u64(0),
                 u32(0),
                 // main:3, call at main:4, home push:7, leave, of no line
                 {2, 1, 6, 0x10 + 3 * 12 + 3, 3, 0, 2, 0x10 + 3 * 12 + 4, 5,
                  0x10 + 7 * 12 + 3, 1}})},
          {GOSYM_COMPACT_INLINED, join({u32(1), u32(0), u32(2), u32(7)})},
          {GOSYM_COMPACT_INLINED_NAMES, strings(1, {0b0011})}};
}

constexpr uint64_t base = 0x800, address = 0x800;

inline CompactReader read(const Bytes &bytes) {
  return llvm::cantFail(CompactReader::create(bytes, address));
}

inline std::string shown(const std::vector<CompactSourceFrame> &frames) {
  std::string text;
  for (const CompactSourceFrame &frame : frames)
    text += frame.function + " " + frame.file.value_or("?") + ":" +
            std::to_string(frame.line) + "; ";
  return text;
}

} // namespace gosym::compact

#endif
