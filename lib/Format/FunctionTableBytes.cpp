//===- FunctionTableBytes.cpp ---------------------------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Writes the bytes of a function table, of which FunctionTableWriter.cpp has
/// decided what is where. Each piece is written alone, on any thread; addresses
/// of functions are asked for here, when they are final.
///
//===----------------------------------------------------------------------===//

#include "FunctionTableParts.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/Endian.h"

using namespace llvm;

namespace gosym {

namespace {

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

/// Writes pieces into `bytes`, which begin at `offset` of the table.
class FunctionTableWriter::PieceWriter {
public:
  PieceWriter(const FunctionTableWriter &table, const Moment &moment,
              Addresses addresses, uint64_t offset,
              MutableArrayRef<uint8_t> bytes)
      : table(table), p(*table.parts), target(table.options.target),
        moment(moment), addresses(addresses), offset(offset), bytes(bytes),
        functions(table.program.functions().slice(
            p.bounds.first, p.bounds.end - p.bounds.first)) {}

  void write(const FunctionPiece &piece) const;
  void tail() const;

private:
  uint8_t *place(uint64_t at) const { return bytes.data() + (at - offset); }
  TargetWriter numbersAt(uint64_t at) const { return {place(at), target}; }
  void forEach(ArrayRef<Symbol> wanted,
               function_ref<void(const Symbol &, uint32_t)> fn) const;
  Parts::Named known(const Symbol &symbol) const;
  uint32_t argsOf(const Symbol &symbol) const;

  void header() const;
  void names(const FunctionPiece &piece) const;
  void units() const;
  void paths() const;
  void list(const FunctionPiece &piece) const;
  void records(const FunctionPiece &piece) const;

