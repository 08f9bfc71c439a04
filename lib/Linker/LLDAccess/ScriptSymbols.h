//===- ScriptSymbols.h - Symbols that scripts assign ------------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef GOSYM_LIB_LINKER_SCRIPTSYMBOLS_H
#define GOSYM_LIB_LINKER_SCRIPTSYMBOLS_H

#include "LLDAccess.h"
#include "llvm/ADT/Hashing.h"

namespace gosym::lldaccess {

/// The sections that symbols of scripts will have when addresses are assigned:
/// of those that are absolute now and will be in a section, and null for those
/// that are in a section and will be absolute.
using ForeseenSections =
    llvm::DenseMap<const lld::elf::Defined *, lld::elf::SectionBase *>;

/// Tries the assignments of scripts and undoes them. Before symbols are
/// collected.
ForeseenSections foreseeScriptSymbols(lld::elf::Ctx &ctx);

/// Does a script, or --defsym, assign to a symbol that is not ours?
bool hasScriptSymbols(lld::elf::Ctx &ctx);

/// Changes with the values of the symbols in code that scripts assign.
llvm::hash_code hashScriptSymbols(lld::elf::Ctx &ctx);

/// Calls \p arrange when such symbols have the values that they will get in a
/// relocatable link.
void rehearseAssignment(lld::elf::Ctx &ctx, llvm::function_ref<void()> arrange);

} // namespace gosym::lldaccess

#endif
