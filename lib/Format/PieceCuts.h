//===- PieceCuts.h - Where a table may be cut -------------------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// A table that is written in pieces, each alone, can be written by several
/// threads: in ranges that begin with a piece. A small piece is not worth a
/// range.
///
//===----------------------------------------------------------------------===//

#ifndef GOSYM_LIB_FORMAT_PIECECUTS_H
#define GOSYM_LIB_FORMAT_PIECECUTS_H

#include <cstdint>
#include <vector>

namespace gosym {

/// Offsets where a range may begin, without 0, of \p pieces, which have
/// ascending offsets.
template <typename Pieces> std::vector<uint64_t> cutsOf(const Pieces &pieces) {
  constexpr uint64_t minRange = 16 << 10;
  std::vector<uint64_t> cuts;
  uint64_t last = 0;
  for (const auto &piece : pieces)
    if (piece.offset - last >= minRange) {
      cuts.push_back(piece.offset);
      last = piece.offset;
    }
  return cuts;
}

} // namespace gosym

#endif
