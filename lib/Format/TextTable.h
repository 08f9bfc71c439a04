//===- TextTable.h - Texts by number and by their bytes ---------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Hash tables of texts that give each a number, from 0 on. Names of a program
/// are cut into millions of pieces, and each is looked up here, so what costs
/// is waiting for memory. So there are two: one that grows while texts are
/// learnt, and one that is made of it, where a text that is looked up is two
/// places in memory away, and each can be asked for ahead.
///
//===----------------------------------------------------------------------===//

#ifndef GOSYM_LIB_FORMAT_TEXTTABLE_H
#define GOSYM_LIB_FORMAT_TEXTTABLE_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringRef.h"
#include <cstdint>
#include <vector>

namespace gosym {

/// Texts, each once, found by their bytes. Refers to them.
class TextTable {
public:
  /// The number of \p text, a new one if need be.
  uint32_t insert(llvm::StringRef text);
  llvm::ArrayRef<llvm::StringRef> texts() const { return all; }

private:
  struct Slot {
    uint32_t hash;
    /// Plus 1; 0: empty.
    uint32_t number;
  };
  void grow();

  std::vector<Slot> slots;
  std::vector<llvm::StringRef> all;
};

/// Copies of texts, which stay as they are.
class PackedTexts {
public:
  static constexpr uint32_t none = UINT32_MAX;

  /// Copies \p texts, which differ, each of 1 to 255 bytes. Where they are, all
  /// over the inputs, each comparison would be a cache miss.
  explicit PackedTexts(llvm::ArrayRef<llvm::StringRef> texts = {});

  size_t size() const { return places.size(); }
  llvm::StringRef operator[](uint32_t number) const {
    return textAt(places[number]);
  }

  /// The number of \p text, or none.
  uint32_t find(llvm::StringRef text) const;
  /// In three steps, so that for some texts the memory can be asked for at
  /// once: the hash, which is passed to the other two, what may be the text,
  /// and the number.
  uint32_t ask(llvm::StringRef text) const;
  void askFor(uint32_t hash) const;
  uint32_t find(llvm::StringRef text, uint32_t hash) const;

private:
  /// Of a text its hash and its place in `bytes`, where its number stands, its
  /// size, and the text itself.
  struct Slot {
    uint32_t hash;
    uint32_t place;
  };
  static constexpr size_t headSize = 5;
  llvm::StringRef textAt(uint32_t place) const {
    return {&bytes[place + headSize], uint8_t(bytes[place + 4])};
  }

  std::vector<Slot> slots;
  /// By number.
  std::vector<uint32_t> places;
  std::vector<char> bytes;
};

} // namespace gosym

#endif
