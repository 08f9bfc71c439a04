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
#include "FunctionStreams.h"
#include "gosym-c/function_format.h"
#include "gosym/Format/Printable.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/Endian.h"
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

namespace {

enum class PieceKind { Header, Names, Units, Paths, Streams, List, Records };

/// Bytes of the table that are written alone: things `first` to `end` of a
/// part. They end where the next piece begins.
struct TablePiece {
  uint64_t offset;
  PieceKind kind;
  size_t first, end;
};

/// Writes numbers of the target one behind the other.
class TargetWriter {
public:
  TargetWriter(uint8_t *at, const FunctionTarget &target)
      : at(at), target(target) {}
  void u8(uint8_t value) { *at++ = value; }
  void u32(uint32_t value) {
    support::endian::write32(at, value, target.byteOrder);
    at += 4;
  }
  void u64(uint64_t value) {
    support::endian::write64(at, value, target.byteOrder);
    at += 8;
  }
  void word(uint64_t value) {
    if (target.pointerSize == 8)
      u64(value);
    else
      u32(value);
  }

private:
  uint8_t *at;
  const FunctionTarget &target;
};

} // namespace

struct FunctionTableWriter::Parts {
  /// Of functions with numbers below numNamed, by number.
  struct Named {
    uint32_t name = 0;
    FunctionStreams::OfFunction streams;
  };
  std::vector<Named> named;
  SharedBytes names;
  FunctionStreams streams;

  // What follows depends on which functions there are.
  Bounds bounds;
  SharedBytes lateNames;
  /// Names and units of the late functions, by number from numNamed on.
  std::vector<uint32_t> lateUnits;
  /// By unit: the place of its first file in the part.
  std::vector<uint32_t> unitPlaces;
  /// The units that are there, by place.
  std::vector<uint32_t> unitOrder;
  uint64_t numPlaces = 0;
  /// By file of the program: where its path is.
  std::vector<uint32_t> pathOffsets;
  std::vector<uint32_t> pathOrder;
  uint64_t pathsSize = 0;

  uint64_t unitsAt = 0, pathsAt = 0, streamsAt = 0, listAt = 0, recordsAt = 0,
           recordsEnd = 0;
  std::vector<TablePiece> pieces;
};

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
  std::vector<FunctionStreams::OfFunction> streams(functions.size());
  parallel(divideCeil(functions.size(), symbolsPerTask), [&](size_t task) {
    size_t begin = task * symbolsPerTask;
    size_t count = std::min(symbolsPerTask, functions.size() - begin);
    describeAll(symbols, functions.slice(begin, count),
                [&](size_t i, SymbolSource::Facts facts) {
                  // Names of late functions are not in the shared ones.
                  if (functions[begin + i].number < numNamed)
                    names[begin + i] = facts.name;
                  streams[begin + i].unit = facts.unit;
                });
  });
  for (StringRef name : names)
    if (Error error = checkName(name))
      return error;
  p.names.assignOffsets(names, 0, /*gap=*/1, parallel);
  p.streams.encode(program, functions, places, options.target.quantum,
                   options.frames, streams, parallel);
  p.named.resize(numNamed);
  for (auto [i, symbol] : enumerate(functions))
    if (symbol.number < numNamed)
      p.named[symbol.number] = {p.names.offsetOf(i), streams[i]};
  return Error::success();
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

  p.unitPlaces.assign(program.units.size(), GOSYM_RECORD_NONE);
  p.unitOrder.clear();
  p.numPlaces = 0;
  ArrayRef<StringRef> paths = program.files.paths();
  p.pathOffsets.assign(paths.size(), GOSYM_RECORD_NONE);
  for (auto [number, unit] : enumerate(program.units)) {
    if (!hasFunctions[number] || unit.files.empty())
      continue;
    p.unitPlaces[number] = p.numPlaces;
    p.unitOrder.push_back(number);
    p.numPlaces += unit.filesOfRows().size();
    for (const Unit::File &file : unit.filesOfRows())
      p.pathOffsets[file.file] = 0;
  }
  p.pathOrder.clear();
  p.pathsSize = 0;
  for (auto [file, path] : enumerate(paths)) {
    if (p.pathOffsets[file] == GOSYM_RECORD_NONE)
      continue;
    p.pathOffsets[file] = p.pathsSize;
    p.pathOrder.push_back(file);
    p.pathsSize += path.size() + 1;
  }

  p.pieces.clear();
  auto add = [&](PieceKind kind, uint64_t at, size_t count, size_t step,
                 function_ref<uint64_t(size_t)> offsetOf) {
    for (size_t first = 0; first < count; first += step)
      p.pieces.push_back(
          {at + offsetOf(first), kind, first, std::min(count, first + step)});
  };
  auto all = [](size_t) -> uint64_t { return 0; };
  const FunctionTarget &target = options.target;
  p.pieces.push_back({0, PieceKind::Header, 0, 0});
  uint64_t at = gosym_functions_header_size(target.pointerSize);
  add(PieceKind::Names, at, p.names.pieces().size(), symbolsPerTask,
      [&](size_t i) { return p.names.pieces()[i].offset; });
  add(PieceKind::Names, at, p.lateNames.pieces().size(), SIZE_MAX / 2,
      [&](size_t i) { return p.lateNames.pieces()[i].offset; });
  // Go's runtime reads the words where they are.
  p.unitsAt = alignTo(at + p.lateNames.end(), sizeof(uint32_t));
  add(PieceKind::Units, p.unitsAt, p.unitOrder.size(), SIZE_MAX / 2, all);
  p.pathsAt = p.unitsAt + sizeof(uint32_t) * p.numPlaces;
  add(PieceKind::Paths, p.pathsAt, p.pathOrder.size(), SIZE_MAX / 2, all);
  p.streamsAt = p.pathsAt + p.pathsSize;
  add(PieceKind::Streams, p.streamsAt, p.streams.numPieces(), symbolsPerTask,
      [&](size_t i) { return i ? p.streams.offsetOfPiece(i) : 0; });
  p.listAt = alignTo(p.streamsAt + p.streams.size(), target.pointerSize);
  add(PieceKind::List, p.listAt, functions.size() + 1, symbolsPerTask,
      [](size_t i) { return i * GOSYM_FUNCTION_ENTRY_SIZE; });
  p.recordsAt = p.listAt + functions.size() * GOSYM_FUNCTION_ENTRY_SIZE +
                GOSYM_FUNCTION_LIST_END_SIZE;
  uint64_t recordSize = functionRecordSize(target.form);
  add(PieceKind::Records, p.recordsAt, functions.size(), symbolsPerTask,
      [&](size_t i) { return i * recordSize; });
  p.recordsEnd = p.recordsAt + functions.size() * recordSize;
  totalSize = p.recordsEnd;
  if (options.hasTail)
    totalSize = alignTo(totalSize, 8) + GOSYM_FUNCTIONS_TAIL_SIZE;
  if (totalSize > maxSize)
    return createStringError("function table of " + Twine(totalSize) +
                             " bytes, expected less than 2 GiB");
  return Error::success();
}

