//===- gosym/Format/FunctionTableWriter.h -----------------------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Writes the function table of a program, `.gopclntab` as Go has had it since
/// 1.18 (docs/FunctionTable.md), from the model (Model/Program.h). Nearly all
/// of it is known before there are addresses, so the writer is called in steps:
///
///   FunctionTableWriter writer(program, symbols, options);
///   writer.encode(places, parallel);      names, files and lines are known
///   writer.assignOffsets(bounds, parallel)  the order of functions is known
///   writer.write(moment, offset, bytes)   addresses are; in ranges, on any
///                                         threads
///
//===----------------------------------------------------------------------===//

#ifndef GOSYM_FORMAT_FUNCTIONTABLEWRITER_H
#define GOSYM_FORMAT_FUNCTIONTABLEWRITER_H

#include "gosym/Format/NameSource.h"
#include "gosym/Model/Program.h"
#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/bit.h"
#include "llvm/Support/Error.h"
#include <memory>
#include <vector>

namespace gosym {

enum class FunctionForm : uint8_t {
  Go118,
  /// With the line that a function begins on.
  Go120,
};

/// What a function table is written for.
struct FunctionTarget {
  FunctionForm form = FunctionForm::Go120;
  llvm::endianness byteOrder = llvm::endianness::little;
  uint8_t pointerSize = 8;
  /// What addresses of instructions are multiples of: 1, 2 or 4.
  uint8_t quantum = 1;

  bool operator==(const FunctionTarget &o) const {
    return form == o.form && byteOrder == o.byteOrder &&
           pointerSize == o.pointerSize && quantum == o.quantum;
  }
};

class FunctionTableWriter {
public:
  struct Options {
    FunctionTarget target;
    /// Bit 0 of the address of a function says Thumb.
    bool hasThumbBit = false;
    /// Write sizes of arguments and streams of the stack pointer.
    bool frames = false;
    /// The table is in the memory of the program that it is of, and says where
    /// from its own address.
    bool hasTail = false;
  };

  /// Refers to \p program and \p symbols, which must outlive it. Functions with
  /// numbers below \p numNamed are all there when encode() is called; others
  /// come and go, are few, and have no lines.
  FunctionTableWriter(const Program &program, const SymbolSource &symbols,
                      uint32_t numNamed, Options options);
  ~FunctionTableWriter();

  /// "In no section that has lines."
  static constexpr uint32_t noSection = UINT32_MAX;
  /// A place in code. What is in one section moves as a whole.
  struct Place {
    uint32_t section = noSection;
    /// Without the mark of Thumb code.
    uint64_t offset = 0;
  };
  struct Places {
    /// Of the functions of the program, in its order of now.
    llvm::ArrayRef<Place> functions;
    /// Sections of its runs.
    llvm::ArrayRef<uint32_t> runs;
    /// What is added to offsets in runs to make them offsets in the section;
    /// empty: nothing.
    llvm::ArrayRef<uint64_t> shifts = {};
    uint32_t numSections = 0;
  };
  /// Encodes names and streams. Once. Global functions have names of their own.
  /// Errors: a NUL in a name that no object owns (Symbol::ofLinker); others
  /// have none.
  llvm::Error encode(const Places &places, const Parallel &parallel);

  /// Which functions the table has, of those of the program in its order of
  /// now: from \p first up to \p end.
  struct Bounds {
    size_t first = 0;
    size_t end = 0;
    bool operator==(const Bounds &o) const {
      return first == o.first && end == o.end;
    }
  };
  /// Those whose entries a table that tells them from \p start can hold, which
  /// are unsigned and have 32 bits. \p functions ascend by \p addressOf.
  static Bounds
  boundsFrom(uint64_t start, llvm::ArrayRef<Symbol> functions,
             llvm::function_ref<uint64_t(const Symbol &)> addressOf);
  /// Counts the bytes. Due after each change of the program or of the bounds.
  ///
  /// Errors: the table has 2 GiB or more.
  llvm::Error assignOffsets(const Bounds &bounds, const Parallel &parallel);
  uint64_t size() const { return totalSize; }
  /// Offsets where a range may begin, without 0.
  std::vector<uint64_t> cutOffsets() const;

  /// Stores the addresses of functions of the program, as long.
  using Addresses = llvm::function_ref<void(
      llvm::ArrayRef<Symbol> functions, llvm::MutableArrayRef<uint64_t> out)>;
  /// What is known at last.
  struct Moment {
    /// What entries are told from, and the end of the code: below `start` and 4
    /// GiB.
    uint64_t start = 0;
    uint64_t end = 0;
    /// Where the table is, if it has a tail.
    uint64_t table = 0;
    /// Of the table in bytes, not below size().
    uint64_t paddedSize = 0;
  };
  /// Writes the range that begins at \p offset, 0 or a cut. \p bytes were 0.
  /// Thread-safe if \p addresses is.
  void write(const Moment &moment, Addresses addresses, uint64_t offset,
             llvm::MutableArrayRef<uint8_t> bytes) const;

  /// For a report: functions that have lines, and bytes of parts.
  struct Counts {
    uint64_t functions = 0, withLines = 0, withFrames = 0;
    uint64_t names = 0, files = 0, streams = 0, records = 0;
  };
  Counts counts() const;

private:
  struct Parts;
  class PieceWriter;
  const Program &program;
  const SymbolSource &symbols;
  const uint32_t numNamed;
  const Options options;
  std::unique_ptr<Parts> parts;
  uint64_t totalSize = 0;
};

/// In bytes.
uint64_t functionRecordSize(FunctionForm form);

} // namespace gosym

#endif
