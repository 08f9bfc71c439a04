//===- NameCodes.h - Names as codes of a dictionary -------------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Makes the dictionary of a compact table (docs/CompactFormat.md, "Codes") of
/// what NameGrammar has learnt, and writes names in its codes.
///
//===----------------------------------------------------------------------===//

#ifndef GOSYM_LIB_FORMAT_NAMECODES_H
#define GOSYM_LIB_FORMAT_NAMECODES_H

#include "BitString.h"
#include "NameGrammar.h"

namespace gosym {

class NameCodes {
public:
  /// Builds the dictionary of \p grammar, which must outlive this. \p anyNames:
  /// other names than those that were learnt from will be written, too.
  void build(const NameGrammar &grammar, bool anyNames);
  /// Appends a name, which a NameParser has parsed, and the code that ends it.
  /// Thread-safe.
  void append(llvm::ArrayRef<uint32_t> symbols, BitWriter &out) const;
  const NameGrammar &ownGrammar() const { return *grammar; }
  /// The bytes of part 1.
  llvm::ArrayRef<uint8_t> dictionary() const { return bytes; }

private:
  /// What becomes of a symbol of the grammar.
  enum class Fate : uint8_t {
    Spelled, ///< no entry: what it is made of stands for it
    Text,    ///< an entry of bytes
    Phrase,  ///< an entry of codes
  };
  /// Prefix and extra bits.
  struct Code {
    uint32_t bits = 0;
    /// 0: the symbol has no entry.
    uint8_t size = 0;
  };

  void decideFates();
  void spellPhrases();
  void rank(bool anyNames);
  void assignCodes();
  void writeDictionary();
  template <typename Fn> void forEachCode(uint32_t symbol, Fn fn) const;
  template <typename Fn> void forEachCodeIn(uint32_t phrase, Fn fn) const;
  void appendText(uint32_t symbol, llvm::SmallVectorImpl<char> &out) const;

  const NameGrammar *grammar = nullptr;
  std::vector<uint32_t> uses;
  std::vector<Fate> fates;
  /// Size of the text of each symbol in bytes, saturated.
  std::vector<uint8_t> textSizes;
  /// Symbols by rank.
  std::vector<uint32_t> ranked;
  std::vector<Code> codes;
  uint8_t prefixTable[256][2] = {};
  llvm::SmallVector<uint8_t, 0> bytes;
};

} // namespace gosym

#endif
