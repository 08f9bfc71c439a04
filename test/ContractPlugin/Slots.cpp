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

/// Two slots with the bounds of .data, and what section() says of it, of .bss
/// and of .text, as words, when addresses are final.
static void createSections() {
  GeneratedSymbol symbol = symbolCalled("sections", 48);
  symbol.alignment = 8;
  Hooks hooks;
  hooks.layout = [](Link &link, Layout &layout) -> Error {
    if (link.sectionStart(".nowhere") || link.section(".nowhere"))
      return createStringError("found .nowhere");
    if (!(link.sectionStart(".data") == link.sectionStart(".data")) ||
        !(link.sectionEnd(".data") == link.sectionEnd(".data")) ||
        link.sectionStart(".data") == link.sectionEnd(".data"))
      return createStringError("a bound is not one symbol");
    layout.slots.push_back({0, link.sectionStart(".data"), 0});
    layout.slots.push_back({8, link.sectionEnd(".data"), 0});
    return Error::success();
  };
  hooks.write = [](const Link &link, uint64_t,
                   MutableArrayRef<uint8_t> bytes) -> Error {
    std::optional<SectionInfo> data = link.section(".data");
    std::optional<SectionInfo> bss = link.section(".bss");
    std::optional<SectionInfo> text = link.section(".text");
    if (!data || !bss || !text)
      return createStringError("no .data, .bss or .text");
    writeWord(link, bytes.data() + 16, data->size);
    writeWord(link, bytes.data() + 24,
              data->isLoaded && data->isWritable && data->hasBytes &&
                  !data->isExecutable);
    writeWord(link, bytes.data() + 32, bss->size * !bss->hasBytes);
    writeWord(link, bytes.data() + 40, text->isExecutable && !text->isWritable);
    return Error::success();
  };
  create(std::move(symbol), std::move(hooks));
}

static const Scenario scenarios[] = {
    {"sections", createSections},
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
