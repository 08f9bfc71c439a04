//===- LiveSymbols.cpp ----------------------------------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which symbols does the output define? The set of the .symtab that lld would
// write, less what has no address in a loaded section.
//
// Where lld has listed the symbols of its own table, by the same rules, that
// list is gone over: what is dead is not in it. Under -s there is none, and
// under -r and --emit-relocs it is the wrong one; there the rules are followed
// again, on what they look at, which gives the same symbols in the same order:
//
//   locals    of each object, those that are still Defined (lld has demoted
//             the ones in sections that were collected, discarded or belong to
//             a COMDAT that lost), less what --discard-* throws away
//   globals   of the symbol table, those that a regular object defines or uses
//
// Objects are looked at in parallel, then the table; each piece of work has a
// place of its own in one array, as long as its list can become, and the lists
// are moved together in their order, so the order of the result depends on the
// inputs only.
//
// Under -r the set is that of the final link as far as it can be told.
//
// A symbol that a script assigns may be absolute now and in a section later, or
// the other way round: what it will be is decisive (ScriptSymbols.cpp).
//
// Not in the set: a function of a shared object whose address was taken has a
// "canonical" PLT entry and a Defined that stands for it (NEEDS_COPY is set and
// stays; for copied data lld clears it). In .symtab it is undefined.
//
//===----------------------------------------------------------------------===//

#include "../../Support/Machine.h"
#include "ELF/Writer.h"
#include "LinkAnswers.h"
#include "llvm/Support/TimeProfiler.h"

using namespace llvm;
using namespace llvm::ELF;
using namespace lld;
using namespace lld::elf;
using namespace gosym;
using namespace gosym::lldaccess;

bool lldaccess::isKeptLocal(Ctx &ctx, const Defined &d) {
  // What a relocatable output keeps for its relocations only, the final link
  // drops.
  bool temporary = d.getName().starts_with(".L");
  bool forRelocations = ctx.arg.relocatable && temporary && d.section &&
                        (d.section->flags & SHF_MERGE);
  if (isMentioned(d) && ctx.arg.copyRelocs && !forRelocations)
    return true;
  // The number of this type is another one on other machines.
  if (ctx.arg.emachine == EM_ARM && d.section &&
      d.section->type == SHT_ARM_EXIDX)
    return false;
  switch (ctx.arg.discard) {
  case DiscardPolicy::None:
    return true;
  case DiscardPolicy::All:
    return false;
  case DiscardPolicy::Default:
  case DiscardPolicy::Locals:
    break;
  }
  return !temporary || (ctx.arg.discard != DiscardPolicy::Locals &&
                        !(d.section && (d.section->flags & SHF_MERGE)));
}

/// The output section that holds \p d if it has an address in a loaded one and
/// a name that means something; if not, null, and it is counted in \p left.
const OutputSection *LinkAnswers::loadedSection(const Defined &d,
                                                LeftOutSymbols &left) const {
  if (d.isSection() || d.isFile())
    return nullptr;
  uint64_t *reason = nullptr;
  const OutputSection *osec = nullptr;
  SectionBase *section = foreseenSection(d);
  if (!section)
    reason = &left.absolute;
  else if (d.isTls())
    reason = &left.threadLocal;
  else if (d.getName().empty())
    reason = &left.unnamed;
  else if (d.hasFlag(NEEDS_COPY))
    reason = &left.canonicalPLT;
  else if (osec = section->getOutputSection();
           !osec || !(osec->flags & SHF_ALLOC))
    reason = &left.notLoaded;
  else if (machineOf(ctx.arg.emachine).isMappingSymbol(d.getName()))
    reason = &left.mapping;
  // See RelocatableOutput.cpp. The flag is on sections under -r only.
  else if (d.isLocal() && (section->flags & SHF_GROUP))
    reason = &left.inGroup;
  if (!reason)
    return osec;
  ++*reason;
  return nullptr;
}

static bool isHidden(const Symbol &sym) {
  return sym.visibility() == STV_HIDDEN || sym.visibility() == STV_INTERNAL;
}

static LiveSymbol describe(Ctx &ctx, Defined &d, const OutputSection &osec,
                           uint32_t object) {
  LiveSymbol s;
  s.ref = SymbolRef(&d);
  s.nameData = d.getName().data();
  s.nameSize = d.getName().size();
  s.object = object;
  s.symbolClass = unsigned(classOfSection(osec));
  // The final link makes a hidden symbol local.
  s.isLocal = d.isLocal() || (ctx.arg.relocatable && isHidden(d));
  s.isFunction = d.isFunc() || d.isGnuIFunc();
  s.isFolded = d.folded;
  s.hasSize = d.size != 0;
  return s;
}

// Empty sections and synthetic ones that are not needed go later. Ours are not
// asked: the question lays them out, and they would find no symbols yet. They
// stay, but are no code.
bool LinkAnswers::willHaveContent(const OutputSection &osec) const {
  bool found = false;
  forEachSection(osec, [&](InputSection &s) {
    if (found)
      return;
    if (ours.contains(&s)) {
      found = !isCode(osec);
      return;
    }
    auto *synthetic = dyn_cast<SyntheticSection>(&s);
    found = (!synthetic || synthetic->isNeeded()) && s.getSize();
  });
  return found;
}