std::vector<uint64_t> FunctionTableWriter::cutOffsets() const {
  std::vector<uint64_t> cuts;
  constexpr uint64_t minRange = 16 << 10;
  uint64_t last = 0;
  for (const TablePiece &piece : parts->pieces)
    if (piece.offset - last >= minRange) {
      cuts.push_back(piece.offset);
      last = piece.offset;
    }
  return cuts;
}

namespace {

/// Writes pieces. `out` is where the table would begin.
struct PieceWriter {
  const Program &program;
  const FunctionTableWriter::Options &options;
  const FunctionTableWriter::Moment &moment;
  FunctionTableWriter::Addresses addresses;

  uint32_t entryOf(uint64_t address) const {
    if (options.hasThumbBit)
      address &= ~uint64_t(1);
    return address - moment.start;
  }
  /// Calls \p write with each function and its entry.
  void forEach(ArrayRef<Symbol> functions,
               function_ref<void(const Symbol &, uint32_t)> write) const {
    constexpr size_t batch = 512;
    uint64_t values[batch];
    for (size_t i = 0; i < functions.size(); i += batch) {
      size_t n = std::min(batch, functions.size() - i);
      addresses(functions.slice(i, n), MutableArrayRef(values, n));
      for (size_t j = 0; j != n; ++j)
        write(functions[i + j], entryOf(values[j]));
    }
  }
};

} // namespace

