//===- Breaches.cpp - Generators that fail or break the contract ----------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Scenarios.h"

using namespace llvm;
using namespace gosym;
using namespace gosym::contract;

/// A symbol of 32 bytes whose layout() is \p fn, which gets a live symbol for
/// its slots.
static void createLayout(void (*fn)(Layout &, SymbolRef),
                         SectionKind kind = SectionKind::ReadOnly) {
  Hooks hooks;
  hooks.layout = [fn](Link &link, Layout &layout) -> Error {
    Expected<SymbolRef> start = findLive(link, "_start");
    if (!start)
      return start.takeError();
    fn(layout, *start);
    return Error::success();
  };
  GeneratedSymbol symbol = symbolCalled("broken", 32);
  symbol.kind = kind;
  create(std::move(symbol), std::move(hooks));
}

/// Two slots at first, then what \p fn makes of them in arrange().
static void createArrange(void (*fn)(Layout &)) {
  Hooks hooks;
  hooks.layout = [](Link &link, Layout &layout) {
    SymbolRef start = link.find("_start");
    layout.slots = {{0, start}, {8, start}};
    return Error::success();
  };
  hooks.arrange = [fn](Link &, Layout &layout) -> Expected<bool> {
    fn(layout);
    return true;
  };
  create(symbolCalled("broken", 32), std::move(hooks));
}

/// One of the symbols that cannot be made; \p change says why.
static void createImpossible(void (*change)(GeneratedSymbol &)) {
  GeneratedSymbol symbol = symbolCalled("broken", 32);
  symbol.endName = "broken_end";
  change(symbol);
  create(std::move(symbol), {});
}

namespace {
struct Nameless : HookedGenerator {
  Nameless() : HookedGenerator(Hooks()) {}
  StringRef name() const override { return ""; }
};
} // namespace

static const Scenario scenarios[] = {
    {"no-generator",
     [] { createGeneratedSymbol(symbolCalled("broken"), nullptr); }},
    {"nameless-generator",
     [] {
       createGeneratedSymbol(symbolCalled("broken"),
                             std::make_unique<Nameless>());
     }},
    {"no-name",
     [] { createImpossible([](GeneratedSymbol &s) { s.name.clear(); }); }},
    {"no-section",
     [] { createImpossible([](GeneratedSymbol &s) { s.section.clear(); }); }},
    {"end-is-begin",
     [] { createImpossible([](GeneratedSymbol &s) { s.endName = s.name; }); }},
    {"alignment-3",
     [] { createImpossible([](GeneratedSymbol &s) { s.alignment = 3; }); }},
    {"alignment-0",
     [] { createImpossible([](GeneratedSymbol &s) { s.alignment = 0; }); }},
    {"nameless-part",
     [] {
       createImpossible([](GeneratedSymbol &) {});
       addGeneratedPart("broken", "");
     }},
    {"part-like-the-end",
     [] {
       createImpossible([](GeneratedSymbol &) {});
       addGeneratedPart("broken", "broken_end");
     }},
    {"part-outside",
     [] {
       createLayout([](Layout &l, SymbolRef) { l.parts[0] = {30, 3}; });
       addGeneratedPart("broken", "broken_part");
     }},
    {"part-lost",
     [] {
       createLayout([](Layout &l, SymbolRef) { l.parts.clear(); });
       addGeneratedPart("broken", "broken_part");
     }},
    {"intact", [] { createImpossible([](GeneratedSymbol &) {}); }},
    {"same-end",
     [] { createImpossible([](GeneratedSymbol &s) { s.name = "other"; }); }},
    {"name-of-an-end",
     [] {
       createImpossible(
           [](GeneratedSymbol &s) { s.name = std::exchange(s.endName, ""); });
     }},

    {"layout-fails",
     [] {
       Hooks hooks;
       hooks.layout = [](Link &, Layout &) {
         return createStringError("cannot lay it out");
       };
       create(symbolCalled("broken", 32), std::move(hooks));
     }},
    {"arrange-fails",
     [] {
       Hooks hooks;
       hooks.arrange = [](Link &, Layout &) -> Expected<bool> {
         return createStringError("cannot arrange it");
       };
       create(symbolCalled("broken", 32), std::move(hooks));
     }},
    {"write-fails",
     [] {
       Hooks hooks;
       hooks.write = [](const Link &, uint64_t, MutableArrayRef<uint8_t>) {
         return createStringError("cannot write it");
       };
       create(symbolCalled("broken", 32), std::move(hooks));
     }},

    {"slot-outside",
     [] {
       createLayout([](Layout &layout, SymbolRef s) {
         layout.slots = {{0, s}, {25, s}};
       });
     }},
    {"slot-far-outside",
     [] {
       createLayout([](Layout &layout, SymbolRef s) {
         layout.slots = {{UINT64_MAX - 3, s}};
       });
     }},
    {"slots-overlap",
     [] {
       createLayout([](Layout &layout, SymbolRef s) {
         layout.slots = {{0, s}, {8, s}, {15, s}};
       });
     }},
    {"slots-descend",
     [] {
       createLayout([](Layout &layout, SymbolRef s) {
         layout.slots = {{16, s}, {0, s}};
       });
     }},
    {"slot-without-symbol",
     [] {
       createLayout([](Layout &layout, SymbolRef s) {
         layout.slots = {{0, s}, {16, SymbolRef()}};
       });
     }},
    {"slot-crosses-cut",
     [] {
       createLayout([](Layout &layout, SymbolRef s) {
         layout.slots = {{0, s}, {10, s}};
         layout.cuts = {8, 17};
       });
     }},
    {"slots-not-loaded",
     [] {
       createLayout(
           [](Layout &layout, SymbolRef s) { layout.slots = {{0, s}}; },
           SectionKind::NotLoaded);
     }},
    {"slots-in-a-note",
     [] {
       createLayout(
           [](Layout &layout, SymbolRef s) { layout.slots = {{0, s}}; },
           SectionKind::Note);
     }},
    {"cuts-unordered",
     [] {
       createLayout([](Layout &layout, SymbolRef) { layout.cuts = {16, 8}; });
     }},
    {"cut-outside",
     [] {
       createLayout([](Layout &layout, SymbolRef) { layout.cuts = {8, 33}; });
     }},
    // Allowed: cuts at both ends, twice the same, and between two slots.
    {"cuts-at-the-edges",
     [] {
       createLayout([](Layout &layout, SymbolRef s) {
         layout.slots = {{0, s}, {8, s}, {24, s}};
         layout.cuts = {0, 8, 8, 16, 24, 32};
       });
     }},

    // Allowed, but for a symbol that has none after layout().
    {"slot-added-late",
     [] {
       createArrange([](Layout &layout) {
         if (layout.slots.size() == 2)
           layout.slots.push_back({16, layout.slots[0].symbol});
       });
     }},
    {"slot-dropped-late",
     [] { createArrange([](Layout &layout) { layout.slots.resize(1); }); }},
    {"first-slot-late",
     [] {
       Hooks hooks;
       hooks.arrange = [](Link &link, Layout &layout) -> Expected<bool> {
         layout.slots = {{0, link.find("_start")}};
         return true;
       };
       create(symbolCalled("broken", 32), std::move(hooks));
     }},
    {"slot-outside-late",
     [] { createArrange([](Layout &layout) { layout.size = 15; }); }},
    {"cut-outside-late",
     [] { createArrange([](Layout &layout) { layout.cuts = {33}; }); }},
};

ArrayRef<Scenario> contract::breachScenarios() { return scenarios; }
