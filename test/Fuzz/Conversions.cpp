//===- Conversions.cpp - Any table in every other form --------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// A table that converts is read to its end, says the same, and comes back: the
/// same records, less what the form on the way could not say (Convert.h).
///
//===----------------------------------------------------------------------===//
#include "Fuzz.h"
#include "gosym/Format/Convert.h"

using namespace gosym;
using namespace llvm;

using Bytes = SmallVector<uint8_t, 0>;

/// The entries as text, without what an older form cannot say.
static std::string say(ArrayRef<uint8_t> table) {
  std::string text;
  auto add = [&](const TableReader &reader, const Entry &entry) {
    text += entry.type + std::to_string(entry.value) + ' ' +
            std::to_string(entry.goType.value_or(0)) + ' ' + entry.name.str() +
            reader.path(entry) + '\n';
  };
  must(forEachEntry(table, add).empty(), "a converted table is read");
  return text;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  Input input(data, size);
  ArrayRef<uint8_t> table = input.all();
  Expected<TableReader> reader = TableReader::create(table);
  if (!reader)
    return consumeError(reader.takeError()), 0;
  TableTarget from = reader->target();
  const TableTarget targets[] = {{endianness::little, 4},
                                 {endianness::little, 8},
                                 {endianness::big, 4},
                                 {endianness::big, 8},
                                 go10Target,
                                 interimTarget};
  for (TableTarget to : targets) {
    Expected<Bytes> there = convertTable(table, to);
    if (!there) {
      (void)checked(there.takeError());
      continue;
    }
    // In Go 1.0 form a table without entries is no table.
    if (there->empty())
      continue;
    must(say(*there) == say(table), "another form says the same");
    Expected<Bytes> back = convertTable(*there, from);
    must(bool(back), "what came from a form can go back");
    must(back->empty() || say(*back) == say(table), "and says the same there");
    must(cantFail(convertTable(*there, to)) == *there, "converted again it is "
                                                       "the same");
  }
  return 0;
}
