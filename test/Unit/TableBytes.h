//===- TableBytes.h - Tables written by hand --------------------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// What the tests of this folder share: bytes that are grown field by field, in
/// every form a table has, and errors as text.
///
/// A table knows which bytes are which field, so it can tell the error that a
/// reader must give when it is cut: no reader is asked for it.
///
//===----------------------------------------------------------------------===//

#ifndef GOSYM_TEST_UNIT_TABLEBYTES_H
#define GOSYM_TEST_UNIT_TABLEBYTES_H

#include "gosym/Format/Entry.h"
#include "gosym/Format/Reader.h"
#include "llvm/ADT/STLExtras.h"
#include "gtest/gtest.h"
#include <set>
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
  code_b = 27,
  code_d = 29,
  code_f = 31,
  code_l = 37,
  code_m = 38,
  code_p = 41,
  code_t = 45,
  code_z = 51,
  firstInvalidCode = 52,
};

/// The letter of each code.
constexpr char letters[] =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

constexpr uint64_t max32 = UINT32_MAX;
constexpr uint64_t max64 = UINT64_MAX;

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
  TableBytes &varint(uint64_t value) {
    for (; value >= 0x80; value >>= 7)
      byte(uint8_t(value) | 0x80);
    return byte(uint8_t(value));
  }
  TableBytes &header() {
    if (target.form == TableForm::Interim) {
      field("header", "", " bytes, expected 6");
      text("\xfe\xff\xff\xff").byte(0).byte(0);
    } else if (target.form == TableForm::Go11) {
      field("header", "", " bytes, expected 8");
      bool little = target.byteOrder == llvm::endianness::little;
      text(little ? "\xfd\xff\xff\xff" : "\xff\xff\xff\xfd");
      byte(0).byte(0).byte(0).byte(target.pointerSize);
    }
    return *this;
  }

  /// An entry in the form of the target. The value of a text, data or bss
  /// symbol is wide.
  TableBytes &entry(uint8_t code, uint64_t value, llvm::StringRef name,
                    std::optional<uint64_t> goType = std::nullopt,
                    llvm::ArrayRef<uint16_t> path = {}) {
    entries.insert(size());
    bool isOld = target.form != TableForm::Go11;
    bool wide = llvm::is_contained(
        {codeT, code_t, codeL, code_l, codeD, code_d, codeB, code_b}, code);
    if (isOld) {
      word("value", value);
      field("type", "", " bytes, expected 1").byte(letters[code] | 0x80);
    } else {
      field("type", "", " bytes, expected 1");
      byte(code | (wide ? entryWide : 0) | (goType ? entryHasGoType : 0));
      if (wide)
        word("value", value);
      else
        field("value", "varint cut after ",
              " bytes, expected a last byte below 0x80")
            .varint(value);
      if (goType)
        word("Go type", *goType);
    }

    field("name", "", " bytes without a NUL, expected one at the end");
    this->name(name);
    if (code == code_z || code == codeZ) {
      field("path", "", " bytes without the index 0, expected one at the end");
      for (uint16_t index : path)
        byte(index >> 8).byte(uint8_t(index));
      byte(0).byte(0);
    }
    return isOld ? word("Go type", goType.value_or(0)) : *this;
  }

  /// A text, data or bss symbol.
  TableBytes &symbol(uint8_t code, uint64_t address, llvm::StringRef symbol) {
    return entry(code, address, symbol);
  }
  TableBytes &component(uint64_t index, llvm::StringRef component) {
    return entry(code_f, index, component);
  }
  /// A `z` with a path of one component, or of none (0).
  TableBytes &history(uint64_t line, uint16_t index) {
    return entry(code_z, line, "", std::nullopt,
                 llvm::ArrayRef(index).take_front(index != 0));
  }

  uint64_t size() const { return bytes.size(); }
  operator llvm::ArrayRef<uint8_t>() const { return bytes; }

  /// The first \p size bytes in memory of their own, for the address sanitizer
  /// to guard.
  std::vector<uint8_t> cut(uint64_t size) const {
    return {bytes.begin(), bytes.begin() + size};
  }
  /// What a reader must say of the first \p size bytes; "" where they are a
  /// table. Only of tables of header() and entries.
  std::string errorOfCut(uint64_t size) const {
    if (size == 0)
      return "header at offset 0x0: 0 bytes, expected 8";
    if (size == bytes.size() || entries.count(size))
      return "";
    auto behind = llvm::partition_point(
        fields, [&](const Field &field) { return field.offset <= size; });
    const Field &field = *std::prev(behind);
    return field.name + " at offset 0x" +
           llvm::utohexstr(field.offset, /*LowerCase=*/true) + ": " +
           field.before + std::to_string(size - field.offset) + field.after;
  }
  /// How many entries are whole in the first \p size bytes.
  unsigned entriesInCut(uint64_t size) const {
    if (size == bytes.size())
      return entries.size();
    unsigned begun = std::distance(entries.begin(), entries.upper_bound(size));
    return begun == 0 ? 0 : begun - 1;
  }

