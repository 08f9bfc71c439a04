//===- SlotRelocations.h - Relative relocations of slots --------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// The dynamic relocations of an output whose generated symbols have slots:
/// takes the place of lld's .rela.dyn (or .rel.dyn) section and writes the
/// relative relocations of all slots that are not packed in front of lld's own.
///
//===----------------------------------------------------------------------===//

#ifndef GOSYM_LIB_LINKER_SLOTRELOCATIONS_H
#define GOSYM_LIB_LINKER_SLOTRELOCATIONS_H

#include "GeneratedSection.h"

namespace gosym::lldaccess {

class SlotRelocations final : public lld::elf::RelocationBaseSection {
public:
  /// Replaces the relocation section of \p ctx, if that is possible: it must be
  /// of the plain kind and, as it is in hook 1, still empty. Returns null and
  /// changes nothing otherwise.
  static SlotRelocations *install(lld::elf::Ctx &ctx, const Link &link);

  /// Adds the slots of \p section. Hook 2.
  void add(const GeneratedSection &section);
  /// The number of slots may have changed. Hook 3.
  void recount();

  bool isNeeded() const override;
  size_t getSize() const override;
  void finalizeContents() override;
  void writeTo(uint8_t *buf) override;

private:
  SlotRelocations(lld::elf::Ctx &ctx, const Link &link,
                  std::unique_ptr<RelocationBaseSection> original);
  /// Gives lld's section the relocations that lld has added to this one.
  void handOver();
  template <class ELFT> uint8_t *writeSlots(uint8_t *buf) const;

  const Link &link;
  /// lld's section. Gets lld's relocations back when they are complete, and
  /// writes them as ever.
  const std::unique_ptr<RelocationBaseSection> original;
  llvm::SmallVector<const GeneratedSection *, 2> sections;
  /// Those that are not packed.
  size_t numSlots = 0;
  bool finalized = false;
};

} // namespace gosym::lldaccess

#endif
