//===- Answers.cpp - What the link says when it is asked ------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "../../lib/DebugInfo/ObjectDebugInfo.h"
#include "Scenarios.h"
#include "gosym/Linker/LinkInputs.h"
#include "llvm/DebugInfo/DWARF/DWARFContext.h"
#include "llvm/DebugInfo/DWARF/DWARFDie.h"
#include "llvm/Support/FormatVariadic.h"

using namespace llvm;
using namespace gosym;
using namespace gosym::contract;

static const char *nameOf(OutputKind kind) {
  switch (kind) {
  case OutputKind::Executable:
    return "executable";
  case OutputKind::PositionIndependent:
    return "position-independent";
  case OutputKind::SharedObject:
    return "shared object";
  case OutputKind::Relocatable:
    return "relocatable";
  }
  return "?";
}

/// What the output section called \p name has.
static const char *contentOf(const Link &link, StringRef name) {
  std::optional<SectionInfo> section = link.section(name);
  if (section && section->isExecutable)
    return "text";
  return !section || section->hasBytes ? "data" : "bss";
}

static Error sayLink(Link &link, Layout &) {
  link.note(formatv("{0}, {1}-bit, {2}", nameOf(link.outputKind()),
                    link.pointerSize() * 8,
                    link.byteOrder() == endianness::little ? "little" : "big"));
  for (uint32_t i = 0; i != link.inputs().numObjects(); ++i)
    link.note(formatv("object {0}: {1}, in the output {2}", i,
                      link.inputs().objectName(i),
                      link.inputs().stableName(i)));
  return Error::success();
}

static void saySymbol(const Link &link, StringRef name) {
  SymbolRef symbol = link.find(name);
  if (!symbol) {
    link.note(name + ": not found");
    return;
  }
  link.note(formatv(
      "{0}: {1} {2}, {3} bytes, {4}from {5}", name, link.sectionName(symbol),
      contentOf(link, link.sectionName(symbol)), link.size(symbol),
      link.isGenerated(symbol) ? "generated, " : "",
      link.inputs().origin(symbol)));
}

static Error sayAddresses(const Link &link, uint64_t,
                          MutableArrayRef<uint8_t>) {
  SymbolRef symbols[] = {link.find("code"), link.find("data"),
                         link.find("answers"), link.textStart(),
                         link.textEnd()};
  uint64_t addresses[std::size(symbols)];
  link.addresses(symbols, addresses);
  const char *names[] = {"code", "data", "answers", "text start", "text end"};
  for (size_t i = 0; i != std::size(symbols); ++i) {
    if (addresses[i] != link.address(symbols[i]))
      return createStringError("two addresses of one symbol");
    link.note(formatv("{0} at 0x{1:x-}", names[i], addresses[i]));
  }
  return Error::success();
}

static void sayRelocation(const Link &link, const SectionRelocation &r) {
  std::string named;
  for (SymbolRef symbol : r.named)
    for (const LiveSymbol &s : link.liveSymbols())
      if (s.ref == symbol)
        named += " " + s.name().str();
  link.note(formatv("  {0}: {1}{2} + {3}, {4}, named{5}", r.offset,
                    r.isAddress ? "" : "not an address, ", r.symbolName,
                    r.addend, r.symbol ? "live" : "not in the output",
                    named.empty() ? " nothing" : named));
}

static Error sayConsumed(Link &link, Layout &) {
  for (const ConsumedSection &section : link.inputs().consumedSections()) {
    link.note(formatv("{0} of {1}: {2} bytes", section.name,
                      link.inputs().objectName(section.object),
                      section.bytes.size()));
    link.inputs().forEachRelocation(
        section, [&](const SectionRelocation &r) { sayRelocation(link, r); });
  }
  return Error::success();
}

/// Is the function of \p die in the output, and is there a live symbol at its
/// first byte?
static std::string fateOf(const Link &link, uint32_t object, DWARFDie die) {
  auto pc = die.find(dwarf::DW_AT_low_pc);
  auto address = pc ? pc->getAsSectionedAddress() : std::nullopt;
  if (!address)
    return "has no address";
  SectionRef section =
      link.inputs().inputSection(object, address->SectionIndex);
  if (!section)
    return "is not in the output";
  InputSectionInfo info = link.inputs().inputSectionInfo(section);
  std::string fate =
      formatv("is in {0} bytes, {1}executable, aligned to {2}", info.size,
              info.isExecutable ? "" : "not ", info.alignment);
  for (const LiveSymbol &symbol : link.liveSymbols()) {
    SymbolPlace place = link.inputs().placeOf(symbol.ref);
    if (place.section == section && place.offset == address->Address)
      fate += formatv(", {0}{1}", symbol.name(),
                      link.inputs().sectionAddress(section, place.offset) ==
                              link.address(symbol.ref)
                          ? ""
                          : " elsewhere");
  }
  return fate;
}

