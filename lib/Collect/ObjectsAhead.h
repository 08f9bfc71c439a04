//===- ObjectsAhead.h - Debug information read early ------------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Reads the debug information of all objects beside the linker, from the
/// moment on when garbage is gone.
///
//===----------------------------------------------------------------------===//

#ifndef GOSYM_LIB_COLLECT_OBJECTSAHEAD_H
#define GOSYM_LIB_COLLECT_OBJECTSAHEAD_H

#include "../Linker/Ahead.h"
#include "CollectedFrames.h"
#include "CollectedLines.h"
#include "SideWork.h"
#include <vector>

namespace gosym {

class ObjectsAhead {
public:
  /// Begins, if \p link lets it and there is enough to do. \p frames takes
  /// what it wants while objects are read.
  void begin(const EarlyLink &link, const TableOptions &options,
             CollectedFrames &frames);
  bool hasBegun() const { return !lines.empty(); }
  /// Returns when all is read, and gives \p wanted the lines that it wants and
  /// \p frames its functions. Once, from layout() on, when the two have begun.
  void finish(const Link &link, CollectedFrames &frames,
              CollectedLines &wanted);

private:
  /// Of each object of the link, when it has begun.
  std::vector<ObjectLines> lines;
  SideWork work;
};

} // namespace gosym

#endif
