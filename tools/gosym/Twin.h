//===- Twin.h - A table against a .symtab -----------------------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// The twin of a stripped file is the same link with its .symtab kept. A table
/// made by that link must name the same symbols at the same addresses.
///
//===----------------------------------------------------------------------===//

#ifndef GOSYM_TOOLS_TWIN_H
#define GOSYM_TOOLS_TWIN_H

#include "Record.h"
#include "TableFile.h"
#include "llvm/Object/ELFObjectFile.h"
#include "llvm/Support/Error.h"

namespace gosym {

/// Compares the text, data and bss symbols of the table \p file, which is sound
/// (see checkTable() and checkCompact()), with .symtab of \p twin, and prints
/// how many differ and the first ones of each kind. Returns whether none
/// does. Of a compact table sizes are compared too.
///
/// Of a Go table the marks are left out: one `text`, and the `etext` that is
/// its last text symbol. Of the twin those symbols count that a table can have:
/// with a name, defined in a section that is in memory, and no section, file or
/// TLS symbol nor one that marks code and data for a disassembler (`$x`,
/// `$d.1`). Records of code that has no symbol are no difference; they are
/// counted apart: entries of PLTs, thunks, and what has the name of a section.
///
/// Errors: those of a malformed ELF file.
llvm::Expected<bool>
compareWithTwin(const TableFile &file,
                const llvm::object::ELFObjectFileBase &twin, const Output &out);

} // namespace gosym

#endif