/// What the debug info of the objects says of their functions.
static Expected<bool> sayDebugInfo(Link &link, Layout &) {
  for (uint32_t object = 0; object != link.inputs().numObjects(); ++object) {
    DebugInfo info =
        readDebugInfo(link.inputs().objectBytes(object), [&](Error e) {
          link.note("problem: " + toString(std::move(e)));
        });
    if (bool(info.dwarf) != link.inputs().hasDebugInfo(object))
      return createStringError("two answers to one question");
    if (!info.dwarf) {
      link.note(link.inputs().objectName(object) + ": no debug info");
      continue;
    }
    for (const std::unique_ptr<DWARFUnit> &unit : info.dwarf->compile_units()) {
      DWARFDie root = unit->getUnitDIE(/*ExtractUnitDIEOnly=*/false);
      link.note(formatv("{0}: {1}{2}", link.inputs().objectName(object),
                        root.getShortName(),
                        info.isRelaxed ? ", relaxed" : ""));
      for (DWARFDie die : root.children())
        if (die.getTag() == dwarf::DW_TAG_subprogram && die.getShortName())
          link.note(formatv("  {0} {1}", die.getShortName(),
                            fateOf(link, object, die)));
    }
  }
  return false;
}

/// Two symbols that say when they are called, each round of arrange() once.
static void createTurns() {
  for (StringRef name : {"zebra", "ape"}) {
    Hooks hooks;
    hooks.layout = [name](Link &link, Layout &) {
      link.note("layout of " + name);
      return Error::success();
    };
    hooks.arrange = [name](Link &link, Layout &) -> Expected<bool> {
      link.note("arrange of " + name);
      return false;
    };
    create(symbolCalled(name, 8), std::move(hooks));
  }
}

static const Scenario scenarios[] = {
    {"turns", createTurns},
    // Each live symbol with its st_info.
    {"infos",
     [] {
       Hooks hooks;
       hooks.write = [](const Link &link, uint64_t, MutableArrayRef<uint8_t>) {
         for (const LiveSymbol &s : link.liveSymbols())
           link.note(formatv("{0}: binding {1}, type {2}", s.name(),
                             link.symbolInfo(s.ref) >> 4,
                             link.symbolInfo(s.ref) & 0xf));
         return Error::success();
       };
       create(symbolCalled("infos", 8), std::move(hooks));
     }},
    {"debug-info",
     [] {
       Hooks hooks;
       auto rounds = std::make_shared<int>(0);
       hooks.arrange = [rounds](Link &link, Layout &layout) -> Expected<bool> {
         if ((*rounds)++)
           return false;
         return sayDebugInfo(link, layout);
       };
       create(symbolCalled("debug-info", 8), std::move(hooks));
     }},
    {"answers",
     [] {
       Hooks hooks;
       hooks.layout = sayLink;
       auto said = std::make_shared<bool>(false);
       hooks.arrange = [said](Link &link, Layout &) -> Expected<bool> {
         if (!*said)
           for (StringRef name :
                {"code", "data", "zero", "weak", "answers", "local", "absolute",
                 "thread_local", "note", "undefined", "collected"})
             saySymbol(link, name);
         *said = true;
         return false;
       };
       hooks.write = sayAddresses;
       create(symbolCalled("answers", 24), std::move(hooks));
     }},
    {"consumes",
     [] {
       Hooks hooks;
       hooks.layout = sayConsumed;
       create(symbolCalled("consumes", 8), std::move(hooks));
       consumeInputSections("consumes", ".note_taken");
       consumeInputSections("consumes", ".more_notes");
       consumeInputSections("not a generated symbol", ".text");
     }},
    // One that would say if any callback ran.
    {"talkative",
     [] {
       Hooks hooks;
       hooks.layout = [](Link &link, Layout &) {
         link.note("layout() ran");
         return Error::success();
       };
       hooks.arrange = [](Link &link, Layout &) -> Expected<bool> {
         link.note("arrange() ran");
         return false;
       };
       hooks.write = [](const Link &link, uint64_t offset,
                        MutableArrayRef<uint8_t> bytes) {
         link.note(
             formatv("write() of {0} bytes at {1} ran", bytes.size(), offset));
         return Error::success();
       };
       create(symbolCalled("talkative", 8), std::move(hooks));
     }},
    {"warns",
     [] {
       Hooks hooks;
       hooks.layout = [](Link &link, Layout &) {
         link.warn("the generator warns");
         return Error::success();
       };
       create(symbolCalled("warns", 8), std::move(hooks));
     }},
};

ArrayRef<Scenario> contract::answerScenarios() { return scenarios; }
