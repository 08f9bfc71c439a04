//===- gosym/Format/SymbolIndex.h - Questions to a table --------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// A table is made to be read from front to back. A debugger asks otherwise:
/// what is at this address, where is this name, which pc is this line. The
/// index reads a table once, checks it, and answers: the questions that Plan
/// 9's libmach put to such tables.
///
///   Expected<SymbolIndex> index = SymbolIndex::create(table);
///   if (const Function *f = index->findFunction(pc))
///     os << f->name << " " << index->fileLine(pc)...
///
/// It borrows table and line table, which must outlive it. Creating it costs
/// one walk and memory for each symbol; a question costs a binary search. The
/// reader for the inside of a process, which needs no memory, is
/// gosym-c/gosym.h.
///
/// Threads: all questions are const and may be asked from many at once.
///
//===----------------------------------------------------------------------===//

#ifndef GOSYM_FORMAT_SYMBOLINDEX_H
#define GOSYM_FORMAT_SYMBOLINDEX_H

#include "gosym/Format/History.h"
#include "gosym/Format/Reader.h"
#include "llvm/ADT/StringMap.h"
#include <string>

namespace gosym {

/// A data or bss symbol.
struct DataSymbol {
  llvm::StringRef name;
  uint64_t address = 0;
  /// D, d, B or b.
  char type = 0;
  /// Address of its Go type; 0: none.
  uint64_t goType = 0;
};

/// A local variable or parameter of a function.
struct Variable {
  llvm::StringRef name;
  /// `a` local, `p` parameter.
  char type = 0;
  /// From FP, the address of the first stack argument (the CFA), in bytes:
  /// what was stored, turned back. Negative for locals.
  int64_t offset = 0;
  uint64_t goType = 0;
};

struct Function {
  llvm::StringRef name;
  uint64_t entry = 0;
  /// Entry of the next function at another address, or `etext`; UINT64_MAX if
  /// the table has neither.
  uint64_t end = 0;
  /// T, t, L or l.
  char type = 0;
  uint64_t goType = 0;
  /// Bytes: `.frame`, `.locals`, `.args`; nothing where the table is silent.
  std::optional<uint64_t> frame, locals, args;
  /// Parameters and locals, in the order of the table.
  std::vector<Variable> variables;
  /// Number of its unit, from 0; functions before any history: noUnit.
  uint32_t unit = 0;
};
constexpr uint32_t noUnit = UINT32_MAX;

/// A line of a source file.
struct SourceLine {
  std::string file;
  /// 0: the file is known, the line is not.
  uint64_t line = 0;
};

class SymbolIndex {
public:
  /// Reads \p table, of any form, and \p lineTable, which may be empty. \p
  /// quantum is that of the line table.
  ///
  /// Errors: those of TableReader; text symbols out of order, `m`, `a` or `p`
  /// before any function, histories that descend, all with their offset; those
  /// of LineTableReader behind `line table: `.
  static llvm::Expected<SymbolIndex>
  create(llvm::ArrayRef<uint8_t> table, llvm::ArrayRef<uint8_t> lineTable = {},
         unsigned quantum = 1);

  TableTarget target() const;

  /// In order of address; `text`, `etext` and Go's `runtime.text`,
  /// `runtime.etext` are bounds and not among them.
  llvm::ArrayRef<Function> functions() const;
  /// In order of the table.
  llvm::ArrayRef<DataSymbol> data() const;

  /// The function that holds \p pc: the last of those with the highest entry
  /// not above pc; null below the first and at or above `etext`.
  const Function *findFunction(uint64_t pc) const;
  /// The data symbol with the highest address not above \p address; null below
  /// the first. Data symbols have no end.
  const DataSymbol *findData(uint64_t address) const;

  /// By name, a global before a local one, else the first in the table.
  const Function *findFunction(llvm::StringRef name) const;
  const DataSymbol *findData(llvm::StringRef name) const;
  /// A local or parameter of \p function by its name; null if there is none.
  static const Variable *findVariable(const Function &function,
                                      llvm::StringRef name);
  /// The parameter or local of \p function at \p offset from FP.
  static const Variable *findVariable(const Function &function,
                                      int64_t offset);

  /// File and line of \p pc. Without a line table, or where no row covers pc,
  /// the unit's main file with line 0; nothing when no function holds pc.
  std::optional<SourceLine> fileLine(uint64_t pc) const;

  /// Lowest pc of a row of exactly \p line of \p file, of functions of units
  /// that have the file. \p file is a whole path; if none equals it, paths that
  /// end in `/` and \p file. Nothing when the line has no code.
  std::optional<uint64_t> findPc(llvm::StringRef file, uint64_t line) const;

  /// Paths of all files of all units, sorted, each once.
  std::vector<std::string> files() const;
  /// Functions of the units that have \p file (as in findPc()), in order of
  /// address.
  std::vector<const Function *> functionsOfFile(llvm::StringRef file) const;

private:
  SymbolIndex() = default;
};

} // namespace gosym

#endif
