//===- gosym/Format/CompactSymbols.h - Lists of symbols ---------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// The functions of a compact table, and its data: two lists of one form. Each
/// symbol is told as the distance from the end of the one before it, so a list
/// is read from front to back; a block for each 64 symbols says where to begin.
///
/// A question about an address costs a binary search over the blocks and a walk
/// over one of them, as does one about a number.
///
/// Addresses are distances from the base address of the table, unsigned
/// (CompactReader.h makes addresses of them).
///
//===----------------------------------------------------------------------===//

#ifndef GOSYM_FORMAT_COMPACTSYMBOLS_H
#define GOSYM_FORMAT_COMPACTSYMBOLS_H

#include "gosym/Format/CompactTable.h"
#include "llvm/ADT/STLFunctionalExtras.h"
#include <optional>

namespace gosym {

struct CompactSymbol {
  /// In its list, and of its name in the list of names.
  uint32_t number = 0;
  uint32_t name = 0;
  /// Of its address from the base address.
  uint64_t distance = 0;
  /// In bytes; 0: the symbol says nothing.
  uint64_t size = 0;
  bool isLocal = false;
  /// Thumb code.
  bool isThumb = false;
  /// Data without bytes in the file.
  bool isNoBits = false;
  /// Of a function; GOSYM_COMPACT_NONE.
  uint32_t unit = GOSYM_COMPACT_NONE;
  /// Of its record, from the first byte of the table.
  uint64_t offset = 0;
};

class CompactSymbols {
public:
  enum class Of { Functions, Data };

  /// A list without symbols that covers nothing.
  CompactSymbols() = default;
  /// \p numNames is that of the list of names; \p numUnits bounds the units of
  /// functions.
  ///
  /// Errors, here and below: `functions at offset 0x..: <fact>, expected
  /// <fact>`, or `data at ...`.
  static llvm::Expected<CompactSymbols>
  create(const CompactPart &part, Of of, uint32_t numNames, uint32_t numUnits);

  uint32_t size() const { return count; }
  uint32_t firstName() const { return ownFirstName; }
  /// What the list covers, as distances.
  uint64_t begin() const { return coveredBegin; }
  uint64_t end() const { return coveredEnd; }
  bool covers(uint64_t distance) const {
    return coveredBegin <= distance && distance < coveredEnd;
  }

  /// Symbol \p i, which is below size().
  llvm::Expected<CompactSymbol> at(uint32_t i) const;

  /// The symbol that \p distance belongs to: the last one that is not above it,
  /// if the list covers it. Nothing outside, and below the first symbol.
  llvm::Expected<std::optional<CompactSymbol>> find(uint64_t distance) const;

  /// Gives each symbol to \p fn; an error of it ends the walk.
  llvm::Error
  forEach(llvm::function_ref<llvm::Error(const CompactSymbol &)> fn) const;

  /// What a block says of the first of its symbols.
  struct Block {
    uint64_t distance = 0;
    uint32_t offset = 0;
    uint32_t unit = GOSYM_COMPACT_NONE;
  };
  uint32_t numBlocks() const;
  Block block(uint32_t i) const;
  /// Of what block() returns, from the first byte of the table.
  uint64_t blockOffset(uint32_t i) const;

private:
  class Walk;

  /// Fails if \p unit, stored at \p at of the part, is none that is there.
  llvm::Error checkUnit(uint32_t unit, uint64_t at) const;

  CompactPart part;
  Of of = Of::Functions;
  uint32_t count = 0;
  uint32_t ownFirstName = 0;
  uint32_t numUnits = 0;
  uint64_t coveredBegin = 0;
  uint64_t coveredEnd = 0;
};

} // namespace gosym

#endif
