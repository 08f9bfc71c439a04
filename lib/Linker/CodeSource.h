//===- CodeSource.h - What the linker knows of its code ---------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// The questions that CodeOrder asks of the linker. LLDAccess/ answers them.
/// Plugins do not see this header.
///
//===----------------------------------------------------------------------===//

#ifndef GOSYM_LIB_LINKER_CODESOURCE_H
#define GOSYM_LIB_LINKER_CODESOURCE_H

#include "gosym/Linker/Link.h"

namespace gosym {

/// Where a symbol in code lies in its input section, in one word, as
/// CodeSource::places() tells it. Not initialized: arrays of them are filled by
/// several tasks.
class CodePlace {
public:
  CodePlace() = default;
  explicit CodePlace(uintptr_t bits) : bits(bits) {}
  /// Names nothing: stands at the end of its section, where another may begin.
  bool isAtEnd() const { return bits & atEnd; }

  static constexpr uintptr_t wholeSection = 1, atEnd = 2, flags = 3;
  uintptr_t opaque() const { return bits; }

private:
  uintptr_t bits;
};

/// Symbols that an output's .symtab would define but that are not live symbols
/// here, by the first reason that held. Section and file symbols are not
/// counted.
struct LeftOutSymbols {
  uint64_t absolute = 0;
  uint64_t threadLocal = 0;
  uint64_t notLoaded = 0;
  uint64_t unnamed = 0;
  uint64_t mapping = 0;
  /// PLT entries that stand for functions of shared objects.
  uint64_t canonicalPLT = 0;
  /// Under -r, local symbols of COMDAT groups: the final link may drop them,
  /// and a reference is an error then.
  uint64_t inGroup = 0;
};

/// What is known of how far symbols have moved since the round of addresses
/// before, without a look at them. Generated symbols, and what stands in their
/// sections, are not spoken of.
struct SymbolMoves {
  /// No symbol has moved.
  bool none = false;
  /// All symbols in code have moved by this distance.
  std::optional<uint64_t> code;
};

class CodeSource {
public:
  virtual ~CodeSource() = default;

  /// What Link::liveSymbols() does not have.
  virtual const LeftOutSymbols &leftOut() const = 0;
  /// Bit 0 of the address of a function says in which mode it runs.
  virtual bool hasThumbBit() const = 0;
  /// By the output section of the symbol; final from arrange() on.
  virtual SymbolClass classOf(SymbolRef symbol) const = 0;

  /// Synthetic code: code that no live symbol stands for, each piece once:
  ///
  ///   `.plt`      the header of a PLT, by the name of its section
  ///   `foo@plt`   an entry of a PLT, the canonical ones too
  ///   thunks, and patches for processor errata, by their own names
  ///   `.text`     the code of an object at which no symbol begins, by the name
  ///               of the input section: its first byte, when none is there,
  ///               and what follows the last byte of a function with a size,
  ///               if it is longer than padding is (64 bytes, or the alignment
  ///               of the section); of the output section, bytes that a script
  ///               puts between its input sections
  ///
  /// `object` is the object that has the code, noObject for what the linker
  /// made. In layout() an estimate: the PLT, and what the small sections of
  /// code have (.init, .fini). All of it once findSyntheticCode() has been
  /// called. Good as targets of slots.
  virtual llvm::ArrayRef<LiveSymbol> syntheticCode() const = 0;
  /// In layout(): the symbols in output sections of code other than the largest
  /// one, in the order in which their addresses will most likely be; indexes in
  /// Link::liveSymbols(), and behind its end in syntheticCode().
  virtual llvm::ArrayRef<uint32_t> codeOutsideText() const = 0;
  /// As Link::addresses(), and stores the places of the symbols in \p places.
  virtual void places(llvm::ArrayRef<SymbolRef> symbols,
                      llvm::MutableArrayRef<uint64_t> addresses,
                      llvm::MutableArrayRef<CodePlace> places) const = 0;
  /// Stores the sizes of \p symbols in \p sizes, which is as long: as
  /// Link::size(), and quicker than one by one as Link::addresses() is.
  virtual void sizes(llvm::ArrayRef<SymbolRef> symbols,
                     llvm::MutableArrayRef<uint64_t> sizes) const = 0;
  /// In arrange(), when Link::orderOfCode() is what it was in the round before.
  virtual SymbolMoves moves() const = 0;
  /// Finds out what syntheticCode() has. In arrange() only, and again when
  /// Link::orderOfCode() has changed. \p places has all live symbols in code in
  /// the order of their addresses; \p symbolAt gives the symbol of one of them,
  /// and is asked by several threads.
  virtual void
  findSyntheticCode(llvm::ArrayRef<CodePlace> places,
                    llvm::function_ref<SymbolRef(size_t)> symbolAt) = 0;
};

} // namespace gosym

#endif
