//===- Ahead.cpp ----------------------------------------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Hook 0: garbage has been collected, and input sections are about to get their
// output sections.
//
// lld has no callback there, but it evaluates expressions of a linker script:
// the SUBALIGN of an output section. So there is one of ours among those that
// overwrite others (OVERWRITE_SECTIONS). It has no input section, its name is
// ours, and its expression says that it has a place in the output already, so
// that lld never gives it one: it leaves no trace.
//
// Code that is live there is in the output as it is, unless identical code is
// folded or a script discards some of it: both come later.
//
// --enable-non-contiguous-regions refuses sections that overwrite others: such
// a link has no hook 0.
//
// A thread that reads inputs must not outlive them. lld unmaps them when its
// context goes, and that is before ours, so there may be one only where lld
// ends the process instead (exitEarly). A library that links in its own process
// keeps it.
//
//===----------------------------------------------------------------------===//

#include "../../Support/Machine.h"
#include "GeneratedSection.h"
#include "Session.h"
#include "llvm/Support/TimeProfiler.h"

using namespace llvm;
using namespace llvm::ELF;
using namespace lld;
using namespace lld::elf;
using namespace gosym;
using namespace gosym::lldaccess;

void Session::watchPlacing() {
  if (ctx.arg.enableNonContiguousRegions || std::exchange(watchesPlacing, true))
    return;
  auto *desc = make<OutputDesc>(ctx, ourLocation, SHT_PROGBITS, 0);
  desc->osec.subalignExpr = [this, desc] {
    desc->osec.sectionIndex = 0;
    beginAhead();
    return ExprValue(1);
  };
  ctx.script->overwriteSections.push_back(desc);
}

void Session::beginAhead() {
  SymbolTasks tasks(ctx);
  EarlyLink early{link};
  early.maxNames = tasks.startOf(tasks.size());
  early.names = [&] { return link.namesAhead(tasks); };
  // The one section that overwrites others is that of watchPlacing().
  early.codeIsFinal = ctx.arg.icf == ICFLevel::None &&
                      !ctx.script->hasSectionsCommand &&
                      ctx.script->insertCommands.empty() &&
                      ctx.script->overwriteSections.size() == 1;
  early.sizeOfCode = [this](uint32_t object, uint64_t number) {
    return link.objects.sizeOfCode(object, number);
  };
  early.hasThumbBit = machineOf(ctx.arg.emachine).hasThumbBit;
  early.mayHaveThread = ctx.e.exitEarly && ctx.arg.threadCount > 1;
  for (GeneratedSection *section : generatedSections)
    if (section->beginAhead)
      section->beginAhead(early);
}

// As in LiveSymbols.cpp, as far as it is known and cheap to find out: sections
// are looked at only where some of them are garbage.
RawArray<StringRef> LinkAnswers::namesAhead(const SymbolTasks &tasks) const {
  TimeTraceScope scope("Find names ahead");
  const Machine &machine = machineOf(ctx.arg.emachine);
  bool mayBeGarbage = ctx.arg.gcSections;
  auto isWanted = [&](const Defined &d, SymbolTasks::Place place) {
    if (!d.section || d.isSection() || d.isFile() || d.isTls() ||
        (mayBeGarbage && !d.section->isLive()))
      return false;
    if (place == SymbolTasks::Place::Local ? !isKeptLocal(ctx, d)
                                           : !d.isUsedInRegularObj)
      return false;
    StringRef name = d.getName();
    return !name.empty() && !machine.isMappingSymbol(name);
  };
  return tasks.gather<StringRef>(
      [&](size_t task, StringRef *next) {
        tasks.forEachOf(task, mayBeGarbage,
                        [&](Defined &d, SymbolTasks::Place place) {
                          if (isWanted(d, place))
                            new (next++) StringRef(d.getName());
                        });
        return next;
      },
      [](size_t, size_t) {});
}
