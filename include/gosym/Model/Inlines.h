//===- gosym/Model/Inlines.h - Calls that became part of code ---*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// A call that the compiler inlined is ranges of the caller's code that come
/// from the function called. Such ranges are nested, as the calls were:
///
///   0x10-0x40  push() called in main.c:7
///     0x18-0x30  grow() called in list.h:40
///       0x18-0x20  max() called in list.h:21
///   0x40-0x44  size() called in main.c:8
///
/// At 0x19 the row of a CodeRun says a line of max(), and the ranges say that
/// max() was called in list.h:21 by grow(), that in list.h:40 by push(), and
/// that in main.c:7 by the function that has the code.
///
/// A list holds the ranges of one run of code in the order of the picture: by
/// where they begin, outer ones before inner ones. A range is inside of the one
/// around it, and two of one depth do not overlap. A call whose code is in
/// several places is several ranges.
///
/// A C++ program has about as many ranges as rows, so they are kept as
/// differences, five or six bytes each instead of 32. Lists stand one behind
/// the other in an InlineList, and each begins from nothing.
///
//===----------------------------------------------------------------------===//

#ifndef GOSYM_MODEL_INLINES_H
#define GOSYM_MODEL_INLINES_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/SmallVector.h"
#include <cstdint>
#include <tuple>

namespace gosym {

/// Code that comes from a function that was inlined.
struct InlinedRange {
  /// Offsets in the section, of the first byte and of the one behind the last;
  /// there is at least one byte.
  uint64_t begin = 0;
  uint64_t end = 0;
  /// 1: inlined straight into the function that has the code; one more than
  /// that of the range around it.
  uint32_t depth = 0;
  /// Number in Program::inlinedFunctions.
  uint32_t function = 0;
  /// The place of the call: number of the file in the unit, as of a Row, and
  /// line. Line 0: the call is of no line; the file is the main one if no other
  /// is known.
  uint32_t callFile = 0;
  uint32_t callLine = 0;

  bool operator==(const InlinedRange &o) const {
    return std::tie(begin, end, depth, function, callFile, callLine) ==
           std::tie(o.begin, o.end, o.depth, o.function, o.callFile,
                    o.callLine);
  }
};

/// Lists of ranges as bytes. Not thread-safe to change.
class InlineList {
public:
  /// Begins a list, behind the others, and returns where.
  size_t begin() {
    last = InlinedRange();
    return bytes.size();
  }
  /// Appends \p range to the list that was begun last: it does not begin below
  /// the range before, and is at most one deeper.
  void append(const InlinedRange &range);

  size_t size() const { return bytes.size(); }
  /// The bytes of the lists from \p first up to \p end, for an InlineCursor.
  llvm::ArrayRef<uint8_t> slice(size_t first, size_t end) const {
    return llvm::ArrayRef(bytes).slice(first, end - first);
  }

private:
  llvm::SmallVector<uint8_t, 0> bytes;
  InlinedRange last;
};

/// Goes over the ranges of one list. Borrows the bytes; copy it to remember a
/// place.
class InlineCursor {
public:
  explicit InlineCursor(llvm::ArrayRef<uint8_t> ranges = {}) : rest(ranges) {}
  bool atEnd() const { return rest.empty(); }
  /// The next range. Not at the end.
  InlinedRange next();

private:
  llvm::ArrayRef<uint8_t> rest;
  InlinedRange last;
};

} // namespace gosym

#endif
