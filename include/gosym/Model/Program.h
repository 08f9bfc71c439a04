//===- gosym/Model/Program.h - What is known of a program -------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// What a program's tables are about, as plain data: its functions and data,
/// the files and lines they come from, their frames and types. Every source of
/// knowledge fills it (a link, debug information, the tables of inputs,
/// annotations), every table is written from it, and neither knows the other.
///
/// NUMBERS. A symbol, a file, a unit and a type are numbers. What a link has
/// already of each symbol, its name above all, is not copied here: a writer
/// asks for it by number (SymbolSource). So the model costs 16 bytes a symbol.
///
/// FILLING. The order of symbols is that of the tables: data first, as it
/// comes, then functions by address. An address in the model orders functions
/// and is no more than an estimate: a table that needs a final one has a slot
/// for it, or asks for it when it is written.
///
/// Threads: filled by one, then read by any number.
///
//===----------------------------------------------------------------------===//

#ifndef GOSYM_MODEL_PROGRAM_H
#define GOSYM_MODEL_PROGRAM_H

#include "gosym/Model/Inlines.h"
#include "gosym/Model/Rows.h"
#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Allocator.h"
#include <cstdint>
#include <optional>
#include <string>
#include <tuple>
#include <vector>

namespace gosym {

/// "In no unit of its own": stays in whatever unit is in force.
constexpr uint32_t noUnit = UINT32_MAX;
/// "Has no Go type."
constexpr uint32_t noType = UINT32_MAX;

enum class SymbolKind : uint8_t {
  Text,
  /// Initialised or read-only data.
  Data,
  /// Data without bytes in the file.
  Bss,
};

/// A symbol in the order of the tables.
struct Symbol {
  /// The address of a function, once there are addresses; 0 of data.
  uint64_t address = 0;
  /// By which SymbolSource, `frames` and `types` know it.
  uint32_t number = 0;
  /// Higher comes later among functions, or data, at one address.
  uint8_t rank = 0;
  SymbolKind kind = SymbolKind::Text;
  bool isLocal : 1;
  /// No object owns the symbol.
  bool ofLinker : 1;
  /// Program::types and Program::frames have something for it.
  bool hasType : 1;
  bool hasFrame : 1;

  Symbol() : isLocal(false), ofLinker(false), hasType(false), hasFrame(false) {}
  bool isFunction() const { return kind == SymbolKind::Text; }
  bool operator<(const Symbol &o) const {
    return std::tie(address, rank, number) <
           std::tie(o.address, o.rank, o.number);
  }
};
static_assert(sizeof(Symbol) == 16, "one for each symbol of a link");

/// What a writer asks of the symbols that the model knows by number.
class SymbolSource {
public:
  struct Facts {
    llvm::StringRef name;
    /// The unit of a function; noUnit for data.
    uint32_t unit = noUnit;
  };
  virtual ~SymbolSource() = default;
  /// Stores the facts of \p symbols, at most `batch` of them, in \p facts,
  /// which is as long. Thread-safe.
  virtual void describe(llvm::ArrayRef<Symbol> symbols,
                        llvm::MutableArrayRef<Facts> facts) const = 0;

  static constexpr size_t batch = 64;
};

/// Source files, each path once, numbered in the order in which they came.
class FileTable {
public:
  /// The number of \p path, a new one if need be. Copies what it keeps.
  uint32_t number(llvm::StringRef path);
  llvm::ArrayRef<llvm::StringRef> paths() const { return inOrder; }

private:
  llvm::StringMap<uint32_t> numbers;
  /// Keys of `numbers`, which never move.
  std::vector<llvm::StringRef> inOrder;
};

/// A compilation unit.
struct Unit {
  struct File {
    /// In Program::files.
    uint32_t file = 0;
    /// Largest line that is asked for; 0: not known, only for the last file.
    uint64_t lines = 0;
  };
  /// The main file first. Empty: no code is of this unit.
  llvm::SmallVector<File, 1> files;
  /// Of `files`, so many at the end have no row with a line, but rows without
  /// or inlined calls. A table without inlined calls has no use for them.
  uint32_t numCallFiles = 0;

  llvm::ArrayRef<File> filesOfRows() const {
    return llvm::ArrayRef(files).drop_back(numCallFiles);
  }
};

/// A variable or parameter that is in the frame, in one place for all of the
/// function.
struct Variable {
  std::string name;
  /// From the CFA, in bytes.
  int64_t offset = 0;
  uint32_t type = noType;
};

/// From `offset` in a function on, bytes behind its entry, the stack pointer is
/// so far below where it was at the entry.
struct StackDepth {
  uint64_t offset = 0;
  /// In bytes; nothing where it is not known.
  std::optional<uint32_t> depth;
};

/// What is known of the frame of a function.
struct Frame {
  /// In bytes, a pointer for the return address included.
  std::optional<uint64_t> size;
  /// From below the return address down to the lowest local.
  std::optional<uint64_t> locals;
  /// Of arguments on the stack.
  std::optional<uint64_t> args;
  std::vector<Variable> variables;
  /// How deep the stack is at each instruction, if somebody wants to know; up
  /// to `depthsEnd`, bytes behind the entry.
  std::vector<StackDepth> depths;
  uint64_t depthsEnd = 0;

  /// A table without depths has nothing to say of the function.
  bool empty() const { return !size && !locals && !args && variables.empty(); }
};

/// Code without a gap, in one section, and the lines of it.
struct CodeRun {
  uint32_t unit = 0;
  /// Alignment of the section, in bytes.
  uint32_t alignment = 1;
  /// Offsets in the section: of the first row, and of the byte behind the code.
  uint64_t begin = 0;
  uint64_t end = 0;
  /// A list for RowCursor; a row's file is an index in Unit::files. Not empty;
  /// the first row has a line.
  llvm::ArrayRef<uint8_t> rows;
  /// A list for InlineCursor, of ranges in the run; files are places in
  /// Unit::files. Empty: nothing was inlined, or nobody asked.
  llvm::ArrayRef<uint8_t> inlines = {};
};

struct Program {
  /// Data first, then functions by address.
  std::vector<Symbol> symbols;
  size_t firstFunction = 0;
  llvm::ArrayRef<Symbol> data() const {
    return llvm::ArrayRef(symbols).take_front(firstFunction);
  }
  llvm::ArrayRef<Symbol> functions() const {
    return llvm::ArrayRef(symbols).drop_front(firstFunction);
  }
  /// Anything is executable.
  bool hasCode = false;

  FileTable files;
  /// One for each object of the link, one for code that no object owns, then
  /// more.
  std::vector<Unit> units;
  /// Number of the unit of code that no object owns.
  uint32_t linkerUnit = 0;

  /// By symbol.
  llvm::DenseMap<uint32_t, Frame> frames;
  llvm::DenseMap<uint32_t, uint32_t> types;

  /// Lines. Runs refer to the bytes of `rows` and `inlines`.
  std::vector<CodeRun> runs;
  std::vector<RowList> rows;

  /// Calls that were inlined into the runs, if asked for.
  std::vector<InlineList> inlines;
  /// The names of the functions that were inlined, each once, in the order in
  /// which the objects of the link name them first: linkage names, else names
  /// as the source has them; empty where debug information has neither. They
  /// are bytes of the inputs, which live as long as the link, or of
  /// `nameStorage`.
  std::vector<llvm::StringRef> inlinedFunctions;
  std::vector<llvm::BumpPtrAllocator> nameStorage;
};

} // namespace gosym

#endif
