//===- TableImage.h - From records to bytes ---------------------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// The Go symbol table of a link as bytes: given the records in their order,
/// how long is it, where are its slots, where may writing be split, and what
/// are the bytes of one range. GoSymbolTable.cpp decides which records there
/// are and their order.
///
//===----------------------------------------------------------------------===//

#ifndef GOSYM_LIB_COLLECT_TABLEIMAGE_H
#define GOSYM_LIB_COLLECT_TABLEIMAGE_H

#include "TableDetails.h"
#include "gosym/Format/Entry.h"
#include "gosym/Format/PathTable.h"
#include "gosym/Linker/GeneratedSymbol.h"

namespace gosym {

/// All that get a record, numbered through: the live symbols, then the code
/// without symbols.
struct TableSymbols {
  explicit TableSymbols(const Link &link)
      : live(link.liveSymbols()), unnamed(link.codeWithoutSymbols()) {}
  const LiveSymbol &operator[](size_t i) const {
    return isUnnamed(i) ? unnamed[i - live.size()] : live[i];
  }
  bool isUnnamed(size_t i) const { return i >= live.size(); }
  size_t size() const { return live.size() + unnamed.size(); }

  const llvm::ArrayRef<LiveSymbol> live, unnamed;
};

/// One record to be, of one symbol.
struct Record {
  /// Of functions, once there are addresses.
  uint64_t address;
  /// Index in TableSymbols.
  uint32_t symbol;
  /// Higher comes later among functions at one address.
  uint8_t rank;
  /// T, t, D, d, B or b.
  char type;
  /// No object owns the symbol.
  bool ofLinker : 1;
  /// TableDetails::types and TableDetails::functions have something for it.
  bool hasType : 1;
  bool hasDetails : 1;

  bool isFunction() const { return type == 'T' || type == 't'; }
  bool operator<(const Record &o) const {
    return std::tie(address, rank, symbol) <
           std::tie(o.address, o.rank, o.symbol);
  }
};
static_assert(sizeof(Record) == 16, "one for each symbol of a link");

class TableImage {
public:
  /// The contents, set from outside. After a change, place() is due.
  TableTarget target;
  /// Data first, then functions.
  std::vector<Record> records;
  size_t firstFunction = 0;
  /// The output has code: `text`, `etext` and at least one history are written.
  bool hasCode = false;
  PathTable paths;
  /// Its units begin with one for each object and one more for code that no
  /// object owns.
  TableDetails details;

  /// The unit whose history is in force at the function \p r; noObject: the one
  /// of the function before. Code that the linker made is of the unit behind
  /// those of the objects.
  uint32_t unitOf(const TableSymbols &symbols, const Record &r) const {
    const LiveSymbol &s = symbols[r.symbol];
    if (!symbols.isUnnamed(r.symbol))
      return details.unitOfSymbol(r.symbol, s);
    return s.object == noObject ? linkerUnit : uint32_t(s.object);
  }
  /// Number of objects, and the unit of what none of them has.
  uint32_t linkerUnit = 0;

  /// Whether place() notes blocks, for an index.
  bool notesBlocks = false;

  /// Counts the bytes, chooses the cuts and notes the blocks.
  void place(const Link &link);
  uint64_t size() const { return totalSize; }
  /// Offsets where a range may begin, without 0.
  std::vector<uint64_t> cutOffsets() const;

  /// As Generator's. \p begin and \p end are 0, a cut or the size.
  void forEachSlot(const Link &link, uint64_t begin, uint64_t end,
                   llvm::function_ref<void(const Slot &)> fn) const;
  void write(const Link &link, uint64_t offset,
             llvm::MutableArrayRef<uint8_t> bytes) const;

  /// Text entries, `text` and `etext` included, in the order of the table.
  size_t numTexts() const {
    return records.size() - firstFunction + (hasCode ? 2 : 0);
  }
  SymbolRef text(const Link &link, size_t i) const;
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
  /// A place between two records where a walk may begin, and what must be known
  /// there.
  struct Cut {
    uint64_t offset;
    size_t record;
    /// The unit whose history is in force.
    uint32_t unit;
  };
  struct Placer;
  struct SlotTeller;
  struct RecordWriter;

  template <typename Visitor>
  void walk(const Link &link, Cut from, uint64_t end, Visitor &visitor) const;
  Cut cutAt(uint64_t offset) const;
  uint64_t preambleSize() const;
  uint64_t recordSize(const Record &r, const LiveSymbol &s) const;
  uint8_t *writeUnit(uint8_t *out, uint32_t unit) const;
  uint8_t *writePathEntries(uint8_t *out) const;

  /// Unit of the first function.
  uint32_t firstUnit = 0;
  uint64_t pathEntriesSize = 0;
  uint64_t totalSize = 0;
  std::vector<Cut> cuts;
  std::vector<Block> noted;
};

} // namespace gosym

#endif
