//===- Prepare.cpp --------------------------------------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What is done once for all generated symbols of a link, not once for each:
// there may be thousands, and each look through lld's lists is linear.
//
// prepareSections(), hook 1 of the first symbol: by now every section has its
// output section, or none if a script discards it.
//
//   * what is consumed leaves the link (ConsumedSections.cpp).
//   * lld asks synthetic sections isNeeded() only in the tail of the list of
//     input sections, behind the last ordinary one. Ours stand at the front, so
//     that they come first in the output; they move to the beginning of that
//     tail: lld removes .rela.dyn in the same sweep when it is still empty, and
//     our relocations must be in it by then.
//   * SHF_GNU_RETAIN, which kept them when garbage was collected, goes; from an
//     output section too, unless something else in it wants it.
//   * an output section may be made RELRO if it holds only symbols that the
//     program does not write. One of a script that holds other things keeps the
//     place the script gave it; making it RELRO might tear that segment apart.
//
// arrangeSections(), hook 3. A relocatable link assigns offsets only once, and
// without a script evaluates our assignments behind the sections: there it is
// the first question for the size of one of ours that brings us here. Symbols
// of scripts have no values by then (ScriptSymbols.cpp).
//
// reportConflicts(): a script may assign to the name of one of our symbols, or
// --wrap lead it elsewhere. It would go unnoticed.
//
//===----------------------------------------------------------------------===//

#include "GeneratedSection.h"
#include "LateStage.h"
#include "PackedSlots.h"
#include "Session.h"
#include "SlotRelocations.h"
#include "llvm/ADT/StringMap.h"

using namespace llvm;
using namespace llvm::ELF;
using namespace lld;
using namespace lld::elf;
using namespace gosym;
using namespace gosym::lldaccess;

Session::Session(Ctx &ctx) : ctx(ctx), link(ctx, ourSections) {}

Session::~Session() = default;

void Session::prepareSections() {
  if (!ourSections.empty())
    return;
  ourSections.insert(generatedSections.begin(), generatedSections.end());
  refusePartitions();
  if (ctx.arg.isPic) {
    slotRelocations = SlotRelocations::install(ctx, link);
    packedSlots = PackedSlots::install(ctx, link);
  }
  consumeSections();

  SmallVector<InputSectionBase *, 0> placed;
  SetVector<OutputSection *> outputs;
  for (GeneratedSection *section : generatedSections) {
    section->prepare();
    section->defineUnlisted();
    if (!section->getParent())
      continue;
    placed.push_back(section);
    outputs.insert(section->getParent());
  }

  for (OutputSection *osec : outputs) {
    uint64_t flags = 0;
    bool onlyReadAtRunTime = true;
    forEachSection(*osec, [&](InputSection &s) {
      flags |= s.flags;
      onlyReadAtRunTime &= ourSections.contains(&s) &&
                           static_cast<GeneratedSection &>(s).symbol().kind !=
                               SectionKind::Writable;
    });
    if (!(flags & SHF_GNU_RETAIN))
      osec->flags &= ~uint64_t(SHF_GNU_RETAIN);
    if (onlyReadAtRunTime)
      relRoOutputs.insert(osec);
  }

  auto &sections = ctx.inputSections;
  llvm::erase_if(sections, [this](InputSectionBase *s) {
    return ourSections.contains(s) && s->parent;
  });
  auto tail = llvm::find_if(llvm::reverse(sections), [](InputSectionBase *s) {
                return !isa<SyntheticSection>(s);
              }).base();
  sections.insert(tail, placed.begin(), placed.end());
}

void Session::consumeSections() {
  std::vector<std::string> names;
  for (const GeneratedSection *section : generatedSections)
    for (const std::string &name : section->consumes)
      if (!is_contained(names, name))
        names.push_back(name);
  link.objects.consume(names);
}

// Each partition is loaded by itself, at an address of its own: what points
// from the main one into another would be wrong. The link ends here: lld has
// copied notes into all partitions, ours too, and as ordinary sections, which
// it takes for synthetic ones when it asks for their sizes.
void Session::refusePartitions() {
  StringRef partition = furtherPartition(ctx);
  if (partition.empty())
    return;
  Fatal(ctx) << "generated symbol '" << generatedSections.front()->symbol().name
           << "' cannot be made in a link with partitions"
           << "\n>>> symbol partition '" << partition
           << "' is asked for by -fsymbol-partition";
}

// With a script our assignment stands in front of it, and the first time is
// evaluated before any section has an address: that time is left out.
void Session::arrangeSections() {
  if (!laidOut || (ctx.arg.relocatable && std::exchange(arrangedForGood, true)))
    return;
  if (!ctx.arg.relocatable && ctx.script->hasSectionsCommand &&
      !std::exchange(assignmentsSeen, true))
    return;
  if (ctx.arg.relocatable)
    rehearseAssignment(ctx, [this] { arrangeAll(); });
  else
    arrangeAll();
}

void Session::arrangeAll() {
  link.code.locate();
  for (GeneratedSection *section : generatedSections) {
    section->arrange();
    section->assignUnlisted();
  }
}

void GeneratedSection::defineUnlisted() {
  for (const NameInside &name : names) {
    if (name.isListed)
      continue;
    name.command->sym->section = getParent() ? this : nullptr;
    name.command->sym->type =
        name.place == NameInside::End ? STT_NOTYPE : STT_OBJECT;
  }
  assignUnlisted();
}

void GeneratedSection::assignUnlisted() {
  if (!getParent())
    return;
  publishSizes();
  for (const NameInside &name : names)
    if (!name.isListed && name.command->sym)
      name.command->sym->value = offsetOf(name);
}

void Session::reportConflicts() {
  if (std::exchange(conflictsReported, true))
    return;
  StringMap<SymbolAssignment *> ours;
  for (GeneratedSection *section : generatedSections)
    for (const NameInside &name : section->names) {
      ours[name.command->name] = name.command;
      // The name leads to the symbol of another one, and the symbol of ours is
      // never defined.
      if (name.command->sym && name.command->sym->getName() != name.name)
        Err(ctx) << "symbol '" << name.name
                 << "' is made by the linker and may not be wrapped"
                 << "\n>>> asked for by --wrap=" << name.name;
    }

  auto check = [&](SectionCommand *command) {
    auto *other = dyn_cast<SymbolAssignment>(command);
    SymbolAssignment *cmd = other ? ours.lookup(other->name) : nullptr;
    if (!cmd || cmd == other)
      return;
    StringRef text = other->commandString;
    Err(ctx) << "symbol '" << cmd->name
             << "' is made by the linker and may not be assigned to"
             << "\n>>> " << other->location << (text.empty() ? "" : ": ")
             << text;
  };
  for (SectionCommand *command : ctx.script->sectionCommands) {
    check(command);
    if (auto *osd = dyn_cast<OutputDesc>(command))
      for (SectionCommand *inner : osd->osec.commands)
        check(inner);
  }
}
