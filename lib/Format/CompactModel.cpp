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
#include "RunBuilder.h"
#include "gosym/Format/CompactCheck.h"
#include <optional>

using namespace llvm;

namespace gosym {

static constexpr StringLiteral unknownFile = "<unknown>";

class CompactProgram::Filler {
public:
  Filler(const CompactReader &reader, CompactProgram &to)
      : reader(reader), to(to), program(to.ownProgram), runs(program) {}
  Error fill();

private:
  /// From here on the code is of this unit.
  struct UnitSpan {
    uint64_t distance;
    uint32_t unit;
  };
  Error addUnits();
  uint32_t standIn();
  Error addSymbols(const CompactSymbols &symbols, SymbolKind kind);
  Error addFrames();
  Error addLines();
  void addRow(const CompactRow &row, uint64_t end);

  const CompactReader &reader;
  CompactProgram &to;
  Program &program;
  /// Numbers in Program::files, by that in the list of paths.
  std::vector<uint32_t> files;
  std::vector<UnitSpan> spans;
  /// That the row before began in.
  size_t span = 0;
  RunBuilder runs;
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
    runs.setMainFile(i,
                     *main ? files[**main] : program.files.number(unknownFile));
  }
  return Error::success();
}

/// The unit of a function that is of none in the table.
uint32_t CompactProgram::Filler::standIn() {
  if (program.units[program.linkerUnit].files.empty())
    runs.setMainFile(program.linkerUnit, program.files.number(unknownFile));
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
    to.values.push_back(added.address | uint64_t(symbol.isThumb));
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
    if (at < std::min(last, end) && row.file != 0 && row.line != 0)
      runs.add(at, std::min(last, end), spans[i].unit, files[row.file - 1],
               row.line);
    at = std::max(at, last);
  }
}

Error CompactProgram::Filler::addLines() {
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
  for (uint64_t distance : runs.finish())
    to.runsAt.push_back(reader.addressOf(distance));
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

PlacedProgram CompactProgram::placed() const {
  PlacedProgram placed{ownProgram, *this};
  placed.addresses = values;
  placed.sizes = sizes;
  placed.runs = runsAt;
  placed.textBegin = codeBegin;
  placed.textEnd = codeEnd;
  placed.hasThumbBit = thumb.any();
  return placed;
}

void CompactProgram::describe(ArrayRef<Symbol> symbols,
                              MutableArrayRef<Facts> facts) const {
  for (auto [symbol, fact] : zip_equal(symbols, facts))
    fact = {names[symbol.number], unitOf[symbol.number]};
}

} // namespace gosym
