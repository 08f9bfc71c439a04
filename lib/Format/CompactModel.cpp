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
/// it has code of. Code of no line ends a run, unless calls are inlined there.
///
/// A row says of each call around it that it is in force, a model from where to
/// where it is. So a call goes on as long as rows of a run have it, in the same
/// place of the stack and with the same calls around it:
///
///   rows        a.c:1   x.h:9 of f   y.h:5 of g of f   x.h:10 of f   a.c:2
///   ranges              f------------------------------------------->
///                                    g---------------->
///
/// Functions whose unit has no name, or that are of none, are in a unit of a
/// stand-in: in a Go table they would be in that of the function before them.
///
//===----------------------------------------------------------------------===//

#include "gosym/Format/CompactModel.h"
#include "gosym/Format/CompactCheck.h"
#include "llvm/ADT/STLExtras.h"

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
  void addPiece(uint64_t begin, uint64_t end, uint32_t unit,
                const CompactRow &row);
  void closeRun();
  void leaveCalls(size_t numKept, uint64_t at);
  void enterCalls(const CompactRow &row, uint64_t at);
  Error addInlinedFunctions();
  void addRanges();
  uint32_t placeOfCall(uint32_t unit, uint32_t file);
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

  /// Ranges of all runs; their files are numbers in the list of paths, plus 1,
  /// until all rows are known. Of each run, how many there are up to its end.
  std::vector<InlinedRange> ranges;
  std::vector<size_t> rangesUpTo;
  /// Of the run that is being made: the ranges that are open, outer ones first.
  std::vector<size_t> open;
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
  leaveCalls(0, run->end);
  rangesUpTo.push_back(ranges.size());
  RowList &rows = program.rows.front();
  slices.push_back({runRows, rows.size()});
  to.runsAt.push_back(reader.addressOf(run->begin));
  program.runs.push_back(*run);
  run.reset();
}

/// Code of one unit and one row.
void CompactProgram::Filler::addPiece(uint64_t begin, uint64_t end,
                                      uint32_t unit, const CompactRow &row) {
  bool hasLine = row.file != 0 && row.line != 0;
  if (run && ((!hasLine && row.calls.empty()) || run->unit != unit ||
              run->end != begin))
    closeRun();
  // The first row of a run has a line.
  if (!hasLine && !run)
    return;
  RowList &rows = program.rows.front();
  if (!run) {
    run = CodeRun();
    run->unit = unit;
    run->begin = begin;
    runRows = rows.begin();
  }
  run->end = end;
  enterCalls(row, begin);
  if (hasLine)
    rows.append(
        {begin, placeOf(unit, files[row.file - 1], row.line), row.line});
  else
    rows.append({begin, 0, 0});
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
      addPiece(at, std::min(last, end), spans[i].unit, row);
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
// Inlined calls
//===----------------------------------------------------------------------===//

/// Ends the ranges that are open but for so many.
void CompactProgram::Filler::leaveCalls(size_t numKept, uint64_t at) {
  for (; open.size() > numKept; open.pop_back())
    ranges[open.back()].end = at;
}

/// Ends the ranges of calls that the row does not have, and begins others.
void CompactProgram::Filler::enterCalls(const CompactRow &row, uint64_t at) {
  auto isOf = [&](size_t range, const CompactCall &call) {
    const InlinedRange &r = ranges[range];
    return CompactCall{r.function, r.callFile, r.callLine} == call;
  };
  size_t numKept = 0;
  while (numKept < open.size() && numKept < row.calls.size() &&
         isOf(open[numKept], row.calls[numKept]))
    ++numKept;
  leaveCalls(numKept, at);
  for (const CompactCall &call : ArrayRef(row.calls).drop_front(numKept)) {
    InlinedRange range;
    range.begin = at;
    range.depth = open.size() + 1;
    range.function = call.function;
    range.callFile = call.file;
    range.callLine = call.line;
    open.push_back(ranges.size());
    ranges.push_back(range);
  }
}

Error CompactProgram::Filler::addInlinedFunctions() {
  BumpPtrAllocator &storage = program.nameStorage.emplace_back();
  return reader.inlinedNames().forEach([&](uint32_t, StringRef name) -> Error {
    program.inlinedFunctions.push_back(name.copy(storage));
    return Error::success();
  });
}

/// The place of a file in a unit that has a call in it, and may have no row.
uint32_t CompactProgram::Filler::placeOfCall(uint32_t unit, uint32_t file) {
  Unit &in = program.units[unit];
  auto [it, isNew] = places.try_emplace({unit, file}, in.files.size());
  if (isNew) {
    in.files.push_back({file, 0});
    ++in.numCallFiles;
  }
  return it->second;
}

/// Gives each run its ranges, when each unit has the files of its rows: those
/// of calls are behind them.
void CompactProgram::Filler::addRanges() {
  InlineList &list = program.inlines.emplace_back();
  std::vector<size_t> begins;
  size_t i = 0;
  for (auto [run, upTo] : zip_equal(program.runs, rangesUpTo)) {
    begins.push_back(list.begin());
    for (; i < upTo; ++i) {
      InlinedRange range = ranges[i];
      if (range.callFile == 0)
        range.callLine = 0;
      else
        range.callFile = placeOfCall(run.unit, files[range.callFile - 1]);
      list.append(range);
    }
  }
  begins.push_back(list.size());
  for (auto [n, run] : enumerate(program.runs))
    run.inlines = list.slice(begins[n], begins[n + 1]);
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
  if (Error error = addLines())
    return error;
  addRanges();
  return addInlinedFunctions();
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
