//===- ScriptSymbols.cpp --------------------------------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Symbols that a linker script, PROVIDE() or --defsym assigns. They get their
// values later than all others, one after the other, in each assignment of
// addresses:
//
//   --defsym=a=b --defsym=b=function
//
//                        a                          b
//   before hook 2        absolute, 0                at 0 in function's section
//   1st assignment       at 0 in function's section at function
//   2nd assignment       at function                at function
//
// Three things follow.
//
// foreseeScriptSymbols(). Whether a symbol is in a section at all, and so
// whether it is a live symbol, may show only later: `a` would be left out, and
// `size = end - start`, where one of the two is assigned below, would be taken
// for an address. So the assignments are tried before symbols are collected,
// as often as it takes, and then undone: it is only noted what will become of a
// symbol. What lld sees of its symbols is not changed.
//
// hashScriptSymbols(). The order of code changes with the values. The hash of
// those in code is part of Link::orderOfCode(). lld ends with an assignment
// that has changed no symbol of a script
// (Writer::finalizeAddressDependentContent()), so the values that the last
// arrange() sees are the final ones, also where our assignment, which calls it,
// stands in front of the others.
//
// rehearseAssignment(). In a relocatable link there is one assignment only
// (before lld 22: as many as change something), and symbols have their values
// when it is over, too late for arrange(). So it is carried out before. Then
// what it has changed is put back, for lld's own one to come to the same
// values.
//
// A link without such symbols pays for a look at its script's commands.
//
//===----------------------------------------------------------------------===//

#include "ScriptSymbols.h"
#include "PrivateMember.h"

using namespace llvm;
using namespace llvm::ELF;
using namespace lld;
using namespace lld::elf;
using namespace gosym;
using namespace gosym::lldaccess;

// The type of the state is private, too: it is deduced.
namespace gosym::lldaccess {
struct StateOfScript {
  friend auto pointerTo(StateOfScript);
};
template <auto pointer> struct ExposeState {
  friend auto pointerTo(StateOfScript) { return pointer; }
};
struct DotOfScript {
  using Pointer = uint64_t LinkerScript::*;
  friend Pointer pointerTo(DotOfScript);
};
} // namespace gosym::lldaccess

template struct gosym::lldaccess::ExposeState<&LinkerScript::state>;
template struct gosym::lldaccess::Expose<DotOfScript, &LinkerScript::dot>;

/// Calls \p fn for each command of the script that assigns to a symbol which is
/// not ours, in the order in which lld carries them out.
static void forEachAssignment(Ctx &ctx,
                              function_ref<void(SymbolAssignment &)> fn) {
  auto visit = [&](SectionCommand *cmd) {
    auto *assign = dyn_cast<SymbolAssignment>(cmd);
    // `.` and what PROVIDE() need not provide have no symbol.
    if (assign && assign->sym && assign->location != ourLocation)
      fn(*assign);
  };
  for (SectionCommand *cmd : ctx.script->sectionCommands) {
    visit(cmd);
    if (auto *osd = dyn_cast<OutputDesc>(cmd))
      for (SectionCommand *inner : osd->osec.commands)
        visit(inner);
  }
}

namespace {
/// What an assignment changes of a symbol.
struct ScriptValue {
  explicit ScriptValue(Defined &d)
      : sym(&d), section(d.section), value(d.value), type(d.type) {}
  void putBack() const {
    sym->section = section;
    sym->value = value;
    sym->type = type;
  }

  Defined *sym;
  SectionBase *section;
  uint64_t value;
  uint8_t type;
};
} // namespace

static std::vector<ScriptValue> scriptValues(Ctx &ctx) {
  std::vector<ScriptValue> values;
  forEachAssignment(
      ctx, [&](SymbolAssignment &assign) { values.emplace_back(*assign.sym); });
  return values;
}

/// lld itself gives up after so many assignments.
static constexpr unsigned maxAssignments = 30;

