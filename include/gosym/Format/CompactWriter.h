//===- gosym/Format/CompactWriter.h - Writes a compact table ----*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Writes the compact table of a program (docs/CompactFormat.md) from the model
/// (Model/Program.h). A linker knows names long before addresses, and coding
/// the names is most of the work, so the writer is called in steps:
///
///   CompactWriter writer(program, symbols, numNamed, options);
///   writer.encode(parallel);              names, files and lines are known;
///                                         a NameCoder may have begun before
///   writer.assignOffsets(place, parallel) addresses are known, or better known
///   writer.write(at, offset, bytes)       in ranges, on any threads
///
//===----------------------------------------------------------------------===//

#ifndef GOSYM_FORMAT_COMPACTWRITER_H
#define GOSYM_FORMAT_COMPACTWRITER_H

#include "gosym/Format/NameCoder.h"
#include "gosym/Model/Program.h"
#include "llvm/ADT/ArrayRef.h"
#include "llvm/Support/Error.h"
#include <memory>
#include <vector>

namespace gosym {

class CompactWriter {
public:
  using Effort = NameCoder::Effort;
  struct Options {
    Effort effort = Effort::Full;
    /// Of the target, in bytes.
    unsigned pointerSize = 8;
    /// Bit 0 of the address of a function says Thumb.
    bool hasThumbBit = false;
    /// Write the rows of the program and what was inlined.
    bool lines = false;
    /// Write the sizes of frames.
    bool frames = false;
    /// The names are as people read them, and readers are told.
    bool areDemangled = false;
    /// There will be symbols with numbers from numNamed on.
    bool hasLateNames = false;
  };

  /// Refers to \p program and \p symbols, which must outlive it. Symbols with
  /// numbers below \p numNamed are all there when encode() is called; others
  /// come and go, and are few.
  CompactWriter(const Program &program, const SymbolSource &symbols,
                uint32_t numNamed, Options options);
  ~CompactWriter();

  /// Codes the names of symbols and inlined functions, the paths of files, and
  /// the lines. Once.
  ///
  /// Errors: a name of 1 MiB or more.
  llvm::Error encode(const Parallel &parallel);
  /// The same in three steps: encodeNames() and encodeLines(), in any order or
  /// at the same time on two threads, then encodeRest().
  ///
  /// Errors: those of encode().
  llvm::Error encodeNames(const Parallel &parallel);
  void encodeLines(const Parallel &parallel);
  void encodeRest(const Parallel &parallel);
  /// The same for a program some names of which have been coded by \p coder,
  /// which was told of others. \p places has, for each of the symbols with
  /// numbers below numNamed, the number of its name there, or notCoded.
  llvm::Error encode(std::unique_ptr<NameCoder> coder,
                     std::vector<uint32_t> places, const Parallel &parallel);
  static constexpr uint32_t notCoded = UINT32_MAX;

  /// Where things are. Arrays are as long as what they are of and must live
  /// until the last write().
  struct Placement {
    /// Of Program::symbols, in its order.
    llvm::ArrayRef<uint64_t> addresses;
    llvm::ArrayRef<uint64_t> sizes;
    /// Of the first row of each run of the program.
    llvm::ArrayRef<uint64_t> runs;
    /// Bounds of the code.
    uint64_t textBegin = 0, textEnd = 0;

    /// What is as it was at the last call, and need not be counted again: which
    /// symbols there are and their order; the sizes of all data, of all
    /// functions, and how far their addresses are from each other.
    bool sameSymbols = false;
    bool sameData = false;
    bool sameFunctions = false;
  };
  /// Counts the bytes. Due after each change of the program or of addresses.
  ///
  /// Errors: the table has 4 GiB or more.
  llvm::Error assignOffsets(const Placement &placement,
                            const Parallel &parallel);
  uint64_t size() const { return totalSize; }
  /// Offsets where a range may begin, without 0.
  std::vector<uint64_t> cutOffsets() const;

  /// Writes the range that begins at \p offset, 0 or a cut, of a table that
  /// will be at address \p at and has size \p paddedSize, which is not below
  /// size(); \p bytes were 0. Thread-safe.
  void write(uint64_t at, uint64_t paddedSize, uint64_t offset,
             llvm::MutableArrayRef<uint8_t> bytes) const;

  /// Runs of code that overlap others, so that their lines are left out, and
  /// inlined calls that are nested too deep.
  size_t numRunsLeftOut() const;
  uint64_t numCallsTooDeep() const;

private:
  struct Parts;
  std::vector<llvm::StringRef> inlinedNames() const;
  void encodeLateNames(const Parallel &parallel);
  bool sortData(const Placement &place);
  void listNames(const Parallel &parallel);
  void assignFunctions(const Placement &place, const Parallel &parallel);
  void assignData(const Placement &place, bool sameData,
                  const Parallel &parallel);
  void listParts();
  void addPieces(uint32_t kind, uint64_t offset);
  void writeUnits(llvm::MutableArrayRef<uint8_t> bytes) const;

  const Program &program;
  const SymbolSource &symbols;
  const uint32_t numNamed;
  const Options options;
  std::unique_ptr<Parts> parts;
  uint64_t totalSize = 0;
};

} // namespace gosym

#endif
