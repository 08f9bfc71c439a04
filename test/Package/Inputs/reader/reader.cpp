// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Checks the program's own table and prints the names of its functions.
#include "gosym/Format/Reader.h"
#include "gosym/Format/TableCheck.h"
#include "llvm/Support/raw_ostream.h"

using namespace gosym;
using namespace llvm;

extern const uint8_t tableBegin[] __asm__("runtime.symtab")
    __attribute__((visibility("hidden")));
extern const uint8_t tableEnd[] __asm__("runtime.esymtab")
    __attribute__((visibility("hidden")));

int main() {
  ExitOnError orExit("reader: ");
  ArrayRef<uint8_t> table(tableBegin, tableEnd);
  TableSummary summary = orExit(checkTable(table));
  TableReader reader = orExit(TableReader::create(table));
  while (const Entry *entry = orExit(reader.next()))
    if (entry->isText() && entry->name == "main")
      outs() << "main is one of " << summary.functions << " functions\n";
}
