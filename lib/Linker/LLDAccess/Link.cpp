//===- Link.cpp -----------------------------------------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Answers Link.h's questions about one symbol or one output section from lld's
// data. Which symbols there are is LiveSymbols.cpp's.
//
//===----------------------------------------------------------------------===//

#include "LinkAnswers.h"
#include "llvm/Support/Parallel.h"

using namespace llvm;
using namespace llvm::ELF;
using namespace lld;
using namespace lld::elf;
using namespace gosym;
using namespace gosym::lldaccess;

OutputKind LinkAnswers::outputKind() const {
  if (ctx.arg.relocatable)
    return OutputKind::Relocatable;
  if (ctx.arg.shared)
    return OutputKind::SharedObject;
  return ctx.arg.pie ? OutputKind::PositionIndependent : OutputKind::Executable;
}

uint64_t LinkAnswers::size(SymbolRef symbol) const {
  return definedOf(symbol).size;
}

// As lld writes it into .symtab.
uint8_t LinkAnswers::symbolInfo(SymbolRef symbol) const {
  const Defined &d = definedOf(symbol);
  uint8_t binding = ctx.arg.relocatable ? d.binding : d.computeBinding(ctx);
  return binding << 4 | (d.type & 0xf);
}

StringRef LinkAnswers::sectionName(SymbolRef symbol) const {
  const OutputSection *osec = definedOf(symbol).getOutputSection();
  return osec ? osec->name : "";
}

bool LinkAnswers::isGenerated(SymbolRef symbol) const {
  return ours.contains(definedOf(symbol).section);
}

// Nearly all symbols are in ordinary input sections. What lld computes for them
// is a sum of three numbers, behind calls that cost more than the sum. Not so
// on MIPS, where a bit of an address tells the mode of the code, and not under
// -r: a relocatable output has no addresses, but an order of its code.
uint64_t LinkAnswers::address(SymbolRef symbol) const {
  const Defined &d = definedOf(symbol);
  if (d.section && d.section->kind() == SectionBase::Regular &&
      ctx.arg.emachine != EM_MIPS && !ctx.arg.relocatable) {
    auto *input = static_cast<const InputSection *>(d.section);
    if (const OutputSection *osec = input->getParent())
      return osec->addr + input->outSecOff + d.value;
  }
  return d.getVA(ctx) + code.baseOf(d);
}

void LinkAnswers::addresses(ArrayRef<SymbolRef> symbols,
                            MutableArrayRef<uint64_t> addresses) const {
  forEachAhead(symbols, [&](size_t i, Defined &) {
    addresses[i] = address(symbols[i]);
  });
}

OutputSection *LinkAnswers::findOutput(StringRef name) const {
  OutputSection *found = nullptr;
  forEachOutput(ctx, [&](OutputSection &osec) {
    if (!found && osec.name == name)
      found = &osec;
  });
  return found;
}

std::optional<SectionInfo> LinkAnswers::section(StringRef name) const {
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

Defined *lldaccess::makeBound(Ctx &ctx, SectionBase *section, uint64_t value) {
  return makeDefined(ctx, ctx.internalFile, "", STB_LOCAL, STV_DEFAULT,
                     STT_NOTYPE, value, 0, section);
}

// lld's arena is not made for several threads, and the map is not either.
SymbolRef LinkAnswers::boundOf(StringRef section, uint64_t value) const {
  OutputSection *osec = findOutput(section);
  if (!osec)
    return SymbolRef();
  std::lock_guard<std::mutex> lock(boundsMutex);
  Defined *&bound = bounds[{osec, value}];
  if (!bound)
    bound = makeBound(ctx, osec, value);
  return SymbolRef(bound);
}

SymbolRef LinkAnswers::sectionStart(StringRef name) const {
  return boundOf(name, 0);
}

SymbolRef LinkAnswers::sectionEnd(StringRef name) const {
  return boundOf(name, -1);
}

// LLVM hands even a single call to another thread and waits for it: tens of
// microseconds, and most of the thousands of symbols that a link may have need
// one call each.
void LinkAnswers::parallelFor(size_t n, function_ref<void(size_t)> fn) const {
  if (n == 1)
    return fn(0);
  llvm::parallelFor(0, n, fn);
}

void LinkAnswers::warn(const Twine &message) const { Warn(ctx) << message; }

void LinkAnswers::note(const Twine &message) const {
  if (ctx.e.errorCount)
    return;
  ctx.e.errs() << ctx.e.logName << ": " << ctx.arg.outputFile << ": " << message
               << "\n";
}

void LinkAnswers::error(const Twine &message) const { Err(ctx) << message; }
