//===- PackedSlots.h - Slots in .relr.dyn -----------------------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// The part of .relr.dyn that relocates slots of generated symbols, under
/// -z pack-relative-relocs and --pack-dyn-relocs=relr.
///
//===----------------------------------------------------------------------===//

#ifndef GOSYM_LIB_LINKER_PACKEDSLOTS_H
#define GOSYM_LIB_LINKER_PACKEDSLOTS_H

#include "GeneratedSection.h"

namespace gosym::lldaccess {

class PackedSlots final : public lld::elf::SyntheticSection {
public:
  /// Puts one behind lld's own part, in hook 1. Returns null if the link does
  /// not pack relocations.
  static PackedSlots *install(lld::elf::Ctx &ctx, const Link &link);

  /// Takes the slots of \p section that can be packed; GeneratedSection::packed
  /// says which. Hook 2.
  void add(GeneratedSection &section);
  /// The slots may have changed. Hook 3.
  void recount();

  bool isNeeded() const override { return numWords; }
  size_t getSize() const override { return numWords * entsize; }
  void writeTo(uint8_t *buf) override;

private:
  PackedSlots(lld::elf::Ctx &ctx, const Link &link);

  const Link &link;
  llvm::SmallVector<GeneratedSection *, 2> sections;
  size_t numWords = 0;
};

} // namespace gosym::lldaccess

#endif
