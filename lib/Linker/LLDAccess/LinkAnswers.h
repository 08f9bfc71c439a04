//===- LinkAnswers.h - Link, from lld's data --------------------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef GOSYM_LIB_LINKER_LINKANSWERS_H
#define GOSYM_LIB_LINKER_LINKANSWERS_H

#include "../../Support/RawArray.h"
#include "CodeAnswers.h"
#include "InputAnswers.h"
#include "ScriptSymbols.h"
#include "SymbolTasks.h"
#include <mutex>

namespace gosym::lldaccess {

/// Link.h's questions, answered from lld's context.
class LinkAnswers final : public Link {
public:
  /// \p ours has the sections of generated symbols.
  LinkAnswers(lld::elf::Ctx &ctx, const SectionSet &ours)
      : ctx(ctx), ours(ours), objects(ctx), code(ctx, *this, ours, objects) {}

  llvm::endianness byteOrder() const override { return ctx.arg.endianness; }
  unsigned pointerSize() const override { return ctx.arg.wordsize; }
  OutputKind outputKind() const override;
  llvm::ArrayRef<LiveSymbol> liveSymbols() const override { return live; }
  uint64_t size(SymbolRef symbol) const override;
  llvm::StringRef sectionName(SymbolRef symbol) const override;
  bool isGenerated(SymbolRef symbol) const override;
  uint64_t address(SymbolRef symbol) const override;
  void addresses(llvm::ArrayRef<SymbolRef> symbols,
                 llvm::MutableArrayRef<uint64_t> addresses) const override;
  uint64_t orderOfCode() const override { return code.generation(); }
  SymbolRef find(llvm::StringRef name) const override;
  SymbolRef textStart() const override { return code.textStart(); }
  SymbolRef textEnd() const override { return code.textEnd(); }
  std::optional<SectionInfo> section(llvm::StringRef name) const override;
  SymbolRef sectionStart(llvm::StringRef name) const override;
  SymbolRef sectionEnd(llvm::StringRef name) const override;
  void parallelFor(size_t n,
                   llvm::function_ref<void(size_t)> fn) const override;
  void warn(const llvm::Twine &message) const override;
  void note(const llvm::Twine &message) const override;
  void error(const llvm::Twine &message) const override;
  const LinkInputs &inputs() const override { return objects; }
  uint8_t symbolInfo(SymbolRef symbol) const override;

  /// The names of symbols that will most likely be live (Ahead.cpp).
  RawArray<llvm::StringRef> namesAhead(const SymbolTasks &tasks) const;
  /// Gathers the live symbols, once, when the first generator is laid out.
  void collect();

private:
  bool isInSymtab(const lld::elf::Defined &d, SymbolTasks::Place place) const;
  void collectSymbols(const lld::elf::OutputSection *text,
                      std::vector<uint32_t> &outside);
  /// The section of \p d, or the one that it will have.
  lld::elf::SectionBase *foreseenSection(const lld::elf::Defined &d) const {
    if (!foreseen.empty())
      if (auto it = foreseen.find(&d); it != foreseen.end())
        return it->second;
    return d.section;
  }
  const lld::elf::OutputSection *loadedSection(const lld::elf::Defined &d,
                                               LeftOutSymbols &left) const;
  bool isLiveGlobal(const lld::elf::Defined &d) const;
  bool isPlaced(const lld::elf::Defined &d) const;
  /// Will \p osec keep bytes? In collect().
  bool willHaveContent(const lld::elf::OutputSection &osec) const;
  bool anyContentIn(llvm::function_ref<bool(const lld::elf::OutputSection &)>
                        predicate) const;
  lld::elf::OutputSection *findOutput(llvm::StringRef name) const;
  /// What sectionStart() and sectionEnd() tell.
  SymbolRef boundOf(llvm::StringRef section, uint64_t value) const;

  lld::elf::Ctx &ctx;
  const SectionSet &ours;

public:
  InputAnswers objects;
  CodeAnswers code;

private:
  bool collected = false;
  bool hasBss = false;
  ForeseenSections foreseen;
  RawArray<LiveSymbol> live;
  /// What boundOf() has told. Generators may ask from several threads.
  mutable std::mutex boundsMutex;
  mutable llvm::DenseMap<std::pair<lld::elf::OutputSection *, uint64_t>,
                         lld::elf::Defined *>
      bounds;
};

} // namespace gosym::lldaccess

#endif
