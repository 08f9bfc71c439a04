//===- AgreeEntries.cpp - Two readers, the same entries -------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// The C reader and the C++ reader see the same entries in any bytes, and if
/// they stop, for the same reason at the same byte.
///
//===----------------------------------------------------------------------===//
#include "RuntimeFuzz.h"

using namespace gosym;
using namespace llvm;

/// `<what> at offset 0x<hex>`, as errors of the library begin.
static std::string place(gosym_error error, uint64_t offset) {
  const char *what = error == GOSYM_BAD_HEADER         ? "header"
                     : error == GOSYM_BAD_POINTER_SIZE ? "pointer size"
                     : error == GOSYM_BAD_TYPE         ? "type"
                     : error == GOSYM_BAD_VALUE        ? "value"
                     : error == GOSYM_BAD_GO_TYPE      ? "Go type"
                     : error == GOSYM_BAD_NAME         ? "name"
                     : error == GOSYM_BAD_PATH         ? "path"
                                                       : "something else";
  return std::string(what) + " at offset 0x" + utohexstr(offset, true) + ": ";
}

static void compare(const Entry &entry, uint64_t offset,
                    const gosym_entry &other) {
  must(other.type == entry.type && other.value == entry.value &&
           other.offset == offset && bool(other.is_address) == entry.wide,
       "type, value and offset are the same");
  must(bool(other.has_go_type) == entry.goType.has_value() &&
           other.go_type == entry.goType.value_or(0),
       "the Go type is the same");
  must(StringRef(other.name, other.name_size) == entry.name,
       "the name is the same");
  must(other.path_count == entry.path.size(), "the path is as long");
  for (size_t i = 0; i < entry.path.size(); ++i)
    must(gosym_path_index(other.path, i) == entry.path[i], "and the same");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  Input input(data, size);
  ArrayRef<uint8_t> bytes = input.all();
  gosym_table table;
  gosym_error error = gosym_open(bytes.data(), bytes.size(), nullptr, &table);
  std::vector<unsigned char> known(GOSYM_KNOWN_SIZE);
  gosym_cursor cursor = {};
  cursor.known = known.data();
  gosym_entry other;
  std::string stopped = forEachEntry(bytes, [&](const TableReader &reader,
                                                const Entry &entry) {
    if (reader.tableOffset() != 0)
      return;
    must(error == GOSYM_OK, "both open the table");
    must(gosym_next(&table, &cursor, &other) == GOSYM_OK, "both have an entry");
    compare(entry, reader.offset(), other);
  });
  uint64_t offset = table.error_offset;
  if (error == GOSYM_OK) {
    error = gosym_next(&table, &cursor, &other);
    offset = cursor.error_offset;
  }
  // The C reader is of one table; the library goes on with the next.
  if (error == GOSYM_BAD_TYPE && offset >= headerSize &&
      bytes.drop_front(offset).take_front(headerSize) ==
          bytes.take_front(headerSize))
    return 0;
  must((error == GOSYM_END) == stopped.empty(), "both or none are at the end");
  if (error != GOSYM_END)
    must(StringRef(stopped).starts_with(place(error, offset)),
         (stopped + " / " + place(error, offset)).c_str());
  return 0;
}