private:
  /// Names what comes next, and what is said of a part of it.
  TableBytes &field(llvm::StringRef name, llvm::StringRef before,
                    llvm::StringRef after) {
    fields.push_back({size(), name.str(), before.str(), after.str()});
    return *this;
  }
  TableBytes &word(llvm::StringRef name, uint64_t value) {
    field(name, "",
          " bytes, expected " + std::to_string(unsigned(target.pointerSize)));
    return pointer(value);
  }

  struct Field {
    uint64_t offset;
    std::string name, before, after;
  };

  TableTarget target;
  std::vector<uint8_t> bytes;
  std::vector<Field> fields;
  std::set<uint64_t> entries;
};

/// A small table with every kind of entry; its addresses fit 32 bits.
inline TableBytes completeTable(TableTarget target) {
  TableBytes table(target);
  table.header();
  table.symbol(codeD, 0x3000, "data");
  table.symbol(codeB, 0xfffffff0, "main\xc2\xb7zero");
  table.component(1, "/").component(2, "a.c").component(300, "");
  table.entry(code_z, 1, "", std::nullopt, {1, 2});
  table.symbol(codeT, 0x1000, "text");
  table.entry(codeT, 0x1000, "main", 0x3000);
  table.entry(code_m, 144, ".frame").entry(code_m, 0, ".args");
  table.entry(code_a, 8, "local", 0x3000).entry(code_p, max32, "");
  table.history(9, 0);
  table.entry(codeZ, 10, "", std::nullopt, {300});
  table.symbol(code_l, 0x1800, "leaf").symbol(code_b, 0x4000, "");
  table.symbol(codeT, 0x2000, "etext");
  return table;
}

/// The Go 1.1 form in both byte orders with both pointer sizes.
inline std::vector<TableTarget> allTargets() {
  using llvm::endianness;
  return {{endianness::little, 4},
          {endianness::little, 8},
          {endianness::big, 4},
          {endianness::big, 8}};
}

/// allTargets() and the older forms.
inline std::vector<TableTarget> allForms() {
  std::vector<TableTarget> targets = allTargets();
  targets.push_back(go10Target);
  targets.push_back(interimTarget);
  return targets;
}

/// For the messages of tests.
inline std::string describe(TableTarget target) {
  const char *forms[] = {"Go 1.1", "Go 1.0", "interim"};
  return forms[unsigned(target.form)] + std::string(" ") +
         (target.byteOrder == llvm::endianness::little ? "little" : "big") +
         "-endian " + std::to_string(unsigned(target.pointerSize));
}

inline Entry makeEntry(char type, bool wide, uint64_t value,
                       llvm::StringRef name) {
  Entry entry;
  entry.type = type;
  entry.wide = wide;
  entry.value = value;
  entry.name = name;
  return entry;
}

inline std::vector<uint8_t> encode(const Entry &entry, TableTarget target) {
  // A canary behind the room that encodedSize() asks for.
  std::vector<uint8_t> bytes(encodedSize(entry, target) + 1, 0xcc);
  uint8_t *end = encodeEntry(bytes.data(), entry, target);
  EXPECT_EQ(end, bytes.data() + bytes.size() - 1);
  EXPECT_EQ(bytes.back(), 0xcc);
  bytes.pop_back();
  return bytes;
}

/// Writes \p entry and reads it back, with more bytes behind it.
inline void expectRoundTrip(const Entry &entry, TableTarget target) {
  ASSERT_EQ(checkEntry(entry, target).str(), "");
  std::vector<uint8_t> bytes = encode(entry, target);
  bytes.push_back(0xff);
  llvm::ArrayRef<uint8_t> rest = bytes;
  Entry read;
  ASSERT_EQ(llvm::toString(decodeEntry(rest, 0, target, read)), "");
  EXPECT_EQ(rest.size(), 1u);
  EXPECT_TRUE(read == entry)
      << entry.type << ' ' << entry.value << ' ' << describe(target);
}

/// What decoding \p bytes, which are at \p offset of their table, fails with.
inline std::string decodeError(llvm::ArrayRef<uint8_t> bytes,
                               TableTarget target = {}, uint64_t offset = 0) {
  Entry entry;
  return llvm::toString(decodeEntry(bytes, offset, target, entry));
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
