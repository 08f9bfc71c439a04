//===- LLDAccess.h - The seam to lld ----------------------------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// The files of this folder are the only ones that include lld's private
/// headers; a new version of lld is ported here, and what versions do
/// differently is in Versions.h. Everything above sees Link.h, LinkInputs.h,
/// GeneratedSymbol.h and CodeSource.h.
///
/// To lld a generated symbol is a synthetic section and an assignment
/// `NAME = ...` for each of its names (start, end, parts) in the list of linker
/// script commands, whose expressions are ours. lld calls us back through them:
///
///   #  callback                        what lld is doing
///   0  SUBALIGN of an output section   processSectionCommands: garbage is
///                                      collected -> what asked for
///                                      beginAhead()
///   1  expression of the assignment    processSymbolAssignments: GC, ICF and
///                                      script are done -> prepare()
///   2  isNeeded() of the section       removeUnusedSyntheticSections: the
///                                      relocations are scanned -> layOut()
///   3  the expression again            each assignAddresses -> arrange()
///   4  writeTo() of the section        the output is allocated, on any thread
///
/// Two halves. The first acts, and changes the link:
///
///   Session            all generated symbols of a link (Session.h):
///                      Install.cpp brings them in, Ahead.cpp does 0, and
///                      Prepare.cpp 1 and 3 for all at once
///   GeneratedSection   one of them: 1 to 4
///   SlotRelocations,   what relocates slots
///   PackedSlots,
///   StaticRelocations
///   LateStage          what follows when everything is written
///
/// The second answers what generators ask, and changes nothing but the order of
/// code under -r and sections that are consumed:
///
///   LinkAnswers        Link: Link.cpp, LiveSymbols.cpp
///   InputAnswers       LinkInputs: InputSections.cpp, ObjectNames.cpp,
///                      SectionHeaders.cpp, ConsumedSections.cpp
///   CodeAnswers        CodeSource: CodeAnswers.cpp, SyntheticCode.cpp,
///                      SectionMoves.cpp, RelocatableOutput.cpp
///   ScriptSymbols      symbols whose values come late
///
/// What we keep for a link lives in lld's context and goes with it (PerLink.h).
///
/// Invariants: nothing of lld is touched before VersionGuard has run. No symbol
/// and no section of an input is ever changed, but for sections that are
/// consumed (ConsumedSections.cpp). Everything but 4 runs on the thread that
/// drives the link; what a generator does ahead on a thread of its own touches
/// nothing of lld's.
///
//===----------------------------------------------------------------------===//

#ifndef GOSYM_LIB_LINKER_LLDACCESS_H
#define GOSYM_LIB_LINKER_LLDACCESS_H

#include "ELF/Config.h"
#include "ELF/InputFiles.h"
#include "ELF/InputSection.h"
#include "ELF/LinkerScript.h"
#include "ELF/OutputSections.h"
#include "ELF/SymbolTable.h"
#include "ELF/Symbols.h"
#include "ELF/SyntheticSections.h"
#include "Versions.h"
#include "gosym/Linker/Link.h"

namespace gosym::lldaccess {

/// Where our commands of the script come from, for lld.
inline constexpr llvm::StringLiteral ourLocation = "<gosym>";

using SectionSet = llvm::DenseSet<const lld::elf::SectionBase *>;

/// Does \p osec hold code that is loaded?
inline bool isCode(const lld::elf::OutputSection &osec) {
  return (osec.flags & llvm::ELF::SHF_EXECINSTR) &&
         (osec.flags & llvm::ELF::SHF_ALLOC);
}

inline SymbolClass classOfSection(const lld::elf::OutputSection &osec) {
  if (osec.flags & llvm::ELF::SHF_EXECINSTR)
    return SymbolClass::Text;
  return osec.type == llvm::ELF::SHT_NOBITS ? SymbolClass::Bss
                                            : SymbolClass::Data;
}

/// The symbol of lld behind \p symbol.
inline lld::elf::Defined &definedOf(SymbolRef symbol) {
  return *static_cast<lld::elf::Defined *>(symbol.opaque());
}

/// Calls \p fn with each InputSectionDescription of \p osec, which has a list
/// of input sections.
template <typename Fn>
void forEachDescription(const lld::elf::OutputSection &osec, Fn fn) {
  for (lld::elf::SectionCommand *cmd : osec.commands)
    if (auto *isd = llvm::dyn_cast<lld::elf::InputSectionDescription>(cmd))
      fn(*isd);
}

/// Calls \p fn with each input section of \p osec, in order.
template <typename Fn>
void forEachSection(const lld::elf::OutputSection &osec, Fn fn) {
  forEachDescription(osec, [&](lld::elf::InputSectionDescription &isd) {
    for (lld::elf::InputSection *section : isd.sections)
      fn(*section);
  });
}

/// How many input sections \p osec has.
inline size_t numSections(const lld::elf::OutputSection &osec) {
  size_t n = 0;
  forEachDescription(osec, [&](lld::elf::InputSectionDescription &isd) {
    n += isd.sections.size();
  });
  return n;
}

/// Calls \p fn with each output section that lld keeps, in the order of the
/// script; it is a command of the script whether or not there is a script.
template <typename Fn> void forEachOutput(lld::elf::Ctx &ctx, Fn fn) {
  for (lld::elf::SectionCommand *cmd : ctx.script->sectionCommands)
    if (auto *osd = llvm::dyn_cast<lld::elf::OutputDesc>(cmd))
      fn(osd->osec);
}

/// Asks for the section of \p d, which is two cache lines, ahead of its use.
inline void prefetchSection(const lld::elf::Defined &d) {
  auto *section = reinterpret_cast<const char *>(d.section);
  __builtin_prefetch(section);
  __builtin_prefetch(section + 64);
}

/// Calls fn(i, d) for symbol i of \p symbols, the Defined d. The symbol and its
/// section are two cache misses that wait for each other; far enough ahead,
/// neither is waited for.
template <typename Fn>
void forEachAhead(llvm::ArrayRef<SymbolRef> symbols, Fn fn) {
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

/// The same for an \p fn that does not look at the section.
template <typename Fn>
void forEachSymbolAhead(llvm::ArrayRef<SymbolRef> symbols, Fn fn) {
  constexpr size_t symbolsAhead = 16;
  size_t n = symbols.size();
  for (SymbolRef symbol : symbols.take_front(symbolsAhead))
    __builtin_prefetch(symbol.opaque());
  for (size_t i = 0; i != n; ++i) {
    if (i + symbolsAhead < n)
      __builtin_prefetch(symbols[i + symbolsAhead].opaque());
    fn(i, definedOf(symbols[i]));
  }
}

/// A local symbol of ours without name, at offset \p value of \p section. As
/// with lld's own reserved symbols, the value -1 stands for the end of an
/// output section.
lld::elf::Defined *makeBound(lld::elf::Ctx &ctx, lld::elf::SectionBase *section,
                             uint64_t value);

} // namespace gosym::lldaccess

#endif
