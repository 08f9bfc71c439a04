//===- FunctionStreams.h - Files and lines of each function -----*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Makes of the runs of a program (Model/Program.h) the streams of its
/// functions (docs/FunctionTable.md). A run is of a section, in which several
/// functions may be; a stream is of one function and begins at its entry.
///
///   section   f at 0            g at 0x20
///   run       a.c:1 .. x.h:9 .. a.c:4 ..     ends at 0x31
///   f         lines 1, 9        files a.c, x.h        up to 0x20
///   g         lines 9, 4        files x.h, a.c        up to 0x31
///
/// Functions at one place have the same streams. A function without lines has
/// the main file of its unit, and line 0.
///
//===----------------------------------------------------------------------===//

#ifndef GOSYM_LIB_FORMAT_FUNCTIONSTREAMS_H
#define GOSYM_LIB_FORMAT_FUNCTIONSTREAMS_H

#include "SharedBytes.h"
#include "gosym/Format/FunctionTableWriter.h"

namespace gosym {

class FunctionStreams {
public:
  /// Of one function: offsets of its streams, its unit, and the line that it
  /// begins on, 0 if that is not known.
  struct OfFunction {
    uint32_t files = 0;
    uint32_t lines = 0;
    uint32_t frames = 0;
    uint32_t unit = noUnit;
    uint32_t startLine = 0;
    bool hasLines = false;
  };

  /// Encodes the streams of \p functions of \p program; the unit of each is in
  /// \p result already. Once.
  void encode(const Program &program, llvm::ArrayRef<Symbol> functions,
              const FunctionTableWriter::Places &places, unsigned quantum,
              bool frames, std::vector<OfFunction> &result,
              const Parallel &parallel);

  /// Of functions that are not known before there are addresses: the main file,
  /// and no line.
  uint32_t mainFileOnly() const { return openZero; }
  /// Of a function that has no unit.
  static constexpr uint32_t noValue = 0;

  uint64_t size() const { return bytes.end(); }
  /// Where writing may be split: numbers of pieces, from 0.
  size_t numPieces() const { return bytes.pieces().size(); }
  uint64_t offsetOfPiece(size_t piece) const {
    return piece == numPieces() ? size() : bytes.pieces()[piece].offset;
  }
  /// Writes the pieces from \p first up to \p end to \p out, which is offset \p
  /// base of the part. What is before the first piece is written with it.
  void write(size_t first, size_t end, uint8_t *out, uint64_t base) const;

private:
  struct Task;
  SharedBytes bytes;
  /// The bytes of the streams, by task.
  std::vector<llvm::SmallVector<uint8_t, 0>> storage;
  uint32_t openZero = 0;
};

} // namespace gosym

#endif
