//===- BulkAnswers.cpp - Many questions to one table ----------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "BulkAnswers.h"

using namespace llvm;

namespace gosym {

BulkAnswers::BulkAnswers(const CodeMap &map, const AddressPrinter &printer)
    : map(map), printer(printer), functions(map.functions.size()),
      inlined(map.inlined.size()), files(map.files.size()) {}

StringRef BulkAnswers::shown(std::vector<std::string> &cache, uint32_t i,
                             StringRef text, bool isName) {
  if (cache[i].empty())
    cache[i] = isName ? printer.shownName(text) : printer.shownPath(text);
  return cache[i];
}

ShownFrame BulkAnswers::frame(StringRef function, uint32_t file,
                              uint32_t line) {
  ShownFrame made{function, std::nullopt, line};
  if (file)
    made.file = shown(files, file, map.files[file], /*isName=*/false);
  return made;
}

void BulkAnswers::print(uint64_t address) {
  frames.clear();
  const CodeMap::Function *function = map.find(address);
  if (!function)
    return printer.print(address, frames);

  CodeMap::Piece here = map.pieceAt(address);
  uint32_t file = here.file, line = here.line;
  for (uint32_t i = here.calls; i; i = map.calls[i].outer) {
    const CodeMap::Call &call = map.calls[i];
    frames.push_back(frame(shown(inlined, call.function,
                                 map.inlined[call.function], /*isName=*/true),
                           file, line));
    file = call.file;
    line = call.line;
  }
  // Code of no line is in the main file of its unit.
  if (!file && !here.calls) {
    file = map.units[function->unit];
    line = 0;
  }
  frames.push_back(frame(shown(functions, function - map.functions.data(),
                               map.symbolOf(*function).name, /*isName=*/true),
                         file, line));
  printer.print(address, frames);
}

} // namespace gosym
