//===- Symbols.cpp - Questions to any table and any PC-line table ---------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// What the index takes, it answers for: a function is found by its first and
/// its last byte unless a later one has that address too, and the pc of a line
/// is not above any pc that is on the line.
///
//===----------------------------------------------------------------------===//
#include "Fuzz.h"
#include "gosym/Format/SymbolIndex.h"

using namespace gosym;
using namespace llvm;

static void askAbout(const SymbolIndex &index, const Function &function) {
  const Function *found = index.findFunction(function.entry);
  if (function.end > function.entry) {
    must(found && found->entry == function.entry && found >= &function,
         "a function is found at its entry");
    must(index.findFunction(function.end - 1) == found, "and at its end");
  }
  const Function *named = index.findFunction(function.name);
  must(named && named->name == function.name, "and by its name");
  for (const TableVariable &variable : function.variables) {
    must(index.findVariable(function, variable.name), "a variable by its name");
    must(index.findVariable(function, variable.offset), "and by its offset");
  }

  for (uint64_t pc : {function.entry, function.end - 1, function.entry + 5}) {
    std::optional<SourceLine> line = index.fileLine(pc);
    if (!line || line->line == 0)
      continue;
    std::optional<uint64_t> first = index.findPc(line->file, line->line);
    must(first && *first <= pc, "a line that a pc is on has a pc");
    must(!index.functionsOfFile(line->file).empty(), "a file has functions");
  }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  Input input(data, size);
  unsigned quantum = input.byte() & 1 ? 4 : 1;
  ArrayRef<uint8_t> table = input.piece();
  ArrayRef<uint8_t> lines = input.all();
  Expected<SymbolIndex> index = SymbolIndex::create(table, lines, quantum);
  if (!index) {
    (void)checked(index.takeError());
    return 0;
  }
  // A question walks over all rows; a few show what all would.
  for (const Function &function : index->functions().take_front(8))
    askAbout(*index, function);
  for (const DataSymbol &symbol : index->data()) {
    must(index->findData(symbol.address)->address == symbol.address,
         "a data symbol is found at its address");
    must(index->findData(symbol.name)->name == symbol.name, "and by its name");
  }
  (void)index->files();
  return 0;
}
