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
///   data        in order of the table; their numbers once more by address
///   names       for each symbol 8 bytes: 31 bits of the hash of its name, one
///               that says local, its number; sorted. Names themselves stay in
///               the table: a map that copied them would take more memory than
///               all the rest.
///   rows        of the line table, by pc
///   units       histories, each once: a linker that interleaves objects writes
///               the history of an object again and again
///
/// SymbolIndexBuilder.cpp fills them.
///
/// What it does not check: that a history precedes each function and that
/// `etext` is the last text symbol (TableCheck does). It answers without.
///
//===----------------------------------------------------------------------===//

#include "SymbolIndexParts.h"

using namespace llvm;

namespace gosym {

//===----------------------------------------------------------------------===//
// Questions about addresses and names
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

const DataSymbol *SymbolIndex::findData(uint64_t address) const {
  auto after = llvm::upper_bound(dataByAddress, address,
                                 [&](uint64_t address, uint32_t number) {
                                   return address < allData[number].address;
                                 });
  return after == dataByAddress.begin() ? nullptr : &allData[*std::prev(after)];
}

const Function *SymbolIndex::findFunction(StringRef name) const {
  return findByName(functions(), functionsByName, name);
}

const DataSymbol *SymbolIndex::findData(StringRef name) const {
  return findByName(data(), dataByName, name);
}

const Variable *SymbolIndex::findVariable(const Function &function,
                                          StringRef name) {
  auto it = llvm::find_if(function.variables, [&](const Variable &variable) {
    return variable.name == name;
  });
  return it == function.variables.end() ? nullptr : &*it;
}

const Variable *SymbolIndex::findVariable(const Function &function,
                                          int64_t offset) {
  auto it = llvm::find_if(function.variables, [&](const Variable &variable) {
    return variable.offset == offset;
  });
  return it == function.variables.end() ? nullptr : &*it;
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
  const History &unit = units[function->unit];
  auto row = rowAt(pc);
  if (row != rows.end() && row->line != 0)
    if (std::optional<FileLine> found = unit.find(row->line))
      return SourceLine{filePaths[numberOf(found->path)].str(), found->line};
  std::vector<ArrayRef<uint16_t>> files = unit.files();
  if (files.empty())
    return std::nullopt;
  return SourceLine{filePaths[numberOf(files.front())].str(), 0};
}

std::vector<uint32_t> SymbolIndex::filesNamed(StringRef file) const {
  if (auto it = fileNumbers.find(file); it != fileNumbers.end())
    return {it->getValue()};
  std::vector<uint32_t> numbers;
  for (auto [number, path] : enumerate(filePaths))
    if (StringRef rest = path;
        !file.empty() && rest.consume_back(file) && rest.ends_with("/"))
      numbers.push_back(number);
  return numbers;
}

std::vector<bool> SymbolIndex::unitsWith(ArrayRef<uint32_t> files) const {
  std::vector<bool> have;
  for (const History &unit : units)
    have.push_back(any_of(unit.files(), [&](ArrayRef<uint16_t> path) {
      return is_contained(files, numberOf(path));
    }));
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
  // The absolute lines that mean it, unit by unit.
  std::vector<uint32_t> named = filesNamed(file);
  std::vector<std::vector<uint64_t>> wanted;
  for (const History &unit : units) {
    wanted.emplace_back();
    for (uint32_t number : named)
      append_range(wanted.back(), unit.absoluteLines(pathOf(number), line));
  }

  for (const Function &function : allFunctions) {
    if (function.unit == noUnit || wanted[function.unit].empty())
      continue;
    // A row that is in force at the entry may begin before it: where the line
    // stays the same the writer adds none.
    auto row = rowAt(function.entry);
    if (row == rows.end())
      row = rows.begin();
    for (; row != rows.end() && row->pc < function.end; ++row)
      if (is_contained(wanted[function.unit], row->line))
        return std::max(row->pc, function.entry);
  }
  return std::nullopt;
}

std::vector<std::string> SymbolIndex::files() const {
  std::vector<std::string> paths(filePaths.begin(), filePaths.end());
  llvm::sort(paths);
  return paths;
}

} // namespace gosym
