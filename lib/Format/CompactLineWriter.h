//===- CompactLineWriter.h - Lines of a compact table -----------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Writes rows with the calls that were inlined around them, and the inlined
/// functions (docs/CompactFormat.md, "Lines and inlined calls").
///
//===----------------------------------------------------------------------===//

#ifndef GOSYM_LIB_FORMAT_COMPACTLINEWRITER_H
#define GOSYM_LIB_FORMAT_COMPACTLINEWRITER_H

#include "CompactPiece.h"
#include "gosym-c/compact_format.h"
#include "gosym/Format/NameSource.h"
#include "gosym/Model/Program.h"
#include <vector>

namespace gosym {

class CompactLineWriter {
public:
  /// Encodes the runs of \p program, which must outlive this. Needs no
  /// address.
  void open(const Program &program, const Parallel &parallel);
  /// Puts the runs at \p addresses, of the first row of each, counted from the
  /// base address.
  void assignOffsets(llvm::ArrayRef<uint64_t> addresses);

  bool empty() const { return runs.empty(); }
  uint64_t size() const {
    return GOSYM_COMPACT_COUNT_SIZE +
           GOSYM_COMPACT_LINE_BLOCK_SIZE * numBlocks + streamSize;
  }
  void addPieces(uint64_t offset, std::vector<CompactPiece> &pieces) const;

  /// The inlined functions by the numbers that they have in the table: the most
  /// frequent one first. Numbers in Program::inlinedFunctions.
  llvm::ArrayRef<uint32_t> inlinedFunctions() const { return functions; }
  /// Part 9.
  uint64_t homesSize() const {
    return GOSYM_COMPACT_COUNT_SIZE + GOSYM_COMPACT_HOME_SIZE * homes.size();
  }
  void writeHomes(llvm::MutableArrayRef<uint8_t> bytes) const;

  /// Runs that overlap others.
  size_t numLeftOut() const { return runs.size() - order.size(); }
  /// Inlined calls that were too deep.
  uint64_t numTooDeep() const { return tooDeep; }

private:
  /// A file, number plus 1, and a line.
  struct Home {
    uint32_t file = 0, line = 0;
  };
  struct Block {
    /// Of its first row, in the run.
    uint64_t row;
    /// Of its bytes, in those of the run.
    uint32_t bytes;
  };
  /// A run as it is encoded.
  struct Run {
    uint32_t task;
    /// In the bytes and blocks of its task.
    uint32_t bytes, size;
    uint32_t block, numBlocks;
  };
  struct Task {
    llvm::SmallVector<uint8_t, 0> bytes;
    std::vector<Block> blocks;
    uint64_t tooDeep = 0;
  };
  class Encoder;

  void chooseNumbers(const Parallel &parallel);
  uint32_t fileOf(const CodeRun &run, uint32_t file) const {
    return program->units[run.unit].files[file].file + 1;
  }

  static constexpr size_t runsPerTask = 128;
  static constexpr size_t rowsPerBlock = 64;

  const Program *program = nullptr;
  std::vector<uint32_t> functions;
  /// The inverse of that.
  std::vector<uint32_t> numbers;
  std::vector<Home> homes;
  std::vector<Run> runs;
  std::vector<Task> tasks;
  uint64_t tooDeep = 0;

  /// Runs that are written, by address.
  std::vector<uint32_t> order;
  std::vector<uint64_t> runAddresses;
  uint64_t numBlocks = 0, streamSize = 0;
};

} // namespace gosym

#endif
