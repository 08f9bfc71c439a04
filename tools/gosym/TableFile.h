//===- TableFile.h - The table in a file ------------------------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Finds the bytes of a table in whatever file it comes in.
///
//===----------------------------------------------------------------------===//

#ifndef GOSYM_TOOLS_TABLEFILE_H
#define GOSYM_TOOLS_TABLEFILE_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/Object/ELFObjectFile.h"
#include "llvm/Support/Error.h"
#include "llvm/Support/MemoryBuffer.h"
#include <memory>
#include <optional>

namespace gosym {

/// A file and the table in it. Owns what `table` points into.
struct TableFile {
  std::unique_ptr<llvm::MemoryBuffer> buffer;
  /// Null for a file that is nothing but a table.
  std::unique_ptr<llvm::object::ELFObjectFileBase> elf;
  llvm::ArrayRef<uint8_t> table;
  /// Address of the first byte of the table at run time; none where addresses
  /// are not known: in a file that is only a table, in a relocatable one.
  std::optional<uint64_t> address;
};

/// Addresses of the symbols that bound a table, as far as they are defined.
struct TableBounds {
  std::optional<uint64_t> begin; ///< runtime.symtab
  std::optional<uint64_t> end;   ///< runtime.esymtab
};

/// Opens the table of \p path: section `.gosymtab` of an ELF file; without one,
/// the bytes between the symbols `runtime.symtab` and `runtime.esymtab`, which
/// is how a table is found that a linker script has merged into another
/// section; the whole file if it is not ELF. Does not look at the table.
///
/// Errors: `<path>: <fact>`.
llvm::Expected<TableFile> openTableFile(llvm::StringRef path);

/// Opens an ELF file without looking for a table. Errors as above.
llvm::Expected<TableFile> openElfFile(llvm::StringRef path);

/// Looks the bounds up in .symtab of \p elf.
llvm::Expected<TableBounds>
findTableBounds(const llvm::object::ELFObjectFileBase &elf);

/// Puts the name of the file before \p error: `<path>: <text>`.
llvm::Error inFile(llvm::StringRef path, llvm::Error error);

} // namespace gosym

#endif
