//===- TableBytes.h - Tables written by hand --------------------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// What the tests of this folder share: bytes that are grown field by field,
/// and errors as text.
///
//===----------------------------------------------------------------------===//

#ifndef GOSYM_TEST_UNIT_TABLEBYTES_H
#define GOSYM_TEST_UNIT_TABLEBYTES_H

#include "gosym/Format/Entry.h"
#include "gosym/Format/Reader.h"
#include "llvm/Support/Endian.h"
#include "gtest/gtest.h"
#include <string>
#include <vector>

namespace gosym {

/// Codes of the type byte, written out: a test that asked the encoder for them
/// would agree with any fault of it.
enum : uint8_t {
  codeB = 1,
  codeD = 3,
  codeL = 11,
  codeT = 19,
  codeZ = 25,
  code_a = 26,
  code_f = 31,
  code_m = 38,
  code_t = 45,
  code_z = 51,
  firstInvalidCode = 52,
};

/// A table, or a part of one, that grows at its end.
class TableBytes {
public:
  TableBytes() = default;
  explicit TableBytes(TableTarget target) : target(target) {}

  TableBytes &byte(uint8_t value) {
    bytes.push_back(value);
    return *this;
  }
  TableBytes &text(llvm::StringRef value) {
    bytes.insert(bytes.end(), value.begin(), value.end());
    return *this;
  }
  /// The name and its NUL.
  TableBytes &name(llvm::StringRef value) { return text(value).byte(0); }
  /// A word of the pointer size in the byte order of the target.
  TableBytes &pointer(uint64_t value) {
    for (unsigned i = 0; i < target.pointerSize; ++i) {
      bool little = target.byteOrder == llvm::endianness::little;
      unsigned shift = 8 * (little ? i : target.pointerSize - 1 - i);
      byte(uint8_t(value >> shift));
    }
    return *this;
  }
  TableBytes &header() {
    bool little = target.byteOrder == llvm::endianness::little;
    byte(little ? 0xfd : 0xff).byte(0xff).byte(0xff).byte(little ? 0xff : 0xfd);
    return byte(0).byte(0).byte(0).byte(target.pointerSize);
  }
  /// A text, data or bss symbol.
  TableBytes &symbol(uint8_t code, uint64_t address, llvm::StringRef symbol) {
    return byte(code | entryWide).pointer(address).name(symbol);
  }
  /// An `f` of an index below 128.
  TableBytes &component(uint8_t index, llvm::StringRef component) {
    return byte(code_f).byte(index).name(component);
  }
  /// A `z` of a line below 128 and a path of one component, or of none (0).
  TableBytes &history(uint8_t line, uint8_t index) {
    byte(code_z).byte(line).byte(0);
    if (index)
      byte(0).byte(index);
    return byte(0).byte(0);
  }

  uint64_t size() const { return bytes.size(); }
  operator llvm::ArrayRef<uint8_t>() const { return bytes; }

private:
  TableTarget target;
  std::vector<uint8_t> bytes;
};

/// Both byte orders with both pointer sizes.
inline std::vector<TableTarget> allTargets() {
  using llvm::endianness;
  return {{endianness::little, 4},
          {endianness::little, 8},
          {endianness::big, 4},
          {endianness::big, 8}};
}

/// The error as text, "" for success.
inline std::string text(llvm::Error error) {
  return llvm::toString(std::move(error));
}
template <typename T> std::string text(llvm::Expected<T> value) {
  return value ? std::string() : llvm::toString(value.takeError());
}

/// Reads \p table to its end or to its first error, which it gives as text;
/// counts the entries before that.
inline std::string walk(llvm::ArrayRef<uint8_t> table, unsigned &count) {
  count = 0;
  llvm::Expected<TableReader> reader = TableReader::create(table);
  if (!reader)
    return llvm::toString(reader.takeError());
  while (true) {
    llvm::Expected<const Entry *> entry = reader->next();
    if (!entry)
      return llvm::toString(entry.takeError());
    if (!*entry)
      return "";
    ++count;
  }
}

} // namespace gosym

#endif
