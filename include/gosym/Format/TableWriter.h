//===- gosym/Format/TableWriter.h - A whole table ---------------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Writes the Go 1.1 symbol table of a program (Model/Program.h): how long it
/// is, where its slots are, where writing may be split, and the bytes of any
/// range.
///
///   TableWriter writer(program, symbols, target);
///   writer.addUnits();               // when the program has its units
///   writer.assignOffsets(parallel);  // when its symbols are in order
///   writer.write(0, bytes);          // as many bytes as writer.size() says
///   writer.forEachSlot(0, writer.size(), fn);
///
/// Sizes do not depend on addresses: each address is a slot, a pointer-size
/// word that whoever owns the bytes fills.
///
//===----------------------------------------------------------------------===//

#ifndef GOSYM_FORMAT_TABLEWRITER_H
#define GOSYM_FORMAT_TABLEWRITER_H

#include "gosym/Format/Header.h"
#include "gosym/Format/NameSource.h"
#include "gosym/Format/PathTable.h"
#include "gosym/Model/Program.h"
#include "llvm/ADT/STLFunctionalExtras.h"
#include "llvm/Support/Error.h"

namespace gosym {

/// What an address in a table is the address of.
struct TableSlot {
  enum class Kind : uint8_t {
    /// Of the symbol called `number`.
    Symbol,
    /// Of the Go type called `number`.
    Type,
    /// The first byte of the code and the one behind the last.
    TextStart,
    TextEnd,
  };
  /// From the first byte of the table.
  uint64_t offset = 0;
  Kind kind = Kind::Symbol;
  uint32_t number = 0;
};

class TableWriter {
public:
  /// Refers to \p program and \p symbols, which must outlive it. \p target is
  /// of the Go 1.1 form.
  TableWriter(const Program &program, const SymbolSource &symbols,
              TableTarget target)
      : program(program), symbols(symbols), target(target) {}

  /// Gives the units of the program their histories and the files their path
  /// components: those that came since the last call, and those that were empty
  /// then. Not thread-safe.
  ///
  /// Paths have limits (PathTable.h). A unit whose files do not fit keeps its
  /// main file, or `<object>`, and has no lines.
  ///
  /// Errors: those of PathTable::intern() for a main file.
  llvm::Error addUnits();
  /// How many units lost their lines so.
  size_t numUnitsWithoutLines() const { return withoutLines; }
  /// Of a unit, for each of its files: line L is absolute line firstLines[file]
  /// + L - 1. Empty: the unit has no lines.
  llvm::ArrayRef<uint64_t> firstLines(uint32_t unit) const {
    return histories[unit].firstLines;
  }

  /// Whether assignOffsets() notes blocks, for an index (TableIndexWriter.h).
  bool notesBlocks = false;

  /// Counts the bytes, chooses the cuts and notes the blocks. Due after each
  /// change of the program. Not thread-safe.
  void assignOffsets(const Parallel &parallel);
  uint64_t size() const { return totalSize; }
  /// Offsets where a range may begin, without 0.
  std::vector<uint64_t> cutOffsets() const;

  /// Calls \p fn for each slot from offset \p begin to \p end, ascending. The
  /// two are 0, a cut or the size, here and below. Thread-safe.
  void forEachSlot(uint64_t begin, uint64_t end,
                   llvm::function_ref<void(const TableSlot &)> fn) const;
  /// Writes the range that begins at \p offset, but not the bytes of slots.
  /// Thread-safe.
  void write(uint64_t offset, llvm::MutableArrayRef<uint8_t> bytes) const;

  /// Text entries, `text` and `etext` included, in the order of the table, as
  /// the slots of their addresses, without offsets. Thread-safe.
  size_t numTexts() const {
    return program.functions().size() + (program.hasCode ? 2 : 0);
  }
  TableSlot text(size_t i) const;
  llvm::StringRef textNameOf(size_t i) const;
  /// Where a reader may begin to walk: one for each 2^indexBlockShift text
  /// entries.
  struct Block {
    /// In the table, of the first of those entries.
    uint64_t entryOffset;
    /// In the table, of the history that is in force there; 0: none.
    uint64_t historyOffset;
  };
  llvm::ArrayRef<Block> blocks() const { return noted; }

private:
  struct UnitHistory {
    std::vector<uint8_t> entries;
    std::vector<uint64_t> firstLines;
  };
  /// An offset between two records where a walk may begin, and what must be
  /// known there.
  struct Cut {
    uint64_t offset;
    /// Index in Program::symbols of the one whose record comes next.
    size_t symbol;
    /// The unit whose history is in force.
    uint32_t unit;
  };
  struct OffsetAssigner;
  struct SlotTeller;
  struct RecordWriter;

  void internFiles();
  llvm::Expected<PathTable::Path> mainPath(const Unit &unit);
  llvm::Error addHistory(const Unit &unit, UnitHistory &history);
  template <typename Visitor> void walk(Cut from, Visitor &visitor) const;
  uint32_t unitBefore(size_t i) const;
  Cut cutAt(uint64_t offset) const;
  uint64_t preambleSize() const;
  uint64_t recordSize(const Symbol &s, llvm::StringRef name) const;
  const Frame &frameOf(const Symbol &s) const {
    return program.frames.find(s.number)->second;
  }

  const Program &program;
  const SymbolSource &symbols;
  const TableTarget target;
  PathTable components;
  /// One for each file of the program; empty: does not fit.
  std::vector<PathTable::Path> paths;
  std::vector<UnitHistory> histories;
  size_t withoutLines = 0;
  /// Unit of the first function.
  uint32_t firstUnit = 0;
  uint64_t pathEntriesSize = 0;
  uint64_t totalSize = 0;
  std::vector<Cut> cuts;
  std::vector<Block> noted;
};

} // namespace gosym

#endif
