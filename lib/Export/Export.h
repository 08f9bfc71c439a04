//===- Export.h - A table in the forms of other tools -----------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Whole files that debuggers, profilers and crash reporters of others read,
/// made of what a table knows. docs/Tool.md says which tool takes which, and
/// what each of them leaves out.
///
/// Names are those of linkers unless \p demangles. Nothing depends on the
/// machine that writes, so the same table gives the same bytes.
///
//===----------------------------------------------------------------------===//

#ifndef GOSYM_LIB_EXPORT_EXPORT_H
#define GOSYM_LIB_EXPORT_EXPORT_H

#include "CodeMap.h"
#include "llvm/Object/ELFObjectFile.h"
#include "llvm/Support/raw_ostream.h"

namespace gosym {

/// An ELF file without code, with the headers and the build id of \p of, which
/// has the table, and with `.symtab` and DWARF: what `objcopy
/// --only-keep-debug` makes of a program that was not stripped. Errors: those
/// of a malformed \p of; debug information of 4 GiB and more.
llvm::Expected<llvm::SmallVector<char, 0>>
elfSymbolFileOf(const CodeMap &map, const llvm::object::ELFObjectFileBase &of);

/// A GSYM file. \p base is the lowest address of the program in memory, \p
/// buildId may be empty. Errors: those of LLVM's writer.
llvm::Expected<llvm::SmallVector<char, 0>>
gsymOf(const CodeMap &map, llvm::endianness byteOrder, uint64_t base,
       llvm::ArrayRef<uint8_t> buildId, bool demangles);

/// What a Breakpad symbol file says of the module.
struct BreakpadModule {
  /// As Breakpad calls it: `x86_64`.
  std::string machine;
  std::string name;
  /// The build id, or what identifies a module without one.
  llvm::SmallVector<uint8_t, 20> buildId;
  bool hasBuildId = true;
  /// Addresses in the file are told from here.
  uint64_t base = 0;
};
void printBreakpad(const CodeMap &map, const BreakpadModule &module,
                   bool demangles, llvm::raw_ostream &os);

/// A map of perf, /tmp/perf-PID.map. \p bias is added to addresses.
void printPerfMap(const CodeMap &map, uint64_t bias, bool demangles,
                  llvm::raw_ostream &os);

} // namespace gosym

#endif
