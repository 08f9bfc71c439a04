//===- IndexOfTable.cpp - The index of any table --------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// It says, in each block, what two walks over table and line table say, and
/// reads back.
///
//===----------------------------------------------------------------------===//
#include "../Unit/EncodedIndex.h"
#include "../Unit/LineRows.h"
#include "Fuzz.h"
#include "gosym/Format/LineTable.h"
#include "gosym/Format/TableIndex.h"

using namespace gosym;
using namespace llvm;

static void checkLines(const IndexBlock &block, ArrayRef<uint8_t> lines,
                       uint64_t first, uint64_t address, unsigned quantum) {
  std::optional<LineRow> row =
      cantFail(findLine(lines, first, address, quantum));
  must(bool(row) == (block.lineOffset != 0), "a block has a row if there is");
  if (row)
    must(row->pc - first == block.linePc && row->line == block.line,
         "and it is the row in force");
}

static void make(ArrayRef<uint8_t> table, ArrayRef<uint8_t> lines,
                 unsigned quantum) {
  Expected<TableIndex> index = makeTableIndex(table, lines, quantum);
  if (!index)
    return consumeError(index.takeError());
  std::vector<std::pair<uint64_t, uint64_t>> texts;
  (void)forEachEntry(table, [&](const TableReader &reader, const Entry &entry) {
    if (entry.isText())
      texts.push_back({entry.value, reader.offset()});
  });
  must(texts.size() == index->addresses.size(), "it has the text symbols");
  for (size_t i = 0; i < texts.size(); ++i) {
    uint64_t difference = texts[i].first - texts[0].first;
    must(index->addresses[i] ==
             (index->flags & indexHasAddresses ? difference : 0),
         "and their addresses");
    if (i % (1 << indexBlockShift) != 0)
      continue;
    const IndexBlock &block = index->blocks[i >> indexBlockShift];
    must(block.entryOffset == texts[i].second, "a block begins at its entry");
    if (index->flags & indexHasLines)
      checkLines(block, lines, texts[0].first, texts[i].first, quantum);
  }

  std::vector<uint8_t> bytes = encodedIndex(*index, endianness::little);
  must(bytes.size() ==
           tableIndexSize(texts.size(), index->flags & indexHasLines),
       "it has its size");
  must(cantFail(decodeTableIndex(bytes, endianness::little)) == *index,
       "an index that was made is read");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  Input input(data, size);
  unsigned quantum = input.byte() & 1 ? 4 : 1;
  ArrayRef<uint8_t> table = input.piece();
  make(table, input.all(), quantum);
  return 0;
}
