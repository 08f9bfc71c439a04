//===- SectionMoves.h - How far output sections move ------------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Tells symbols that have moved from one round of addresses to the next by
/// their sections, which are a few dozen.
///
//===----------------------------------------------------------------------===//

#ifndef GOSYM_LIB_LINKER_SECTIONMOVES_H
#define GOSYM_LIB_LINKER_SECTIONMOVES_H

#include "../CodeSource.h"
#include "LLDAccess.h"

namespace gosym::lldaccess {

/// Whether the input sections of \p outputs stay where they are in them, and
/// as large, while lld assigns addresses: none may spill into another memory
/// region, be ordered by SHF_LINK_ORDER, or shrink by relaxation. lld may still
/// insert some, and some that it makes itself may grow.
bool keepsInputSections(const lld::elf::Ctx &ctx,
                        llvm::ArrayRef<lld::elf::OutputSection *> outputs);

class SectionMoves {
public:
  SectionMoves(lld::elf::Ctx &ctx, const SectionSet &ours)
      : ctx(ctx), ours(ours) {}
  /// Hook 3, in each round.
  void look();
  /// Between the last two looks.
  SymbolMoves moves() const { return found; }

private:
  /// What an output section is known by, and where it is.
  struct Place {
    const lld::elf::OutputSection *osec;
    /// 0 if everything in it is ours.
    uint64_t size;
    size_t numSections;
    uint64_t address;
  };
  bool mayKeepOffsets() const;
  std::vector<Place> places() const;
  std::vector<size_t> sizesOfSynthetic() const;
  SymbolMoves compare(llvm::ArrayRef<Place> before,
                      llvm::ArrayRef<Place> now) const;

  lld::elf::Ctx &ctx;
  const SectionSet &ours;
  std::vector<Place> lastPlaces;
  std::vector<size_t> lastSizes;
  SymbolMoves found;
};

} // namespace gosym::lldaccess

#endif
