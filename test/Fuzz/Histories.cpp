//===- Histories.cpp - The histories of any table -------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Every history takes or refuses each entry and answers for any line, with a
/// file that the unit has.
///
//===----------------------------------------------------------------------===//
#include "Fuzz.h"
#include "gosym/Format/History.h"
#include "llvm/ADT/STLExtras.h"

using namespace gosym;
using namespace llvm;

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  Input input(data, size);
  ArrayRef<uint8_t> table = input.all();
  History history;
  (void)forEachEntry(table, [&](const TableReader &, const Entry &entry) {
    if (!entry.isHistory())
      return;
    if (Error error = history.add(entry)) {
      must(StringRef(toString(std::move(error))).contains(", expected "),
           "an error has its form");
      return;
    }
    std::vector<ArrayRef<uint16_t>> files = history.files();
    // The questions at each place where an answer may change.
    for (uint64_t line : {entry.value - 1, entry.value, entry.value + 1}) {
      std::optional<FileLine> found = history.find(line);
      if (!found)
        continue;
      must(found->line >= 1, "lines begin at 1");
      must(is_contained(files, found->path), "the file is one of the unit");
    }
  });
  return 0;
}
