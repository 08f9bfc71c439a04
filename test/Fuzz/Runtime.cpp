//===- Runtime.cpp - Any bytes in the C reader ----------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Table, line table and index are whatever they are: every call ends, with an
/// answer or with an error whose offset is in the bytes it is about.
///
//===----------------------------------------------------------------------===//
#include "RuntimeFuzz.h"

using namespace gosym;
using namespace llvm;

/// Walks over the entries; gives the addresses to ask about.
static std::vector<uint64_t> walk(const gosym_table &table) {
  std::vector<unsigned char> known(GOSYM_KNOWN_SIZE);
  gosym_cursor cursor = {};
  cursor.known = known.data();
  gosym_entry entry;
  std::vector<uint64_t> addresses = {0, UINT64_MAX};
  gosym_error error;
  while ((error = gosym_next(&table, &cursor, &entry)) == GOSYM_OK) {
    must(entry.name[entry.name_size] == 0, "a name has its NUL");
    // A question walks over the table; a few show what all would.
    if (entry.is_address && addresses.size() < 24)
      addresses.insert(addresses.end(), {entry.value, entry.value + 1});
  }
  must(error == GOSYM_END || isBad(error), "a walk ends in one of two ways");
  must(cursor.error_offset <= table.size, "an offset is in the table");
  must(gosym_next(&table, &cursor, &entry) == error, "errors repeat");
  return addresses;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  Input input(data, size);
  unsigned quantum = input.byte() & 1 ? 4 : 1;
  ArrayRef<uint8_t> bytes = input.piece();
  ArrayRef<uint8_t> lines = input.piece();
  ArrayRef<uint8_t> index = input.all();
  gosym_options options = runtimeOptions(lines, quantum, index);

  gosym_table table;
  gosym_error error = gosym_open(bytes.data(), bytes.size(), &options, &table);
  must(*gosym_error_name(error) != 0, "an error has a name");
  if (error != GOSYM_OK && error != GOSYM_BAD_INDEX) {
    must(isBad(error) && table.error_offset <= bytes.size(), "it tells where");
    must(askRuntime(table, 0).function == GOSYM_NO_TABLE, "no table is open");
    return 0;
  }
  std::vector<uint64_t> addresses = walk(table);
  for (uint64_t pc : addresses)
    (void)askRuntime(table, pc);
  (void)gosym_prepare(&table);
  for (uint64_t pc : addresses)
    (void)askRuntime(table, pc);
  return 0;
}
