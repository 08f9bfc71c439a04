//===- SyntheticCode.h - Code that no symbol stands for ---------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Makes records for the code of a link that has no live symbol: PLT entries,
/// thunks, input sections and parts of them. Answers
/// CodeSource::syntheticCode().
///
//===----------------------------------------------------------------------===//

#ifndef GOSYM_LIB_LINKER_SYNTHETICCODE_H
#define GOSYM_LIB_LINKER_SYNTHETICCODE_H

#include "../../Support/Machine.h"
#include "../CodeSource.h"
#include "InputAnswers.h"
#include "llvm/ADT/Hashing.h"

namespace gosym::lldaccess {

class SyntheticCode {
public:
  using Outputs = llvm::ArrayRef<lld::elf::OutputSection *>;

  /// \p ours are the sections of generated symbols.
  SyntheticCode(lld::elf::Ctx &ctx, const SectionSet &ours,
                const InputAnswers &inputs)
      : ctx(ctx), ours(ours), inputs(inputs) {}

  /// Hook 2. What can be known before there are addresses: the PLT, and the
  /// sections without symbols in \p outputs, whose live symbols are \p symbols.
  void estimate(Outputs outputs, llvm::ArrayRef<SymbolRef> symbols);
  /// Hook 3. \p outputs has the code in the order of addresses, \p places the
  /// places of all symbols in code, in that order too.
  void find(Outputs outputs, llvm::ArrayRef<CodePlace> places,
            llvm::function_ref<SymbolRef(size_t)> symbolAt);
  /// Changes when there is more or less code without symbols than before, as
  /// far as it does not show in the number of sections.
  llvm::hash_code shape(Outputs outputs) const;

  llvm::ArrayRef<LiveSymbol> symbols() const { return found; }

  static CodePlace placeOf(const Machine &machine, const lld::elf::Defined &d);

private:
  /// Offsets in an input section that a symbol stands for.
  struct Extent {
    uint64_t begin;
    /// Of a label, `begin`.
    uint64_t end;
  };
  using Extents = llvm::SmallVector<Extent, 1>;
  using ExtentsOf = llvm::DenseMap<const lld::elf::SectionBase *, Extents>;

  void reset();
  /// Examines the sections of \p outputs that are neither in \p whole nor those
  /// that symbols of \p places stand for all of. False, and of no use, when
  /// these do not come in the order of \p outputs.
  bool walk(Outputs outputs, llvm::ArrayRef<CodePlace> places,
            const SectionSet &whole, ExtentsOf &extentsOf);
  static void note(Extents &extents, const lld::elf::Defined &d);
  static void noteAll(ExtentsOf &extentsOf, llvm::ArrayRef<CodePlace> places,
                      llvm::function_ref<SymbolRef(size_t)> symbolAt);
  void examine(lld::elf::InputSection &section, ExtentsOf &extentsOf);
  void addBetween(lld::elf::InputSection &section, Extents &extents);
  bool addPLT(lld::elf::InputSection &section);
  void addThunks(lld::elf::ThunkSection &section);
  void findPatches(Outputs outputs);
  static void forEachFill(lld::elf::OutputSection &osec,
                          llvm::function_ref<void(uint64_t offset)> fn);
  void add(lld::elf::SectionBase &section, uint64_t offset,
           llvm::StringRef name, uint32_t object);
  void add(lld::elf::Defined &d, llvm::StringRef name, uint32_t object);
  llvm::StringRef entryName(const lld::elf::Symbol &sym);

  lld::elf::Ctx &ctx;
  const SectionSet &ours;
  const InputAnswers &inputs;
  std::vector<LiveSymbol> found;
  /// Symbols of our own for places that have none; used again each time.
  std::vector<lld::elf::Defined *> pool;
  size_t poolUsed = 0;
  llvm::DenseMap<const lld::elf::Symbol *, llvm::StringRef> entryNames;
  /// The errata patches, which only the branches to them know by name.
  llvm::DenseMap<const lld::elf::SectionBase *, lld::elf::Defined *> patches;
  llvm::DenseMap<const lld::elf::SectionBase *, lld::elf::ThunkSection *>
      thunkSections;
};

} // namespace gosym::lldaccess

#endif
