//===- gosym/Format/CompactNames.h - Text in a compact table ----*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Names and paths are written in the words of a dictionary:
///
///   rank 1  "vector"           a text
///   rank 2  "std::"            a text
///   rank 3  "std::vector"      a phrase of ranks 2 and 1
///
///   string 0: codes of the ranks 3, 0      16 strings are one bit string
///   string 1: codes of the ranks 1, 0
///
/// So a string is found by its group, and the codes of those before it in the
/// group are passed over without a look at what they stand for.
///
/// Both classes are views, cheap to copy, and borrow the bytes of the table.
///
//===----------------------------------------------------------------------===//

#ifndef GOSYM_FORMAT_COMPACTNAMES_H
#define GOSYM_FORMAT_COMPACTNAMES_H

#include "gosym/Format/CompactTable.h"
#include "llvm/ADT/STLFunctionalExtras.h"
#include "llvm/ADT/StringExtras.h"
#include <optional>
#include <string>

namespace gosym {

class CompactCodes;

class CompactDictionary {
public:
  /// An entry: the bytes of a text or, where `codes` is not 0, those of the bit
  /// string of a phrase of so many codes.
  struct Entry {
    /// From the first byte of the part: of its head, and of its bytes.
    uint64_t offset = 0;
    uint64_t begin = 0;
    unsigned size = 0;
    unsigned codes = 0;
  };

  CompactDictionary() = default;
  /// Errors, here and below: `dictionary at offset 0x..: <fact>, expected
  /// <fact>`.
  static llvm::Expected<CompactDictionary> create(const CompactPart &part);

  uint32_t size() const { return count; }
  /// Entry \p rank, which is below size(). Of those before it in its group only
  /// the size is looked at.
  llvm::Expected<Entry> entry(uint32_t rank) const;
  llvm::StringRef textOf(const Entry &entry) const {
    return llvm::toStringRef(part.bytes.slice(entry.begin, entry.size));
  }
  /// The codes of a phrase.
  CompactCodes codesOf(const Entry &entry) const;

  /// Gives what \p rank stands for to \p fn, text by text, until that returns
  /// false. Returns whether it never did.
  llvm::Expected<bool>
  expand(uint32_t rank, llvm::function_ref<bool(llvm::StringRef)> fn) const;

  const CompactPart &ownPart() const { return part; }
  /// Of the prefix table.
  uint8_t prefixClass(unsigned i) const { return prefixes()[2 * i]; }
  uint8_t prefixBits(unsigned i) const { return prefixes()[2 * i + 1]; }

private:
  llvm::Expected<uint64_t> placeOf(uint32_t rank) const;
  llvm::Expected<Entry> entryAt(uint64_t at, uint32_t rank) const;
  llvm::Expected<bool> expand(const Entry &entry,
                              llvm::function_ref<bool(llvm::StringRef)> fn,
                              unsigned maxDepth) const;
  const uint8_t *prefixes() const {
    return part.bytes.data() + GOSYM_COMPACT_PREFIX_TABLE_OFFSET;
  }
  CompactPart part;
  uint32_t count = 0;
};

/// Reads the codes of a bit string one by one. Refers to the dictionary.
class CompactCodes {
public:
  /// The bits from byte \p begin to byte \p end of \p part.
  CompactCodes(const CompactDictionary &dictionary, const CompactPart &part,
               uint64_t begin, uint64_t end)
      : dictionary(dictionary), part(part), bit(8 * begin), endBit(8 * end) {}

  /// The rank of the next code, below the number of entries. Errors name the
  /// byte of the part that the code begins in.
  llvm::Expected<uint32_t> next();
  /// Passes over codes up to the end of a string. Only their sizes are looked
  /// at: whether they are ranks of entries is not.
  llvm::Error skipString();
  /// From the first byte of the part, of the byte that the next code begins in.
  uint64_t at() const { return bit / 8; }

private:
  /// Class of the next code, bits of its prefix, and of what is behind that.
  struct Head {
    unsigned kind, bits, extra;
  };
  llvm::Expected<Head> head() const;
  uint32_t bitsFrom(uint64_t first, unsigned number) const;

  const CompactDictionary &dictionary;
  CompactPart part;
  uint64_t bit;
  uint64_t endBit;
};

class CompactStrings {
public:
  /// A list without strings.
  CompactStrings() = default;
  static llvm::Expected<CompactStrings>
  create(const CompactPart &part, const CompactDictionary &dictionary);

  uint32_t size() const { return count; }

  /// String \p i, which is below size().
  llvm::Expected<std::string> at(uint32_t i) const;

  /// Gives each string with its number to \p fn; an error of it ends the walk.
  /// Costs one pass over the codes.
  llvm::Error
  forEach(llvm::function_ref<llvm::Error(uint32_t, llvm::StringRef)> fn) const;

  /// The first string from number \p from on, and below \p end, that is \p
  /// text. No string is expanded further than it is like \p text.
  llvm::Expected<std::optional<uint32_t>>
  find(llvm::StringRef text, uint32_t from, uint32_t end) const;

  /// Where the codes of group \p i, 16 strings, begin.
  llvm::Expected<CompactCodes> group(uint32_t i) const;
  const CompactPart &ownPart() const { return part; }
  const CompactDictionary &ownDictionary() const { return dictionary; }

private:
  llvm::Expected<CompactCodes> codesAt(uint32_t i) const;
  llvm::Error append(std::string &text, CompactCodes &codes, uint32_t i) const;

  CompactPart part;
  CompactDictionary dictionary;
  uint32_t count = 0;
};

} // namespace gosym

#endif
