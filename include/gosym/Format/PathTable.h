//===- gosym/Format/PathTable.h - Path components and indexes ---*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// A path is stored as a sequence of indexes, and each component of a path once
/// per table, as an `f` entry whose value is the index:
///
///   /src/a/x.c, /src/a/y.c    f 1 "/"  f 2 "src"  f 3 "a"
///                             f 4 "x.c"  f 5 "y.c"
///                             z 1 <1 2 3 4>  z 1 <1 2 3 5>
///
/// A reader joins components with `/` and puts none behind a component that
/// ends in `/`: so an absolute path begins with the component `/`.
///
//===----------------------------------------------------------------------===//

#ifndef GOSYM_FORMAT_PATHTABLE_H
#define GOSYM_FORMAT_PATHTABLE_H

#include "gosym/Format/Entry.h"
#include "llvm/ADT/StringMap.h"
#include <vector>

namespace gosym {

/// Gives indexes to path components in the order in which it sees them first.
/// Not thread-safe: the order of calls decides the bytes.
class PathTable {
public:
  using Path = llvm::SmallVector<uint16_t, 8>;

  /// Splits \p path at `/` (empty components are dropped, as a file system
  /// does) and returns the indexes of its components, giving new ones as
  /// needed. Copies what it keeps. An empty path gives an empty sequence.
  ///
  /// Errors: those of check(); `path "...": no index left for a component,
  /// expected at most 65535 components in one table`. Nothing is added then.
  llvm::Expected<Path> intern(llvm::StringRef path);

  /// Whether any table can hold \p path. Errors: `path "...": component has a
  /// NUL, expected none`; `path "...": N components, expected at most 1023`;
  /// `path "...": component of N bytes, expected at most 1023`.
  static llvm::Error check(llvm::StringRef path);

  /// All components, index 1 first. Valid until the next intern().
  llvm::ArrayRef<llvm::StringRef> components() const { return inOrder; }

private:
  llvm::StringMap<uint16_t> indexes;
  /// Keys of `indexes`, which never move.
  std::vector<llvm::StringRef> inOrder;
};

} // namespace gosym

#endif
