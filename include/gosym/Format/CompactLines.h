//===- gosym/Format/CompactLines.h - Rows and inlined calls -----*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// A row says of which file and line the code is from its address on, up to
/// the next row, and which calls were inlined around it:
///
///   0x40 main.c:7                      in main
///   0x44 util.h:20, get() at main.c:8  code of get(), inlined into main
///   0x4c main.c:9
///
/// Rows are told as differences, in blocks of some: a question costs a binary
/// search over the blocks and a walk over the rows of one.
///
/// Addresses are distances from the base address of the table. Files are
/// numbers in the list of paths plus 1; 0 is not known.
///
//===----------------------------------------------------------------------===//

#ifndef GOSYM_FORMAT_COMPACTLINES_H
#define GOSYM_FORMAT_COMPACTLINES_H

#include "gosym/Format/CompactTable.h"
#include "llvm/ADT/STLFunctionalExtras.h"
#include <optional>

namespace gosym {

/// A call that was inlined, and where it stands.
struct CompactCall {
  /// Number of the inlined function.
  uint32_t function = 0;
  uint32_t file = 0;
  uint32_t line = 0;

  bool operator==(const CompactCall &o) const {
    return function == o.function && file == o.file && line == o.line;
  }
};

struct CompactRow {
  uint64_t distance = 0;
  uint32_t file = 0;
  /// 0: of no line.
  uint32_t line = 0;
  /// The outermost first.
  llvm::SmallVector<CompactCall, 4> calls;
};

/// A function at a row, and where its code stands.
struct CompactRowFrame {
  /// Number of an inlined function; nothing for the one that has the code.
  std::optional<uint32_t> inlined;
  uint32_t file = 0;
  uint32_t line = 0;
};
/// Innermost first; the last one is the function that has the code.
llvm::SmallVector<CompactRowFrame, 4> framesOf(const CompactRow &row);

class CompactLines {
public:
  /// Nothing is known of any address.
  CompactLines() = default;
  /// \p inlined may be null. The numbers are those of the list of paths and of
  /// the list of names of inlined functions.
  ///
  /// Errors, here and below: `lines at offset 0x..: <fact>, expected <fact>`,
  /// or `inlined functions at ...`.
  static llvm::Expected<CompactLines> create(const CompactPart &part,
                                             const CompactPart *inlined,
                                             uint32_t numPaths,
                                             uint32_t numInlined);

  uint32_t numBlocks() const { return count; }
  uint32_t numInlined() const { return inlinedCount; }

  /// The place of inlined function \p i, which is below numInlined(): what file
  /// and line are where a call of it is entered.
  struct Home {
    uint32_t file = 0;
    uint32_t line = 0;
  };
  llvm::Expected<Home> home(uint32_t i) const;

  /// The last row that is not above \p distance; nothing before the first.
  llvm::Expected<std::optional<CompactRow>> find(uint64_t distance) const;

  /// Gives each row of block \p i to \p fn; an error of it ends the walk.
  llvm::Error
  forEachOf(uint32_t i,
            llvm::function_ref<llvm::Error(const CompactRow &)> fn) const;
  /// The same for all blocks.
  llvm::Error
  forEach(llvm::function_ref<llvm::Error(const CompactRow &)> fn) const;

  /// Address of the first row of a block, and where that is said, from the
  /// first byte of the table.
  uint64_t blockDistance(uint32_t i) const;
  uint64_t blockOffset(uint32_t i) const;

private:
  class Walk;

  CompactPart part;
  CompactPart inlinedPart;
  uint32_t count = 0;
  uint32_t inlinedCount = 0;
  uint32_t numPaths = 0;
};

} // namespace gosym

#endif
