//===- Shapes.cpp - Size, kind, binding, place of a symbol ----------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Scenarios.h"
#include "gosym/Linker/LinkInputs.h"

using namespace llvm;
using namespace gosym;
using namespace gosym::contract;

Hooks contract::writing(StringRef text) {
  Hooks hooks;
  hooks.write = [text = text.str()](const Link &, uint64_t offset,
                                    MutableArrayRef<uint8_t> bytes) {
    StringRef part = StringRef(text).substr(offset, bytes.size());
    llvm::copy(part, bytes.begin());
    return Error::success();
  };
  return hooks;
}

static void createText(GeneratedSymbol symbol, StringRef text) {
  symbol.size = text.size();
  create(std::move(symbol), writing(text));
}

/// A symbol of each kind, with a word that names it. With \p slots the first
/// word of each loaded one is the address of `target`.
static void createKinds(bool slots) {
  auto add = [&](StringRef name, SectionKind kind, StringRef text) {
    GeneratedSymbol symbol = symbolCalled(name, 16);
    symbol.kind = kind;
    symbol.alignment = 8;
    Hooks hooks = writing(text);
    if (slots && kind != SectionKind::NotLoaded)
      hooks.layout = [](Link &link, Layout &layout) -> Error {
        Expected<SymbolRef> target = findLive(link, "target");
        if (!target)
          return target.takeError();
        layout.slots.push_back({0, *target, 0});
        return Error::success();
      };
    create(std::move(symbol), std::move(hooks));
  };
  add("k_readonly", SectionKind::ReadOnly, "--------readonly");
  add("k_relro", SectionKind::RelRo, "--------relro...");
  add("k_writable", SectionKind::Writable, "--------writable");
  add("k_notloaded", SectionKind::NotLoaded, "--------tools...");
}

static const Scenario scenarios[] = {
    // Size known when the symbol is created; no callback but write().
    {"fixed", [] { createText(symbolCalled("fixed"), "fixed ok"); }},
    // Size decided by layout(): one byte for each object of the link.
    {"laid-out",
     [] {
       GeneratedSymbol symbol = symbolCalled("laid_out", 1000);
       symbol.endName = "laid_out_end";
       Hooks hooks = writing("ABCDEFGHIJ");
       hooks.layout = [](Link &link, Layout &layout) {
         layout.size = link.inputs().numObjects();
         return Error::success();
       };
       create(std::move(symbol), std::move(hooks));
     }},
    {"empty",
     [] {
       Hooks hooks;
       hooks.write = [](const Link &, uint64_t, MutableArrayRef<uint8_t>) {
         return createStringError("asked to write no bytes");
       };
       create(symbolCalled("empty"), std::move(hooks));
     }},
    {"kinds", [] { createKinds(false); }},
    {"kinds-with-slots", [] { createKinds(true); }},
    // Mostly zeros: worth compressing.
    {"for-tools",
     [] {
       GeneratedSymbol symbol = symbolCalled("for_tools", 4096);
       symbol.kind = SectionKind::NotLoaded;
       create(std::move(symbol), writing("--------tools..."));
     }},
    {"bindings",
     [] {
       for (auto [name, binding] : {std::pair("b_global", Binding::Global),
                                    std::pair("b_hidden", Binding::Hidden),
                                    std::pair("b_local", Binding::Local)}) {
         GeneratedSymbol symbol = symbolCalled(name);
         symbol.binding = binding;
         createText(std::move(symbol), name);
       }
     }},
    {"aligned",
     [] {
       for (uint32_t alignment : {1, 64, 4096}) {
         GeneratedSymbol symbol =
             symbolCalled("aligned_" + std::to_string(alignment));
         symbol.alignment = alignment;
         createText(std::move(symbol), "aligned");
       }
     }},
    // Three symbols in one section, with a gap for the alignment of the last.
    {"several",
     [] {
       for (auto [name, alignment] :
            {std::pair("first", 1), std::pair("second", 1),
             std::pair("third", 16)}) {
         GeneratedSymbol symbol = symbolCalled(name);
         symbol.section = ".several";
         symbol.alignment = alignment;
         createText(std::move(symbol), name);
       }
     }},
    // One that is RELRO and one that the program writes, in one section.
    {"mixed-kinds",
     [] {
       for (auto [name, kind] :
            {std::pair("m_relro", SectionKind::RelRo),
             std::pair("m_writable", SectionKind::Writable)}) {
         GeneratedSymbol symbol = symbolCalled(name);
         symbol.section = ".mixed";
         symbol.kind = kind;
         createText(std::move(symbol), name);
       }
     }},
    // Of 16 bytes with two parts, in the other order than they are named; the
    // first arrange() puts 8 bytes in front of both.
    {"parts",
     [] {
       GeneratedSymbol symbol = symbolCalled("table", 16);
       symbol.endName = "table_end";
       symbol.alignment = 8;
       Hooks hooks = writing("--------12345678abcdefgh");
       hooks.layout = [](Link &, Layout &layout) {
         layout.parts[0] = {8, 8};
         layout.parts[1] = {0, 4};
         return Error::success();
       };
       hooks.arrange = [](Link &, Layout &layout) -> Expected<bool> {
         if (layout.size == 24)
           return false;
         layout.size = 24;
         for (GeneratedPart &part : layout.parts)
           part.offset += 8;
         return true;
       };
       create(std::move(symbol), std::move(hooks));
       addGeneratedPart("table", "table_letters");
       addGeneratedPart("table", "table_digits");
       addGeneratedPart("not a generated symbol", "not_a_part");
     }},
    {"withdrawn-parts",
     [] {
       createText(symbolCalled("withdrawn"), "withdrawn");
       addGeneratedPart("withdrawn", "withdrawn_part");
       withdrawGeneratedSymbol("withdrawn");
       createText(symbolCalled("fixed"), "fixed ok");
     }},
    // In a section of which the input has more.
    {"in-rodata",
     [] {
       for (StringRef name : {"r_first", "r_second"}) {
         GeneratedSymbol symbol = symbolCalled(name);
         symbol.section = ".rodata";
         createText(std::move(symbol), name);
       }
     }},
    // Leaves what `fixed` leaves.
    {"withdrawn",
     [] {
       GeneratedSymbol symbol = symbolCalled("withdrawn");
       symbol.endName = "withdrawn_end";
       createText(std::move(symbol), "withdrawn");
       createText(symbolCalled("fixed"), "fixed ok");
       withdrawGeneratedSymbol("withdrawn");
     }},
    // Bytes are zeroed: those that write() leaves alone, and before.
    {"zeroed",
     [] {
       Hooks hooks;
       hooks.write = [](const Link &, uint64_t,
                        MutableArrayRef<uint8_t> bytes) -> Error {
         if (!llvm::all_of(bytes, [](uint8_t b) { return b == 0; }))
           return createStringError("bytes are not zero");
         bytes.front() = bytes.back() = 0xaa;
         return Error::success();
       };
       create(symbolCalled("zeroed", 64), std::move(hooks));
     }},
};

ArrayRef<Scenario> contract::shapeScenarios() { return scenarios; }
