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
  const Program &program = (*source)->program();

  CompactWriter::Options how;
  how.pointerSize = options.go.pointerSize;
  how.hasThumbBit = options.go.lowBit == LowBit::Thumb;
  how.lines = how.frames = true;
  CompactWriter writer(program, **source, program.symbols.size(), how);
  if (Error error = writer.encode(parallel))
    return error;

  std::vector<uint64_t> sizes(program.symbols.size());
  CompactWriter::Placement place;
  place.addresses = (*source)->addresses();
  place.sizes = sizes;
  place.runs = (*source)->runAddresses();
  place.textBegin = (*source)->textBegin();
  place.textEnd = (*source)->textEnd();
  if (Error error = writer.assignOffsets(place, parallel))
    return error;
  assert(!writer.numRunsLeftOut() && "runs of one line table do not overlap");

  CompactOfGo made;
  made.leftOut = (*source)->leftOut();
  made.table.resize(writer.size());
  writer.write(options.address, writer.size(), 0, made.table);
  return made;
}

} // namespace gosym
