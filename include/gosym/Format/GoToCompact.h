//===- gosym/Format/GoToCompact.h - A compact table of Go's -----*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Writes a compact table that says of each symbol and each address what a Go
/// table and its line table say (the other direction is CompactToGo.h):
///
///   Expected<CompactOfGo> made = compactOf(table, lineTable, options,
///                                          parallel);
///
/// A compact table knows addresses as distances from its own first byte, so
/// whoever makes one outside of a link says where it will be. A reader takes a
/// table in a file of its own, or in a section without an address, to be at 0.
///
//===----------------------------------------------------------------------===//

#ifndef GOSYM_FORMAT_GOTOCOMPACT_H
#define GOSYM_FORMAT_GOTOCOMPACT_H

#include "gosym/Format/GoModel.h"
#include "gosym/Format/NameSource.h"

namespace gosym {

struct CompactOfGo {
  llvm::SmallVector<uint8_t, 0> table;
  GoLeftOut leftOut;
};

struct CompactOfGoOptions {
  /// What the Go tables do not tell.
  GoProgram::Options go;
  /// Where the compact table will be.
  uint64_t address = 0;
};

/// Writes the compact table. Sizes of symbols, which Go tables do not have, are
/// 0, and nothing is inlined. Same bytes for any \p parallel.
///
/// Errors: those of GoProgram::create() and of CompactWriter.
llvm::Expected<CompactOfGo> compactOf(llvm::ArrayRef<uint8_t> table,
                                      llvm::ArrayRef<uint8_t> lineTable,
                                      const CompactOfGoOptions &options,
                                      const Parallel &parallel);

/// The same of any model, for pointers of \p pointerSize bytes, as being at \p
/// address. Errors: those of CompactWriter.
llvm::Expected<llvm::SmallVector<uint8_t, 0>>
compactOf(const PlacedProgram &placed, unsigned pointerSize, uint64_t address,
          const Parallel &parallel);

} // namespace gosym

#endif
