//===- GoToCompact.cpp - A compact table of Go's --------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "gosym/Format/GoToCompact.h"
#include "gosym/Format/CompactWriter.h"

using namespace llvm;

namespace gosym {

Expected<CompactOfGo> compactOf(ArrayRef<uint8_t> table,
                                ArrayRef<uint8_t> lineTable,
                                const CompactOfGoOptions &options,
                                const Parallel &parallel) {
  Expected<std::unique_ptr<GoProgram>> source =
      GoProgram::create(table, lineTable, options.go);
  if (!source)
    return source.takeError();
  CompactOfGo made;
  made.leftOut = (*source)->leftOut();
  Expected<SmallVector<uint8_t, 0>> compact = compactOf(
      (*source)->placed(), options.go.pointerSize, options.address, parallel);
  if (!compact)
    return compact.takeError();
  made.table = std::move(*compact);
  return made;
}

Expected<SmallVector<uint8_t, 0>> compactOf(const PlacedProgram &placed,
                                            unsigned pointerSize,
                                            uint64_t address,
                                            const Parallel &parallel) {
  CompactWriter::Options how;
  how.pointerSize = pointerSize;
  how.hasThumbBit = placed.hasThumbBit;
  how.lines = how.frames = true;
  CompactWriter writer(placed.program, placed.symbols,
                       placed.program.symbols.size(), how);
  if (Error error = writer.encode(parallel))
    return error;

  CompactWriter::Placement place;
  place.addresses = placed.addresses;
  place.sizes = placed.sizes;
  place.runs = placed.runs;
  place.textBegin = placed.textBegin;
  place.textEnd = placed.textEnd;
  if (Error error = writer.assignOffsets(place, parallel))
    return error;
  assert(!writer.numRunsLeftOut() && "runs of one line table do not overlap");
  SmallVector<uint8_t, 0> table;
  table.resize(writer.size());
  writer.write(address, writer.size(), 0, table);
  return table;
}

} // namespace gosym
