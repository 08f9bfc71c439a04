//===- GeneratedSection.cpp -----------------------------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The life of a generated symbol inside lld; the hooks are those of
// LLDAccess.h.
//
// 1. prepare(). Does the section have a place in the output? What is done for
//    all sections at once is in Prepare.cpp.
//
// 2. layOut(). The generator says how big it is and where its slots are. In a
//    position-independent output each slot is a relative relocation
//    (SlotRelocations.cpp, PackedSlots.cpp). The dynamic linker must write
//    there, so the section becomes writable and RELRO; in an output with fixed
//    addresses it stays read-only and has no relocation at all. Under -r and
//    --emit-relocs each slot is a static relocation (StaticRelocations.cpp).
//
// 3. arrange(). After each assignment of addresses the generator may move its
//    slots. The first time the section is split, too: range sections are
//    inserted behind the head, now and not earlier, because
//    --symbol-ordering-file and --shuffle-sections must not find them.
//
// 4. writeNextRange(). On any thread.
//
// lld assigns addresses at least twice in every link with addresses, and stops
// only after an assignment that moved no section and changed no symbol of a
// script; so the last arrange() has seen the final addresses.
//
//===----------------------------------------------------------------------===//

#include "GeneratedSection.h"
#include "ELF/Relocations.h"
#include "ELF/Target.h"
#include "LateStage.h"
#include "PackedSlots.h"
#include "PrivateMember.h"
#include "Session.h"
#include "SlotRelocations.h"
#include "StaticRelocations.h"
#include "llvm/Support/TimeProfiler.h"

using namespace llvm;
using namespace llvm::ELF;
using namespace lld;
using namespace lld::elf;
using namespace gosym;
using namespace gosym::lldaccess;

namespace gosym::lldaccess {
struct RelativesOfSection {
  using Pointer = size_t RelocationBaseSection::*;
  friend Pointer pointerTo(RelativesOfSection);
};
} // namespace gosym::lldaccess

template struct gosym::lldaccess::Expose<
    RelativesOfSection, &RelocationBaseSection::numRelativeRelocs>;