void FunctionTableWriter::write(const Moment &moment, Addresses addresses,
                                uint64_t offset,
                                MutableArrayRef<uint8_t> bytes) const {
  const Parts &p = *parts;
  const FunctionTarget &target = options.target;
  ArrayRef<Symbol> functions =
      program.functions().slice(p.bounds.first, p.bounds.end - p.bounds.first);
  PieceWriter writer{program, options, moment, addresses};
  uint64_t header = gosym_functions_header_size(target.pointerSize);
  uint64_t recordSize = functionRecordSize(target.form);
  // What is at offset \p at of the table.
  auto place = [&](uint64_t at) { return bytes.data() + (at - offset); };

  auto writePiece = [&](const TablePiece &piece) {
    TargetWriter out(place(piece.offset), target);
    switch (piece.kind) {
    case PieceKind::Header:
      out.u32(target.form == FunctionForm::Go118 ? GOSYM_FUNCTIONS_GO118
                                                 : GOSYM_FUNCTIONS_GO120);
      out.u8(0);
      out.u8(0);
      out.u8(target.quantum);
      out.u8(target.pointerSize);
      for (uint64_t word :
           {uint64_t(functions.size()), uint64_t(p.pathOrder.size()),
            moment.start, header, p.unitsAt, p.pathsAt, p.streamsAt, p.listAt})
        out.word(word);
      break;
    case PieceKind::Names: {
      // The late ones are behind the others, and are one piece.
      bool isLate = piece.offset - header >= p.names.end();
      const SharedBytes &names = isLate ? p.lateNames : p.names;
      for (const SharedBytes::Piece &name :
           names.pieces().slice(piece.first, piece.end - piece.first))
        llvm::copy(name.bytes, place(header + name.offset));
      break;
    }
    case PieceKind::Units:
      for (uint32_t unit : p.unitOrder)
        for (const Unit::File &file : program.units[unit].filesOfRows())
          out.u32(p.pathOffsets[file.file]);
      break;
    case PieceKind::Paths:
      for (uint32_t file : p.pathOrder)
        llvm::copy(program.files.paths()[file],
                   place(p.pathsAt + p.pathOffsets[file]));
      break;
    case PieceKind::Streams:
      p.streams.write(piece.first, piece.end, place(piece.offset),
                      piece.offset - p.streamsAt);
      break;
    case PieceKind::List: {
      size_t record = piece.first;
      bool isLast = piece.end == functions.size() + 1;
      writer.forEach(
          functions.slice(piece.first, piece.end - piece.first - isLast),
          [&](const Symbol &, uint32_t entry) {
            out.u32(entry);
            out.u32(p.recordsAt - p.listAt + recordSize * record++);
          });
      if (isLast)
        out.u32(std::min<uint64_t>(moment.end - moment.start, UINT32_MAX));
      break;
    }
    case PieceKind::Records:
      writer.forEach(
          functions.slice(piece.first, piece.end - piece.first),
          [&](const Symbol &symbol, uint32_t entry) {
            Parts::Named late;
            if (symbol.number >= numNamed) {
              size_t i = symbol.number - numNamed;
              late.name = p.lateNames.offsetOf(i);
              late.streams.unit = p.lateUnits[i];
              if (late.streams.unit != noUnit)
                late.streams.files = late.streams.lines =
                    p.streams.mainFileOnly();
            }
            const Parts::Named &known =
                symbol.number < numNamed ? p.named[symbol.number] : late;
            const FunctionStreams::OfFunction &streams = known.streams;
            uint32_t unit = streams.unit == noUnit ? GOSYM_RECORD_NONE
                                                   : p.unitPlaces[streams.unit];
            uint32_t args = GOSYM_RECORD_NO_ARGS;
            if (options.frames && symbol.hasFrame)
              if (std::optional<uint64_t> size =
                      program.frames.find(symbol.number)->second.args;
                  size && *size <= INT32_MAX)
                args = *size;
            out.u32(entry);
            out.u32(known.name);
            out.u32(args);
            out.u32(0);
            out.u32(streams.frames);
            out.u32(unit == GOSYM_RECORD_NONE ? 0 : streams.files);
            out.u32(streams.lines);
            out.u32(0);
            out.u32(unit);
            if (target.form == FunctionForm::Go120)
              out.u32(streams.startLine);
            out.u32(0);
          });
      break;
    }
  };

  auto piece =
      llvm::lower_bound(p.pieces, offset, [](const TablePiece &a, uint64_t b) {
        return a.offset < b;
      });
  uint64_t end = offset + bytes.size();
  for (; piece != p.pieces.end() && piece->offset < end; ++piece)
    writePiece(*piece);
  if (options.hasTail && end == moment.paddedSize) {
    TargetWriter out(place(end - GOSYM_FUNCTIONS_TAIL_SIZE), target);
    uint64_t distance = moment.start - moment.table;
    if (target.pointerSize == 4)
      distance = int64_t(int32_t(distance));
    out.u64(distance);
    llvm::copy(StringRef(GOSYM_FUNCTIONS_TAIL_MARK),
               place(end - GOSYM_FUNCTIONS_TAIL_SIZE +
                     GOSYM_FUNCTIONS_TAIL_MARK_OFFSET));
  }
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
