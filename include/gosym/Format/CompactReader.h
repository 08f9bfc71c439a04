//===- gosym/Format/CompactReader.h - Questions to a compact table
//-*-C++-*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// A compact table as a whole, at the address that it is loaded at:
///
///   Expected<CompactReader> reader = CompactReader::create(bytes, address);
///   Expected<std::vector<CompactSourceFrame>> frames = reader->frames(pc);
///
/// Opening it reads the header and the counts of the parts. A question about an
/// address costs a binary search and a walk over one block; a question about a
/// name walks over the codes of all names and expands none that differs.
///
/// It borrows the bytes, and checks what it comes across (CompactTable.h).
///
/// Threads: all questions are const and may be asked from many at once.
///
//===----------------------------------------------------------------------===//

#ifndef GOSYM_FORMAT_COMPACTREADER_H
#define GOSYM_FORMAT_COMPACTREADER_H

#include "gosym/Format/CompactLines.h"
#include "gosym/Format/CompactNames.h"
#include "gosym/Format/CompactSymbols.h"
#include <vector>

namespace gosym {

/// Sizes in bytes, as far as they are known.
struct CompactFrameSizes {
  /// With the return address.
  std::optional<uint64_t> frame;
  std::optional<uint64_t> locals;
  /// Arguments on the stack.
  std::optional<uint64_t> args;
};

/// One of the frames of an address: a function, or one that was inlined.
struct CompactSourceFrame {
  std::string function;
  /// Nothing where it is not known.
  std::optional<std::string> file;
  /// 0: not known.
  uint32_t line = 0;
};

class CompactReader {
public:
  /// Reads \p table, whose first byte is loaded at \p address. Errors: those of
  /// the parts.
  static llvm::Expected<CompactReader> create(llvm::ArrayRef<uint8_t> table,
                                              uint64_t address);

  const CompactTable &table() const { return ownTable; }
  unsigned pointerSize() const { return ownTable.pointerSize(); }
  /// An address of the target for a distance from the base address, and the
  /// other way. Both wrap as addresses of the target do.
  uint64_t addressOf(uint64_t distance) const {
    return (address + uint64_t(ownTable.base()) + distance) & mask();
  }
  uint64_t distanceOf(uint64_t pc) const {
    return (pc - address - uint64_t(ownTable.base())) & mask();
  }

  const CompactDictionary &dictionary() const { return ownDictionary; }
  const CompactStrings &names() const { return ownNames; }
  const CompactSymbols &functions() const { return ownFunctions; }
  const CompactSymbols &data() const { return ownData; }
  const CompactStrings &paths() const { return ownPaths; }
  const CompactLines &lines() const { return ownLines; }
  const CompactStrings &inlinedNames() const { return ownInlinedNames; }

  llvm::Expected<std::string> name(const CompactSymbol &symbol) const {
    return ownNames.at(symbol.name);
  }

  uint32_t numUnits() const { return unitCount; }
  /// Number in the list of paths of the main file of unit \p i, which is below
  /// numUnits(); nothing where it is not known.
  llvm::Expected<std::optional<uint32_t>> mainFile(uint32_t i) const;

  bool hasFrames() const { return framePart.kind != 0; }
  /// Of function \p i. Nothing is known where the table has no frames.
  llvm::Expected<CompactFrameSizes> frameSizes(uint32_t i) const;

  /// The function, or the data symbol, that an address belongs to.
  llvm::Expected<std::optional<CompactSymbol>> findFunction(uint64_t pc) const {
    return ownFunctions.find(distanceOf(pc));
  }
  llvm::Expected<std::optional<CompactSymbol>> findData(uint64_t at) const {
    return ownData.find(distanceOf(at));
  }
  /// By name, a global before a local one, else the first.
  llvm::Expected<std::optional<CompactSymbol>>
  findFunction(llvm::StringRef name) const {
    return findNamed(ownFunctions, name);
  }
  llvm::Expected<std::optional<CompactSymbol>>
  findData(llvm::StringRef name) const {
    return findNamed(ownData, name);
  }

  /// The frames of \p pc, innermost first; the last one is the function of the
  /// table. Where that has no line its file is the main one of its unit. Empty
  /// where no function is.
  llvm::Expected<std::vector<CompactSourceFrame>> frames(uint64_t pc) const;

private:
  uint64_t mask() const {
    return pointerSize() == 8 ? UINT64_MAX : uint64_t(UINT32_MAX);
  }
  llvm::Error readStrings();
  llvm::Error readSymbols();
  llvm::Error readUnits();
  llvm::Error readFrames();
  llvm::Expected<std::optional<CompactSymbol>>
  findNamed(const CompactSymbols &symbols, llvm::StringRef name) const;
  llvm::Expected<CompactSourceFrame>
  sourceFrame(std::string function, uint32_t file, uint32_t line) const;

  uint64_t address = 0;
  CompactTable ownTable;
  CompactDictionary ownDictionary;
  CompactStrings ownNames, ownPaths, ownInlinedNames;
  CompactSymbols ownFunctions, ownData;
  CompactLines ownLines;
  CompactPart unitPart, framePart;
  uint32_t unitCount = 0;
};

} // namespace gosym

#endif
