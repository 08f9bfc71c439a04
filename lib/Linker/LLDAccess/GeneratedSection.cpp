//===- GeneratedSection.cpp -----------------------------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The life of a generated symbol inside lld; the hooks are those of
// LLDAccess.h.
//
// 1. prepare(). lld asks synthetic sections isNeeded() only in the tail of the
//    list of input sections, behind the last ordinary section. Ours stands at
//    the front, so that it comes first in the output; it moves to the beginning
//    of that tail: lld removes .rela.dyn in the same sweep when it is still
//    empty, and our relocations must be in it by then.
//
// 2. layOut(). The generator says how big it is and where its slots are. In a
//    position-independent output each slot is a relative relocation
//    (SlotRelocations.cpp). The dynamic linker must write there, so the section
//    becomes writable and RELRO; in an output with fixed addresses it stays
//    read-only and has no relocation at all.
//
// 3. arrange(). After each assignment of addresses the generator may move its
//    slots.
//    With a script our assignment is evaluated before the sections have any
//    address at all the first time; that time is left out.
//    Then the section is split: range sections are inserted behind the head,
//    now and not earlier, because --symbol-ordering-file and --shuffle-sections
//    must not find them.
//
// 4. writeRange(). On any thread.
//
// lld assigns addresses at least twice in every link with addresses, and stops
// only after an assignment that moved nothing; so the last arrange() has seen
// the final addresses.
//
//===----------------------------------------------------------------------===//

#include "ELF/Relocations.h"
#include "ELF/Target.h"
#include "LLDAccess.h"
#include "LateStage.h"
#include "SlotRelocations.h"
#include "llvm/Support/TimeProfiler.h"

using namespace llvm;
using namespace llvm::ELF;
using namespace lld;
using namespace lld::elf;
using namespace gosym;
using namespace gosym::lldaccess;

static uint64_t initialFlags(const GeneratedSymbol &symbol) {
  switch (symbol.kind) {
  case SectionKind::ReadOnly:
    return SHF_ALLOC;
  case SectionKind::RelRo:
  case SectionKind::Writable:
    return SHF_ALLOC | SHF_WRITE;
  case SectionKind::NotLoaded:
    return 0;
  }
  llvm_unreachable("unknown section kind");
}

// SHF_GNU_RETAIN keeps the section when lld collects garbage; prepare() takes
// the flag off again.
GeneratedSection::GeneratedSection(Ctx &ctx, LLDLink &link,
                                   GeneratedSymbol symbol,
                                   std::unique_ptr<Generator> generator)
    : SyntheticSection(ctx, ctx.saver.save(symbol.section), SHT_PROGBITS,
                       initialFlags(symbol) | SHF_GNU_RETAIN, symbol.alignment),
      link(link), generated(std::move(symbol), std::move(generator)) {}

void GeneratedSection::fail(Error error) {
  stage = Stage::Failed;
  Err(ctx) << toString(std::move(error));
}

/// st_size follows the layout at once: other generators may ask for it.
void GeneratedSection::publishSize() {
  if (startCommand->sym)
    startCommand->sym->size = generated.size();
}

ExprValue GeneratedSection::evaluateStart() {
  switch (stage) {
  case Stage::Installed:
    prepare();
    break;
  case Stage::LaidOut:
    arrange();
    break;
  case Stage::Prepared:
  case Stage::Discarded:
  case Stage::Failed:
    break;
  }
  if (stage == Stage::Discarded)
    return ExprValue(0);
  publishSize();
  ExprValue value(this, false, 0, "");
  value.type = STT_OBJECT;
  return value;
}

ExprValue GeneratedSection::evaluateEnd() {
  if (stage == Stage::Discarded)
    return ExprValue(0);
  return ExprValue(this, false, generated.size(), "");
}

