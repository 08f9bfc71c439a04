//===- FunctionTableParts.h - Where things are in a table -------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// What FunctionTableWriter.cpp decides and FunctionTableBytes.cpp writes.
///
//===----------------------------------------------------------------------===//

#ifndef GOSYM_LIB_FORMAT_FUNCTIONTABLEPARTS_H
#define GOSYM_LIB_FORMAT_FUNCTIONTABLEPARTS_H

#include "FunctionStreams.h"
#include "gosym-c/function_format.h"

namespace gosym {

enum class FunctionPieceKind {
  Header,
  Names,
  Units,
  Paths,
  Streams,
  List,
  Records
};

/// Bytes of the table that are written alone: things `first` to `end` of a
/// part. They end where the next piece begins.
struct FunctionPiece {
  uint64_t offset;
  FunctionPieceKind kind;
  size_t first, end;
};

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
  /// Units of the late functions, by number from numNamed on.
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

  uint64_t namesAt = 0, unitsAt = 0, pathsAt = 0, streamsAt = 0, listAt = 0,
           recordsAt = 0, recordsEnd = 0;
  std::vector<FunctionPiece> pieces;

  void placeFiles(const Program &program, const std::vector<bool> &isThere);
  void placePieces(const FunctionTarget &target, size_t numFunctions);
};

} // namespace gosym

#endif
