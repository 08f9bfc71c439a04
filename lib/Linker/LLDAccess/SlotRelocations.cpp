//===- SlotRelocations.cpp ------------------------------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// In position-independent output each slot is a relative relocation. lld keeps
// a relocation as an object of 56 bytes with the symbol it came from, resolves
// it when addresses are final, and sorts all of them. A slot needs none of
// it: offset and value follow from the layout of the
// generated symbol, in ascending order, at the moment of writing. On the big
// link, 182,867 slots, the objects cost 10 MB of heap, and finalizing and
// sorting them a third of all we add to a PIE link.
//
// So a section of ours takes the place of lld's while that is empty, collects
// lld's relocations as a RelocationBaseSection does, hands them to lld's
// section when they are complete, and is written as
//
//   slots, relative | lld's relative | lld's others
//
// which keeps the one rule there is, that DT_RELACOUNT relative relocations
// come first.
//
// Slots that can be packed into .relr.dyn are not here (PackedSlots.cpp).
//
// Not for --pack-dyn-relocs=android, whose sections are packed as a whole;
// there slots become relocations of lld
// (GeneratedSection::addRelativeRelocations).
//
// Threads: writeTo() runs while .dynamic reads the number of relative
// relocations from us; nothing of ours changes then.
//
//===----------------------------------------------------------------------===//

#include "SlotRelocations.h"
#include "ELF/Target.h"

using namespace llvm;
using namespace llvm::ELF;
using namespace lld;
using namespace lld::elf;
using namespace gosym;
using namespace gosym::lldaccess;

// The destructor of the base class, which is inline, refers to its vtable in
// lld: data, so not bound lazily, and a program without lld could not even open
// us to be told by the version guard what is wrong. A weak reference is null
// there.
asm(".weak _ZTVN3lld3elf21RelocationBaseSectionE");

SlotRelocations::SlotRelocations(
    Ctx &ctx, const Link &link,
    std::unique_ptr<RelocationBaseSection> originalSection)
    : RelocationBaseSection(ctx, originalSection->name, originalSection->type,
                            originalSection->dynamicTag,
                            originalSection->sizeDynamicTag, ctx.arg.zCombreloc,
                            ctx.arg.threadCount),
      link(link), original(std::move(originalSection)) {
  entsize = original->entsize;
  parent = original->parent;
  partition = original->partition;
}

SlotRelocations *SlotRelocations::install(Ctx &ctx, const Link &link) {
  std::unique_ptr<RelocationBaseSection> &place = relocationSection(ctx);
  if (!place || !place->getParent() || place->isNeeded() ||
      (place->type != SHT_RELA && place->type != SHT_REL))
    return nullptr;
  RelocationBaseSection *old = place.get();
  auto *section = new SlotRelocations(ctx, link, std::move(place));
  place.reset(section);

  std::replace(ctx.inputSections.begin(), ctx.inputSections.end(),
               static_cast<InputSectionBase *>(old),
               static_cast<InputSectionBase *>(section));
  for (const InputSectionBase *&orphan : ctx.script->orphanSections)
    if (orphan == old)
      orphan = section;
  forEachDescription(*section->getParent(), [&](InputSectionDescription &isd) {
    std::replace(isd.sections.begin(), isd.sections.end(),
                 static_cast<InputSection *>(old),
                 static_cast<InputSection *>(section));
  });
  return section;
}

void SlotRelocations::add(const GeneratedSection &section) {
  sections.push_back(&section);
  recount();
}

// lld asks for the size again in each assignment of addresses, and for the
// number of relative relocations when it writes .dynamic.
void SlotRelocations::recount() {
  numSlots = 0;
  for (const GeneratedSection *section : sections)
    numSlots += section->numUnpacked();
  if (finalized && combreloc)
    numRelativeRelocs = numSlots + original->getRelativeRelocCount();
}

bool SlotRelocations::isNeeded() const {
  return numSlots || RelocationBaseSection::isNeeded() || original->isNeeded();
}

// lld may add relocations after finalizeContents(), on AArch64 with signed
// pointers: they follow the others there, and here. They are handed over while
// addresses are assigned, on one thread: .dynamic asks for the size while we
// are written.
size_t SlotRelocations::getSize() const {
  if (finalized && RelocationBaseSection::getSize())
    const_cast<SlotRelocations *>(this)->handOver();
  return numSlots * entsize + RelocationBaseSection::getSize() +
         original->getSize();
}

static void moveRelocations(SmallVector<DynamicReloc, 0> &from,
                            SmallVector<DynamicReloc, 0> &to) {
  // All but the late ones come first, 11 MB in the big link: not copied.
  if (to.empty())
    to = std::move(from);
  else
    llvm::append_range(to, from);
  from.clear();
}

void SlotRelocations::handOver() {
  moveRelocations(relocs, original->relocs);
  // In versions where relative ones are among the others there are none left.
  moveRelocations(relativeRelocations(*this), relativeRelocations(*original));
}

void SlotRelocations::finalizeContents() {
  mergeRels();
  handOver();
  original->parent = parent;
  finalizeRelocations(*original);
  finalized = true;
  recount();
}

template <class ELFT> uint8_t *SlotRelocations::writeSlots(uint8_t *buf) const {
  using Rela = typename ELFT::Rela;
  using Rel = typename ELFT::Rel;
  for (const GeneratedSection *section : sections) {
    uint64_t base = section->getVA();
    section->state().forEachSlotValue(
        link, 0, section->state().size(), [&](uint64_t offset, uint64_t value) {
          if (section->isPacked(offset))
            return;
          auto *rela = reinterpret_cast<Rela *>(buf);
          rela->r_offset = base + offset;
          rela->setSymbolAndType(0, ctx.target->relativeRel,
                                 ctx.arg.isMips64EL);
          if (ctx.arg.isRela)
            rela->r_addend = value;
          buf += ctx.arg.isRela ? sizeof(Rela) : sizeof(Rel);
        });
  }
  return buf;
}

void SlotRelocations::writeTo(uint8_t *buf) {
  switch (ctx.arg.ekind) {
  case ELF32LEKind:
    buf = writeSlots<object::ELF32LE>(buf);
    break;
  case ELF32BEKind:
    buf = writeSlots<object::ELF32BE>(buf);
    break;
  case ELF64LEKind:
    buf = writeSlots<object::ELF64LE>(buf);
    break;
  case ELF64BEKind:
    buf = writeSlots<object::ELF64BE>(buf);
    break;
  case ELFNoneKind:
    llvm_unreachable("an output has a kind");
  }
  original->outSecOff = outSecOff + numSlots * entsize;
  original->writeTo(buf);
}
