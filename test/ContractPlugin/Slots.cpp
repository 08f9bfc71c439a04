//===- Slots.cpp - Addresses inside a symbol ------------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Scenarios.h"

using namespace llvm;
using namespace gosym;
using namespace gosym::contract;

Expected<SymbolRef> contract::findLive(const Link &link, StringRef name) {
  if (SymbolRef symbol = link.find(name))
    return symbol;
  return createStringError("no live symbol '" + name + "'");
}

/// What write() leaves in the bytes of slots is overwritten, in the others not.
static Error fillWithEE(const Link &, uint64_t,
                        MutableArrayRef<uint8_t> bytes) {
  llvm::fill(bytes, 0xee);
  return Error::success();
}

static Error addSlots(
    Link &link, Layout &layout,
    std::initializer_list<std::tuple<uint64_t, const char *, int64_t>> slots) {
  for (auto [offset, name, addend] : slots) {
    Expected<SymbolRef> symbol = findLive(link, name);
    if (!symbol)
      return symbol.takeError();
    layout.slots.push_back({offset, *symbol, addend});
  }
  return Error::success();
}

/// Has so many slots that it does not store them: word i is the address of
/// `data` plus i.
class ManySlots : public Generator {
public:
  static constexpr uint64_t count = 1300;

  StringRef name() const override { return "many-slots"; }
  Error layout(Link &link, Layout &layout) override {
    Expected<SymbolRef> found = findLive(link, "data");
    if (!found)
      return found.takeError();
    data = *found;
    word = link.pointerSize();
    layout.size = count * word;
    return Error::success();
  }
  void forEachSlot(const Link &, const Layout &, uint64_t begin, uint64_t end,
                   function_ref<void(const Slot &)> fn) const override {
    for (uint64_t i = begin / word; i != end / word; ++i)
      fn({i * word, data, int64_t(i)});
  }
  Error write(const Link &, uint64_t, MutableArrayRef<uint8_t>) override {
    return Error::success();
  }

private:
  SymbolRef data;
  unsigned word = 8;
};

static const Scenario scenarios[] = {
    // Unaligned, one behind the other and with gaps; addends of both signs.
    {"slots",
     [] {
       GeneratedSymbol symbol = symbolCalled("slots", 44);
       symbol.alignment = 16;
       Hooks hooks;
       hooks.layout = [](Link &link, Layout &layout) {
         return addSlots(link, layout,
                         {{1, "function", 0},
                          {9, "data", 4},
                          {19, "data", -1},
                          {35, "slots", 44}});
       };
       hooks.write = fillWithEE;
       create(std::move(symbol), std::move(hooks));
     }},
    {"many-slots",
     [] {
       createGeneratedSymbol(symbolCalled("many_slots"),
                             std::make_unique<ManySlots>());
     }},
    // Two generated symbols that point to each other.
    {"ring",
     [] {
       for (auto [name, other] :
            {std::pair("ring_a", "ring_b"), std::pair("ring_b", "ring_a")}) {
         Hooks hooks;
         hooks.layout = [other = other](Link &link, Layout &layout) {
           return addSlots(link, layout, {{0, other, 0}});
         };
         create(symbolCalled(name, 8), std::move(hooks));
       }
     }},
    // The bounds of the code.
    {"text-bounds",
     [] {
       Hooks hooks;
       hooks.layout = [](Link &link, Layout &layout) {
         layout.slots = {{0, link.textStart()}, {8, link.textEnd()}};
         return Error::success();
       };
       create(symbolCalled("text_bounds", 16), std::move(hooks));
     }},
};

ArrayRef<Scenario> contract::slotScenarios() { return scenarios; }
