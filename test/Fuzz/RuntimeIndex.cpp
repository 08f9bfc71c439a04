//===- RuntimeIndex.cpp - The C reader with the index that it makes -------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// A table of which an index can be made gives the same answers with it,
/// without it and prepared; and the index is that of the C++ library, byte for
/// byte, which makes one of the same tables.
///
//===----------------------------------------------------------------------===//
#include "../Unit/EncodedIndex.h"
#include "RuntimeFuzz.h"
#include "gosym/Format/TableIndex.h"

using namespace gosym;
using namespace llvm;

static std::vector<uint8_t> makeIndex(const gosym_table &table) {
  size_t size;
  if (gosym_index_size(&table, &size, nullptr) != GOSYM_OK)
    return {};
  std::vector<uint8_t> bytes(size);
  if (gosym_index_build(&table, bytes.data(), size, nullptr) != GOSYM_OK)
    return {};
  return bytes;
}

static void compareWithLibrary(const gosym_table &table,
                               ArrayRef<uint8_t> index, ArrayRef<uint8_t> lines,
                               unsigned quantum) {
  Expected<TableIndex> made =
      makeTableIndex({table.bytes, table.size}, lines, quantum);
  if (!made) {
    // It has no memory to know components by, see gosym_cursor.known.
    std::string error = toString(made.takeError());
    must(StringRef(error).contains("unknown index"), error.c_str());
    return;
  }
  must(ArrayRef<uint8_t>(encodedIndex(
           *made, table.big_endian ? endianness::big : endianness::little)) ==
           index,
       "and it is the same");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  Input input(data, size);
  unsigned quantum = input.byte() & 1 ? 4 : 1;
  ArrayRef<uint8_t> bytes = input.piece();
  ArrayRef<uint8_t> lines = input.all();
  gosym_options options = runtimeOptions(lines, quantum);
  gosym_table straight;
  if (gosym_open(bytes.data(), bytes.size(), &options, &straight) != GOSYM_OK)
    return 0;
  std::vector<uint8_t> index = makeIndex(straight);
  if (index.empty()) {
    Expected<TableIndex> made = makeTableIndex(bytes, lines, quantum);
    must(!made, "both make an index or none does");
    return consumeError(made.takeError()), 0;
  }
  compareWithLibrary(straight, index, lines, quantum);

  gosym_table prepared = straight, indexed = straight;
  must(gosym_prepare(&prepared) == GOSYM_OK, "it can be prepared");
  must(gosym_attach_index(&indexed, index.data(), index.size()) == GOSYM_OK,
       "the index is taken");
  unsigned asked = 0;
  (void)forEachEntry(bytes, [&](const TableReader &, const Entry &entry) {
    if (!entry.isText() || ++asked > 8)
      return;
    for (uint64_t pc : {entry.value - 1, entry.value, entry.value + 1}) {
      RuntimeAnswer answer = askRuntime(straight, pc);
      must(askRuntime(prepared, pc) == answer, "prepared it answers the same");
      must(askRuntime(indexed, pc) == answer, "by index it answers the same");
    }
  });
  return 0;
}
