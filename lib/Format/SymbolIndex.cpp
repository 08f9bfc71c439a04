//===- SymbolIndex.cpp - Questions to a table -----------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Everything is a vector in some order, and a question is a binary search in
/// it:
///
///   functions   in order of address, which is that of the table
///   data        in order of the table
///   rows        of the line table, by pc
///   units       histories, each once: a linker that interleaves objects writes
///               the history of an object again and again. One that goes on
///               behind a function is one more unit, and no copy: a unit is a
///               history and how many of its entries count
///   files       components of their paths, which point into the table: joined
///               they may be some hundred times as long as the table
///
/// SymbolIndexBuilder.cpp fills them.
///
/// It does not check that a history precedes each function or that `etext` is
/// the last text symbol (TableCheck does), and answers for tables that break
/// these rules too.
///
//===----------------------------------------------------------------------===//

#include "SymbolIndexParts.h"
#include "llvm/ADT/STLExtras.h"

using namespace llvm;

namespace gosym {

//===----------------------------------------------------------------------===//
// Questions about addresses
//===----------------------------------------------------------------------===//

TableTarget SymbolIndex::target() const { return tableTarget; }
ArrayRef<Function> SymbolIndex::functions() const { return allFunctions; }
ArrayRef<DataSymbol> SymbolIndex::data() const { return allData; }

const Function *SymbolIndex::findFunction(uint64_t pc) const {
  auto after = llvm::upper_bound(allFunctions, pc,
                                 [](uint64_t pc, const Function &function) {
                                   return pc < function.entry;
                                 });
  if (after == allFunctions.begin() || pc >= std::prev(after)->end)
    return nullptr;
  return &*std::prev(after);
}

//===----------------------------------------------------------------------===//
// Questions about files and lines
//===----------------------------------------------------------------------===//

std::vector<LineRow>::const_iterator SymbolIndex::rowAt(uint64_t pc) const {
  auto after = llvm::upper_bound(
      rows, pc, [](uint64_t pc, const LineRow &row) { return pc < row.pc; });
  return after == rows.begin() ? rows.end() : std::prev(after);
}

std::optional<SourceLine> SymbolIndex::fileLine(uint64_t pc) const {
  const Function *function = findFunction(pc);
  if (!function || function->unit == noUnit)
    return std::nullopt;
  const Unit &unit = units[function->unit];
  auto row = rowAt(pc);
  if (row != rows.end() && function->unit < unitsWithLines)
    if (std::optional<FileLine> found = find(unit, *row))
      return SourceLine{pathOfFile(numberOf(found->path)), found->line};
  if (std::optional<uint32_t> main = mainFile(function->unit))
    return SourceLine{pathOfFile(*main), 0};
  return std::nullopt;
}

std::optional<uint32_t> SymbolIndex::mainFile(uint32_t unit) const {
  ArrayRef<uint16_t> path = histories[units[unit].history].mainFile();
  if (path.empty())
    return std::nullopt;
  return numberOf(path);
}

void SymbolIndex::forEachLine(function_ref<void(const CodeLine &)> fn) const {
  for (size_t i = 0; i < allFunctions.size(); ++i) {
    const Function &function = allFunctions[i];
    // Of several at one address the last one has the code.
    bool hasCode = i + 1 == allFunctions.size() ||
                   allFunctions[i + 1].entry != function.entry;
    if (!hasCode || function.unit >= unitsWithLines)
      continue;
    auto row = rowAt(function.entry);
    if (row == rows.end())
      row = rows.begin();
    for (; row != rows.end() && row->pc < function.end; ++row) {
      auto next = std::next(row);
      CodeLine code;
      code.begin = std::max(row->pc, function.entry);
      code.end =
          next == rows.end() ? function.end : std::min(next->pc, function.end);
      if (code.begin >= code.end)
        continue;
      std::optional<FileLine> at = find(units[function.unit], *row);
      if (!at)
        continue;
      code.unit = function.unit;
      code.file = numberOf(at->path);
      code.line = at->line;
      fn(code);
    }
  }
}

std::optional<FileLine> SymbolIndex::find(const Unit &unit,
                                          const LineRow &row) const {
  if (row.line == 0)
    return std::nullopt;
  return histories[unit.history].find(row.line, unit.entries);
}

std::vector<bool> SymbolIndex::filesNamed(StringRef file) const {
  std::vector<bool> equal(filePaths.size()), endsSo(filePaths.size());
  bool any = false;
  for (size_t number = 0; number < filePaths.size(); ++number) {
    std::string path = pathOfFile(number);
    equal[number] = path == file;
    any |= equal[number];
    StringRef rest = path;
    endsSo[number] =
        !file.empty() && rest.consume_back(file) && rest.ends_with("/");
  }
  return any ? equal : endsSo;
}

std::vector<bool> SymbolIndex::unitsWith(const std::vector<bool> &files) const {
  std::vector<std::optional<size_t>> before;
  for (const History &history : histories)
    before.push_back(history.entriesBefore(
        [&](ArrayRef<uint16_t> path) { return files[numberOf(path)]; }));
  std::vector<bool> have;
  for (const Unit &unit : units)
    have.push_back(before[unit.history] &&
                   *before[unit.history] < unit.entries);
  return have;
}

std::vector<const Function *>
SymbolIndex::functionsOfFile(StringRef file) const {
  std::vector<bool> have = unitsWith(filesNamed(file));
  std::vector<const Function *> found;
  for (const Function &function : allFunctions)
    if (function.unit != noUnit && have[function.unit])
      found.push_back(&function);
  return found;
}

std::optional<uint64_t> SymbolIndex::findPc(StringRef file,
                                            uint64_t line) const {
  std::vector<bool> files = filesNamed(file);
  std::vector<bool> have = unitsWith(files);
  const Function *asked = nullptr;
  for (const Function &function : allFunctions) {
    if (function.unit >= unitsWithLines || !have[function.unit])
      continue;
    // Another name of the same function: its rows are the same.
    if (asked && asked->entry == function.entry && asked->unit == function.unit)
      continue;
    asked = &function;
    // The row in force at the entry may begin before it: the writer adds no row
    // where the line stays the same.
    auto row = rowAt(function.entry);
    if (row == rows.end())
      row = rows.begin();
    for (; row != rows.end() && row->pc < function.end; ++row) {
      std::optional<FileLine> at = find(units[function.unit], *row);
      if (at && at->line == line && files[numberOf(at->path)])
        return std::max(row->pc, function.entry);
    }
  }
  return std::nullopt;
}

std::vector<std::string> SymbolIndex::files() const {
  std::vector<std::string> paths;
  for (size_t number = 0; number < filePaths.size(); ++number)
    paths.push_back(pathOfFile(number));
  llvm::sort(paths);
  return paths;
}

} // namespace gosym
