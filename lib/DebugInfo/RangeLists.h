//===- RangeLists.h - Code in several places --------------------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef GOSYM_LIB_DEBUGINFO_RANGELISTS_H
#define GOSYM_LIB_DEBUGINFO_RANGELISTS_H

#include "DebugUnit.h"
#include "llvm/ADT/SmallVector.h"
#include <tuple>

namespace gosym {

/// Code in one section of an object.
struct CodeRange {
  /// Number of the section.
  uint64_t section = 0;
  /// Offsets in it.
  uint64_t begin = 0;
  uint64_t end = 0;

  bool operator<(const CodeRange &o) const {
    return std::tie(section, begin, end) < std::tie(o.section, o.begin, o.end);
  }
};

using CodeRanges = llvm::SmallVector<CodeRange, 2>;

/// How much more may be read of an object before it is not believed.
class ReadLimit {
public:
  explicit ReadLimit(uint64_t left) : left(left) {}
  /// Returns false when \p n more are too many.
  bool take(uint64_t n = 1) {
    if (n > left)
      return false;
    left -= n;
    return true;
  }

private:
  uint64_t left;
};

/// Appends to \p ranges the code that \p list, the value of a DW_AT_ranges in
/// \p unit, names: of `.debug_ranges` (DWARF 4 and before) or `.debug_rnglists`
/// (DWARF 5). What has no address in a section, or no byte, is left out. Takes
/// one from \p limit for each element of the list.
///
/// Errors begin with the name of the section. No crash and an end, whatever the
/// bytes. Not thread-safe for one object.
llvm::Error readRangeList(const DebugUnit &unit, const EntryValue &list,
                          ReadLimit &limit, CodeRanges &ranges);

/// How many ranges the debug information of \p sections is believed.
ReadLimit limitOf(const llvm::DWARFObject &sections);

/// Appends to \p ranges the code of the entry with \p values in \p unit: of
/// its list of ranges, or from its low_pc to its high_pc.
llvm::Error readCode(const DebugUnit &unit, const EntryValues &values,
                     ReadLimit &limit, CodeRanges &ranges);

} // namespace gosym

#endif
