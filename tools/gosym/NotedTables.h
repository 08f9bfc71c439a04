//===- NotedTables.h - What the note of a file says -------------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// The tables of an ELF file by its program headers: a note in a PT_NOTE
/// segment says where they are (Format's TableNote.h), PT_LOAD segments have
/// their bytes. Neither sections nor symbols are needed.
///
//===----------------------------------------------------------------------===//

#ifndef GOSYM_TOOLS_NOTEDTABLES_H
#define GOSYM_TOOLS_NOTEDTABLES_H

#include "TableFile.h"
#include "gosym/Format/TableNote.h"

namespace gosym {

/// A table that the note names.
struct NotedPart {
  uint32_t kind = 0;
  uint64_t address = 0;
  uint64_t size = 0;
};

/// What the first note of \p elf names, in its order; nothing when no PT_NOTE
/// segment has one. Errors: `note at offset 0x..`, from the first byte of the
/// segment; those of LLVM about program headers.
llvm::Expected<std::optional<std::vector<NotedPart>>>
findNotedParts(const llvm::object::ELFObjectFileBase &elf);

/// The part of \p kind by the note of \p elf; nothing when it names none. An
/// error when no PT_LOAD segment has all of its bytes.
llvm::Expected<std::optional<Part>>
findPartByNote(const llvm::object::ELFObjectFileBase &elf, uint32_t kind);

/// For people: `table`, `index` and so on.
std::string noteKindName(uint32_t kind);

} // namespace gosym

#endif
