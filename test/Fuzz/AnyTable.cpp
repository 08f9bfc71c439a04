//===- AnyTable.cpp - Any bytes as a table of any form --------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// The reader survives them; a table that is sound was read to its end, and
/// what is wrong with a table that was not read to its end is what the check
/// says.
///
//===----------------------------------------------------------------------===//
#include "Fuzz.h"
#include "gosym/Format/TableCheck.h"

using namespace gosym;
using namespace llvm;

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  Input input(data, size);
  ArrayRef<uint8_t> table = input.all();
  uint64_t dataSymbols = 0;
  std::string error =
      forEachEntry(table, [&](const TableReader &reader, const Entry &entry) {
        dataSymbols += entry.isData();
        if (entry.isHistory())
          (void)reader.path(entry);
      });

  Expected<TableSummary> summary = checkTable(table);
  if (!summary) {
    std::string unsound = checked(summary.takeError());
    // A table may be unsound before it is malformed.
    must(error.empty() || !unsound.empty(), "a fault is told");
    return 0;
  }
  must(error.empty(), "a sound table is read to its end");
  must(summary->dataSymbols + summary->bssSymbols == dataSymbols,
       "the summary counts what the reader gives");
  return 0;
}
