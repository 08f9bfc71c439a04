//===- Compact.cpp - Any bytes as a compact table -------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Any bytes give errors of the one form or answers. What the check takes
/// answers everything: each symbol is found by its number, its address and its
/// name, each row by its address, and Go tables can be made of it that are
/// sound.
///
//===----------------------------------------------------------------------===//
#include "Fuzz.h"
#include "gosym/Format/CompactCheck.h"
#include "gosym/Format/CompactToGo.h"
#include "gosym/Format/TableCheck.h"

using namespace gosym;
using namespace llvm;

/// The value, if it must be there.
template <typename T> static T answered(Expected<T> value, bool isSound) {
  if (value)
    return std::move(*value);
  std::string text = checked(value.takeError());
  must(!isSound, text.c_str());
  return T();
}

static void walked(Error error, bool isSound) {
  if (!error)
    return;
  std::string text = checked(std::move(error));
  must(!isSound, text.c_str());
}

/// A question costs a walk; a few show what all would.
static constexpr unsigned asked = 70;

static void askSymbols(const CompactReader &reader,
                       const CompactSymbols &symbols, bool isSound) {
  unsigned count = 0;
  walked(symbols.forEach([&](const CompactSymbol &symbol) -> Error {
    if (++count > asked)
      return Error::success();
    CompactSymbol same = answered(symbols.at(symbol.number), isSound);
    must(!isSound || same.distance == symbol.distance, "by number");
    auto found = answered(symbols.find(symbol.distance), isSound);
    must(!isSound || !symbols.covers(symbol.distance) ||
             (found && found->distance == symbol.distance),
         "by address");
    std::string name = answered(reader.name(symbol), isSound);
    auto named =
        answered(reader.names().find(name, symbols.firstName(),
                                     symbols.firstName() + symbols.size()),
                 isSound);
    must(!isSound || (named && *named <= symbol.name), "by name");
    return Error::success();
  }),
         isSound);
}

static void askFunctions(const CompactReader &reader, bool isSound) {
  for (uint32_t i = 0; i < std::min(reader.functions().size(), asked); ++i) {
    CompactSymbol symbol = answered(reader.functions().at(i), isSound);
    uint64_t pc = reader.addressOf(symbol.distance);
    for (uint64_t at : {pc, pc + symbol.size / 2})
      answered(reader.frames(at), isSound);
    answered(reader.frameSizes(i), isSound);
  }
}

static void askRows(const CompactReader &reader, bool isSound) {
  unsigned count = 0;
  walked(reader.lines().forEach([&](const CompactRow &row) -> Error {
    if (++count > asked)
      return Error::success();
    auto found = answered(reader.lines().find(row.distance), isSound);
    must(!isSound || (found && found->distance == row.distance),
         "a row by its address");
    return Error::success();
  }),
         isSound);
}

/// Names that a Go table cannot hold, and code that goes past the last address,
/// are no fault of the bytes.
static void makeGoTables(const CompactReader &reader) {
  TableTarget target;
  target.pointerSize = reader.pointerSize();
  Expected<GoTablesOfCompact> made = goTablesOf(reader, target);
  if (!made) {
    std::string text = toString(made.takeError());
    must(StringRef(text).contains(" symbol "), text.c_str());
    return;
  }
  std::string problem = toString(checkTable(made->table).takeError());
  must(problem.empty(), problem.c_str());
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  Input input(data, size);
  ArrayRef<uint8_t> table = input.all();
  Expected<CompactReader> reader = CompactReader::create(table, 0x10000);
  if (!reader) {
    (void)checked(reader.takeError());
    return 0;
  }
  Expected<CompactSummary> summary = checkCompact(*reader);
  bool isSound = bool(summary);
  if (!isSound)
    (void)checked(summary.takeError());
  askSymbols(*reader, reader->functions(), isSound);
  askSymbols(*reader, reader->data(), isSound);
  askFunctions(*reader, isSound);
  askRows(*reader, isSound);
  if (isSound)
    makeGoTables(*reader);
  return 0;
}