// Hook 1.
void GeneratedSection::prepare() {
  if (!getParent()) {
    stage = Stage::Discarded;
    link.warn("generated symbol '" + symbol().name + "': section '" +
              symbol().section +
              "' is discarded by the linker script; the symbol is absolute "
              "and zero");
    return;
  }
  stage = Stage::Prepared;

  flags &= ~uint64_t(SHF_GNU_RETAIN);
  uint64_t others = 0;
  for (SectionCommand *cmd : getParent()->commands)
    if (auto *isd = dyn_cast<InputSectionDescription>(cmd))
      for (InputSection *s : isd->sections)
        others |= s->flags;
  if (!(others & SHF_GNU_RETAIN))
    getParent()->flags &= ~uint64_t(SHF_GNU_RETAIN);

  if (ctx.arg.isPic && !link.slotRelocations)
    link.slotRelocations = SlotRelocations::install(ctx, link);

  auto &sections = ctx.inputSections;
  llvm::erase(sections, this);
  auto tail = llvm::find_if(llvm::reverse(sections), [](InputSectionBase *s) {
                return !isa<SyntheticSection>(s);
              }).base();
  sections.insert(tail, this);
}

// Hook 2.
bool GeneratedSection::isNeeded() const {
  if (stage == Stage::Prepared)
    const_cast<GeneratedSection *>(this)->layOut();
  return stage != Stage::Failed;
}

void GeneratedSection::layOut() {
  TimeTraceScope scope("Lay out generated symbol", symbol().name);
  stage = Stage::LaidOut;
  link.collect();
  if (generated.isLate() && !link.lateStage) {
    link.lateStage = std::make_unique<LateStage>(ctx, link);
    if (Error e = link.lateStage->plan(link.generatedSections))
      return fail(std::move(e));
  }
  if (Error e = generated.runLayout(link))
    return fail(std::move(e));
  publishSize();
  bool loaderWrites = ctx.arg.isPic && generated.numSlots();
  if (symbol().kind == SectionKind::RelRo ||
      (symbol().kind == SectionKind::ReadOnly && loaderWrites))
    makeRelRo();
  if (loaderWrites) {
    if (link.slotRelocations)
      link.slotRelocations->add(*this);
    else
      addRelativeRelocations();
  }
}

void GeneratedSection::makeRelRo() {
  flags |= SHF_WRITE;
  OutputSection *osec = getParent();
  osec->flags |= SHF_WRITE;
  // An output section of a script that holds other things too keeps the place
  // the script gave it; making it RELRO might tear the RELRO segment apart. And
  // what the program may write to must stay writable.
  auto mayBeRelRo = [this](InputSection *s) {
    return any_of(link.generatedSections, [&](GeneratedSection *generated) {
      return generated == s &&
             generated->symbol().kind != SectionKind::Writable;
    });
  };
  bool alone = true;
  for (SectionCommand *cmd : osec->commands)
    if (auto *isd = dyn_cast<InputSectionDescription>(cmd))
      alone &= llvm::all_of(isd->sections, mayBeRelRo);
  osec->relro |= alone;
}

static DynamicReloc relativeReloc(Ctx &ctx, const GeneratedSection *section,
                                  const Slot &slot) {
  auto *sym = static_cast<Defined *>(slot.symbol.opaque());
  return {ctx.target->relativeRel,
          section,
          slot.offset,
          false,
          *sym,
          slot.addend,
          R_ABS};
}

// The way when SlotRelocations could not be installed. The relocations go
// straight into the vector that is written, not into the per-thread ones of the
// relocation scan, and say what they relocate only from arrange() on.
void GeneratedSection::addRelativeRelocations() {
  auto &relocs = ctx.mainPart->relaDyn->relocs;
  relocs.insert(relocs.begin(), generated.numSlots(),
                DynamicReloc(ctx.target->relativeRel, this, 0));
}

// By now lld has partitioned its vector, but stably: ours still stand together.
void GeneratedSection::updateRelativeRelocations() {
  auto &relocs = ctx.mainPart->relaDyn->relocs;
  auto *reloc = llvm::find_if(
      relocs, [this](const DynamicReloc &r) { return r.inputSec == this; });
  generated.forEachSlot(link, [&](const Slot &slot) {
    assert(reloc != relocs.end() && reloc->inputSec == this);
    *reloc++ = relativeReloc(ctx, this, slot);
  });
}

