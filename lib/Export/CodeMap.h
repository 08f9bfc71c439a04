//===- CodeMap.h - What is at each address of a program ---------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// The facts of a table in the order in which the formats of debuggers and
/// profilers have them: symbols, functions by address, and for each function
/// the pieces of its code with file, line and the calls that were inlined.
///
///   CodeMap map = ...;
///   for (const CodeMap::Function &function : map.functions)
///     for (const CodeMap::Piece &piece : map.piecesOf(function))
///       ... map.files[piece.file], piece.line, map.calls[piece.calls] ...
///
/// An address has the function, the line and the calls here that the readers of
/// the table give for it. So a function goes on to the next one, whatever the
/// size of its symbol, and of several symbols at one address the last one in
/// the order of the table is the function.
///
/// Addresses wrap as those of the target do. A compact table in a file of its
/// own takes its own address for 0, so code that lies below it is at the end of
/// the address space: the first function need not have the lowest address, and
/// one of them may reach across the end. What ascends is the distance from the
/// lowest code.
///
/// Names and paths are borrowed from the program that the map is made of, if it
/// is not made of a compact table.
///
//===----------------------------------------------------------------------===//

#ifndef GOSYM_LIB_EXPORT_CODEMAP_H
#define GOSYM_LIB_EXPORT_CODEMAP_H

#include "gosym/Format/CompactReader.h"
#include "gosym/Format/FunctionModel.h"
#include "llvm/Support/StringSaver.h"
#include <vector>

namespace gosym {

class CodeMap {
public:
  struct Symbol {
    llvm::StringRef name;
    /// Without the mark of Thumb code.
    uint64_t address = 0;
    /// 0: not known.
    uint64_t size = 0;
    SymbolKind kind = SymbolKind::Text;
    bool isLocal = false;
    bool isThumb = false;
  };
  struct Function {
    /// The end is at `begin + size`, which may wrap.
    uint64_t begin = 0, size = 0;
    /// In `symbols`.
    uint32_t symbol = 0;
    /// In `units`.
    uint32_t unit = 0;
    /// Other symbols have the same address.
    bool hasAliases = false;
  };
  /// A call that was inlined. Number 0 is none.
  struct Call {
    /// The call around it; 0: it is in the function that has the code.
    uint32_t outer = 0;
    /// In `inlined`.
    uint32_t function = 0;
    /// Where the call is, as in a Piece.
    uint32_t file = 0;
    uint32_t line = 0;
  };
  /// Code of one line. Its bounds go on from the begin of the function, so those
  /// of a function of 32 bits that reaches across the end of the address space
  /// may have a bit more.
  struct Piece {
    uint64_t begin = 0, end = 0;
    /// In `files`; 0: not known.
    uint32_t file = 0;
    /// 0: of no line.
    uint32_t line = 0;
    /// In `calls`, the innermost.
    uint32_t calls = 0;
  };

  /// All symbols, data first, then functions by address.
  std::vector<Symbol> symbols;
  /// Ascending, one for each address; together they are all of the code from
  /// the first one on.
  std::vector<Function> functions;
  /// Numbers of main files in `files`, by unit; 0: not known.
  std::vector<uint32_t> units;
  /// Paths. Number 0 is none.
  std::vector<llvm::StringRef> files;
  /// Names of the functions that were inlined.
  std::vector<llvm::StringRef> inlined;
  std::vector<Call> calls;
  /// The bits that an address has.
  uint64_t mask = UINT64_MAX;

  /// Of \p program, which knows no inlined calls.
  static CodeMap create(const PlacedProgram &program);
  /// Of a compact table, with its inlined calls. Nothing of it is borrowed.
  /// Errors: those of CompactReader; functions or rows that do not ascend, or
  /// functions outside of the code.
  static llvm::Expected<std::unique_ptr<CodeMap>>
  create(const CompactReader &reader);

  /// The function that has the code at \p address, of which only the bits of an
  /// address count; null where none has.
  const Function *find(uint64_t address) const;
  /// What is known of \p address; its bounds are not set.
  Piece pieceAt(uint64_t address) const;

  /// The pieces of \p function without a gap, ascending.
  llvm::SmallVector<Piece, 0> piecesOf(const Function &function) const;
  const Symbol &symbolOf(const Function &function) const {
    return symbols[function.symbol];
  }

private:
  /// From here on, up to the next one.
  struct Row {
    uint64_t address;
    uint32_t file, line, calls;
  };
  /// How far \p address is from the lowest code.
  uint64_t distanceTo(uint64_t address) const {
    return (address - origin) & mask;
  }
  void addUnits(const Program &program);
  void addSymbols(const PlacedProgram &program);
  void addRuns(const PlacedProgram &program);
  llvm::Error addUnits(const CompactReader &reader);
  llvm::Error addSymbols(const CompactReader &reader,
                         const CompactSymbols &list, SymbolKind kind);
  llvm::Error addRows(const CompactReader &reader);
  llvm::Error checkOrder(const CompactSymbols &list) const;
  std::vector<Row>::const_iterator rowBehind(uint64_t address) const;
  void addSymbol(const Symbol &symbol, uint32_t unit);
  void endFunctions(uint64_t textEnd);
  void addRow(const Row &row);

  /// No code is below, in the order that distances give.
  uint64_t origin = 0;
  std::vector<Row> rows;
  std::unique_ptr<llvm::BumpPtrAllocator> storage =
      std::make_unique<llvm::BumpPtrAllocator>();
};

} // namespace gosym

#endif
