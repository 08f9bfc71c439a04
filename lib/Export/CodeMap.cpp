//===- CodeMap.cpp - What is at each address of a program -----------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Calls are told by each row of a compact table again, from the outermost one
/// to the innermost. Here each chain of calls is a number, and the same chain
/// the same number:
///
///   push() in main.c:7                  1 = (0, push, main.c, 7)
///   push() in main.c:7, grow() in h:40  2 = (1, grow, h, 40)
///
/// Two calls of one function on one line are one chain: no question about an
/// address can tell them apart.
///
//===----------------------------------------------------------------------===//

#include "CodeMap.h"
#include "llvm/ADT/STLExtras.h"

using namespace llvm;

namespace gosym {

//===----------------------------------------------------------------------===//
// Symbols and units
//===----------------------------------------------------------------------===//

void CodeMap::addUnits(const Program &program) {
  files.emplace_back();
  files.insert(files.end(), program.files.paths().begin(),
               program.files.paths().end());
  for (const Unit &unit : program.units)
    units.push_back(unit.files.empty() ? 0 : unit.files.front().file + 1);
  // Of functions that are in no unit.
  units.push_back(0);
}

/// Symbols come in the order of the table: data, then functions by address.
void CodeMap::addSymbol(const Symbol &symbol, uint32_t unit) {
  uint32_t number = symbols.size();
  symbols.push_back(symbol);
  if (symbol.kind != SymbolKind::Text)
    return;
  uint64_t address = symbol.address;
  bool isAlias = !functions.empty() && functions.back().begin == address;
  if (!isAlias) {
    if (!functions.empty())
      functions.back().size = (address - functions.back().begin) & mask;
    functions.emplace_back();
  }
  functions.back() = {address, 0, number,
                      std::min<uint32_t>(unit, units.size() - 1), isAlias};
}

void CodeMap::endFunctions(uint64_t textEnd) {
  if (functions.empty())
    return;
  uint64_t begin = distanceTo(functions.back().begin);
  functions.back().size = std::max(begin, distanceTo(textEnd)) - begin;
}

void CodeMap::addSymbols(const PlacedProgram &placed) {
  ArrayRef<gosym::Symbol> from = placed.program.symbols;
  SymbolSource::Facts facts[SymbolSource::batch];
  for (size_t first = 0; first < from.size(); first += SymbolSource::batch) {
    ArrayRef<gosym::Symbol> some =
        from.slice(first, std::min(SymbolSource::batch, from.size() - first));
    MutableArrayRef<SymbolSource::Facts> known(facts, some.size());
    placed.symbols.describe(some, known);
    for (auto [symbol, fact] : zip_equal(some, known)) {
      uint64_t value = placed.addresses[symbol.number];
      bool isThumb = placed.hasThumbBit && symbol.isFunction() && (value & 1);
      addSymbol({fact.name, value - isThumb, placed.sizes[symbol.number],
                 symbol.kind, bool(symbol.isLocal), isThumb},
                fact.unit);
    }
  }
  endFunctions(placed.textEnd);
}

Error CodeMap::addUnits(const CompactReader &reader) {
  StringSaver saver(*storage);
  files.emplace_back();
  if (Error error = reader.paths().forEach([&](uint32_t, StringRef path) {
        files.push_back(saver.save(path));
        return Error::success();
      }))
    return error;
  for (uint32_t i = 0; i < reader.numUnits(); ++i) {
    Expected<std::optional<uint32_t>> file = reader.mainFile(i);
    if (!file)
      return file.takeError();
    units.push_back(*file ? **file + 1 : 0);
  }
  units.push_back(0);
  return Error::success();
}

Error CodeMap::addSymbols(const CompactReader &reader,
                          const CompactSymbols &list, SymbolKind kind) {
  StringSaver saver(*storage);
  return list.forEach([&](const CompactSymbol &symbol) -> Error {
    Expected<std::string> name = reader.name(symbol);
    if (!name)
      return name.takeError();
    addSymbol({saver.save(*name), reader.addressOf(symbol.distance),
               symbol.size, symbol.isNoBits ? SymbolKind::Bss : kind,
               symbol.isLocal, symbol.isThumb},
              symbol.unit);
    return Error::success();
  });
}

//===----------------------------------------------------------------------===//
// Rows
//===----------------------------------------------------------------------===//

/// Of several rows at one address the last one counts.
void CodeMap::addRow(const Row &row) {
  if (!rows.empty() && rows.back().address == row.address)
    rows.pop_back();
  if (!rows.empty()) {
    const Row &last = rows.back();
    if (last.file == row.file && last.line == row.line &&
        last.calls == row.calls)
      return;
  }
  rows.push_back(row);
}

void CodeMap::addRuns(const PlacedProgram &placed) {
  const Program &program = placed.program;
  std::vector<size_t> order(program.runs.size());
  for (size_t i = 0; i < order.size(); ++i)
    order[i] = i;
  llvm::stable_sort(order, [&](size_t a, size_t b) {
    return placed.runs[a] < placed.runs[b];
  });
  for (size_t i : order) {
    const CodeRun &run = program.runs[i];
    const Unit &unit = program.units[run.unit];
    for (RowCursor cursor(run.rows); !cursor.atEnd();) {
      gosym::Row row = cursor.next();
      uint32_t file = row.line ? unit.files[row.file].file + 1 : 0;
      addRow({placed.runs[i] + (row.offset - run.begin), file, row.line, 0});
    }
    addRow({placed.runs[i] + (run.end - run.begin), 0, 0, 0});
  }
}

Error CodeMap::addRows(const CompactReader &reader) {
  StringSaver saver(*storage);
  for (uint32_t i = 0; i < reader.lines().numInlined(); ++i) {
    Expected<std::string> name = reader.inlinedNames().at(i);
    if (!name)
      return name.takeError();
    inlined.push_back(saver.save(*name));
  }

  using Place = std::pair<uint32_t, uint32_t>;
  DenseMap<std::pair<Place, Place>, uint32_t> numbers;
  return reader.lines().forEach([&](const CompactRow &row) {
    uint32_t chain = 0;
    for (const CompactCall &call : row.calls) {
      auto [at, isNew] = numbers.try_emplace(
          {{chain, call.function}, {call.file, call.line}}, calls.size());
      if (isNew)
        calls.push_back({chain, call.function, call.file, call.line});
      chain = at->second;
    }
    // A line without a file is told by no format.
    addRow({reader.addressOf(row.distance), row.file, row.file ? row.line : 0,
            chain});
    return Error::success();
  });
}

/// Questions about an address rely on it. Of a sound table, whose functions are
/// \p list, it is so.
Error CodeMap::checkOrder(const CompactSymbols &list) const {
  bool functionsAscend =
      llvm::is_sorted(functions, [&](const Function &a, const Function &b) {
        return distanceTo(a.begin) < distanceTo(b.begin);
      });
  if (!functionsAscend)
    return createStringError("functions descend, expected ascending ones");
  if (!functions.empty() &&
      (distanceTo(functions.front().begin) < list.begin() ||
       distanceTo(functions.back().begin) > list.end()))
    return createStringError("functions outside of the code, expected all in "
                             "it");
  bool rowsAscend = llvm::is_sorted(rows, [&](const Row &a, const Row &b) {
    return distanceTo(a.address) < distanceTo(b.address);
  });
  if (!rowsAscend)
    return createStringError("rows descend, expected ascending ones");
  return Error::success();
}

CodeMap CodeMap::create(const PlacedProgram &program) {
  CodeMap map;
  map.calls.emplace_back();
  map.addUnits(program.program);
  map.addSymbols(program);
  map.addRuns(program);
  return map;
}

Expected<std::unique_ptr<CodeMap>>
CodeMap::create(const CompactReader &reader) {
  auto map = std::make_unique<CodeMap>();
  map->calls.emplace_back();
  map->mask = reader.pointerSize() == 8 ? UINT64_MAX : UINT32_MAX;
  map->origin = reader.addressOf(0);
  if (Error error = map->addUnits(reader))
    return error;
  if (Error error = map->addSymbols(reader, reader.data(), SymbolKind::Data))
    return error;
  if (Error error =
          map->addSymbols(reader, reader.functions(), SymbolKind::Text))
    return error;
  map->endFunctions(reader.addressOf(reader.functions().end()));
  if (Error error = map->addRows(reader))
    return error;
  if (Error error = map->checkOrder(reader.functions()))
    return error;
  return map;
}

//===----------------------------------------------------------------------===//
// Pieces
//===----------------------------------------------------------------------===//

const CodeMap::Function *CodeMap::find(uint64_t address) const {
  uint64_t distance = distanceTo(address);
  auto next = llvm::partition_point(functions, [&](const Function &function) {
    return distanceTo(function.begin) <= distance;
  });
  if (next == functions.begin())
    return nullptr;
  const Function &function = *std::prev(next);
  return distance - distanceTo(function.begin) < function.size ? &function
                                                               : nullptr;
}

/// The first row behind \p address.
std::vector<CodeMap::Row>::const_iterator
CodeMap::rowBehind(uint64_t address) const {
  uint64_t distance = distanceTo(address);
  return llvm::partition_point(rows, [&](const Row &row) {
    return distanceTo(row.address) <= distance;
  });
}

CodeMap::Piece CodeMap::pieceAt(uint64_t address) const {
  auto next = rowBehind(address);
  if (next == rows.begin())
    return {};
  const Row &row = *std::prev(next);
  return {0, 0, row.file, row.line, row.calls};
}

SmallVector<CodeMap::Piece, 0>
CodeMap::piecesOf(const Function &function) const {
  SmallVector<Piece, 0> pieces;
  auto row = rowBehind(function.begin);
  const Row none = {0, 0, 0, 0};
  // Offsets in the function.
  for (uint64_t at = 0, end; at < function.size; at = end) {
    const Row &here = row == rows.begin() ? none : *std::prev(row);
    end = function.size;
    if (row != rows.end())
      end = std::min(end, (row->address - function.begin) & mask);
    pieces.push_back({function.begin + at, function.begin + end, here.file,
                      here.line, here.calls});
    if (row != rows.end())
      ++row;
  }
  return pieces;
}

} // namespace gosym
