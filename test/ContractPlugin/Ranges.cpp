//===- Ranges.cpp - Symbols that are big, or grow -------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Scenarios.h"
#include "llvm/Support/Endian.h"

using namespace llvm;
using namespace gosym;
using namespace gosym::contract;

/// A function of the offset alone; the tests know it too.
static uint8_t byteAt(uint64_t offset) {
  return offset * 7 + (offset >> 8) * 13 + (offset >> 16) * 29;
}

static Error writeByOffset(const Link &, uint64_t offset,
                           MutableArrayRef<uint8_t> bytes) {
  for (uint8_t &byte : bytes)
    byte = byteAt(offset++);
  return Error::success();
}

static void cutEach(Layout &layout, uint64_t step) {
  layout.cuts.clear();
  for (uint64_t cut = step; cut < layout.size; cut += step)
    layout.cuts.push_back(cut);
}

/// Grows by \p step in the first \p times calls of arrange(). The last word is
/// a slot, which moves along, to the symbol `after`; an odd step makes it
/// unaligned.
static void createGrowing(StringRef name, uint64_t step, unsigned times,
                          uint64_t cutStep) {
  auto place = [cutStep](Layout &layout) {
    layout.slots[0].offset = layout.size - 8;
    if (!cutStep)
      return;
    cutEach(layout, cutStep);
    // No cut inside the slot.
    while (!layout.cuts.empty() && layout.cuts.back() > layout.slots[0].offset)
      layout.cuts.pop_back();
  };
  Hooks hooks;
  hooks.layout = [=](Link &link, Layout &layout) -> Error {
    Expected<SymbolRef> after = findLive(link, "after");
    if (!after)
      return after.takeError();
    layout.slots.push_back({0, *after, 0});
    place(layout);
    return Error::success();
  };
  auto calls = std::make_shared<unsigned>(0);
  hooks.arrange = [=](Link &, Layout &layout) -> Expected<bool> {
    if ((*calls)++ >= times)
      return false;
    layout.size += step;
    place(layout);
    return true;
  };
  hooks.write = writeByOffset;
  GeneratedSymbol symbol = symbolCalled(name, step);
  symbol.endName = (name + "_end").str();
  create(std::move(symbol), std::move(hooks));
}

/// 20 MB with cuts, in \p section.
static void createBig(StringRef section) {
  Hooks hooks;
  hooks.layout = [](Link &, Layout &layout) {
    layout.size = 20'000'003;
    cutEach(layout, 999);
    return Error::success();
  };
  hooks.write = writeByOffset;
  GeneratedSymbol symbol = symbolCalled("big");
  symbol.section = section.str();
  symbol.endName = "big_end";
  create(std::move(symbol), std::move(hooks));
}

static const Scenario scenarios[] = {
    {"big", [] { createBig(".big"); }},
    {"big-in-rodata", [] { createBig(".rodata"); }},
    // The same bytes, without leave to cut.
    {"big-uncut",
     [] {
       Hooks hooks;
       hooks.write = writeByOffset;
       GeneratedSymbol symbol = symbolCalled("big", 20'000'003);
       symbol.endName = "big_end";
       create(std::move(symbol), std::move(hooks));
     }},
    {"grow", [] { createGrowing("grow", 4097, 3, 0); }},
    // Split at 4 MB, ends at 12 MB.
    {"grow-ranges", [] { createGrowing("grow", 3'000'001, 3, 777); }},
    {"grow-forever",
     [] {
       Hooks hooks;
       hooks.arrange = [](Link &, Layout &layout) -> Expected<bool> {
         layout.size += 16;
         return true;
       };
       GeneratedSymbol symbol = symbolCalled("grow", 16);
       symbol.endName = "grow_end";
       create(std::move(symbol), std::move(hooks));
     }},
    // The range that fails is one of many, somewhere on a thread.
    {"late-write-fails",
     [] {
       Hooks hooks;
       hooks.layout = [](Link &, Layout &layout) {
         layout.size = 20'000'003;
         cutEach(layout, 999);
         return Error::success();
       };
       hooks.write = [](const Link &, uint64_t offset,
                        MutableArrayRef<uint8_t> bytes) -> Error {
         uint64_t bad = 15'000'000;
         if (offset <= bad && bad < offset + bytes.size())
           return createStringError("cannot write it");
         return Error::success();
       };
       create(symbolCalled("big"), std::move(hooks));
     }},
};

ArrayRef<Scenario> contract::rangeScenarios() { return scenarios; }
