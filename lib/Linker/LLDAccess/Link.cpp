//===- Link.cpp -----------------------------------------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Answers Link.h's questions about one symbol or one object from lld's data.
// Which symbols there are is LiveSymbols.cpp's.
//
//===----------------------------------------------------------------------===//

#include "LLDAccess.h"
#include "LateStage.h"
#include "UnnamedCode.h"
#include "llvm/ADT/Hashing.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/Parallel.h"

using namespace llvm;
using namespace llvm::ELF;
using namespace lld;
using namespace lld::elf;
using namespace gosym;
using namespace gosym::lldaccess;

LLDLink::LLDLink(Ctx &ctx) : ctx(ctx) {}

LLDLink::~LLDLink() = default;

OutputKind LLDLink::outputKind() const {
  if (ctx.arg.relocatable)
    return OutputKind::Relocatable;
  if (ctx.arg.shared)
    return OutputKind::SharedObject;
  return ctx.arg.pie ? OutputKind::PositionIndependent : OutputKind::Executable;
}

static Defined &definedOf(SymbolRef symbol) {
  return *static_cast<Defined *>(symbol.opaque());
}

std::string LLDLink::origin(SymbolRef symbol) const {
  return toStr(ctx, definedOf(symbol).file);
}

uint64_t LLDLink::size(SymbolRef symbol) const {
  return definedOf(symbol).size;
}

SymbolClass LLDLink::classOf(SymbolRef symbol) const {
  const OutputSection *osec = definedOf(symbol).getOutputSection();
  return osec ? classOfSection(*osec) : SymbolClass::Data;
}

StringRef LLDLink::sectionName(SymbolRef symbol) const {
  const OutputSection *osec = definedOf(symbol).getOutputSection();
  return osec ? osec->name : "";
}

bool LLDLink::isGenerated(SymbolRef symbol) const {
  return isOurs(definedOf(symbol).section);
}

// A relocatable output has no addresses, but an order of its code.
uint64_t LLDLink::address(SymbolRef symbol) const {
  const Defined &d = definedOf(symbol);
  uint64_t address = d.getVA(ctx);
  if (!codeBases.empty())
    address += codeBases.lookup(d.getOutputSection());
  return address;
}

// The symbol and its section are two cache misses that wait for each other; far
// enough ahead, neither is waited for.
template <typename Fn>
static void forEachAhead(ArrayRef<SymbolRef> symbols, Fn fn) {
  constexpr size_t symbolsAhead = 24, sectionsAhead = 12;
  size_t n = symbols.size();
  for (SymbolRef symbol : symbols.take_front(symbolsAhead))
    __builtin_prefetch(symbol.opaque());
  for (size_t i = 0; i != n; ++i) {
    if (i + symbolsAhead < n)
      __builtin_prefetch(symbols[i + symbolsAhead].opaque());
    if (i + sectionsAhead < n)
      prefetchSection(definedOf(symbols[i + sectionsAhead]));
    fn(i, definedOf(symbols[i]));
  }
}

void LLDLink::addresses(ArrayRef<SymbolRef> symbols,
                        MutableArrayRef<uint64_t> addresses) const {
  forEachAhead(symbols, [&](size_t i, Defined &) {
    addresses[i] = address(symbols[i]);
  });
}

void LLDLink::places(ArrayRef<SymbolRef> symbols,
                     MutableArrayRef<uint64_t> addresses,
                     MutableArrayRef<CodePlace> places) const {
  forEachAhead(symbols, [&](size_t i, Defined &d) {
    addresses[i] = address(symbols[i]);
    places[i] = UnnamedCode::placeOf(ctx, d);
  });
}

ArrayRef<LiveSymbol> LLDLink::codeWithoutSymbols() const {
  return unnamed ? unnamed->symbols() : ArrayRef<LiveSymbol>();
}

SmallVector<OutputSection *, 8> LLDLink::codeByAddress() const {
  SmallVector<OutputSection *, 8> code;
  for (OutputSection *osec : ctx.outputSections)
    if ((osec->flags & SHF_EXECINSTR) && (osec->flags & SHF_ALLOC) &&
        osec->size)
      code.push_back(osec);
  llvm::sort(code, [](OutputSection *a, OutputSection *b) {
    return std::tie(a->addr, a->sectionIndex) <
           std::tie(b->addr, b->sectionIndex);
  });
  return code;
}

void LLDLink::findCodeWithoutSymbols(ArrayRef<CodePlace> places,
                                     function_ref<SymbolRef(size_t)> symbolAt) {
  if (unnamed)
    unnamed->find(codeByAddress(), places, symbolAt);
}

