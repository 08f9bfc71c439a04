//===- SharedBytes.h - Equal strings of bytes, once -------------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef GOSYM_LIB_FORMAT_SHAREDBYTES_H
#define GOSYM_LIB_FORMAT_SHAREDBYTES_H

#include "gosym/Format/NameSource.h"
#include <vector>

namespace gosym {

/// Puts strings of bytes one behind the other, of equal ones the first. Does
/// not own the bytes.
class SharedBytes {
public:
  /// Takes \p strings. Each is followed by \p gap bytes; the first is \p start
  /// bytes behind the begin of the part. Same result for any \p parallel.
  ///
  /// \p isAlone may tell strings that no other is equal to: they are not looked
  /// at.
  void assignOffsets(llvm::ArrayRef<llvm::StringRef> strings, uint64_t start,
                     unsigned gap, const Parallel &parallel,
                     llvm::ArrayRef<uint8_t> isAlone = {});

  /// Where string number \p i is. An offset above 32 bits is cut: nothing is
  /// written then.
  uint32_t offsetOf(size_t i) const { return offsets[i]; }
  /// Behind the last one.
  uint64_t end() const { return endOffset; }

  /// Of those that are there, in order: a string and its offset.
  struct Piece {
    uint64_t offset;
    llvm::StringRef bytes;
  };
  llvm::ArrayRef<Piece> pieces() const { return kept; }

private:
  std::vector<uint32_t> offsets;
  std::vector<Piece> kept;
  uint64_t endOffset = 0;
};

} // namespace gosym

#endif
