//===- CodeAnswers.h - CodeSource, from lld's data --------------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef GOSYM_LIB_LINKER_CODEANSWERS_H
#define GOSYM_LIB_LINKER_CODEANSWERS_H

#include "../CodeSource.h"
#include "SectionMoves.h"
#include "SyntheticCode.h"

namespace gosym {
class CodeOrder;
}

namespace gosym::lldaccess {

class LinkAnswers;

/// Where the code of the output is, in which order, and what of it no symbol
/// stands for.
class CodeAnswers final : public CodeSource {
public:
  CodeAnswers(lld::elf::Ctx &ctx, const LinkAnswers &link,
              const SectionSet &ours, const InputAnswers &inputs);
  ~CodeAnswers() override;

  const LeftOutSymbols &leftOut() const override { return left; }
  bool hasThumbBit() const override;
  SymbolClass classOf(SymbolRef symbol) const override;
  llvm::ArrayRef<LiveSymbol> syntheticCode() const override {
    return synthetic.symbols();
  }
  llvm::ArrayRef<uint32_t> codeOutsideText() const override {
    return outsideText;
  }
  void places(llvm::ArrayRef<SymbolRef> symbols,
              llvm::MutableArrayRef<uint64_t> addresses,
              llvm::MutableArrayRef<CodePlace> places) const override;
  void sizes(llvm::ArrayRef<SymbolRef> symbols,
             llvm::MutableArrayRef<uint64_t> sizes) const override;
  SymbolMoves moves() const override { return sectionMoves.moves(); }
  void
  findSyntheticCode(llvm::ArrayRef<CodePlace> places,
                    llvm::function_ref<SymbolRef(size_t)> symbolAt) override;

  /// Hook 2, before symbols are collected: puts output sections of a
  /// relocatable link in the order in which other linkers will.
  void orderOutputs();
  /// Hook 2, when the live symbols are known. \p outside has those in code that
  /// is not in \p text, the main section of code.
  void estimate(const lld::elf::OutputSection *text,
                llvm::ArrayRef<uint32_t> outside);
  /// Hook 3, before each arrange(): where is the code?
  void locate();

  /// Changes when the order of code may have changed.
  uint64_t generation() const { return currentGeneration; }
  /// The bounds of all code; null: the output has none.
  SymbolRef textStart() const { return SymbolRef(textStartSym); }
  SymbolRef textEnd() const { return SymbolRef(textEndSym); }
  /// In a relocatable link, where the output section of \p d would begin if all
  /// code had addresses; else 0.
  uint64_t baseOf(const lld::elf::Defined &d) const {
    return bases.empty() ? 0 : bases.lookup(d.getOutputSection());
  }
  /// A symbol that other objects may know in \p osec, a section of a COMDAT
  /// group that bounds the code of a relocatable output; null for any other
  /// section.
  lld::elf::Defined *groupSymbol(const lld::elf::OutputSection *osec) const {
    return groupSymbols.lookup(osec);
  }

  /// What was left out while live symbols were collected.
  LeftOutSymbols left;
  const std::unique_ptr<CodeOrder> order;

private:
  llvm::SmallVector<lld::elf::OutputSection *, 8> codeByAddress() const;
  void locateRelocatable();
  void findGroupSymbols(
      std::initializer_list<const lld::elf::OutputSection *> bounds);

  lld::elf::Ctx &ctx;
  const LinkAnswers &link;
  SyntheticCode synthetic;
  SectionMoves sectionMoves;
  /// Synthetic code has been estimated, and is to be found.
  bool hasSynthetic = false;
  std::vector<uint32_t> outsideText;
  uint64_t currentGeneration = 0;
  llvm::DenseMap<const lld::elf::OutputSection *, uint64_t> bases;
  llvm::DenseMap<const lld::elf::OutputSection *, lld::elf::Defined *>
      groupSymbols;
  lld::elf::Defined *textStartSym = nullptr;
  lld::elf::Defined *textEndSym = nullptr;
};

} // namespace gosym::lldaccess

#endif