// The order of addresses inside an output section is the order of its input
// sections, which lld keeps while it assigns addresses, but where sections
// spill into another memory region, are ordered by SHF_LINK_ORDER, or shrink by
// relaxation (two symbols may meet at one address then). Symbols that have met,
// one of them in an empty section, part again when lld puts a thunk, a patch or
// padding between them: the number of input sections tells. So does what else
// makes code without symbols, which is to be found again then; and the values
// of symbols that scripts assign (ScriptSymbols.cpp).
void LLDLink::locateCode() {
  if (ctx.arg.relocatable)
    return locateRelocatableCode();
  SmallVector<OutputSection *, 8> code = codeByAddress();
  if (code.empty())
    return;
  bool maySettle = ctx.script->potentialSpillLists.empty() &&
                   ctx.arg.emachine != EM_RISCV &&
                   ctx.arg.emachine != EM_LOONGARCH && !ctx.arg.optimizeBBJumps;
  for (OutputSection *osec : code)
    maySettle &= !(osec->flags & SHF_LINK_ORDER);
  hash_code order = hash_value(0);
  for (OutputSection *osec : code) {
    size_t numSections = 0;
    for (SectionCommand *cmd : osec->commands)
      if (auto *isd = dyn_cast<InputSectionDescription>(cmd))
        numSections += isd->sections.size();
    order = hash_combine(order, osec->sectionIndex, numSections);
  }
  order = hash_combine(order, hashScriptSymbols());
  if (unnamed)
    order = hash_combine(order, unnamed->shape(code));
  // An odd number for a settled order, another even one each time if not.
  codeOrder = maySettle ? size_t(order) | 1 : (codeOrder & ~1ull) + 2;

  // As lld's own reserved symbols do, the value -1 of textEndSym stands for
  // the end of the output section.
  if (textStartSym) {
    textStartSym->section = code.front();
    textEndSym->section = code.back();
  }
}

// As long as lld keeps a section it is a command of the script, whether or not
// there is a script.
OutputSection *LLDLink::findOutput(StringRef name) const {
  for (SectionCommand *cmd : ctx.script->sectionCommands)
    if (auto *osd = dyn_cast<OutputDesc>(cmd))
      if (osd->osec.name == name)
        return &osd->osec;
  return nullptr;
}

std::optional<SectionInfo> LLDLink::section(StringRef name) const {
  OutputSection *osec = findOutput(name);
  if (!osec)
    return std::nullopt;
  SectionInfo info;
  info.name = osec->name;
  info.address = osec->addr;
  info.size = osec->size;
  info.isLoaded = osec->flags & SHF_ALLOC;
  info.isExecutable = osec->flags & SHF_EXECINSTR;
  info.isWritable = osec->flags & SHF_WRITE;
  info.hasBytes = osec->type != SHT_NOBITS;
  return info;
}

Defined *LLDLink::makeBound(OutputSection *osec, uint64_t value) const {
  return makeDefined(ctx, ctx.internalFile, "", STB_LOCAL, STV_DEFAULT,
                     STT_NOTYPE, value, 0, osec);
}

// lld's arena is not made for several threads, and the map is not either.
SymbolRef LLDLink::boundOf(StringRef section, uint64_t value) const {
  OutputSection *osec = findOutput(section);
  if (!osec)
    return SymbolRef();
  std::lock_guard<std::mutex> lock(boundsMutex);
  Defined *&bound = bounds[{osec, value}];
  if (!bound)
    bound = makeBound(osec, value);
  return SymbolRef(bound);
}

SymbolRef LLDLink::sectionStart(StringRef name) const {
  return boundOf(name, 0);
}

// As lld's own reserved symbols do, the value -1 stands for the end.
SymbolRef LLDLink::sectionEnd(StringRef name) const {
  return boundOf(name, -1);
}

std::string LLDLink::objectName(uint32_t object) const {
  return toStr(ctx, ctx.objectFiles[object]);
}

// LLVM hands even a single call to another thread and waits for it: tens of
// microseconds, and most of the thousands of symbols that a link may have need
// one call each.
void LLDLink::parallelFor(size_t n, function_ref<void(size_t)> fn) const {
  if (n == 1)
    return fn(0);
  llvm::parallelFor(0, n, fn);
}

void LLDLink::warn(const Twine &message) const { Warn(ctx) << message; }

void LLDLink::note(const Twine &message) const {
  if (ctx.e.errorCount)
    return;
  ctx.e.errs() << ctx.e.logName << ": " << ctx.arg.outputFile << ": " << message
               << "\n";
}

void LLDLink::error(const Twine &message) const { Err(ctx) << message; }

ArrayRef<uint8_t> LLDLink::objectBytes(uint32_t object) const {
  return arrayRefFromStringRef(ctx.objectFiles[object]->mb.getBuffer());
}
