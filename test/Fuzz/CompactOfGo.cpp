//===- CompactOfGo.cpp - A compact table of any Go table ------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// What the index takes, a compact table can be made of. It is sound, has the
/// same symbols, and says of the code of each function what the Go table says.
///
//===----------------------------------------------------------------------===//
#include "Fuzz.h"
#include "gosym/Format/CompactCheck.h"
#include "gosym/Format/GoToCompact.h"

using namespace gosym;
using namespace llvm;

static void compare(const SymbolIndex &index, const CompactReader &reader,
                    uint64_t pc) {
  const Function *function = index.findFunction(pc);
  if (!function)
    return;
  std::vector<CompactSourceFrame> frames = cantFail(reader.frames(pc));
  must(frames.size() == 1, "where a function is, one is, and nothing inlined");
  must(frames[0].function == function->name, "a function has its name");
  std::optional<SourceLine> line = index.fileLine(pc);
  must(line.has_value() == frames[0].file.has_value(),
       "a file is known in both");
  must(!line || (line->file == *frames[0].file && line->line == frames[0].line),
       "file and line are the same");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  Input input(data, size);
  CompactOfGoOptions options;
  options.go.quantum = input.byte() & 1 ? 4 : 1;
  ArrayRef<uint8_t> table = input.piece();
  ArrayRef<uint8_t> lines = input.all();
  Expected<SymbolIndex> index =
      SymbolIndex::create(table, lines, options.go.quantum);
  Expected<CompactOfGo> made =
      compactOf(table, lines, options,
                [](size_t n, const std::function<void(size_t)> &task) {
                  for (size_t i = 0; i < n; ++i)
                    task(i);
                });
  must(bool(index) == bool(made), "what can be asked can be converted");
  if (!made) {
    must(checked(made.takeError()) == checked(index.takeError()),
         "both refuse for one reason");
    return 0;
  }
  CompactReader reader = cantFail(CompactReader::create(made->table, 0));
  must(!errorToBool(checkCompact(reader).takeError()), "it is sound");
  must(reader.functions().size() == index->functions().size() &&
           reader.data().size() == index->data().size(),
       "no symbol is lost");
  for (const Function &function : index->functions().take_front(8))
    for (uint64_t pc : {function.entry, function.end - 1, function.entry + 5})
      // The end of the code is the last address there is at most.
      if (pc != UINT64_MAX)
        compare(*index, reader, pc);
  return 0;
}
