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
#include "llvm/Support/Parallel.h"

using namespace llvm;
using namespace llvm::ELF;
using namespace lld;
using namespace lld::elf;
using namespace gosym;
using namespace gosym::lldaccess;

OutputKind LLDLink::outputKind() const {
  if (ctx.arg.shared)
    return OutputKind::SharedObject;
  return ctx.arg.pie ? OutputKind::PositionIndependent : OutputKind::Executable;
}

static Defined &definedOf(SymbolRef symbol) {
  return *static_cast<Defined *>(symbol.opaque());
}

StringRef LLDLink::name(SymbolRef symbol) const {
  return definedOf(symbol).getName();
}

std::string LLDLink::origin(SymbolRef symbol) const {
  return toStr(ctx, definedOf(symbol).file);
}

SymbolInfo LLDLink::info(SymbolRef symbol) const {
  const Defined &d = definedOf(symbol);
  SymbolInfo info;
  info.name = d.getName();
  info.size = d.size;
  if (auto it = objectIndex.find(d.file); it != objectIndex.end())
    info.object = it->second;
  info.isLocal = d.isLocal();
  info.isFunction = d.isFunc() || d.isGnuIFunc();
  info.isFolded = d.folded;
  if (const OutputSection *osec = d.getOutputSection())
    info.symbolClass = osec->flags & SHF_EXECINSTR  ? SymbolClass::Text
                       : osec->type == SHT_NOBITS ? SymbolClass::Bss
                                                    : SymbolClass::Data;
  return info;
}

uint64_t LLDLink::address(SymbolRef symbol) const {
  return definedOf(symbol).getVA(ctx);
}

SymbolRef LLDLink::find(StringRef name) const {
  auto *d = dyn_cast_or_null<Defined>(ctx.symtab->find(name));
  return SymbolRef(d);
}

// As lld's own reserved symbols do, a value of -1 stands for the end of an
// output section.
void LLDLink::placeTextBounds() {
  if (!textStartSym)
    return;
  OutputSection *first = nullptr, *last = nullptr;
  for (OutputSection *osec : ctx.outputSections) {
    if (!(osec->flags & SHF_EXECINSTR) || !(osec->flags & SHF_ALLOC) ||
        !osec->size)
      continue;
    if (!first || osec->addr < first->addr)
      first = osec;
    if (!last || osec->addr + osec->size > last->addr + last->size)
      last = osec;
  }
  if (!first)
    return;
  textStartSym->section = first;
  textEndSym->section = last;
}

std::string LLDLink::objectName(uint32_t object) const {
  return toStr(ctx, ctx.objectFiles[object]);
}

void LLDLink::parallelFor(size_t n, function_ref<void(size_t)> fn) const {
  llvm::parallelFor(0, n, fn);
}

void LLDLink::warn(const Twine &message) const { Warn(ctx) << message; }

void LLDLink::note(const Twine &message) const {
  ctx.e.errs() << ctx.e.logName << ": " << message << "\n";
}
