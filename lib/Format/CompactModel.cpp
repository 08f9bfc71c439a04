//===- CompactModel.cpp - What a compact table knows ----------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Rows of a compact table go over all of the code and know no units. In the
/// model a row is of a unit, and its file one of the files of that:
///
///   functions   f, unit 0    g, unit 0   h, unit 1
///   rows        a.c:1   a.c:2   x.h:9            b.c:3
///   runs        unit 0: a.c:1 a.c:2 x.h:9 | unit 1: x.h:9 b.c:3
///
/// So both are walked together, and a row goes into the run of each unit that
/// it has code of. Code of no line ends a run.
///
/// Functions whose unit has no name, or that are of none, are in a unit of a
/// stand-in: in a Go table they would be in that of the function before them.
///
//===----------------------------------------------------------------------===//

#include "gosym/Format/CompactModel.h"
#include "gosym/Format/CompactCheck.h"

using namespace llvm;

namespace gosym {

static constexpr StringLiteral unknownFile = "<unknown>";

class CompactProgram::Filler {
public:
  Filler(const CompactReader &reader, CompactProgram &to)
      : reader(reader), to(to), program(to.ownProgram) {}
  Error fill();

private:
  /// From here on the code is of this unit.
  struct UnitSpan {
    uint64_t distance;
    uint32_t unit;
  };
  Error addUnits();
  void setMainFile(uint32_t unit, uint32_t file);
  uint32_t standIn();
  Error addSymbols(const CompactSymbols &symbols, SymbolKind kind);
  Error addFrames();
  Error addLines();
  void addRow(const CompactRow &row, uint64_t end);
  void addPiece(uint64_t begin, uint64_t end, uint32_t unit, uint32_t file,
                uint32_t line);
  void closeRun();
  uint32_t placeOf(uint32_t unit, uint32_t file, uint32_t line);

  const CompactReader &reader;
  CompactProgram &to;
  Program &program;
  /// Numbers in Program::files, by that in the list of paths.
  std::vector<uint32_t> files;
  std::vector<UnitSpan> spans;
  /// That the row before began in.
  size_t span = 0;
  /// Place of a file in a unit.
  DenseMap<std::pair<uint32_t, uint32_t>, uint32_t> places;

