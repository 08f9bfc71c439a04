//===- TableFile.h - The table in a file ------------------------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Finds the bytes of a table, and of the line table and the index that may
/// come with it, in whatever file they come in.
///
//===----------------------------------------------------------------------===//

#ifndef GOSYM_TOOLS_TABLEFILE_H
#define GOSYM_TOOLS_TABLEFILE_H

#include "InputFiles.h"
#include "gosym/Format/CompactReader.h"
#include "gosym/Format/FunctionTable.h"
#include "gosym/Format/Header.h"
#include "gosym/Format/SymbolIndex.h"
#include "llvm/ADT/ArrayRef.h"
#include "llvm/Object/ELFObjectFile.h"
#include "llvm/Support/Error.h"
#include "llvm/Support/MemoryBuffer.h"
#include <memory>
#include <optional>

namespace gosym {

/// Which table of a file is asked for. A file may have several; Any takes the
/// symbol table of Go, else the compact one, else the function table.
enum class TableChoice { Any, Go, Compact, Functions };

/// A file and the table in it. Owns what `table` points into.
struct TableFile {
  InputFile input;
  /// Null for a file that is nothing but a table.
  std::unique_ptr<llvm::object::ELFObjectFileBase> elf;
  llvm::ArrayRef<uint8_t> table;
  /// `table` is a compact table, or a function table; else one of Go's symbol
  /// tables.
  bool isCompact = false;
  bool isFunctions = false;
  /// Address of the first byte of the table at run time; none where addresses
  /// are not known: in a file that is only a table, in a relocatable one.
  std::optional<uint64_t> address;
};

/// How a part of an ELF file is found: by its section; between two symbols
/// when a linker script has merged it into another section; by the note
/// (NotedTables.h) when there are neither sections nor symbols.
struct PartNames {
  llvm::StringLiteral what; ///< for messages
  llvm::StringLiteral section, begin, end;
  /// What the note calls it.
  uint32_t kind;
};
constexpr PartNames tableNames = {"table", GOSYM_TABLE_SECTION,
                                  GOSYM_TABLE_BEGIN, GOSYM_TABLE_END,
                                  GOSYM_NOTE_TABLE};
constexpr PartNames lineTableNames = {"line table", GOSYM_LINES_SECTION,
                                      GOSYM_LINES_BEGIN, GOSYM_LINES_END,
                                      GOSYM_NOTE_LINES};
constexpr PartNames indexNames = {"index", GOSYM_INDEX_SECTION,
                                  GOSYM_INDEX_BEGIN, GOSYM_INDEX_END,
                                  GOSYM_NOTE_INDEX};

/// A function table has the section and the symbols of the line table that it
/// took the place of. In a position-independent program Go's linker calls the
/// section by another name.
constexpr PartNames functionNames = {"function table", GOSYM_LINES_SECTION,
                                     GOSYM_LINES_BEGIN, GOSYM_LINES_END,
                                     GOSYM_NOTE_FUNCTIONS};
constexpr PartNames relocatedFunctionNames = {
    "function table", ".data.rel.ro" GOSYM_LINES_SECTION, GOSYM_LINES_BEGIN,
    GOSYM_LINES_END, GOSYM_NOTE_FUNCTIONS};

constexpr PartNames compactNames = {"compact table", GOSYM_COMPACT_SECTION,
                                    GOSYM_COMPACT_BEGIN, GOSYM_COMPACT_END,
                                    GOSYM_NOTE_COMPACT};

/// A part that was found.
struct Part {
  llvm::ArrayRef<uint8_t> bytes;
  /// Address of the first byte at run time; none in a relocatable file.
  std::optional<uint64_t> address;
};

/// Addresses of the symbols that bound a part, as far as they are defined.
struct PartBounds {
  std::optional<uint64_t> begin;
  std::optional<uint64_t> end;
};

/// Opens the table of \p input: section `.gosymtab`, `.gosym` or `.gopclntab`
/// of an ELF file, which is passed over if it is empty; without one, the bytes
/// between the symbols at its ends, which is how a table is found that a linker
/// script has merged into another section; without those, what the note names;
/// the whole file if it is not ELF. Does not look at the table.
///
/// Errors: `<path>: <fact>`; a MissingTable.
llvm::Expected<TableFile> openTableFile(const InputFile &input,
                                        TableChoice choice);

/// A reader of the compact table of \p file, which it borrows. In a file
/// without addresses the table is taken to be at 0. Errors: those of
/// CompactReader, without the name of the file.
llvm::Expected<CompactReader> readCompact(const TableFile &file);

/// A reader of the function table of \p file, which it borrows. What entries
/// are told from: what the table says from its own address, else the symbol
/// `runtime.text`, else the header if there is code at that address, else
/// `.text`. Errors: those of FunctionTable, without the name of the file.
llvm::Expected<FunctionTable> readFunctions(const TableFile &file);
/// The same of a table in \p elf, or, if that is null, in a file of its own.
llvm::Expected<FunctionTable>
readFunctions(const llvm::object::ELFObjectFileBase *elf, const Part &part);

/// The function table of \p elf; nothing when it has none, or another table is
/// in its place.
llvm::Expected<std::optional<Part>>
findFunctionTable(const llvm::object::ELFObjectFileBase &elf);

/// Opens an ELF file without looking for a table. Errors as above.
llvm::Expected<TableFile> openElfFile(llvm::StringRef path);

/// What a Go 1.1 table of \p elf is written for.
TableTarget targetOf(const llvm::object::ELFObjectFileBase &elf);

/// What bit 0 of text symbols means in the table of \p file. In a file that is
/// only a table, and may be for any machine, it is part of the address.
LowBit lowBitOf(const TableFile &file);
LowBit lowBitOf(const llvm::object::ELFObjectFileBase *elf);

/// Looks the bounds up in .symtab of \p elf.
llvm::Expected<PartBounds>
findBounds(const llvm::object::ELFObjectFileBase &elf, const PartNames &names);

/// Finds a part of \p elf, which its bytes point into; nothing when it has
/// neither the section nor both symbols nor a note that names it. Errors
/// without the name of the file.
llvm::Expected<std::optional<Part>>
findPart(const llvm::object::ELFObjectFileBase &elf, const PartNames &names);

/// The line table of \p file: nothing in a file that is only a table, and when
/// it is not of the Go 1.1 form. A `.gopclntab` of Go 1.2 and later begins with
/// a header of its own and is another structure; it may be there because Go
/// code was linked in. Then \p isLater is set.
llvm::Expected<std::optional<Part>> findLineTable(const TableFile &file,
                                                  bool &isLater);

/// The same for who only has no lines without one: a note on the error output
/// tells of a table of the file called \p path that is of Go 1.2 or 1.16.
llvm::Expected<std::optional<Part>> findUsableLineTable(const TableFile &file,
                                                        llvm::StringRef path);

/// Puts the name of the file before \p error: `<path>: <text>`.
llvm::Error inFile(llvm::StringRef path, llvm::Error error);

} // namespace gosym

#endif
