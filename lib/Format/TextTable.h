//===- TextTable.h - Texts by number and by their bytes ---------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// A hash table of texts that gives each a number, from 0 on. Names of a
/// program are cut into millions of pieces, and each is looked up here, so what
/// costs is waiting for memory: a slot can be asked for before it is needed,
/// and the texts can be moved to one place.
///
//===----------------------------------------------------------------------===//

#ifndef GOSYM_LIB_FORMAT_TEXTTABLE_H
#define GOSYM_LIB_FORMAT_TEXTTABLE_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringRef.h"
#include <cstdint>
#include <vector>

namespace gosym {

/// Texts, each once, found by their bytes. Refers to them, or to copies that
/// pack() has made.
class TextTable {
public:
  static constexpr uint32_t none = UINT32_MAX;
  /// The number of \p text, or none.
  uint32_t find(llvm::StringRef text) const;
  /// In two steps, so that the memory can be asked for several texts at once.
  uint32_t hashAndPrefetch(llvm::StringRef text) const;
  uint32_t find(llvm::StringRef text, uint32_t hash) const;
  /// The number of \p text, a new one if need be.
  uint32_t insert(llvm::StringRef text);
  llvm::ArrayRef<llvm::StringRef> texts() const { return all; }
  /// Copies the texts to one place, and never grows again: they come from all
  /// of the inputs, and each comparison would be a cache miss.
  void pack();

private:
  struct Slot {
    uint32_t hash = 0;
    uint32_t number = none;
  };
  Slot *slotOf(llvm::StringRef text, uint32_t hash) const;
  void grow();

  mutable std::vector<Slot> slots;
  std::vector<llvm::StringRef> all;
  std::vector<char> packed;
};

} // namespace gosym

#endif
