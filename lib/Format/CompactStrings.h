//===- CompactStrings.h - String lists of a compact table -------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Writes string lists (docs/CompactFormat.md, "String lists"). Strings are
/// coded once, as early as they are known, and put in the order of the list
/// when that is known.
///
//===----------------------------------------------------------------------===//

#ifndef GOSYM_LIB_FORMAT_COMPACTSTRINGS_H
#define GOSYM_LIB_FORMAT_COMPACTSTRINGS_H

#include "CompactPiece.h"
#include "NameCodes.h"
#include "gosym-c/compact_format.h"

namespace gosym {

/// Strings as the codes that stand for them, in memory.
class CodedStrings {
public:
  /// Codes all of \p names, in parallel. \p areSampled: they are the first
  /// names that the grammar was learnt from, which has some of them parsed.
  void encode(const NameCodes &codes, const NameSource &names, bool areSampled,
              const Parallel &parallel);
  size_t size() const { return count; }
  /// The size of string \p i, its end included.
  uint64_t numBits(size_t i) const {
    const uint32_t *start = startOf(i);
    return start[1] - start[0];
  }
  /// Appends string \p i with its end.
  void copy(size_t i, BitWriter &to) const {
    const uint32_t *start = startOf(i);
    copyBits(chunks[i / perChunk].data(), start[0], start[1] - start[0], to);
  }

private:
  static constexpr size_t perChunk = 512;
  const uint32_t *startOf(size_t i) const {
    return &starts[i / perChunk * (perChunk + 1) + i % perChunk];
  }

  size_t count = 0;
  std::vector<llvm::SmallVector<uint8_t, 0>> chunks;
  /// Of each chunk, the bit where each string of it begins, and where the last
  /// one ends.
  std::vector<uint32_t> starts;
};

/// A string list as a part of a table.
class StringListWriter {
public:
  /// Where a string is coded.
  using Place = std::pair<const CodedStrings *, size_t>;
  /// Stores the places of the strings of the list from \p first on.
  using Find =
      std::function<void(size_t first, llvm::MutableArrayRef<Place> places)>;
  /// Counts the bytes of a list of \p count strings.
  void assignOffsets(size_t count, Find find, const Parallel &parallel);
  uint64_t size() const { return totalSize; }
  /// Appends what is to be written, \p offset being that of the part.
  void addPieces(uint64_t offset, std::vector<CompactPiece> &pieces) const;

private:
  static constexpr size_t perGroup = 1 << GOSYM_COMPACT_GROUP_SHIFT;
  static constexpr size_t groupsPerPiece = 256;
  uint64_t headerSize() const {
    return GOSYM_COMPACT_COUNT_SIZE +
           GOSYM_COMPACT_OFFSET_SIZE * groupOffsets.size();
  }
  llvm::ArrayRef<Place> groupAt(size_t group,
                                llvm::MutableArrayRef<Place> memory) const;

  size_t count = 0;
  Find find;
  std::vector<uint32_t> groupOffsets;
  uint64_t totalSize = 0;
};

} // namespace gosym

#endif