  /// The run that is being made, and where its rows begin.
  std::optional<CodeRun> run;
  size_t runRows = 0;
  /// Of each run, its rows in the list.
  std::vector<std::pair<size_t, size_t>> slices;
};

//===----------------------------------------------------------------------===//
// Units and symbols
//===----------------------------------------------------------------------===//

Error CompactProgram::Filler::addUnits() {
  if (Error error =
          reader.paths().forEach([&](uint32_t, StringRef path) -> Error {
            // A Go table cannot name a file that has no name.
            files.push_back(program.files.number(
                path.empty() ? StringRef(unknownFile) : path));
            return Error::success();
          }))
    return error;
  // One more, of code that no unit is known of.
  program.units.resize(reader.numUnits() + 1);
  program.linkerUnit = reader.numUnits();
  for (uint32_t i = 0; i < reader.numUnits(); ++i) {
    Expected<std::optional<uint32_t>> main = reader.mainFile(i);
    if (!main)
      return main.takeError();
    setMainFile(i, *main ? files[**main] : program.files.number(unknownFile));
  }
  return Error::success();
}

void CompactProgram::Filler::setMainFile(uint32_t unit, uint32_t file) {
  program.units[unit].files.push_back({file, 0});
  places[{unit, file}] = 0;
}

/// The unit of a function that is of none in the table.
uint32_t CompactProgram::Filler::standIn() {
  if (program.units[program.linkerUnit].files.empty())
    setMainFile(program.linkerUnit, program.files.number(unknownFile));
  return program.linkerUnit;
}

Error CompactProgram::Filler::addSymbols(const CompactSymbols &symbols,
                                         SymbolKind kind) {
  return symbols.forEach([&](const CompactSymbol &symbol) -> Error {
    Symbol added;
    added.number = program.symbols.size();
    added.address = reader.addressOf(symbol.distance);
    added.kind = symbol.isNoBits ? SymbolKind::Bss : kind;
    added.isLocal = symbol.isLocal;
    uint32_t unit = noUnit;
    if (kind == SymbolKind::Text) {
      unit = symbol.unit == GOSYM_COMPACT_NONE ? standIn() : symbol.unit;
      if (!spans.empty() && spans.back().distance == symbol.distance)
        spans.pop_back();
      if (spans.empty() || spans.back().unit != unit)
        spans.push_back({symbol.distance, unit});
    }
    to.sizes.push_back(symbol.size);
    to.unitOf.push_back(unit);
    to.thumb.push_back(symbol.isThumb);
    Expected<std::string> name = reader.name(symbol);
    if (!name)
      return name.takeError();
    to.names.push_back(std::move(*name));
    program.symbols.push_back(added);
    return Error::success();
  });
}

Error CompactProgram::Filler::addFrames() {
  if (!reader.hasFrames())
    return Error::success();
  for (size_t i = program.firstFunction; i < program.symbols.size(); ++i) {
    Expected<CompactFrameSizes> sizes =
        reader.frameSizes(i - program.firstFunction);
    if (!sizes)
      return sizes.takeError();
    Frame frame;
    frame.size = sizes->frame;
    frame.locals = sizes->locals;
    frame.args = sizes->args;
    if (frame.empty())
      continue;
    program.symbols[i].hasFrame = true;
    program.frames[i] = std::move(frame);
  }
  return Error::success();
}

//===----------------------------------------------------------------------===//
// Lines
//===----------------------------------------------------------------------===//

/// The place of a file in a unit that has a row of this line of it.
uint32_t CompactProgram::Filler::placeOf(uint32_t unit, uint32_t file,
                                         uint32_t line) {
  auto &inUnit = program.units[unit].files;
  auto [it, isNew] = places.try_emplace({unit, file}, inUnit.size());
  if (isNew)
    inUnit.push_back({file, 0});
  uint64_t &lines = inUnit[it->second].lines;
  lines = std::max<uint64_t>(lines, line);
  return it->second;
}

void CompactProgram::Filler::closeRun() {
  if (!run)
    return;
  RowList &rows = program.rows.front();
  slices.push_back({runRows, rows.size()});
  to.runsAt.push_back(reader.addressOf(run->begin));
  program.runs.push_back(*run);
  run.reset();
}

/// Code of one unit and one line.
void CompactProgram::Filler::addPiece(uint64_t begin, uint64_t end,
                                      uint32_t unit, uint32_t file,
                                      uint32_t line) {
  if (run && (file == 0 || line == 0 || run->unit != unit || run->end != begin))
    closeRun();
  if (file == 0 || line == 0)
    return;
  RowList &rows = program.rows.front();
  if (!run) {
    run = CodeRun();
    run->unit = unit;
    run->begin = begin;
    runRows = rows.begin();
  }
  run->end = end;
  rows.append({begin, placeOf(unit, files[file - 1], line), line});
}

/// A row, and the address behind its code.
void CompactProgram::Filler::addRow(const CompactRow &row, uint64_t end) {
  to.inlinedRows += !row.calls.empty();
  uint64_t at = row.distance;
  while (span + 1 < spans.size() && spans[span + 1].distance <= at)
    ++span;
  for (size_t i = span; i < spans.size() && at < end; ++i) {
    // What is before the first function is of none.
    at = std::max(at, spans[i].distance);
    uint64_t last = i + 1 < spans.size() ? spans[i + 1].distance : end;
    if (at < std::min(last, end))
      addPiece(at, std::min(last, end), spans[i].unit, row.file, row.line);
    at = std::max(at, last);
  }
}

Error CompactProgram::Filler::addLines() {
  program.rows.resize(1);
  std::optional<CompactRow> last;
  uint64_t codeEnd = reader.functions().end();
  if (Error error = reader.lines().forEach([&](const CompactRow &row) -> Error {
        if (last)
          addRow(*last, std::min(row.distance, codeEnd));
        last = row;
        return Error::success();
      }))
    return error;
  if (last)
    addRow(*last, codeEnd);
  closeRun();
  for (auto [run, slice] : zip_equal(program.runs, slices))
    run.rows = program.rows.front().slice(slice.first, slice.second);
  // A history can only leave the lines of the last file open.
  for (Unit &unit : program.units)
    if (unit.files.size() > 1)
      unit.files.front().lines =
          std::max<uint64_t>(unit.files.front().lines, 1);
  return Error::success();
}

//===----------------------------------------------------------------------===//
// The program
//===----------------------------------------------------------------------===//

Error CompactProgram::Filler::fill() {
  if (Error error = addUnits())
    return error;
  if (Error error = addSymbols(reader.data(), SymbolKind::Data))
    return error;
  program.firstFunction = program.symbols.size();
  if (Error error = addSymbols(reader.functions(), SymbolKind::Text))
    return error;
  const CompactSymbols &functions = reader.functions();
  program.hasCode = functions.end() != functions.begin() || functions.size();
  // Code needs a unit, be it code of no function.
  if (program.hasCode && !functions.size())
    standIn();
  to.codeBegin = reader.addressOf(functions.begin());
  to.codeEnd = reader.addressOf(functions.end());
  if (Error error = addFrames())
    return error;
  return addLines();
}

Expected<std::unique_ptr<CompactProgram>>
CompactProgram::create(const CompactReader &reader) {
  if (Error error = checkCompact(reader).takeError())
    return error;
  auto made = std::make_unique<CompactProgram>();
  if (Error error = Filler(reader, *made).fill())
    return error;
  return made;
}

void CompactProgram::describe(ArrayRef<Symbol> symbols,
                              MutableArrayRef<Facts> facts) const {
  for (auto [symbol, fact] : zip_equal(symbols, facts))
    fact = {names[symbol.number], unitOf[symbol.number]};
}

} // namespace gosym
