//===- RelocatableOutput.cpp ----------------------------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The order of code under -r, where nothing has an address.
//
// A table of functions is searched by address, so its order has to be that of
// the final link, by whatever linker. Inside an output section that is the
// order of today. But a relocatable output with -ffunction-sections has
// thousands of them, and GNU ld's script takes some kinds out of the line, in
// this order, while lld leaves all where they come:
//
//   .init  .text.unlikely  .text.exit  .text.startup  .text.hot  the rest .fini
//
// So that both give the same, the output sections of code are put in GNU ld's
// order here; a script says itself what it wants. Sections of names of one's
// own are "the rest", too: GNU ld places them behind .text.
//
// What is still out of our hands: the final link has other objects, and their
// code of the same kinds comes in between.
//
// The symbols: a local symbol in a COMDAT group is left out (LiveSymbols.cpp).
// When the group loses in the final link, a relocation of our table to it would
// be an error there; one to a global symbol is to that of the group that won.
// For the same reason a bound of the code that is in a group is told by a
// global symbol of it.
//
//===----------------------------------------------------------------------===//

#include "CodeAnswers.h"

using namespace llvm;
using namespace llvm::ELF;
using namespace lld;
using namespace lld::elf;
using namespace gosym;
using namespace gosym::lldaccess;

static unsigned rankOfCode(StringRef name) {
  static constexpr StringLiteral kinds[] = {".text.unlikely", ".text.exit",
                                            ".text.startup", ".text.hot"};
  constexpr unsigned rest = 1 + std::size(kinds);
  if (name == ".init")
    return 0;
  if (name == ".fini")
    return rest + 1;
  for (auto [i, kind] : enumerate(kinds)) {
    StringRef tail = name;
    if (tail.consume_front(kind) && (tail.empty() || tail[0] == '.'))
      return 1 + i;
  }
  // As old compilers named it.
  if (name.starts_with(".text.") && name.ends_with("_unlikely"))
    return 1;
  return rest;
}

void CodeAnswers::orderOutputs() {
  if (!ctx.arg.relocatable || ctx.script->hasSectionsCommand)
    return;
  SmallVector<SectionCommand **, 0> places;
  SmallVector<SectionCommand *, 0> code;
  for (SectionCommand *&cmd : ctx.script->sectionCommands)
    if (auto *osd = dyn_cast<OutputDesc>(cmd))
      if (isCode(osd->osec)) {
        places.push_back(&cmd);
        code.push_back(cmd);
      }
  llvm::stable_sort(code, [](SectionCommand *a, SectionCommand *b) {
    return rankOfCode(cast<OutputDesc>(a)->osec.name) <
           rankOfCode(cast<OutputDesc>(b)->osec.name);
  });
  for (auto [place, cmd] : llvm::zip(places, code))
    *place = cmd;
}

void CodeAnswers::findGroupSymbols(
    std::initializer_list<const OutputSection *> bounds) {
  for (const OutputSection *osec : bounds)
    if (osec->flags & SHF_GROUP)
      groupSymbols[osec] = nullptr;
  if (groupSymbols.empty())
    return;
  for (Symbol *sym : ctx.symtab->getSymbols()) {
    auto *d = dyn_cast<Defined>(sym);
    if (!d || !d->section || !(d->section->flags & SHF_GROUP))
      continue;
    auto it = groupSymbols.find(d->getOutputSection());
    if (it != groupSymbols.end() && !it->second)
      it->second = d;
  }
}

// lld assigns offsets once, and evaluates our assignments before: so they are
// assigned here as it will.
void CodeAnswers::locateRelocatable() {
  SmallVector<OutputSection *, 0> code;
  for (OutputSection *osec : ctx.outputSections)
    if (isCode(*osec))
      code.push_back(osec);
  llvm::stable_sort(code, [](OutputSection *a, OutputSection *b) {
    return rankOfCode(a->name) < rankOfCode(b->name);
  });
  uint64_t base = 0;
  OutputSection *first = nullptr, *last = nullptr;
  for (OutputSection *osec : code) {
    uint64_t size = 0;
    forEachSection(*osec, [&](InputSection &s) {
      size = alignToPowerOf2(size, s.addralign);
      s.outSecOff = size;
      size += s.getSize();
    });
    bases[osec] = base;
    base += size;
    if (!size)
      continue;
    if (!first)
      first = osec;
    last = osec;
  }
  if (textStartSym && first) {
    textStartSym->section = first;
    textEndSym->section = last;
    findGroupSymbols({first, last});
  }
  // Once settled, it stays.
  currentGeneration = 1;
}
