//===- gosym/Format/SymbolIndex.h - Questions to a table --------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// A table is made to be read from front to back. A debugger asks otherwise:
/// which function is at this address, in which file and line, which pc is this
/// line. The index reads a table once, checks it, and answers.
///
///   Expected<SymbolIndex> index = SymbolIndex::create(table);
///   if (const Function *f = index->findFunction(pc))
///     os << f->name << " " << index->fileLine(pc)...
///
/// It borrows table and line table, which must outlive it. Creating it costs
/// two walks over the table and one over the line table, and memory for each
/// symbol, history entry and row: a multiple of the bytes of both, whatever
/// they hold. A question about an address costs a binary search, one
/// about a file a walk over files, histories, functions and their rows. The
/// reader for the inside of a process, which needs no memory, is
/// gosym-c/gosym.h.
///
/// Threads: all questions are const and may be asked from many at once.
///
//===----------------------------------------------------------------------===//

#ifndef GOSYM_FORMAT_SYMBOLINDEX_H
#define GOSYM_FORMAT_SYMBOLINDEX_H

#include "gosym/Format/History.h"
#include "gosym/Format/LineTable.h"
#include "gosym/Format/Reader.h"
#include "gosym/Model/Program.h"
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
struct TableVariable {
  llvm::StringRef name;
  /// `a` local, `p` parameter.
  char type = 0;
  /// From FP, the address of the first stack argument (the CFA), in bytes:
  /// what was stored, turned back with the pointer size of the table. Negative
  /// for locals. An old table does not tell its pointer size, 4 is taken:
  /// offsets of locals of a 64-bit program are 4 too high then.
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
  /// Its value had the mark of Thumb code.
  bool isThumb = false;
  uint64_t goType = 0;
  /// Bytes: `.frame`, `.locals`, `.args`; nothing where the table is silent.
  std::optional<uint64_t> frame, locals, args;
  /// Parameters and locals, in the order of the table.
  std::vector<TableVariable> variables;
  /// Number of its unit, from 0, units of one table with one history being one;
  /// functions before any history: noUnit.
  uint32_t unit = 0;
};

/// Code that is of one line of one file.
struct CodeLine {
  uint64_t begin = 0;
  uint64_t end = 0;
  uint32_t unit = 0;
  /// Number of the file, for SymbolIndex::pathOfFile().
  uint32_t file = 0;
  uint64_t line = 0;
};

/// A line of a source file.
struct SourceLine {
  std::string file;
  /// 0: the file is known, the line is not.
  uint64_t line = 0;
};

/// What bit 0 of a text symbol's value is. The machine decides, and the table
/// does not tell it.
enum class LowBit {
  Address, ///< part of the address
  Thumb,   ///< 32-bit ARM: it says Thumb
};

class SymbolIndex {
public:
  /// Reads \p table, of any form, and \p lineTable, which may be empty. \p
  /// quantum is that of the line table. Of several tables one behind the other
  /// (Reader.h) all are read, each with its own bounds; the line table is that
  /// of the first, functions of the others have no lines. A bit that \p lowBit
  /// speaks of is no part of the addresses that the index has.
  ///
  /// Errors: those of TableReader; text symbols out of order, an `etext` below
  /// the last function, `m`, `a` or `p` that follow no function, histories that
  /// descend, all with their offset; those of LineTableReader and a pc that
  /// wraps behind `line table: `.
  static llvm::Expected<SymbolIndex>
  create(llvm::ArrayRef<uint8_t> table, llvm::ArrayRef<uint8_t> lineTable = {},
         unsigned quantum = 1, LowBit lowBit = LowBit::Address);

  TableTarget target() const;

  /// In order of address. The bounds are not among them: the first `T` symbol
  /// named `text` (or `runtime.text`) and the last one named `etext` (or
  /// `runtime.etext`), wherever they are: Go's writer put both first.
  llvm::ArrayRef<Function> functions() const;
  /// In order of the table.
  llvm::ArrayRef<DataSymbol> data() const;

  /// Bounds of the code: `text`, or the first function if that is below it, and
  /// `etext`, or UINT64_MAX if functions have none behind them. Of several
  /// tables, the lowest and the highest. Nothing where there is no code.
  struct Bounds {
    uint64_t begin = 0;
    uint64_t end = 0;
  };
  std::optional<Bounds> codeBounds() const { return code; }

  /// The function that holds \p pc: the last of those with the highest entry
  /// not above pc; null below the first and at or above `etext`.
  const Function *findFunction(uint64_t pc) const;
  /// File and line of \p pc. Without a line table, or where no row covers pc,
  /// the unit's main file with line 0; nothing when no function holds pc or its
  /// unit has no file.
  std::optional<SourceLine> fileLine(uint64_t pc) const;

  /// Lowest pc that is exactly on \p line of \p file, of functions of units
  /// that have the file. \p file is a whole path; if none equals it, paths that
  /// end in `/` and \p file. Nothing when the line has no code.
  std::optional<uint64_t> findPc(llvm::StringRef file, uint64_t line) const;

  /// Paths of all files of all units, sorted, each once.
  std::vector<std::string> files() const;
  /// Functions of the units that have \p file (as in findPc()), in order of
  /// address.
  std::vector<const Function *> functionsOfFile(llvm::StringRef file) const;

  /// Everything that has a line, as fileLine() tells it, ascending.
  void forEachLine(llvm::function_ref<void(const CodeLine &)> fn) const;

  /// Files are numbered in the order in which the table opens them first.
  size_t numFiles() const { return filePaths.size(); }
  std::string pathOfFile(uint32_t number) const {
    return joinPath(filePaths[number]);
  }
  /// Units, and the number of the file that is the main one.
  size_t numUnits() const { return units.size(); }
  std::optional<uint32_t> mainFile(uint32_t unit) const;

private:
  SymbolIndex() = default;
  class Builder;

  /// A history as it was when a function was met.
  struct Unit {
    uint32_t history;
    /// How many of its entries came before.
    size_t entries;
  };

  /// For each file whether \p file means it, see findPc().
  std::vector<bool> filesNamed(llvm::StringRef file) const;
  /// For each unit whether it has one of \p files.
  std::vector<bool> unitsWith(const std::vector<bool> &files) const;
  /// File and line that \p row is on in \p unit.
  std::optional<FileLine> find(const Unit &unit, const LineRow &row) const;
  /// The row in force at \p pc, or the end.
  std::vector<LineRow>::const_iterator rowAt(uint64_t pc) const;

  TableTarget tableTarget;
  std::optional<Bounds> code;
  std::vector<Function> allFunctions;
  std::vector<DataSymbol> allData;
  /// Their paths are file numbers, see SymbolIndex.cpp.
  std::vector<History> histories;
  std::vector<Unit> units;
  /// The units of the first table, which is the one with lines.
  size_t unitsWithLines = 0;
  /// By the number of the file, components of its path.
  std::vector<llvm::SmallVector<llvm::StringRef, 0>> filePaths;
  /// In ascending order of pc.
  std::vector<LineRow> rows;
};

} // namespace gosym

#endif
