//===- gosym/Format/CompactTable.h - Header and parts -----------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// A compact table is a header and some parts, each with a number for what it
/// is (docs/CompactFormat.md has every byte). This header is about the frame;
/// the parts have readers of their own:
///
///   CompactNames.h    dictionary, string lists
///   CompactSymbols.h  lists of functions and of data
///   CompactLines.h    rows and inlined calls
///   CompactReader.h   all of it, and questions about addresses and names
///
/// Readers borrow the bytes. They check what they come across, and no more: an
/// unsound table gives an error, or a wrong answer, never a crash. checkCompact
/// (CompactCheck.h) is what reads it all.
///
//===----------------------------------------------------------------------===//

#ifndef GOSYM_FORMAT_COMPACTTABLE_H
#define GOSYM_FORMAT_COMPACTTABLE_H

#include "gosym-c/compact_format.h"
#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"
#include <cstdint>

namespace gosym {

/// A part of a table, and where it is.
struct CompactPart {
  uint32_t kind = 0;
  /// From the first byte of the table.
  uint32_t offset = 0;
  llvm::ArrayRef<uint8_t> bytes;
};

/// What a part of \p kind is called in messages; `unknown part` for others.
llvm::StringRef compactPartName(uint32_t kind);

class CompactTable {
public:
  /// Reads the header of \p table, and where its parts are. Errors: `header at
  /// offset 0x..: <fact>, expected <fact>` and `part at offset 0x..: <fact>,
  /// expected <fact>`, the offset being that of what the header says of it.
  static llvm::Expected<CompactTable> create(llvm::ArrayRef<uint8_t> table);

  /// 4 or 8.
  unsigned pointerSize() const { return ownPointerSize; }
  /// The names are as people read them.
  bool isDemangled() const { return ownIsDemangled; }
  /// The base address, less the address of the first byte of the table.
  int64_t base() const { return ownBase; }
  size_t size() const { return whole.size(); }

  /// In the order of the header; kinds that are not known are among them.
  llvm::ArrayRef<CompactPart> parts() const { return allParts; }
  /// Null: there is none of this kind.
  const CompactPart *find(uint32_t kind) const;

private:
  llvm::Error readHeader();
  llvm::Error readParts();
  llvm::Error require(uint32_t kind) const;

  llvm::ArrayRef<uint8_t> whole;
  unsigned ownPointerSize = 0;
  bool ownIsDemangled = false;
  int64_t ownBase = 0;
  llvm::SmallVector<CompactPart, 10> allParts;
};

/// Do \p bytes begin as a compact table does?
bool isCompactTable(llvm::ArrayRef<uint8_t> bytes);

} // namespace gosym

#endif
