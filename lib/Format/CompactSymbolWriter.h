//===- CompactSymbolWriter.h - Symbol lists of a compact table --*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Writes a symbol list (docs/CompactFormat.md, "Symbols"): addresses, sizes
/// and units of functions or of data.
///
//===----------------------------------------------------------------------===//

#ifndef GOSYM_LIB_FORMAT_COMPACTSYMBOLWRITER_H
#define GOSYM_LIB_FORMAT_COMPACTSYMBOLWRITER_H

#include "CompactPiece.h"
#include "gosym-c/compact_format.h"
#include "gosym/Format/NameSource.h"
#include "gosym/Model/Program.h"
#include "llvm/ADT/SmallVector.h"
#include <vector>

namespace gosym {

class SymbolListWriter {
public:
  struct Contents {
    llvm::ArrayRef<Symbol> symbols;
    /// Of each symbol.
    llvm::ArrayRef<uint64_t> addresses;
    llvm::ArrayRef<uint64_t> sizes;
    /// Places in the three, by address. Empty: they are in order.
    llvm::ArrayRef<uint32_t> order;
    /// Tells the units; null: of data.
    const SymbolSource *units = nullptr;
    bool hasThumbBit = false;
    /// Number of the name of the first symbol.
    uint32_t firstName = 0;
    /// What the list covers.
    uint64_t begin = 0, end = 0;
    /// What addresses are counted from.
    uint64_t base = 0;
  };

  /// Makes the records. What \p contents refers to must outlive this.
  /// \p sameRecords: symbols, sizes, units and the distances between addresses
  /// are those of the last call.
  void assignOffsets(const Contents &contents, bool sameRecords,
                     const Parallel &parallel);
  uint64_t size() const { return totalSize; }
  /// Appends what is to be written, \p offset being that of the part.
  void addPieces(uint64_t offset, std::vector<CompactPiece> &pieces) const;

private:
  static constexpr size_t perBlock = 1 << GOSYM_COMPACT_BLOCK_SHIFT;
  static constexpr size_t blocksPerPiece = 64;
  uint64_t headerSize() const {
    return GOSYM_COMPACT_LIST_HEADER_SIZE +
           GOSYM_COMPACT_BLOCK_SIZE * blockOffsets.size();
  }
  size_t placeOf(size_t i) const { return c.order.empty() ? i : c.order[i]; }
  uint64_t addressOf(size_t i) const;
  uint32_t unitBefore(size_t i) const;
  size_t encodeBlock(size_t block, uint8_t *out) const;

  Contents c;
  std::vector<uint32_t> blockOffsets;
  /// The records of each piece.
  std::vector<llvm::SmallVector<uint8_t, 0>> records;
  uint64_t totalSize = 0;
};

} // namespace gosym

#endif
