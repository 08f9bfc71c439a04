//===- LinesAhead.h - Debug information read early --------------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Reads the lines and inlined calls of all objects beside the linker, from the
/// moment on when garbage is gone.
///
//===----------------------------------------------------------------------===//

#ifndef GOSYM_LIB_COLLECT_LINESAHEAD_H
#define GOSYM_LIB_COLLECT_LINESAHEAD_H

#include "../Linker/Ahead.h"
#include "CollectedLines.h"
#include "SideWork.h"
#include <vector>

namespace gosym {

class LinesAhead {
public:
  /// Begins, if \p link lets it, and if there is enough to do.
  void begin(const EarlyLink &link, bool wantsInlines);
  bool hasBegun() const { return !objects.empty(); }
  /// Gives \p lines what it wants, when it is read. Once, from layout() on.
  void finish(const Link &link, CollectedLines &lines);

private:
  /// One for each object of the link, when it has begun.
  std::vector<ObjectLines> objects;
  SideWork work;
};

} // namespace gosym

#endif
