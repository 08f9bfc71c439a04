//===- Versions.h - What differs between versions of lld --------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// The plugin is built for one major version of lld, 21, 22 or 23, from one
/// source. What the three do differently is here, and nowhere else: no other
/// file asks for the version.
///
///   what                    21               22               23
///   ----------------------  ---------------  ---------------  ---------------
///   sections of the link    in partitions    in partitions    in ctx.in
///     (.rela.dyn, .relr.dyn,
///     build id, segments)
///   relative relocations    among relocs     among relocs     relativeRelocs
///   merged and counted by   Writer           finalizeContents finalizeContents
///   a relocation against a  Kind             bool             bool
///     symbol is told by a
///   Symbol::used            a bit            a bit            the flag USED
///   word relocation of x32  none (64 bits)   yes              yes
///   assigns addresses of    until they stay  once             once
///     relocatable output
///   output to stdout        commit()         commit()         the buffer is
///                                                             read instead
///
/// CMake finds one more difference, where LLVM keeps the header of pass plugins
/// (llvm-plugin/CMakeLists.txt).
///
/// To port to a new version: add a column, compile, and run every suite; what
/// compiles and means something else is what the suites are for.
///
//===----------------------------------------------------------------------===//

#ifndef GOSYM_LIB_LINKER_VERSIONS_H
#define GOSYM_LIB_LINKER_VERSIONS_H

#include "ELF/Config.h"
#include "ELF/InputFiles.h"
#include "ELF/Symbols.h"
#include "ELF/SyntheticSections.h"
#include "ELF/Target.h"
#include "llvm/Config/llvm-config.h"

#if LLVM_VERSION_MAJOR < 21 || LLVM_VERSION_MAJOR > 23
#error "Versions.h knows lld 21, 22 and 23"
#endif

namespace gosym::lldaccess {

#if LLVM_VERSION_MAJOR >= 23

inline std::unique_ptr<lld::elf::RelocationBaseSection> &
relocationSection(lld::elf::Ctx &ctx) {
  return ctx.in.relaDyn;
}
inline lld::elf::RelrBaseSection *
packedRelocationSection(const lld::elf::Ctx &ctx) {
  return ctx.in.relrDyn.get();
}
inline lld::elf::BuildIdSection *buildIdSection(const lld::elf::Ctx &ctx) {
  return ctx.in.buildId.get();
}
inline llvm::ArrayRef<std::unique_ptr<lld::elf::PhdrEntry>>
segments(const lld::elf::Ctx &ctx) {
  return ctx.phdrs;
}

/// Writes \p id into the build id section; into that of each partition, if the
/// version has partitions.
inline void writeBuildId(lld::elf::Ctx &ctx, llvm::ArrayRef<uint8_t> id) {
  ctx.in.buildId->writeBuildId(id);
}

/// The name of the first partition beside the main one; empty: there is none.
inline llvm::StringRef furtherPartition(const lld::elf::Ctx &) { return ""; }

/// Do relocations of the output mention the local symbol \p sym? (-r,
/// --emit-relocs)
inline bool isMentioned(const lld::elf::Symbol &sym) {
  return sym.hasFlag(lld::elf::USED);
}

/// Where \p section keeps its relative relocations.
inline llvm::SmallVector<lld::elf::DynamicReloc, 0> &
relativeRelocations(lld::elf::RelocationBaseSection &section) {
  return section.relativeRelocs;
}

#else

inline std::unique_ptr<lld::elf::RelocationBaseSection> &
relocationSection(lld::elf::Ctx &ctx) {
  return ctx.mainPart->relaDyn;
}
inline lld::elf::RelrBaseSection *
packedRelocationSection(const lld::elf::Ctx &ctx) {
  return ctx.mainPart->relrDyn.get();
}
inline lld::elf::BuildIdSection *buildIdSection(const lld::elf::Ctx &ctx) {
  return ctx.mainPart->buildId.get();
}
inline llvm::ArrayRef<std::unique_ptr<lld::elf::PhdrEntry>>
segments(const lld::elf::Ctx &ctx) {
  return ctx.mainPart->phdrs;
}
inline void writeBuildId(lld::elf::Ctx &ctx, llvm::ArrayRef<uint8_t> id) {
  for (lld::elf::Partition &part : ctx.partitions)
    part.buildId->writeBuildId(id);
}
inline llvm::StringRef furtherPartition(const lld::elf::Ctx &ctx) {
  return ctx.partitions.size() > 1 ? ctx.partitions[1].name : "";
}
inline bool isMentioned(const lld::elf::Symbol &sym) { return sym.used; }
inline llvm::SmallVector<lld::elf::DynamicReloc, 0> &
relativeRelocations(lld::elf::RelocationBaseSection &section) {
  return section.relocs;
}

#endif

#if LLVM_VERSION_MAJOR >= 22

inline constexpr bool notAgainstSymbol = false;

/// Does what lld does with \p section when all of its relocations are known.
inline void finalizeRelocations(lld::elf::RelocationBaseSection &section) {
  section.finalizeContents();
}

/// The relocation of an object that makes a word an address.
inline lld::elf::RelType wordRelocation(const lld::elf::Ctx &ctx) {
  return ctx.target->symbolicRel;
}

#else

inline constexpr auto notAgainstSymbol =
    lld::elf::DynamicReloc::AddendOnlyWithTargetVA;

inline void finalizeRelocations(lld::elf::RelocationBaseSection &section) {
  section.mergeRels();
  section.partitionRels();
  section.finalizeContents();
}

inline lld::elf::RelType wordRelocation(const lld::elf::Ctx &ctx) {
  bool isX32 = ctx.arg.emachine == llvm::ELF::EM_X86_64 && !ctx.arg.is64;
  return isX32 ? lld::elf::RelType(llvm::ELF::R_X86_64_32)
               : ctx.target->symbolicRel;
}

#endif

/// A relative relocation of the word at \p offset of \p section, which is to
/// hold the address of \p sym and \p addend.
inline lld::elf::DynamicReloc
relativeRelocation(lld::elf::Ctx &ctx,
                   const lld::elf::InputSectionBase *section, uint64_t offset,
                   lld::elf::Symbol &sym, int64_t addend) {
  return {ctx.target->relativeRel, section, offset,
          notAgainstSymbol,        sym,     addend,
          lld::elf::R_ABS};
}

/// Does lld assign addresses in a relocatable link once, or until they stay?
inline constexpr bool assignsRelocatableOnce = LLVM_VERSION_MAJOR >= 22;

/// Does lld read the output's buffer, instead of committing it, for stdout?
inline bool isReadInsteadOfCommitted(const lld::elf::Ctx &ctx) {
  return LLVM_VERSION_MAJOR >= 23 && ctx.arg.outputFile == "-";
}

} // namespace gosym::lldaccess

#endif