/// The output section of code with the most input sections.
static const OutputSection *largestCode(Ctx &ctx) {
  const OutputSection *largest = nullptr;
  forEachOutput(ctx, [&](const OutputSection &osec) {
    if (isCode(osec) && (!largest || numSections(osec) > numSections(*largest)))
      largest = &osec;
  });
  return largest;
}

bool LinkAnswers::anyContentIn(
    function_ref<bool(const OutputSection &)> predicate) const {
  return any_of(ctx.script->sectionCommands, [&](SectionCommand *cmd) {
    auto *osd = dyn_cast<OutputDesc>(cmd);
    return osd && predicate(osd->osec) && willHaveContent(osd->osec);
  });
}

// What lld knows by name need not be live: it may be absolute, thread-local or
// not loaded, and a slot must not name such a symbol.
SymbolRef LinkAnswers::find(StringRef name) const {
  LeftOutSymbols reasons;
  auto *d = dyn_cast_or_null<Defined>(ctx.symtab->find(name));
  if (!d || !isLiveGlobal(*d) || !loadedSection(*d, reasons))
    return SymbolRef();
  return SymbolRef(d);
}

bool LinkAnswers::isLiveGlobal(const Defined &d) const {
  return d.isUsedInRegularObj && includeInSymtab(ctx, d) && isPlaced(d);
}

/// lld places __bss_start late; without a .bss it becomes absolute.
bool LinkAnswers::isPlaced(const Defined &d) const {
  return &d != ctx.sym.bss || hasBss;
}

void LinkAnswers::collect() {
  if (collected)
    return;
  collected = true;
  TimeTraceScope scope("Collect live symbols");
  code.orderOutputs();
  foreseen = foreseeScriptSymbols(ctx);
  objects.numberObjects();
  bool hasCode = anyContentIn(isCode);
  const OutputSection *text = largestCode(ctx);
  // lld places __bss_start late, on RISC-V at .sbss if there is one; without
  // either it becomes absolute.
  hasBss = !ctx.sym.bss || anyContentIn([&](const OutputSection &o) {
    return o.name == ".bss" ||
           (o.name == ".sbss" && machineOf(ctx.arg.emachine).hasSmallBss);
  });
  // And so it does MIPS's _gp, at the first section that is reached through it;
  // its .got is one, and always there. Until then _gp is absolute.
  if (ctx.sym.mipsGp && ctx.in.mipsGot && ctx.in.mipsGot->getParent())
    ctx.sym.mipsGp->section = ctx.out.elfHeader.get();

  std::vector<uint32_t> outside;
  collectSymbols(text, outside);
  if (hasCode)
    code.estimate(text, outside);
}

static void add(LeftOutSymbols &all, const LeftOutSymbols &some) {
  all.absolute += some.absolute;
  all.threadLocal += some.threadLocal;
  all.notLoaded += some.notLoaded;
  all.unnamed += some.unnamed;
  all.mapping += some.mapping;
  all.canonicalPLT += some.canonicalPLT;
  all.inGroup += some.inGroup;
}

/// Will \p d, which was found at \p place, be in .symtab?
bool LinkAnswers::isInSymtab(const Defined &d, SymbolTasks::Place place) const {
  switch (place) {
  case SymbolTasks::Place::Listed:
    return isPlaced(d);
  case SymbolTasks::Place::Local:
    return isKeptLocal(ctx, d) && includeInSymtab(ctx, d);
  case SymbolTasks::Place::Global:
    return isLiveGlobal(d);
  }
  llvm_unreachable("unknown place");
}

/// Fills `live`; \p allOutside gets the indexes of symbols in code that is not
/// in \p text.
void LinkAnswers::collectSymbols(const OutputSection *text,
                                 std::vector<uint32_t> &allOutside) {
  SymbolTasks tasks(ctx);
  std::vector<LeftOutSymbols> leftOut(tasks.size());
  std::vector<std::vector<uint32_t>> outside(tasks.size());
  auto find = [&](size_t task, LiveSymbol *first) {
    LiveSymbol *next = first;
    // Those of one object mostly follow one another.
    const InputFile *lastFile = nullptr;
    uint32_t index = noObject;
    tasks.forEachOf(task, true, [&](Defined &d, SymbolTasks::Place place) {
      if (!isInSymtab(d, place))
        return;
      const OutputSection *osec = loadedSection(d, leftOut[task]);
      if (!osec)
        return;
      // What ICF folded belongs to the object whose code was kept.
      const InputFile *file = d.folded ? d.section->file : d.file;
      if (file != lastFile) {
        index = objects.objectOf(file);
        lastFile = file;
      }
      if (osec != text && isCode(*osec))
        outside[task].push_back(next - first);
      new (next++) LiveSymbol(describe(ctx, d, *osec, index));
    });
    return next;
  };
  live = tasks.gather<LiveSymbol>(find, [&](size_t task, size_t number) {
    add(code.left, leftOut[task]);
    for (uint32_t index : outside[task])
      allOutside.push_back(number + index);
  });
}
