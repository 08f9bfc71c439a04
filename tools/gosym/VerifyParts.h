//===- VerifyParts.h - What comes with a table ------------------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Checks of verify that are about more than the table itself. Errors are
/// without the name of the file.
///
//===----------------------------------------------------------------------===//

#ifndef GOSYM_TOOLS_VERIFYPARTS_H
#define GOSYM_TOOLS_VERIFYPARTS_H

#include "Record.h"
#include "TableFile.h"

namespace gosym {

/// `little-endian with 8-byte pointers`.
std::string describe(TableTarget target);

/// A table is written for the machine of the file it is in. The older forms
/// have one way to be written for all machines.
llvm::Error checkTarget(TableTarget target,
                        const llvm::object::ELFObjectFileBase &elf);

/// Where \p elf defines the symbols that bound a part, they are its bounds. A
/// relocatable file has no addresses yet.
llvm::Error checkBounds(const llvm::object::ELFObjectFileBase &elf,
                        const PartNames &names, const Part &part);

/// Checks that the note names just the tables that the file has, where sections
/// and symbols have them.
llvm::Error checkNote(const llvm::object::ELFObjectFileBase &elf,
                      const Output &out);

/// The line table and the index of the Go table \p file, and the note.
llvm::Error checkCompanions(const TableFile &file, unsigned quantum,
                            const Output &out);

/// `WHAT is 0x.., expected 0x..`
llvm::Error differs(const llvm::Twine &what, uint64_t found, uint64_t expected);

} // namespace gosym

#endif
