//===- StaticRelocations.h - Slots under -r and --emit-relocs ---*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// The relocations that an output keeps for whoever reads it, of the slots of
/// one generated symbol: .rela.gosymtab beside .gosymtab.
///
//===----------------------------------------------------------------------===//

#ifndef GOSYM_LIB_LINKER_STATICRELOCATIONS_H
#define GOSYM_LIB_LINKER_STATICRELOCATIONS_H

#include "GeneratedSection.h"
#include "LinkAnswers.h"

namespace gosym::lldaccess {

class StaticRelocations final : public lld::elf::SyntheticSection {
  /// Only create() has one.
  struct Key {};

public:
  StaticRelocations(Key, lld::elf::Ctx &ctx, llvm::StringRef name,
                    const LinkAnswers &link, const GeneratedSection &section);
  /// Gives \p section, whose slots have been counted, its relocations, in the
  /// output section where lld has those of its neighbours. Hook 2. Null if the
  /// output has no symbol table to relocate against.
  static StaticRelocations *create(lld::elf::Ctx &ctx, const LinkAnswers &link,
                                   const GeneratedSection &section);

  /// Tells the section header what is relocated by which symbols. Hook 3.
  void linkHeader();

  /// What a relocatable output holds in the slots from \p begin to \p end of
  /// the symbol whose bytes at \p begin are \p bytes: the addend where the
  /// target keeps it in place, else zero. Hook 4, on any thread.
  void writeInPlace(uint64_t begin, llvm::MutableArrayRef<uint8_t> bytes) const;

  bool isNeeded() const override { return true; }
  size_t getSize() const override;
  void writeTo(uint8_t *buf) override;

private:
  struct Target;
  Target targetOf(const Slot &slot) const;
  template <class ELFT> void write(uint8_t *buf) const;

  const LinkAnswers &link;
  const GeneratedSection &section;
};

} // namespace gosym::lldaccess

#endif