  const FunctionTableWriter &table;
  const Parts &p;
  const FunctionTarget &target;
  const Moment &moment;
  const Addresses addresses;
  const uint64_t offset;
  const MutableArrayRef<uint8_t> bytes;
  const ArrayRef<Symbol> functions;
};

void FunctionTableWriter::PieceWriter::header() const {
  TargetWriter out = numbersAt(0);
  out.u32(target.form == FunctionForm::Go118 ? GOSYM_FUNCTIONS_GO118
                                             : GOSYM_FUNCTIONS_GO120);
  out.u8(0);
  out.u8(0);
  out.u8(target.quantum);
  out.u8(target.pointerSize);
  for (uint64_t word :
       {uint64_t(functions.size()), uint64_t(p.pathOrder.size()), moment.start,
        p.namesAt, p.unitsAt, p.pathsAt, p.streamsAt, p.listAt})
    out.word(word);
}

/// Those of late functions are behind the others, and one piece.
void FunctionTableWriter::PieceWriter::names(const FunctionPiece &piece) const {
  bool isLate = piece.offset - p.namesAt >= p.names.end();
  const SharedBytes &names = isLate ? p.lateNames : p.names;
  for (const SharedBytes::Piece &name :
       names.pieces().slice(piece.first, piece.end - piece.first))
    llvm::copy(name.bytes, place(p.namesAt + name.offset));
}

void FunctionTableWriter::PieceWriter::units() const {
  TargetWriter out = numbersAt(p.unitsAt);
  for (uint32_t unit : p.unitOrder)
    for (const Unit::File &file : table.program.units[unit].filesOfRows())
      out.u32(p.pathOffsets[file.file]);
}

void FunctionTableWriter::PieceWriter::paths() const {
  for (uint32_t file : p.pathOrder)
    llvm::copy(table.program.files.paths()[file],
               place(p.pathsAt + p.pathOffsets[file]));
}

/// Calls \p fn with each function and its entry.
void FunctionTableWriter::PieceWriter::forEach(
    ArrayRef<Symbol> wanted,
    function_ref<void(const Symbol &, uint32_t)> fn) const {
  constexpr size_t batch = 512;
  uint64_t mark = table.options.hasThumbBit;
  uint64_t values[batch];
  for (size_t i = 0; i < wanted.size(); i += batch) {
    size_t n = std::min(batch, wanted.size() - i);
    addresses(wanted.slice(i, n), MutableArrayRef(values, n));
    for (size_t j = 0; j != n; ++j)
      fn(wanted[i + j], (values[j] & ~mark) - moment.start);
  }
}

void FunctionTableWriter::PieceWriter::list(const FunctionPiece &piece) const {
  TargetWriter out = numbersAt(piece.offset);
  bool isLast = piece.end == functions.size() + 1;
  uint64_t recordSize = functionRecordSize(target.form);
  uint64_t record = p.recordsAt - p.listAt + recordSize * piece.first;
  forEach(functions.slice(piece.first, piece.end - piece.first - isLast),
          [&](const Symbol &, uint32_t entry) {
            out.u32(entry);
            out.u32(record);
            record += recordSize;
          });
  if (isLast)
    out.u32(std::min<uint64_t>(moment.end - moment.start, UINT32_MAX));
}

/// What was decided of a function; of a late one, its main file and no line.
FunctionTableWriter::Parts::Named
FunctionTableWriter::PieceWriter::known(const Symbol &symbol) const {
  if (symbol.number < table.numNamed)
    return p.named[symbol.number];
  size_t i = symbol.number - table.numNamed;
  Parts::Named late;
  late.name = p.lateNames.offsetOf(i);
  late.streams.unit = p.lateUnits[i];
  if (late.streams.unit != noUnit)
    late.streams.files = late.streams.lines = p.streams.mainFileOnly();
  return late;
}

uint32_t FunctionTableWriter::PieceWriter::argsOf(const Symbol &symbol) const {
  if (!table.options.frames || !symbol.hasFrame)
    return GOSYM_RECORD_NO_ARGS;
  std::optional<uint64_t> args =
      table.program.frames.find(symbol.number)->second.args;
  return args && *args <= INT32_MAX ? *args : GOSYM_RECORD_NO_ARGS;
}

void FunctionTableWriter::PieceWriter::records(
    const FunctionPiece &piece) const {
  TargetWriter out = numbersAt(piece.offset);
  forEach(functions.slice(piece.first, piece.end - piece.first),
          [&](const Symbol &symbol, uint32_t entry) {
            Parts::Named function = known(symbol);
            const FunctionStreams::OfFunction &streams = function.streams;
            uint32_t unit = streams.unit == noUnit ? GOSYM_RECORD_NONE
                                                   : p.unitPlaces[streams.unit];
            out.u32(entry);
            out.u32(function.name);
            out.u32(argsOf(symbol));
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
}

void FunctionTableWriter::PieceWriter::tail() const {
  uint64_t at = moment.paddedSize - GOSYM_FUNCTIONS_TAIL_SIZE;
  uint64_t distance = moment.start - moment.table;
  if (target.pointerSize == 4)
    distance = int64_t(int32_t(distance));
  numbersAt(at).u64(distance);
  llvm::copy(StringRef(GOSYM_FUNCTIONS_TAIL_MARK),
             place(at + GOSYM_FUNCTIONS_TAIL_MARK_OFFSET));
}

void FunctionTableWriter::PieceWriter::write(const FunctionPiece &piece) const {
  switch (piece.kind) {
  case FunctionPieceKind::Header:
    return header();
  case FunctionPieceKind::Names:
    return names(piece);
  case FunctionPieceKind::Units:
    return units();
  case FunctionPieceKind::Paths:
    return paths();
  case FunctionPieceKind::Streams:
    return p.streams.write(piece.first, piece.end, place(piece.offset),
                           piece.offset - p.streamsAt);
  case FunctionPieceKind::List:
    return list(piece);
  case FunctionPieceKind::Records:
    return records(piece);
  }
}

void FunctionTableWriter::write(const Moment &moment, Addresses addresses,
                                uint64_t offset,
                                MutableArrayRef<uint8_t> bytes) const {
  PieceWriter writer(*this, moment, addresses, offset, bytes);
  ArrayRef<FunctionPiece> pieces = parts->pieces;
  auto piece =
      llvm::lower_bound(pieces, offset, [](const FunctionPiece &a, uint64_t b) {
        return a.offset < b;
      });
  uint64_t end = offset + bytes.size();
  for (; piece != pieces.end() && piece->offset < end; ++piece)
    writer.write(*piece);
  if (options.hasTail && end == moment.paddedSize)
    writer.tail();
}

} // namespace gosym