static unsigned assignmentsOf(const Ctx &ctx) {
  return ctx.arg.relocatable && assignsRelocatableOnce ? 1 : maxAssignments;
}

ForeseenSections lldaccess::foreseeScriptSymbols(Ctx &ctx) {
  ForeseenSections foreseen;
  std::vector<ScriptValue> before = scriptValues(ctx);
  // An expression that is wrong has been reported, and would be once more.
  if (before.empty() || errCount(ctx))
    return foreseen;
  auto &state = (*ctx.script).*pointerTo(StateOfScript());
  std::remove_pointer_t<std::remove_reference_t<decltype(state)>> ours(
      *ctx.script);
  // `.` is in a section; in which does not matter here.
  ours.outSec = ctx.out.elfHeader.get();
  state = &ours;

  bool changed = true;
  auto assign = [&](SymbolAssignment &cmd) {
    // As LinkerScript::addSymbol() does: there are no addresses yet.
    ExprValue value = cmd.expression();
    SectionBase *section = value.isAbsolute() ? nullptr : value.sec;
    changed |= !section != !cmd.sym->section;
    cmd.sym->section = section;
    cmd.sym->value = value.sec ? 0 : value.getValue();
  };
  unsigned assignments = assignmentsOf(ctx);
  for (unsigned i = 0; i != assignments && changed; ++i) {
    changed = false;
    forEachAssignment(ctx, assign);
  }
  state = nullptr;

  for (const ScriptValue &was : before)
    if (!was.section != !was.sym->section)
      foreseen[was.sym] = was.sym->section;
  for (const ScriptValue &was : before)
    was.putBack();
  return foreseen;
}

bool lldaccess::hasScriptSymbols(Ctx &ctx) {
  bool found = false;
  forEachAssignment(ctx, [&](SymbolAssignment &) { found = true; });
  return found;
}

hash_code lldaccess::hashScriptSymbols(Ctx &ctx) {
  hash_code hash = hash_value(0);
  forEachAssignment(ctx, [&](SymbolAssignment &assign) {
    const Defined &d = *assign.sym;
    const OutputSection *osec = d.getOutputSection();
    if (osec && (osec->flags & SHF_EXECINSTR))
      hash = hash_combine(hash, &d, d.section, d.value);
  });
  return hash;
}

void lldaccess::rehearseAssignment(Ctx &ctx, function_ref<void()> arrange) {
  std::vector<ScriptValue> before = scriptValues(ctx);
  if (before.empty() || errCount(ctx))
    return arrange();
  LinkerScript &script = *ctx.script;
  auto &state = script.*pointerTo(StateOfScript());
  uint64_t &dot = script.*pointerTo(DotOfScript());
  // lld may be in the middle of its own assignment.
  auto *stateBefore = state;
  uint64_t dotBefore = dot;
  std::vector<std::pair<uint64_t, uint64_t>> placesBefore;
  for (OutputSection *osec : ctx.outputSections)
    placesBefore.push_back({osec->addr, osec->size});
  std::vector<uint64_t> regionsBefore;
  for (auto &region : script.memoryRegions)
    regionsBefore.push_back(region.second->curPos);

  bool changed = true;
  for (unsigned i = 0, e = assignmentsOf(ctx); i != e && changed; ++i) {
    auto changes = script.assignAddresses();
    changed = changes.first || changes.second;
  }
  // A relocatable output has no addresses, as lld says when it is done.
  for (OutputSection *osec : ctx.outputSections)
    osec->addr = 0;
  arrange();

  for (const ScriptValue &was : before)
    was.putBack();
  for (auto [osec, place] : zip(ctx.outputSections, placesBefore))
    std::tie(osec->addr, osec->size) = place;
  for (auto [region, position] : zip(script.memoryRegions, regionsBefore))
    region.second->curPos = position;
  // Told again by lld's own assignment.
  script.recordedErrors.clear();
  state = stateBefore;
  dot = dotBefore;
}
