//===- SymbolIndexParts.h - Orders of names and files -----------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// What a SymbolIndex keeps in a compact form, shared by the code that makes it
/// (SymbolIndexBuilder.cpp) and the code that answers from it
/// (SymbolIndex.cpp): names as 31 bits of their hash, and files as a number
/// that stands for their path.
///
//===----------------------------------------------------------------------===//

#ifndef GOSYM_LIB_FORMAT_SYMBOLINDEXPARTS_H
#define GOSYM_LIB_FORMAT_SYMBOLINDEXPARTS_H

#include "gosym/Format/SymbolIndex.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/xxhash.h"

namespace gosym {

constexpr unsigned numberBits = 32;
constexpr uint64_t localBit = uint64_t(1) << numberBits;
/// The hash loses as many bits as the local bit and the number take.
constexpr unsigned hashShift = numberBits + 1;

inline uint64_t hashKey(llvm::StringRef name) {
  return llvm::xxh3_64bits(name) >> hashShift << hashShift;
}

/// Sorted by hash, then global before local, then in order of the table: the
/// first symbol of a name is the answer to a question for that name.
template <typename Symbol>
std::vector<uint64_t> orderByName(llvm::ArrayRef<Symbol> symbols) {
  std::vector<uint64_t> order;
  order.reserve(symbols.size());
  for (const Symbol &symbol : symbols)
    order.push_back(hashKey(symbol.name) |
                    (llvm::isLower(symbol.type) ? localBit : 0) | order.size());
  llvm::sort(order);
  return order;
}

template <typename Symbol>
const Symbol *findByName(llvm::ArrayRef<Symbol> symbols,
                         llvm::ArrayRef<uint64_t> order, llvm::StringRef name) {
  uint64_t hash = hashKey(name);
  auto it = llvm::lower_bound(order, hash);
  for (; it != order.end() && *it >> hashShift == hash >> hashShift; ++it)
    if (const Symbol &symbol = symbols[uint32_t(*it)]; symbol.name == name)
      return &symbol;
  return nullptr;
}

/// The path that stands for file \p number in a history.
inline PathTable::Path pathOf(uint32_t number) {
  return {uint16_t(number >> 16), uint16_t(number)};
}

inline uint32_t numberOf(llvm::ArrayRef<uint16_t> path) {
  assert(path.size() == 2 && "not a path of pathOf()");
  return uint32_t(path[0]) << 16 | path[1];
}

} // namespace gosym

#endif
