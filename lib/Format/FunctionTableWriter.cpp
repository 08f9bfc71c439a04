//===- FunctionTableWriter.cpp --------------------------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Puts the parts of a function table together:
///
///   header
///   names       each once (SharedBytes.h)
///   units       of each unit with functions, where the paths of its files are
///   paths       of those files
///   streams     FunctionStreams.h
///   list        entry and record of each function, by address
///   records     one for each function, all of one size
///   tail        where the table is from its code
///
/// A record has no pcdata and no funcdata: what Go has there (inline trees,
/// maps of pointers) only its own runtime can find. So all records have one
/// size, and the size of the table depends on how many functions there are and
/// not on where.
///
/// Numbers of files in streams are those of Unit::files, whose first is the
/// main one: small numbers for most code.
///
//===----------------------------------------------------------------------===//

#include "gosym/Format/FunctionTableWriter.h"
#include "FunctionTableParts.h"
#include "PieceCuts.h"
#include "gosym/Format/Printable.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/MathExtras.h"

using namespace llvm;

namespace gosym {

uint64_t functionRecordSize(FunctionForm form) {
  return form == FunctionForm::Go118 ? GOSYM_RECORD_GO118_SIZE
                                     : GOSYM_RECORD_GO120_SIZE;
}

/// Fields are signed words of 32 bits in places.
static constexpr uint64_t maxSize = INT32_MAX;
static constexpr size_t symbolsPerTask = 4096;

FunctionTableWriter::FunctionTableWriter(const Program &program,
                                         const SymbolSource &symbols,
                                         uint32_t numNamed, Options options)
    : program(program), symbols(symbols), numNamed(numNamed), options(options),
      parts(std::make_unique<Parts>()) {}

FunctionTableWriter::~FunctionTableWriter() = default;

/// Asks for the facts of \p wanted in batches.
static void describeAll(const SymbolSource &symbols, ArrayRef<Symbol> wanted,
                        function_ref<void(size_t, SymbolSource::Facts)> take) {
  SymbolSource::Facts facts[SymbolSource::batch];
  for (size_t i = 0; i < wanted.size(); i += SymbolSource::batch) {
    size_t n = std::min(SymbolSource::batch, wanted.size() - i);
    symbols.describe(wanted.slice(i, n), MutableArrayRef(facts, n));
    for (size_t j = 0; j != n; ++j)
      take(i + j, facts[j]);
  }
}

static Error checkName(StringRef name) {
  if (!name.contains('\0'))
    return Error::success();
  return createStringError("symbol name '" + printable(name) +
                           "' has a NUL, which the function table cannot hold");
}

Error FunctionTableWriter::encode(const Places &places,
                                  const Parallel &parallel) {
  Parts &p = *parts;
  ArrayRef<Symbol> functions = program.functions();
  assert(places.functions.size() == functions.size() &&
         places.runs.size() == program.runs.size());
  std::vector<StringRef> names(functions.size());
  // There is one global symbol of a name.
  std::vector<uint8_t> isAlone(functions.size());
  std::vector<FunctionStreams::OfFunction> streams(functions.size());
  parallel(divideCeil(functions.size(), symbolsPerTask), [&](size_t task) {
    size_t begin = task * symbolsPerTask;
    size_t count = std::min(symbolsPerTask, functions.size() - begin);
    describeAll(symbols, functions.slice(begin, count),
                [&](size_t i, SymbolSource::Facts facts) {
                  // Names of late functions are not in the shared ones.
                  const Symbol &symbol = functions[begin + i];
                  if (symbol.number < numNamed)
                    names[begin + i] = facts.name;
                  isAlone[begin + i] =
                      !symbol.isLocal && symbol.number < numNamed;
                  streams[begin + i].unit = facts.unit;
                });
  });
  // A name in an object ends at its NUL; only a script can make another.
  for (auto [name, symbol] : zip_equal(names, functions))
    if (symbol.ofLinker)
      if (Error error = checkName(name))
        return error;
  p.names.assignOffsets(names, 0, /*gap=*/1, parallel, isAlone);
  p.streams.encode(program, functions, places, options.target.quantum,
                   options.frames, streams, parallel);
  p.named.resize(numNamed);
  for (auto [i, symbol] : enumerate(functions))
    if (symbol.number < numNamed)
      p.named[symbol.number] = {p.names.offsetOf(i), streams[i]};
  return Error::success();
}

/// Units, of which \p isThere tells those with functions, and their paths.
void FunctionTableWriter::Parts::placeFiles(const Program &program,
                                            const std::vector<bool> &isThere) {
  unitPlaces.assign(program.units.size(), GOSYM_RECORD_NONE);
  unitOrder.clear();
  numPlaces = 0;
  ArrayRef<StringRef> paths = program.files.paths();
  pathOffsets.assign(paths.size(), GOSYM_RECORD_NONE);
  for (auto [number, unit] : enumerate(program.units)) {
    if (!isThere[number] || unit.files.empty())
      continue;
    unitPlaces[number] = numPlaces;
    unitOrder.push_back(number);
    numPlaces += unit.filesOfRows().size();
    for (const Unit::File &file : unit.filesOfRows())
      pathOffsets[file.file] = 0;
  }
  pathOrder.clear();
  pathsSize = 0;
  for (auto [file, path] : enumerate(paths)) {
    if (pathOffsets[file] == GOSYM_RECORD_NONE)
      continue;
    pathOffsets[file] = pathsSize;
    pathOrder.push_back(file);
    pathsSize += path.size() + 1;
  }
}

/// Where the parts are, and what is written alone.
void FunctionTableWriter::Parts::placePieces(const FunctionTarget &target,
                                             size_t numFunctions) {
  using Kind = FunctionPieceKind;
  constexpr size_t whole = SIZE_MAX / 2;
  pieces.clear();
  auto add = [&](Kind kind, uint64_t at, size_t count, size_t step,
                 function_ref<uint64_t(size_t)> offsetOf) {
    for (size_t first = 0; first < count; first += step)
      pieces.push_back(
          {at + offsetOf(first), kind, first, std::min(count, first + step)});
  };
  auto none = [](size_t) -> uint64_t { return 0; };
  pieces.push_back({0, Kind::Header, 0, 0});
  namesAt = gosym_functions_header_size(target.pointerSize);
  add(Kind::Names, namesAt, names.pieces().size(), symbolsPerTask,
      [&](size_t i) { return names.pieces()[i].offset; });
  add(Kind::Names, namesAt, lateNames.pieces().size(), whole,
      [&](size_t i) { return lateNames.pieces()[i].offset; });
  // Go's runtime reads the words where they are.
  unitsAt = alignTo(namesAt + lateNames.end(), sizeof(uint32_t));
  add(Kind::Units, unitsAt, unitOrder.size(), whole, none);
  pathsAt = unitsAt + sizeof(uint32_t) * numPlaces;
  add(Kind::Paths, pathsAt, pathOrder.size(), whole, none);
  streamsAt = pathsAt + pathsSize;
  add(Kind::Streams, streamsAt, streams.numPieces(), symbolsPerTask,
      [&](size_t i) { return i ? streams.offsetOfPiece(i) : 0; });
  listAt = alignTo(streamsAt + streams.size(), target.pointerSize);
  add(Kind::List, listAt, numFunctions + 1, symbolsPerTask,
      [](size_t i) { return i * GOSYM_FUNCTION_ENTRY_SIZE; });
  recordsAt = listAt + numFunctions * GOSYM_FUNCTION_ENTRY_SIZE +
              GOSYM_FUNCTION_LIST_END_SIZE;
  uint64_t recordSize = functionRecordSize(target.form);
  add(Kind::Records, recordsAt, numFunctions, symbolsPerTask,
      [&](size_t i) { return i * recordSize; });
  recordsEnd = recordsAt + numFunctions * recordSize;
}

FunctionTableWriter::Bounds FunctionTableWriter::boundsFrom(
    uint64_t start, ArrayRef<Symbol> functions,
    function_ref<uint64_t(const Symbol &)> addressOf) {
  auto isBelow = [&](const Symbol &symbol, uint64_t address) {
    return addressOf(symbol) < address;
  };
  Bounds bounds;
  bounds.first = lower_bound(functions, start, isBelow) - functions.begin();
  bounds.end = functions.size();
  if (uint64_t last = start + UINT32_MAX; last > start)
    bounds.end = lower_bound(functions, last, isBelow) - functions.begin();
  return bounds;
}

Error FunctionTableWriter::assignOffsets(const Bounds &bounds,
                                         const Parallel &parallel) {
  Parts &p = *parts;
  p.bounds = bounds;
  ArrayRef<Symbol> functions =
      program.functions().slice(bounds.first, bounds.end - bounds.first);

  // Which units have functions, and what is late.
  std::vector<bool> hasFunctions(program.units.size());
  std::vector<Symbol> late;
  for (const Symbol &symbol : functions) {
    if (symbol.number >= numNamed)
      late.push_back(symbol);
    else if (uint32_t unit = p.named[symbol.number].streams.unit;
             unit != noUnit)
      hasFunctions[unit] = true;
  }
  llvm::sort(late, [](const Symbol &a, const Symbol &b) {
    return a.number < b.number;
  });
  size_t numLate = late.empty() ? 0 : late.back().number - numNamed + 1;
  std::vector<StringRef> lateNames(numLate);
  p.lateUnits.assign(numLate, noUnit);
  describeAll(symbols, late, [&](size_t i, SymbolSource::Facts facts) {
    lateNames[late[i].number - numNamed] = facts.name;
    p.lateUnits[late[i].number - numNamed] = facts.unit;
    if (facts.unit != noUnit)
      hasFunctions[facts.unit] = true;
  });
  for (StringRef name : lateNames)
    if (Error error = checkName(name))
      return error;
  p.lateNames.assignOffsets(lateNames, p.names.end(), /*gap=*/1, parallel);

  p.placeFiles(program, hasFunctions);
  p.placePieces(options.target, functions.size());
  totalSize = p.recordsEnd;
  if (options.hasTail)
    totalSize = alignTo(totalSize, 8) + GOSYM_FUNCTIONS_TAIL_SIZE;
  if (totalSize > maxSize)
    return createStringError("function table of " + Twine(totalSize) +
                             " bytes, expected less than 2 GiB");
  return Error::success();
}

std::vector<uint64_t> FunctionTableWriter::cutOffsets() const {
  return cutsOf(parts->pieces);
}

FunctionTableWriter::Counts FunctionTableWriter::counts() const {
  const Parts &p = *parts;
  Counts c;
  c.functions = p.bounds.end - p.bounds.first;
  for (const Symbol &symbol :
       program.functions().slice(p.bounds.first, c.functions))
    if (symbol.number < numNamed) {
      c.withLines += p.named[symbol.number].streams.hasLines;
      c.withFrames += p.named[symbol.number].streams.frames != 0;
    }
  c.names = p.lateNames.end();
  c.files = p.streamsAt - p.unitsAt;
  c.streams = p.streams.size();
  c.records = p.recordsEnd - p.listAt;
  return c;
}

} // namespace gosym
