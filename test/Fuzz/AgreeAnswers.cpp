//===- AgreeAnswers.cpp - Two readers, the same answers -------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// What the C++ library answers about a table it took, the C reader answers
/// too: function, variables, file and line of any address.
///
//===----------------------------------------------------------------------===//
#include "RuntimeFuzz.h"
#include "gosym/Format/SymbolIndex.h"

using namespace gosym;
using namespace llvm;

static RuntimeAnswer askLibrary(const SymbolIndex &index, uint64_t pc) {
  RuntimeAnswer answer = {GOSYM_NOT_FOUND, GOSYM_NOT_FOUND, ""};
  if (const Function *function = index.findFunction(pc)) {
    answer.function = GOSYM_OK;
    answer.text = function->name.str() + ' ' + std::to_string(function->entry) +
                  ' ' + std::to_string(function->end) + function->type;
    for (const TableVariable &variable : function->variables)
      answer.text += ' ' + variable.name.str() +
                     std::to_string(variable.offset) + variable.type;
  }
  if (std::optional<SourceLine> line = index.fileLine(pc)) {
    answer.line = GOSYM_OK;
    // As much as the buffer of askRuntime() holds, and up to a NUL.
    answer.text += ' ' + line->file.substr(0, 31) + ':';
    answer.text += std::to_string(line->line);
  }
  return answer;
}

static std::string show(const RuntimeAnswer &a) {
  return std::string(gosym_error_name(a.function)) + ", " +
         gosym_error_name(a.line) + ": " + a.text;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  Input input(data, size);
  unsigned quantum = input.byte() & 1 ? 4 : 1;
  ArrayRef<uint8_t> bytes = input.piece();
  ArrayRef<uint8_t> lines = input.all();
  if (hasSeveralTables(bytes))
    return 0;
  Expected<SymbolIndex> index = SymbolIndex::create(bytes, lines, quantum);
  if (!index)
    return consumeError(index.takeError()), 0;
  gosym_options options = runtimeOptions(lines, quantum);
  gosym_table table;
  must(gosym_open(bytes.data(), bytes.size(), &options, &table) == GOSYM_OK,
       "both open the table");
  for (const Function &function : index->functions().take_front(8))
    for (uint64_t pc : {function.entry - 1, function.entry, function.entry + 3,
                        function.end - 1, function.end}) {
      // Where the last function has no end, this is the end.
      if (pc == UINT64_MAX)
        continue;
      RuntimeAnswer theirs = askLibrary(*index, pc);
      RuntimeAnswer ours = askRuntime(table, pc);
      must(ours == theirs,
           ("C: " + show(ours) + "\nC++: " + show(theirs)).c_str());
    }
  return 0;
}
