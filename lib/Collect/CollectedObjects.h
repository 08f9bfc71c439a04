//===- CollectedObjects.h - The debug info of all objects -------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Reads the debug information of all objects of a link, for their frames and
/// lines: beside the linker, from the moment on when garbage is gone, or in
/// layout().
///
//===----------------------------------------------------------------------===//

#ifndef GOSYM_LIB_COLLECT_COLLECTEDOBJECTS_H
#define GOSYM_LIB_COLLECT_COLLECTEDOBJECTS_H

#include "../Linker/Ahead.h"
#include "CollectedFrames.h"
#include "CollectedLines.h"
#include "SideWork.h"
#include <optional>
#include <vector>

namespace gosym {

class CollectedObjects {
public:
  /// Reads what \p frames and \p lines want.
  CollectedObjects(CollectedFrames &frames, CollectedLines &lines)
      : frames(frames), lines(lines) {}

  /// Begins, once, if \p link lets it and there is enough to do.
  void beginAhead(const EarlyLink &link);
  /// Returns when all objects are read, each once, and frames and lines have
  /// what they want of each. Once, from layout(), when \p program has its
  /// functions. In parallel; the result does not depend on the threads, nor on
  /// when reading began.
  void finish(Link &link, const LinkSymbols &symbols, const Program &program);

private:
  void begin(const EarlyLink &link, std::vector<uint32_t> objects);
  void beginLate(Link &link);
  void read(uint32_t object, LineProgram &program);

  CollectedFrames &frames;
  CollectedLines &lines;
  /// The link when reading began; none: it has not.
  std::optional<EarlyLink> source;
  /// Of each object of the link.
  std::vector<ObjectLines> found;
  /// Ends before what it reads and writes goes.
  SideWork work;
};

} // namespace gosym

#endif