// Hook 3.
void GeneratedSection::arrange() {
  bool addressesExist = !ctx.script->hasSectionsCommand || assignmentsSeen;
  assignmentsSeen = true;
  if (!addressesExist)
    return;
  TimeTraceScope scope("Arrange generated symbol", symbol().name);
  link.locateCode();
  Expected<bool> changed = generated.runArrange(link);
  if (!changed)
    return fail(changed.takeError());
  bool first = !rangesInserted;
  if ((*changed || first) && !link.slotRelocations && ctx.arg.isPic &&
      generated.numSlots())
    updateRelativeRelocations();
  if (first)
    insertRanges();
}

void GeneratedSection::insertRanges() {
  rangesInserted = true;
  // --randomize-section-padding would insert bytes between the ranges. A late
  // generator writes all at once.
  if (ctx.arg.randomizeSectionPadding || generated.isLate())
    return;
  generated.split();
  for (SectionCommand *cmd : getParent()->commands) {
    auto *isd = dyn_cast<InputSectionDescription>(cmd);
    if (!isd)
      continue;
    auto it = llvm::find(isd->sections, this);
    if (it == isd->sections.end())
      continue;
    SmallVector<InputSection *, 0> ranges;
    for (size_t i = 1, e = generated.numRanges(); i != e; ++i)
      ranges.push_back(make<RangeSection>(*this, i));
    isd->sections.insert(it + 1, ranges.begin(), ranges.end());
    return;
  }
}

/// A symbol of ours that is still a PROVIDE was provided by someone else; and
/// a script may assign to its name. Both would go unnoticed.
void GeneratedSection::reportConflict() {
  conflictReported = true;
  for (SymbolAssignment *cmd : {startCommand, endCommand}) {
    if (!cmd)
      continue;
    bool assigned = false;
    auto check = [&](SectionCommand *other) {
      auto *assign = dyn_cast<SymbolAssignment>(other);
      if (!assign || assign == cmd || assign->name != cmd->name)
        return;
      assigned = true;
      StringRef text = assign->commandString;
      Err(ctx) << "symbol '" << cmd->name
               << "' is made by the linker and may not be assigned to"
               << "\n>>> " << assign->location << (text.empty() ? "" : ": ")
               << text;
    };
    for (SectionCommand *other : ctx.script->sectionCommands) {
      check(other);
      if (auto *osd = dyn_cast<OutputDesc>(other))
        for (SectionCommand *inner : osd->osec.commands)
          check(inner);
    }
    if (!cmd->provide || assigned)
      continue;
    // A definition that LTO has taken out again is known to no file.
    Symbol *sym = ctx.symtab->find(cmd->name);
    bool inObject = sym && sym->file && !sym->file->isInternal();
    Err(ctx) << "symbol '" << cmd->name
             << "' is made by the linker and may not be defined by an input"
             << "\n>>> defined in "
             << (inObject ? toStr(ctx, sym->file) : "bitcode");
  }
}

// Whatever became of the symbols, lld asks a section that has a place in the
// output for its size while it assigns addresses: the one sure moment to find
// out that our assignments were never evaluated.
size_t GeneratedSection::getSize() const {
  if (!conflictReported && getParent() && (stage != Stage::Prepared))
    const_cast<GeneratedSection *>(this)->reportConflict();
  return generated.rangeEnd(0);
}

// Hook 4.
void GeneratedSection::writeRange(size_t range, uint8_t *buf) {
  TimeTraceScope scope("Write generated symbol", symbol().name);
  if (stage != Stage::LaidOut)
    return;
  if (generated.isLate())
    return link.lateStage->interceptOutput();
  uint64_t size = generated.rangeEnd(range) - generated.rangeStart(range);
  if (Error e = generated.runWrite(link, range, MutableArrayRef(buf, size)))
    Err(ctx) << toString(std::move(e));
}

RangeSection::RangeSection(GeneratedSection &head, size_t range)
    : SyntheticSection(head.ctx, head.name, head.type, head.flags, 1),
      head(head), range(range) {
  parent = head.getParent();
}

size_t RangeSection::getSize() const {
  return head.state().rangeEnd(range) - head.state().rangeStart(range);
}

void RangeSection::writeTo(uint8_t *buf) { head.writeRange(range, buf); }
