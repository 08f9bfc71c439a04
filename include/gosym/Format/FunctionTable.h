//===- gosym/Format/FunctionTable.h - Reads a function table ----*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Reads the function table, `.gopclntab` as Go has had it since 1.18
/// (docs/FunctionTable.md): of this project and of Go's own programs.
///
///   Expected<FunctionTable> table = FunctionTable::create(bytes, where);
///   auto function = table->find(pc);
///   if (function && *function)
///     os << (*function)->name << ' ' << table->placeOf(**function, pc)...
///
/// It borrows the bytes. Opening reads the header; each question reads and
/// checks what it needs, so a table that is damaged in one place gives an error
/// or the right answer. check() reads everything.
///
/// Errors: `<what> at offset 0x..: <fact>, expected <fact>`, from the first
/// byte of the table. Any bytes are safe.
///
/// Threads: all questions are const and may be asked from many at once.
///
//===----------------------------------------------------------------------===//

#ifndef GOSYM_FORMAT_FUNCTIONTABLE_H
#define GOSYM_FORMAT_FUNCTIONTABLE_H

#include "gosym-c/function_format.h"
#include "gosym/Format/FunctionTableWriter.h"
#include <optional>

namespace gosym {

/// Whether \p table begins like a function table, of either byte order.
bool isFunctionTable(llvm::ArrayRef<uint8_t> table);

/// A function as its record has it.
struct FunctionRecord {
  llvm::StringRef name;
  uint64_t entry = 0;
  /// Entry of the next function at another address, or the end of the code.
  uint64_t end = 0;
  /// Bytes of arguments; nothing: not known.
  std::optional<uint32_t> args;
  /// Offsets of its streams in their part; 0: none.
  uint32_t depths = 0, files = 0, lines = 0;
  /// Place of the first file of its unit; GOSYM_RECORD_NONE: of no unit.
  uint32_t unit = 0;
  /// Go 1.20: the line that it begins on; else, and where it is not known, 0.
  uint32_t startLine = 0;
  /// Offset of the record in the table.
  uint64_t offset = 0;
};

class FunctionTable {
public:
  /// How a reader learns what addresses the table is about.
  struct Where {
    /// Of the table: good for one that says how far its code is from it.
    std::optional<uint64_t> table;
    /// Of `.text`, for any other table; without it the header is believed,
    /// which in a position-independent program of Go has nothing.
    std::optional<uint64_t> text;
  };

  /// Errors: the header is cut, of another form, or names parts that are not in
  /// the table or not in order; the list of functions is cut.
  static llvm::Expected<FunctionTable> create(llvm::ArrayRef<uint8_t> table,
                                              const Where &where);

  const FunctionTarget &target() const { return ownTarget; }
  uint32_t size() const { return count; }
  uint32_t numFiles() const { return files; }
  /// What entries are told from.
  uint64_t start() const { return base; }
  /// The end of the last function.
  uint64_t end() const { return addressOf(entryAt(count)); }
  /// What the header says of the start.
  uint64_t startInHeader() const { return headerStart; }
  /// The table says where its code is.
  bool hasTail() const { return tail; }

  /// Function number \p i, in order of address. Errors: entries that do not
  /// ascend; a record outside of its part, or of another entry; a name that is
  /// outside or without NUL.
  llvm::Expected<FunctionRecord> function(uint32_t i) const;
  /// The function that holds \p pc, of several at one address the last; nothing
  /// below the first one and behind the last. Errors: as function().
  llvm::Expected<std::optional<FunctionRecord>> find(uint64_t pc) const;

  /// Calls \p fn for each piece of \p function that has one value in the stream
  /// at \p stream, ascending, as far as the function goes; not for pieces
  /// without a value. Errors: the stream is outside of its part or cut.
  using ValueVisitor = llvm::function_ref<llvm::Error(
      uint64_t begin, uint64_t end, uint32_t value)>;
  llvm::Error forEachValue(const FunctionRecord &function, uint32_t stream,
                           ValueVisitor fn) const;
  /// The value at \p pc. Errors: of the stream up to there.
  llvm::Expected<std::optional<uint32_t>>
  valueAt(const FunctionRecord &function, uint32_t stream, uint64_t pc) const;

  /// The path of a file of a unit; nothing: it has none. Errors: it is not in
  /// the table.
  llvm::Expected<std::optional<llvm::StringRef>> path(uint32_t unit,
                                                      uint32_t file) const;

  struct Place {
    std::optional<llvm::StringRef> file;
    /// 0: not known.
    uint32_t line = 0;
  };
  /// File and line of \p pc in \p function. Errors: of both streams.
  llvm::Expected<Place> placeOf(const FunctionRecord &function,
                                uint64_t pc) const;
  /// Calls \p fn for each piece of \p function that has a line.
  using PlaceVisitor = llvm::function_ref<llvm::Error(
      uint64_t begin, uint64_t end, uint32_t file, uint32_t line)>;
  llvm::Error forEachPlace(const FunctionRecord &function,
                           PlaceVisitor fn) const;

  /// Parts and their sizes, for a report: names, units, paths, streams, list
  /// and records.
  struct Part {
    llvm::StringLiteral name;
    uint64_t offset, size;
  };
  std::vector<Part> parts() const;

private:
  FunctionTable() = default;
  uint32_t word32(uint64_t offset) const;
  uint64_t pointer(uint64_t offset) const;
  /// Of a function, or of the end.
  uint32_t entryAt(uint32_t i) const {
    return word32(listAt + uint64_t(GOSYM_FUNCTION_ENTRY_SIZE) * i);
  }
  uint64_t addressOf(uint32_t entry) const;
  uint32_t firstAbove(uint64_t distance, uint32_t low) const;
  llvm::Expected<llvm::StringRef> text(llvm::StringRef what, uint64_t at,
                                       uint64_t partEnd) const;
  class Steps;

  llvm::ArrayRef<uint8_t> bytes;
  FunctionTarget ownTarget;
  uint32_t count = 0, files = 0;
  uint64_t base = 0, headerStart = 0;
  uint64_t namesAt = 0, unitsAt = 0, pathsAt = 0, streamsAt = 0, listAt = 0;
  /// Of the records.
  uint64_t recordsEnd = 0;
  bool tail = false;
};

/// What a table that is sound has.
struct FunctionSummary {
  uint64_t functions = 0;
  uint64_t withLines = 0;
  uint64_t withDepths = 0;
  uint64_t files = 0;
  /// Pieces of code with a line.
  uint64_t rows = 0;
};
/// Reads everything. Errors: those of all questions; fewer paths than files.
llvm::Expected<FunctionSummary> checkFunctionTable(const FunctionTable &table);

} // namespace gosym

#endif