static uint64_t initialFlags(const GeneratedSymbol &symbol) {
  switch (symbol.kind) {
  case SectionKind::ReadOnly:
  case SectionKind::Note:
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
GeneratedSection::GeneratedSection(Ctx &ctx, Session &session,
                                   GeneratedSymbol symbol,
                                   std::unique_ptr<Generator> generator)
    : SyntheticSection(ctx, ctx.saver.save(symbol.section),
                       symbol.kind == SectionKind::Note ? SHT_NOTE
                                                        : SHT_PROGBITS,
                       initialFlags(symbol) | SHF_GNU_RETAIN, symbol.alignment),
      session(session), generated(std::move(symbol), std::move(generator)) {}

void GeneratedSection::fail(Error error) {
  stage = Stage::Failed;
  Err(ctx) << toString(std::move(error));
}

bool GeneratedSection::drives() const {
  return session.generatedSections.front() == this;
}

uint64_t GeneratedSection::offsetOf(const NameInside &name) const {
  switch (name.place) {
  case NameInside::Start:
    return 0;
  case NameInside::End:
    return generated.size();
  case NameInside::Part:
    return generated.parts()[name.part].offset;
  }
  llvm_unreachable("unknown place");
}

/// st_size follows the layout at once: other generators may ask for it.
void GeneratedSection::publishSizes() {
  for (const NameInside &name : names) {
    if (!name.command->sym || name.place == NameInside::End)
      continue;
    name.command->sym->size = name.place == NameInside::Start
                                  ? generated.size()
                                  : generated.parts()[name.part].size;
  }
}

ExprValue GeneratedSection::evaluate(size_t i) {
  const NameInside &name = names[i];
  if (drives() && name.place == NameInside::Start) {
    session.prepareSections();
    session.arrangeSections();
  }
  if (stage == Stage::Discarded)
    return ExprValue(0);
  if (name.place == NameInside::Start)
    publishSizes();
  ExprValue value(this, false, offsetOf(name), "");
  if (name.place != NameInside::End)
    value.type = STT_OBJECT;
  return value;
}

// Hook 1.
void GeneratedSection::prepare() {
  if (!getParent()) {
    stage = Stage::Discarded;
    session.link.warn(
        "generated symbol '" + symbol().name + "': section '" +
        symbol().section +
        "' is discarded by the linker script; the symbol is absolute "
        "and zero");
    return;
  }
  stage = Stage::Prepared;
  flags &= ~uint64_t(SHF_GNU_RETAIN);
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
  session.noteLayout();
  session.link.collect();
  if (generated.isLate() && !session.lateStage) {
    session.lateStage = std::make_unique<LateStage>(ctx, session.link);
    if (Error e = session.lateStage->plan(session.generatedSections))
      return fail(std::move(e));
  }
  if (Error e = generated.runLayout(session.link))
    return fail(std::move(e));
  publishSizes();
  if (ctx.arg.relocatable)
    weaken();
  if (ctx.arg.copyRelocs && generated.numSlots())
    staticRelocations = StaticRelocations::create(ctx, session.link, *this);
  // What becomes of a relocatable output may be position-independent.
  bool loaderWrites =
      (ctx.arg.isPic || ctx.arg.relocatable) && generated.numSlots();
  if (symbol().kind == SectionKind::RelRo ||
      (symbol().kind == SectionKind::ReadOnly && loaderWrites))
    makeRelRo();
  if (loaderWrites && ctx.arg.isPic) {
    if (session.packedSlots)
      session.packedSlots->add(*this);
    if (session.slotRelocations)
      session.slotRelocations->add(*this);
    else
      addRelativeRelocations();
  }
}

// Several relocatable outputs may be linked, and each has a definition. lld has
// made it a strong one each time it carried out our assignment.
void GeneratedSection::weaken() {
  uint8_t binding = symbol().binding == Binding::Local ? STB_LOCAL : STB_WEAK;
  for (const NameInside &name : names)
    if (name.command->sym)
      name.command->sym->binding = binding;
}

void GeneratedSection::makeRelRo() {
  flags |= SHF_WRITE;
  OutputSection *osec = getParent();
  osec->flags |= SHF_WRITE;
  osec->relro |= session.mayBeRelRo(*osec);
}

static DynamicReloc relativeReloc(Ctx &ctx, const GeneratedSection *section,
                                  const Slot &slot) {
  return relativeRelocation(ctx, section, slot.offset, definedOf(slot.symbol),
                            slot.addend);
}

// The way when SlotRelocations could not be installed. The relocations go
// straight into the vector that is written, not into the per-thread ones of the
// relocation scan, and say what they relocate only from arrange() on.
void GeneratedSection::addRelativeRelocations() {
  hasRelocations = true;
  auto &relocs = relativeRelocations(*relocationSection(ctx));
  relocs.insert(relocs.begin(), numUnpacked(),
                DynamicReloc(ctx.target->relativeRel, this, 0));
}

// By now lld has partitioned its vector, but stably: ours still stand together,
// among the relative ones, which lld has counted.
void GeneratedSection::updateRelativeRelocations() {
  RelocationBaseSection &section = *relocationSection(ctx);
  auto &relocs = relativeRelocations(section);
  auto isOurs = [this](const DynamicReloc &r) { return r.inputSec == this; };
  auto *begin = llvm::find_if(relocs, isOurs);
  auto *end = std::find_if_not(begin, relocs.end(), isOurs);
  size_t had = end - begin, has = numUnpacked();
  if (has < had)
    relocs.erase(begin + has, end);
  else
    relocs.insert(end, has - had,
                  DynamicReloc(ctx.target->relativeRel, this, 0));
  // Android's packed form has no count.
  if (ctx.arg.zCombreloc && !ctx.arg.androidPackDynRelocs)
    section.*pointerTo(RelativesOfSection()) += has - had;
  auto *reloc = llvm::find_if(relocs, isOurs);
  generated.forEachSlot(session.link, [&](const Slot &slot) {
    if (!isPacked(slot.offset))
      *reloc++ = relativeReloc(ctx, this, slot);
  });
}

// Hook 3.
void GeneratedSection::arrange() {
  if (stage != Stage::LaidOut)
    return;
  TimeTraceScope scope("Arrange generated symbol", symbol().name);
  Expected<bool> changed = generated.runArrange(session.link);
  if (!changed)
    return fail(changed.takeError());
  if (staticRelocations)
    staticRelocations->linkHeader();
  bool first = !rangesInserted;
  if (ctx.arg.isPic && *changed && session.packedSlots)
    session.packedSlots->recount();
  if (ctx.arg.isPic && *changed && session.slotRelocations)
    session.slotRelocations->recount();
  if (ctx.arg.isPic && (*changed || first) && !session.slotRelocations &&
      hasRelocations)
    updateRelativeRelocations();
  if (!first)
    return;
  insertRanges();
  checkSegment();
}

// lld makes a PT_NOTE for each run of output sections of notes. A script may
// have put ours into another section, which is none then, or name the segments
// itself. They exist before addresses do.
void GeneratedSection::checkSegment() {
  if (symbol().kind != SectionKind::Note || ctx.arg.relocatable ||
      ctx.arg.oFormatBinary)
    return;
  const OutputSection *osec = getParent();
  for (const auto &segment : segments(ctx))
    if (segment->p_type == PT_NOTE && segment->firstSec &&
        segment->firstSec->sectionIndex <= osec->sectionIndex &&
        osec->sectionIndex <= segment->lastSec->sectionIndex)
      return;
  session.link.warn("generated symbol '" + symbol().name +
                    "': the linker script puts it into section '" + osec->name +
                    "', outside of all PT_NOTE segments; programs find it by "
                    "its symbol only");
}

void GeneratedSection::insertRanges() {
  rangesInserted = true;
  // --randomize-section-padding would insert bytes between the ranges. A late
  // generator writes all at once. In a relocatable link lld is walking the
  // list.
  if (ctx.arg.randomizeSectionPadding || generated.isLate() ||
      ctx.arg.relocatable)
    return;
  generated.split();
  if (generated.numRanges() == 1)
    return;
  forEachDescription(*getParent(), [&](InputSectionDescription &isd) {
    auto it = llvm::find(isd.sections, this);
    if (it == isd.sections.end())
      return;
    SmallVector<InputSection *, 0> ranges;
    for (size_t i = 1, e = generated.numRanges(); i != e; ++i)
      ranges.push_back(make<RangeSection>(*this, i));
    session.addOurs(ranges);
    isd.sections.insert(it + 1, ranges.begin(), ranges.end());
  });
}

// Whatever became of the symbols, lld asks a section that has a place in the
// output for its size while it assigns addresses: the one sure moment to find
// out that our assignments were never evaluated.
size_t GeneratedSection::getSize() const {
  if (getParent() && stage != Stage::Prepared)
    session.reportConflicts();
  bool hasNumber = getParent() && getParent()->sectionIndex != UINT32_MAX;
  if (ctx.arg.relocatable && stage == Stage::LaidOut && hasNumber)
    session.arrangeSections();
  return generated.rangeEnd(0);
}

// Hook 4. lld's thread pool begins with the task that was spawned last, so the
// ranges would be written from the end; and a file that is written downwards
// through a mapping gets its pages one by one: 3.5 times the time, for 1 GiB.
// So a call writes whichever range is next, not the one it is for: there are as
// many calls as ranges. They may come a second time, for another buffer, when
// lld has tried to compress the section.
void GeneratedSection::writeNextRange(uint8_t *symbolStart) {
  TimeTraceScope scope("Write generated symbol", symbol().name);
  if (stage != Stage::LaidOut)
    return;
  if (generated.isLate())
    return session.lateStage->interceptOutput();
  size_t range = nextRange++ % generated.numRanges();
  uint64_t begin = generated.rangeStart(range);
  uint64_t size = generated.rangeEnd(range) - begin;
  MutableArrayRef<uint8_t> bytes(symbolStart + begin, size);
  if (Error e = generated.runWrite(session.link, range, bytes))
    return void(Err(ctx) << toString(std::move(e)));
  if (staticRelocations && ctx.arg.relocatable)
    staticRelocations->writeInPlace(begin, bytes);
}

RangeSection::RangeSection(GeneratedSection &head, size_t range)
    : SyntheticSection(head.ctx, head.name, head.type, head.flags, 1),
      head(head), range(range) {
  parent = head.getParent();
}

size_t RangeSection::getSize() const {
  return head.state().rangeEnd(range) - head.state().rangeStart(range);
}

void RangeSection::writeTo(uint8_t *buf) {
  head.writeNextRange(buf - head.state().rangeStart(range));
}
