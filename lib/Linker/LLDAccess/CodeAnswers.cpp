//===- CodeAnswers.cpp ----------------------------------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Where the code of the output is, and whether its order has changed since the
// generators looked last. What no symbol stands for is SyntheticCode.cpp's; the
// sorting is CodeOrder.cpp's.
//
//===----------------------------------------------------------------------===//

#include "CodeAnswers.h"
#include "../../Support/Machine.h"
#include "../CodeOrder.h"
#include "LinkAnswers.h"

using namespace llvm;
using namespace llvm::ELF;
using namespace lld;
using namespace lld::elf;
using namespace gosym;
using namespace gosym::lldaccess;

CodeAnswers::CodeAnswers(Ctx &ctx, const LinkAnswers &link,
                         const SectionSet &ours, const InputAnswers &inputs)
    : order(std::make_unique<CodeOrder>(link, *this)), ctx(ctx), link(link),
      synthetic(ctx, ours, inputs), sectionMoves(ctx, ours) {}

CodeAnswers::~CodeAnswers() = default;

CodeOrder &gosym::codeOrderOf(Link &link) {
  return *static_cast<LinkAnswers &>(link).code.order;
}

bool CodeAnswers::hasThumbBit() const {
  return machineOf(ctx.arg.emachine).hasThumbBit;
}

SymbolClass CodeAnswers::classOf(SymbolRef symbol) const {
  const OutputSection *osec = definedOf(symbol).getOutputSection();
  return osec ? classOfSection(*osec) : SymbolClass::Data;
}

void CodeAnswers::places(ArrayRef<SymbolRef> symbols,
                         MutableArrayRef<uint64_t> addresses,
                         MutableArrayRef<CodePlace> places) const {
  const Machine &machine = machineOf(ctx.arg.emachine);
  forEachAhead(symbols, [&](size_t i, Defined &d) {
    addresses[i] = link.address(symbols[i]);
    places[i] = SyntheticCode::placeOf(machine, d);
  });
}

void CodeAnswers::sizes(ArrayRef<SymbolRef> symbols,
                        MutableArrayRef<uint64_t> sizes) const {
  forEachSymbolAhead(symbols, [&](size_t i, Defined &d) { sizes[i] = d.size; });
}

SmallVector<OutputSection *, 8> CodeAnswers::codeByAddress() const {
  SmallVector<OutputSection *, 8> code;
  for (OutputSection *osec : ctx.outputSections)
    if (isCode(*osec) && osec->size)
      code.push_back(osec);
  llvm::sort(code, [](OutputSection *a, OutputSection *b) {
    return std::tie(a->addr, a->sectionIndex) <
           std::tie(b->addr, b->sectionIndex);
  });
  return code;
}

void CodeAnswers::findSyntheticCode(ArrayRef<CodePlace> places,
                                    function_ref<SymbolRef(size_t)> symbolAt) {
  if (hasSynthetic)
    synthetic.find(codeByAddress(), places, symbolAt);
}

// The order of addresses inside an output section is the order of its input
// sections, which lld keeps while it assigns addresses, but where sections
// spill into another memory region, are ordered by SHF_LINK_ORDER, or shrink by
// relaxation (two symbols may meet at one address then). Symbols that have met,
// one of them in an empty section, part again when lld puts a thunk, a patch or
// padding between them: the number of input sections tells. So does what else
// makes synthetic code, which is to be found again then; and the values
// of symbols that scripts assign (ScriptSymbols.cpp).
void CodeAnswers::locate() {
  if (ctx.arg.relocatable)
    return locateRelocatable();
  sectionMoves.look();
  SmallVector<OutputSection *, 8> code = codeByAddress();
  if (code.empty())
    return;
  bool maySettle = keepsInputSections(ctx, code);
  hash_code hash = hash_value(0);
  for (OutputSection *osec : code)
    hash = hash_combine(hash, osec->sectionIndex, numSections(*osec));
  hash = hash_combine(hash, hashScriptSymbols(ctx));
  if (hasSynthetic)
    hash = hash_combine(hash, synthetic.shape(code));
  // An odd number for a settled order, another even one each time if not.
  currentGeneration =
      maySettle ? size_t(hash) | 1 : (currentGeneration & ~1ull) + 2;

  // As lld's own reserved symbols do, the value -1 of textEndSym stands for
  // the end of the output section.
  if (textStartSym) {
    textStartSym->section = code.front();
    textEndSym->section = code.back();
  }
}

void CodeAnswers::estimate(const OutputSection *text,
                           ArrayRef<uint32_t> outside) {
  // Placed by locate(); until then anywhere.
  textStartSym = makeBound(ctx, ctx.out.elfHeader.get(), 0);
  textEndSym = makeBound(ctx, ctx.out.elfHeader.get(), -1);
  // The final link of a relocatable output finds its synthetic code.
  if (ctx.arg.relocatable)
    return;
  hasSynthetic = true;
  ArrayRef<LiveSymbol> live = link.liveSymbols();
  SmallVector<OutputSection *, 8> outputs;
  forEachOutput(ctx, [&](OutputSection &osec) {
    if (&osec != text && isCode(osec))
      outputs.push_back(&osec);
  });
  std::vector<SymbolRef> refs;
  for (uint32_t index : outside)
    refs.push_back(live[index].ref);
  synthetic.estimate(outputs, refs);

  DenseMap<const SectionBase *, size_t> position;
  for (OutputSection *osec : outputs)
    forEachSection(*osec, [&](InputSection &s) {
      position.try_emplace(&s, position.size());
    });
  using Place = std::tuple<size_t, uint64_t, uint32_t>;
  std::vector<Place> places;
  auto add = [&](SymbolRef ref, uint32_t index) {
    const Defined &d = definedOf(ref);
    auto it = position.find(d.section);
    if (it != position.end())
      places.push_back({it->second, d.value, index});
  };
  for (uint32_t index : outside)
    add(live[index].ref, index);
  for (auto [i, s] : enumerate(synthetic.symbols()))
    add(s.ref, live.size() + i);
  llvm::sort(places);
  for (const Place &place : places)
    outsideText.push_back(std::get<2>(place));
}
