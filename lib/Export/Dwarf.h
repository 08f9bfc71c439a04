//===- Dwarf.h - Debug information made of a table --------------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Sections of DWARF 4, the version that every debugger and profiler in use
/// takes: line tables, and of each unit the functions and inlined calls. No
/// types and no variables, which tables do not know well enough.
///
//===----------------------------------------------------------------------===//

#ifndef GOSYM_LIB_EXPORT_DWARF_H
#define GOSYM_LIB_EXPORT_DWARF_H

#include "CodeMap.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/Support/EndianStream.h"

namespace gosym {

struct DwarfTarget {
  llvm::endianness byteOrder = llvm::endianness::little;
  unsigned pointerSize = 8;
};

/// Bytes of a section, written from front to back.
class DwarfBytes {
public:
  explicit DwarfBytes(DwarfTarget target)
      : target(target), os(bytes), writer(os, target.byteOrder) {}

  size_t size() const { return bytes.size(); }
  llvm::ArrayRef<char> data() const { return bytes; }

  void u8(uint8_t value) { writer.write(value); }
  void u16(uint16_t value) { writer.write(value); }
  void u32(uint32_t value) { writer.write(value); }
  void u64(uint64_t value) { writer.write(value); }
  void address(uint64_t value) {
    if (target.pointerSize == 8)
      u64(value);
    else
      u32(uint32_t(value));
  }
  void uleb(uint64_t value);
  void sleb(int64_t value);
  /// With a NUL.
  void text(llvm::StringRef value) { os << value << '\0'; }
  void zeros(size_t count) { os.write_zeros(count); }
  void raw(llvm::ArrayRef<char> more) { os.write(more.data(), more.size()); }
  /// Leaves room for the length of what follows, and puts it in.
  size_t beginLength() {
    u32(0);
    return size();
  }
  void endLength(size_t begin);
  void patch32(size_t at, uint32_t value);

private:
  DwarfTarget target;
  llvm::SmallVector<char, 0> bytes;
  llvm::raw_svector_ostream os;
  llvm::support::endian::Writer writer;
};

/// A unit: the functions of one main file.
struct DwarfUnit {
  /// In CodeMap::units.
  uint32_t unit = 0;
  /// In CodeMap::functions.
  std::vector<uint32_t> functions;
  /// Files of this unit, by number in CodeMap::files; numbers begin at 1.
  llvm::DenseMap<uint32_t, uint32_t> files;
  std::vector<uint32_t> filesInOrder;

  uint32_t numberOf(uint32_t file);
};

/// Sections by name.
struct DwarfSections {
  explicit DwarfSections(DwarfTarget target)
      : abbrev(target), info(target), line(target), ranges(target),
        aranges(target), str(target) {}
  DwarfBytes abbrev, info, line, ranges, aranges, str;
};

/// Writes the line table of \p unit at the end of \p to; gives numbers to the
/// files that it needs. Calls of inlined functions must have theirs already.
void writeDwarfLines(const CodeMap &map, DwarfUnit &unit, DwarfTarget target,
                     DwarfBytes &to);

/// Errors: a section of 4 GiB or more.
llvm::Expected<std::unique_ptr<DwarfSections>> dwarfOf(const CodeMap &map,
                                                       DwarfTarget target);

} // namespace gosym

#endif
