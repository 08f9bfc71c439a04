//===- Commands.h - What the tool can do ------------------------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// The commands of gosym. All print to \p out and return errors that begin with
/// the name of the file they are about. As JSON each prints records
/// (Record.h). Where a table is malformed, what comes
/// before the fault has been printed. \p choice says which table of a file is
/// meant that has a Go table and a compact one. \p quantum is that of the line
/// table (LineTable.h), 1 or 4.
///
/// Names and paths are those that are stored, with escapes for what is not
/// printable (Printable.h): people read them on a terminal. Programs that read
/// the output find ordinary names as they are, and one line where they expect
/// one.
///
//===----------------------------------------------------------------------===//

#ifndef GOSYM_TOOLS_COMMANDS_H
#define GOSYM_TOOLS_COMMANDS_H

#include "Record.h"
#include "TableFile.h"
#include "gosym/Format/Header.h"
#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"
#include "llvm/Support/raw_ostream.h"
#include <optional>
#include <string>

namespace gosym {

/// A hexadecimal number, with or without 0x; nothing if \p text is none.
std::optional<uint64_t> parseAddress(llvm::StringRef text);

/// What to say of a text that is no address.
llvm::Error badAddress(llvm::StringRef text);

/// `SOURCE:LINE`, lines from 1.
struct SourcePosition {
  llvm::StringRef source;
  uint64_t line;
};
llvm::Expected<SourcePosition> parsePosition(llvm::StringRef text);

/// Prints \p text between quotes, as dumps of compact and function tables do: a
/// quote, a backslash and what is not printable ASCII as \xNN.
void printQuotedASCII(llvm::raw_ostream &os, llvm::StringRef text);

/// `<address> <letter> <name>` for every text, data and bss symbol, in the
/// order of the table.
llvm::Error printSymbols(const InputFile &input, TableChoice choice,
                         const Output &out);

/// One line for the header (of an older form it begins `header none: Go 1.0,`
/// or `header interim:`), then one for every record:
///
///   <offset> <letter> <value> <name> [type=<address of the Go type>]
///
/// A wide value and a Go type are hexadecimal in the width of a pointer, any
/// other value is decimal. Names of `f` and paths of `z` and `Z` are quoted.
/// Backslashes and quotes in them are escaped too, so that the output tells the
/// exact bytes. Of a compact table, what dumpCompact() says.
llvm::Error dumpTable(const InputFile &input, TableChoice choice,
                      const Output &out);

/// Checks the table (see checkTable()), that it is of the file's own target
/// unless it is of an older form, and that `runtime.symtab` and
/// `runtime.esymtab`, if there are any, are its bounds; then prints how much it
/// holds. Does the same with the line table and the index of the file, if there
/// are any: the line table must decode, and the index must be the one that
/// makeTableIndex() makes. A note must name just these, where they are. If \p
/// twinPath is not empty, compares its symbols with those of that file (see
/// Twin.h).
///
/// Of a compact table checkCompact() and its bounds. A file that has both
/// tables is checked for both, unless \p choice says otherwise.
llvm::Error verifyTable(const InputFile &input, TableChoice choice,
                        llvm::StringRef twinPath, unsigned quantum,
                        const Output &out);

/// Two lines for each of \p addresses, hexadecimal with or without 0x: the
/// function, then `file:line`. `??` is an unknown function or file, 0 an
/// unknown line. Without addresses they are read from standard input, one a
/// line, and each that has come is answered before more are waited for, so that
/// another program can ask; a line that is no address is answered by unknowns,
/// with a warning.
/// Input that cannot be read is an error.
/// Where the line table is not of the Go 1.1 form, a note says so, once.
///
/// Where calls were inlined, file and line are those of the innermost one, and
/// the function is the one whose symbol is there, as llvm-addr2line prints
/// them. With \p inlines there are two lines for each call too, innermost
/// first; Go's tables know none.
llvm::Error printLines(const InputFile &input, TableChoice choice,
                       llvm::ArrayRef<std::string> addresses, bool inlines,
                       unsigned quantum, const Output &out);

/// `<lowest pc> <function>` for each of \p positions, `SOURCE:LINE`. SOURCE is
/// a whole path, or the end of one from behind a `/`. A line without code is an
/// error; what comes before it has been printed.
llvm::Error printPcs(const InputFile &input, TableChoice choice,
                     llvm::ArrayRef<std::string> positions, unsigned quantum,
                     const Output &out);

/// What to write.
enum class ConvertForm {
  Go10,
  Go11,
  Compact,
  Go118,
  Go120,
  // For the tools of others.
  Elf,
  Gsym,
  Breakpad,
  PerfMap
};

/// How to write it. Byte order and pointer size that are not given are those of
/// the table; for a table of an older form, those of the ELF file; for an older
/// table outside of an ELF file, little-endian and 8 bytes.
struct ConvertOptions {
  ConvertForm form = ConvertForm::Go11;
  /// Only for Go 1.1, and for function tables.
  std::optional<llvm::endianness> byteOrder;
  /// Not for Go 1.0. Compact tables and function tables are for the pointers of
  /// the table they are made of, if that tells them.
  std::optional<uint8_t> pointerSize;
  /// Of a compact table or a function table, where its lines go as a PC-line
  /// table; empty: nowhere.
  std::string lineTablePath;
  /// Where a compact table will be. 0: where readers take one to be that is in
  /// a file of its own.
  uint64_t address = 0;
  /// Of the line table that goes into a compact table.
  unsigned quantum = 1;
  /// Of a map for perf, where the program was: its lowest address in memory.
  std::optional<uint64_t> base;
  /// Of forms for the tools of others; by default those of Breakpad only.
  std::optional<bool> demangles;
};

/// Writes the table of \p input in another form to \p outPath (`-` is standard
/// output), bare. On an error there is no output. What the table says and the
/// other form cannot is counted in a note. Compact tables and function tables
/// are made of the line table of the file, too.
llvm::Error convertTableFile(const InputFile &input, TableChoice choice,
                             const ConvertOptions &options,
                             llvm::StringRef outPath);

/// A line for each letter with how often it occurs and the bytes it takes: in
/// all, in names (with the NUL, and paths) and in addresses (slots and Go
/// types). Then the size of the same records in the Go 1.0 or Go 1.1 form, and
/// of what else the file holds about symbols, and what its note names. Of a
/// compact table a line for each part: how many things it has, its bytes, and
/// which of them are there to find the others.
llvm::Error printStats(const InputFile &input, TableChoice choice,
                       const Output &out);

/// Where modules were, and where their files are.
struct SymbolizeOptions {
  /// At most one of these three is given.
  std::string mapsPath;
  std::string corePath;
  std::optional<uint64_t> base;
  std::vector<std::string> modules;
  std::vector<std::string> debugDirs;
  /// Addresses without the number of a frame are return addresses.
  bool callers = false;
  bool json = false;
  bool demangles = true;
};

/// Copies the files \p texts, or standard input, and puts functions and lines
/// to the addresses in them. What is no address of a module passes unchanged.
/// That the names of a module cannot be read is a warning. Errors: what the
/// options name cannot be read, or is not what it should be.
llvm::Error symbolize(const SymbolizeOptions &options,
                      llvm::ArrayRef<std::string> texts, llvm::raw_ostream &os);

} // namespace gosym

#endif
