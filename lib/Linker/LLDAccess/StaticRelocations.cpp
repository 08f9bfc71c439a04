//===- StaticRelocations.cpp ----------------------------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Under -r a slot has no address yet, and under --emit-relocs a tool may move
// what it points at. Either way the output says of each slot what is to be
// there: an absolute relocation of a word.
//
// Against which symbol? The one the slot names, if .symtab has it. Else (the
// bounds of the code have no name; --discard-all drops locals) the symbol of
// its output section, with the place as addend. An output section that holds
// nothing of an input has no such symbol: then the relocation is one of no
// effect, for the number of them is fixed long before the symbols are.
//
// The section is made in hook 2, when slots are known to exist and no list of
// lld's that it goes into is being walked. lld fills in the header of an output
// section of relocations by asking the first input section for what it
// relocates, which a synthetic one cannot tell: we do it, in hook 3, when
// sections have their numbers.
//
// lld's writer of such sections works from relocations of inputs; ours follow
// from the layout, in ascending order, as those of SlotRelocations do.
//
//===----------------------------------------------------------------------===//

#include "StaticRelocations.h"
#include "../../Support/Machine.h"
#include "ELF/Target.h"

using namespace llvm;
using namespace llvm::ELF;
using namespace lld;
using namespace lld::elf;
using namespace gosym;
using namespace gosym::lldaccess;

/// Do objects for this machine have addends beside their relocations? Not what
/// -z rel and -z rela say: those are about the loader's.
static bool hasAddends(const Ctx &ctx) {
  switch (machineOf(ctx.arg.emachine).addends) {
  case Addends::Beside:
    return true;
  case Addends::InPlace:
    return false;
  case Addends::InPlaceIf32Bits:
    return ctx.arg.is64 || ctx.arg.mipsN32Abi;
  }
  llvm_unreachable("unknown place of addends");
}

StaticRelocations::StaticRelocations(Key, Ctx &ctx, StringRef name,
                                     const LinkAnswers &link,
                                     const GeneratedSection &section)
    : SyntheticSection(ctx, name, hasAddends(ctx) ? SHT_RELA : SHT_REL, 0,
                       ctx.arg.wordsize),
      link(link), section(section) {
  entsize = ctx.arg.wordsize * (hasAddends(ctx) ? 3 : 2);
}

StaticRelocations *StaticRelocations::create(Ctx &ctx, const LinkAnswers &link,
                                             const GeneratedSection &section) {
  if (!ctx.in.symTab || !ctx.in.symTab->getParent())
    return nullptr;
  OutputSection &relocated = *section.getParent();
  StringRef name =
      ctx.saver.save((hasAddends(ctx) ? ".rela" : ".rel") + relocated.name);
  auto *self = make<StaticRelocations>(Key(), ctx, name, link, section);

  // Relocations of a compact kind (CREL) are another type of section.
  OutputSection *osec = relocated.relocationSection;
  if (!osec || osec->type != self->type) {
    OutputDesc *desc = ctx.script->createOutputSection(name, "<internal>");
    ctx.script->sectionCommands.push_back(desc);
    osec = &desc->osec;
    osec->partition = self->partition;
    if (!relocated.relocationSection)
      relocated.relocationSection = osec;
  }
  if (osec->commands.empty() ||
      !isa<InputSectionDescription>(osec->commands.back()))
    osec->commands.push_back(make<InputSectionDescription>(""));
  cast<InputSectionDescription>(osec->commands.back())
      ->sections.push_back(self);
  osec->commitSection(self);
  return self;
}

void StaticRelocations::linkHeader() {
  OutputSection *osec = getParent();
  osec->link = ctx.in.symTab->getParent()->sectionIndex;
  osec->info = section.getParent()->sectionIndex;
  osec->flags |= SHF_INFO_LINK;
}

size_t StaticRelocations::getSize() const {
  return section.state().numSlots() * entsize;
}

/// What the relocation of a slot says.
struct StaticRelocations::Target {
  RelType type;
  uint32_t symbol;
  int64_t addend;
};

StaticRelocations::Target StaticRelocations::targetOf(const Slot &slot) const {
  auto &d = *static_cast<Defined *>(slot.symbol.opaque());
  RelType type = wordRelocation(ctx);
  if (!d.isSection())
    if (size_t index = ctx.in.symTab->getSymbolIndex(d))
      return {type, uint32_t(index), slot.addend};
  OutputSection *osec = d.getOutputSection();
  if (!osec)
    return {ctx.target->noneRel, 0, 0};
  if (Defined *sym = link.code.groupSymbol(osec))
    return {type, uint32_t(ctx.in.symTab->getSymbolIndex(*sym)),
            int64_t(d.getVA(ctx, slot.addend) - sym->getVA(ctx))};
  Defined ofSection(ctx, ctx.internalFile, "", STB_LOCAL, STV_DEFAULT,
                    STT_SECTION, 0, 0, osec);
  size_t index = ctx.in.symTab->getSymbolIndex(ofSection);
  if (!index)
    return {ctx.target->noneRel, 0, 0};
  return {type, uint32_t(index),
          int64_t(d.getVA(ctx, slot.addend) - osec->addr)};
}

template <class ELFT> void StaticRelocations::write(uint8_t *buf) const {
  using Rela = typename ELFT::Rela;
  uint64_t base = section.getVA();
  section.state().forEachSlot(link, [&](const Slot &slot) {
    Target target = targetOf(slot);
    auto *rela = reinterpret_cast<Rela *>(buf);
    rela->r_offset = base + slot.offset;
    rela->setSymbolAndType(target.symbol, target.type, ctx.arg.isMips64EL);
    if (type == SHT_RELA)
      rela->r_addend = target.addend;
    buf += entsize;
  });
}

void StaticRelocations::writeTo(uint8_t *buf) { invokeELFT(write, buf); }

void StaticRelocations::writeInPlace(uint64_t begin,
                                     MutableArrayRef<uint8_t> bytes) const {
  section.state().forEachSlot(
      link, begin, begin + bytes.size(), [&](const Slot &slot) {
        uint64_t inPlace = type == SHT_RELA ? 0 : targetOf(slot).addend;
        writeWord(link, bytes.data() + (slot.offset - begin), inPlace);
      });
}
