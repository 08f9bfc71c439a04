//===- GoModel.cpp - What a Go table knows --------------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// A unit of the model is a unit of the SymbolIndex: a history, as it was when
/// a function was met. All files of the table are in the model, in its order,
/// also those that no row is of.
///
/// A function that stands before any history has no unit. Of several tables one
/// may follow a function that has one; so such functions get a unit without a
/// file, or a reader would take them for ones of the unit before them.
///
//===----------------------------------------------------------------------===//

#include "gosym/Format/GoModel.h"
#include "../Support/Hex.h"
#include "RunBuilder.h"
#include "gosym/Format/Printable.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/MathExtras.h"

using namespace llvm;

namespace gosym {

class GoProgram::Filler {
public:
  Filler(const SymbolIndex &index, const Options &options, GoProgram &to)
      : index(index), options(options), to(to), program(to.ownProgram),
        runs(program) {}
  Error fill(ArrayRef<uint8_t> table);

private:
  void addUnits();
  Error addData();
  Error addFunctions();
  Error addSymbol(StringRef name, uint64_t address, char letter,
                  SymbolKind kind, uint32_t unit);
  void addFrame(const Function &function);
  void addBounds();
  void addLines();
  Error countLeftOut(ArrayRef<uint8_t> table);

  uint64_t lastAddress() const { return maxUIntN(8 * options.pointerSize); }

  const SymbolIndex &index;
  const Options &options;
  GoProgram &to;
  Program &program;
  RunBuilder runs;
  /// Of functions that have none in the table.
  uint32_t withoutUnit = noUnit;
};

//===----------------------------------------------------------------------===//
// Units and symbols
//===----------------------------------------------------------------------===//

void GoProgram::Filler::addUnits() {
  // Each path once: numbers are those of the index.
  for (size_t i = 0; i < index.numFiles(); ++i)
    program.files.number(index.pathOfFile(i));
  program.units.resize(index.numUnits());
  for (size_t i = 0; i < index.numUnits(); ++i)
    if (std::optional<uint32_t> file = index.mainFile(i))
      runs.setMainFile(i, *file);
  // A table without any unit has no need of one.
  auto hasNone = [](const Function &f) { return f.unit == noUnit; };
  if (!program.units.empty() && any_of(index.functions(), hasNone)) {
    withoutUnit = program.units.size();
    program.units.emplace_back();
  }
}

Error GoProgram::Filler::addSymbol(StringRef name, uint64_t address,
                                   char letter, SymbolKind kind,
                                   uint32_t unit) {
  if (address > lastAddress())
    return createStringError("address of " + printable(name) + ": " +
                             hex(address) + ", expected " +
                             Twine(options.pointerSize) + " bytes");
  Symbol &symbol = program.symbols.emplace_back();
  symbol.number = program.symbols.size() - 1;
  symbol.address = address;
  symbol.kind = kind;
  symbol.isLocal = isLower(letter);
  to.names.push_back(name);
  to.values.push_back(address);
  to.unitOf.push_back(unit);
  return Error::success();
}

Error GoProgram::Filler::addData() {
  for (const DataSymbol &data : index.data())
    if (Error error = addSymbol(data.name, data.address, data.type,
                                toUpper(data.type) == 'B' ? SymbolKind::Bss
                                                          : SymbolKind::Data,
                                noUnit))
      return error;
  return Error::success();
}

void GoProgram::Filler::addFrame(const Function &function) {
  auto known = [&](std::optional<uint64_t> size) {
    bool fits = !size || *size != UINT64_MAX;
    to.missing.frameSizes += !fits;
    return fits ? size : std::nullopt;
  };
  Frame frame;
  frame.size = known(function.frame);
  frame.locals = known(function.locals);
  frame.args = known(function.args);
  if (frame.empty())
    return;
  Symbol &symbol = program.symbols.back();
  symbol.hasFrame = true;
  program.frames[symbol.number] = std::move(frame);
}

Error GoProgram::Filler::addFunctions() {
  program.firstFunction = program.symbols.size();
  for (const Function &function : index.functions()) {
    uint32_t unit = function.unit == noUnit ? withoutUnit : function.unit;
    if (Error error = addSymbol(function.name, function.entry, function.type,
                                SymbolKind::Text, unit))
      return error;
    to.values.back() |= uint64_t(function.isThumb);
    addFrame(function);
    to.missing.leafMarks += toUpper(function.type) == 'L';
    to.missing.variables += function.variables.size();
  }
  return Error::success();
}

//===----------------------------------------------------------------------===//
// Bounds and lines
//===----------------------------------------------------------------------===//

void GoProgram::Filler::addBounds() {
  std::optional<SymbolIndex::Bounds> code = index.codeBounds();
  program.hasCode = code.has_value();
  if (!code) {
    // Near the data, which distances are told from.
    if (!to.values.empty())
      to.codeBegin = to.codeEnd = *min_element(to.values);
    return;
  }
  to.codeBegin = std::min(code->begin, lastAddress());
  to.codeEnd = std::min(code->end, lastAddress());

  ArrayRef<Function> functions = index.functions();
  for (size_t i = 0; i < functions.size(); ++i) {
    uint64_t next =
        i + 1 < functions.size() ? functions[i + 1].entry : code->end;
    to.missing.gaps += functions[i].end < next && functions[i].entry != next;
  }
}

void GoProgram::Filler::addLines() {
  index.forEachLine([&](const CodeLine &code) {
    runs.add(code.begin, code.end, code.unit, code.file, code.line);
  });
  to.runsAt = runs.finish();
}

//===----------------------------------------------------------------------===//
// The program
//===----------------------------------------------------------------------===//

/// What the index does not tell.
Error GoProgram::Filler::countLeftOut(ArrayRef<uint8_t> table) {
  Expected<TableReader> reader = TableReader::create(table);
  if (!reader)
    return reader.takeError();
  return forEachEntry(*reader, [&](const Entry &entry) {
    to.missing.goTypes += entry.goType.value_or(0) != 0;
    bool isKnown = entry.isText() || entry.isData() || entry.isHistory() ||
                   entry.isDetail() || entry.type == 'f';
    to.missing.otherRecords += !isKnown;
  });
}

Error GoProgram::Filler::fill(ArrayRef<uint8_t> table) {
  addUnits();
  if (Error error = addData())
    return error;
  if (Error error = addFunctions())
    return error;
  addBounds();
  addLines();
  return countLeftOut(table);
}

Expected<std::unique_ptr<GoProgram>>
GoProgram::create(ArrayRef<uint8_t> table, ArrayRef<uint8_t> lineTable,
                  Options options) {
  Expected<SymbolIndex> index =
      SymbolIndex::create(table, lineTable, options.quantum, options.lowBit);
  if (!index)
    return index.takeError();
  auto made = std::make_unique<GoProgram>();
  if (Error error = Filler(*index, options, *made).fill(table))
    return error;
  made->sizes.resize(made->ownProgram.symbols.size());
  made->hasThumbBit = options.lowBit == LowBit::Thumb;
  return made;
}

PlacedProgram GoProgram::placed() const {
  PlacedProgram placed{ownProgram, *this};
  placed.addresses = values;
  placed.sizes = sizes;
  placed.runs = runsAt;
  placed.textBegin = codeBegin;
  placed.textEnd = codeEnd;
  placed.hasThumbBit = hasThumbBit;
  return placed;
}

void GoProgram::describe(ArrayRef<Symbol> symbols,
                         MutableArrayRef<Facts> facts) const {
  for (auto [symbol, fact] : zip_equal(symbols, facts))
    fact = {names[symbol.number], unitOf[symbol.number]};
}

} // namespace gosym
