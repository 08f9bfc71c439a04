//===- Lines.cpp - Any bytes as a PC-line table ---------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Rows ascend and stay in bounds; a question gives the row that the walk
/// gives; rows that are written again read back, but for those that say what is
/// in force already.
///
//===----------------------------------------------------------------------===//
#include "../Unit/LineRows.h"
#include "Fuzz.h"
#include "gosym/Format/LineTable.h"

using namespace gosym;
using namespace llvm;

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  Input input(data, size);
  unsigned quantum = input.byte() & 1 ? 4 : 1;
  // 48 bits: a table as long as an input does not reach the last address.
  uint64_t start = input.word() >> 16;
  uint64_t pc = start + input.byte() * 16;
  ArrayRef<uint8_t> table = input.all();

  LineTableReader reader(table, start, quantum);
  SmallVector<uint8_t, 0> again;
  LineRowWriter writer(again, start, quantum);
  std::vector<LineRow> rows;
  std::optional<LineRow> inForce;
  bool fails = false;
  while (true) {
    Expected<std::optional<LineRow>> row = reader.next();
    if (!row) {
      (void)checked(row.takeError());
      fails = true;
      break;
    }
    if (!*row)
      break;
    must((*row)->pc >= start + (rows.empty() ? 0 : quantum), "rows are apart");
    must((*row)->line <= INT32_MAX, "a line has 31 bits");
    must(reader.offset() <= table.size(), "a row ends in the table");
    if ((*row)->pc <= pc)
      inForce = **row;
    writer.add(**row);
    if ((*row)->line != (rows.empty() ? 0 : rows.back().line))
      rows.push_back(**row);
  }
  writer.finish();
  must(again.size() % 2 == 0, "the size is even");

  Expected<std::optional<LineRow>> found = findLine(table, start, pc, quantum);
  must(fails || bool(found), "a table without fault gives an answer");
  if (!found)
    (void)checked(found.takeError());
  else
    must(*found == inForce, "a question finds the row of the walk");

  LineTableReader second(again, start, quantum);
  for (const LineRow &row : rows)
    must(cantFail(second.next()) == row, "a row reads back");
  must(!cantFail(second.next()), "and no other");
  return 0;
}
