//===- FunctionModel.cpp - What a function table knows --------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// A unit of the model is a place in the list of files that functions name
/// theirs from. Its main file is the first one.
///
/// The other way round, a model outside of a link has no sections: all code is
/// taken for one, in which offsets are distances from the start.
///
//===----------------------------------------------------------------------===//

#include "gosym/Format/FunctionModel.h"
#include "../Support/Hex.h"
#include "RunBuilder.h"
#include "llvm/ADT/STLExtras.h"

using namespace llvm;

namespace gosym {

static constexpr StringLiteral unknownFile = "<unknown>";

Expected<std::unique_ptr<FunctionProgram>>
FunctionProgram::create(const FunctionTable &table) {
  Expected<FunctionSummary> summary = checkFunctionTable(table);
  if (!summary)
    return summary.takeError();
  auto made = std::make_unique<FunctionProgram>();
  Program &program = made->ownProgram;
  RunBuilder runs(program);
  made->depths = summary->withDepths;
  made->textBegin = table.start();
  made->textEnd = table.end();
  program.hasCode = table.size() != 0 || made->textEnd != made->textBegin;

  // A Go table cannot name a file that has no name.
  auto numberOf = [&](std::optional<StringRef> path) {
    return program.files.number(!path || path->empty() ? StringRef(unknownFile)
                                                       : *path);
  };
  // Keys are places, which may be any number of 32 bits.
  DenseMap<uint64_t, uint32_t> units;
  auto unitOf = [&](const FunctionRecord &function) -> Expected<uint32_t> {
    auto [it, isNew] = units.try_emplace(function.unit, units.size());
    uint32_t unit = it->second;
    if (!isNew)
      return unit;
    program.units.emplace_back();
    std::optional<StringRef> main;
    // That it has a first file is known only if a function names it.
    Expected<std::optional<StringRef>> first = table.path(function.unit, 0);
    if (first)
      main = *first;
    else
      consumeError(first.takeError());
    runs.setMainFile(unit, numberOf(main));
    return unit;
  };

  uint64_t before = table.start();
  for (uint32_t i = 0; i != table.size(); ++i) {
    Expected<FunctionRecord> function = table.function(i);
    if (!function)
      return function.takeError();
    if (function->entry < before || function->end < function->entry)
      return createStringError("address of function " + Twine(i) + ": " +
                               hex(function->entry) + " to " +
                               hex(function->end) + ", expected " +
                               hex(before) + " or more");
    before = function->entry;
    Expected<uint32_t> unit = unitOf(*function);
    if (!unit)
      return unit.takeError();
    Symbol &symbol = program.symbols.emplace_back();
    symbol.number = i;
    symbol.address = function->entry;
    if (function->args) {
      symbol.hasFrame = true;
      program.frames[i].args = *function->args;
    }
    made->names.push_back(function->name);
    made->addresses.push_back(function->entry);
    made->unitOf.push_back(*unit);
    // Of several at one address readers answer with the last.
    uint64_t next = table.end();
    if (i + 1 != table.size()) {
      Expected<FunctionRecord> following = table.function(i + 1);
      if (!following)
        return following.takeError();
      next = following->entry;
    }
    if (next == function->entry)
      continue;
    if (Error error = table.forEachPlace(
            *function,
            [&](uint64_t begin, uint64_t end, uint32_t file,
                uint32_t line) -> Error {
              Expected<std::optional<StringRef>> path =
                  table.path(function->unit, file);
              if (!path)
                return path.takeError();
              if (*path)
                runs.add(begin, end, *unit, numberOf(*path), line);
              return Error::success();
            }))
      return error;
  }
  made->sizes.resize(program.symbols.size());
  made->runsAt = runs.finish();
  // Code needs a unit, be it code of no function.
  program.linkerUnit = program.units.size();
  program.units.emplace_back();
  if (program.hasCode && table.size() == 0)
    program.units.back().files.push_back({numberOf(std::nullopt), 0});
  return made;
}

PlacedProgram FunctionProgram::placed() const {
  PlacedProgram placed{ownProgram, *this};
  placed.addresses = addresses;
  placed.sizes = sizes;
  placed.runs = runsAt;
  placed.textBegin = textBegin;
  placed.textEnd = textEnd;
  return placed;
}

void FunctionProgram::describe(ArrayRef<Symbol> symbols,
                               MutableArrayRef<Facts> facts) const {
  for (auto [symbol, fact] : zip_equal(symbols, facts))
    fact = {names[symbol.number], unitOf[symbol.number]};
}

Expected<FunctionTableOf> functionTableOf(const PlacedProgram &placed,
                                          const FunctionTarget &target,
                                          uint64_t start,
                                          const Parallel &parallel) {
  const Program &program = placed.program;
  ArrayRef<Symbol> functions = program.functions();
  auto addressOf = [&](const Symbol &symbol) {
    uint64_t value = placed.addresses[symbol.number];
    return placed.hasThumbBit ? value & ~uint64_t(1) : value;
  };
  std::vector<FunctionTableWriter::Place> places;
  for (const Symbol &function : functions)
    places.push_back({0, addressOf(function) - start});
  std::vector<uint32_t> sections(program.runs.size());
  std::vector<uint64_t> shifts;
  for (auto [run, at] : zip_equal(program.runs, placed.runs))
    shifts.push_back(at - run.begin - start);

  SymbolSource::Facts facts;
  for (const Symbol &function : functions) {
    placed.symbols.describe(function, facts);
    if (facts.name.contains('\0'))
      return createStringError("name of symbol " + Twine(function.number) +
                               ": has a NUL, expected none");
  }

  FunctionTableWriter::Options options;
  options.target = target;
  options.hasThumbBit = placed.hasThumbBit;
  options.frames = true;
  FunctionTableWriter writer(program, placed.symbols, program.symbols.size(),
                             options);
  FunctionTableWriter::Places where;
  where.functions = places;
  where.runs = sections;
  where.shifts = shifts;
  where.numSections = 1;
  if (Error error = writer.encode(where, parallel))
    return error;
  FunctionTableWriter::Bounds bounds =
      FunctionTableWriter::boundsFrom(start, functions, addressOf);
  if (Error error = writer.assignOffsets(bounds, parallel))
    return error;

  FunctionTableOf made;
  made.data = program.data().size();
  made.outside = bounds.first + (functions.size() - bounds.end);
  made.table.resize(writer.size());
  FunctionTableWriter::Moment moment;
  moment.start = start;
  moment.end = std::max(placed.textEnd, start);
  moment.paddedSize = writer.size();
  writer.write(
      moment,
      [&](ArrayRef<Symbol> wanted, MutableArrayRef<uint64_t> values) {
        for (auto [symbol, value] : zip_equal(wanted, values))
          value = placed.addresses[symbol.number];
      },
      0, made.table);
  return made;
}

} // namespace gosym
