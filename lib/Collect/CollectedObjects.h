//===- CollectedObjects.h - The debug info of all objects -------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef GOSYM_LIB_COLLECT_COLLECTEDOBJECTS_H
#define GOSYM_LIB_COLLECT_COLLECTEDOBJECTS_H

#include "CollectedFrames.h"
#include "CollectedLines.h"

namespace gosym {

/// Reads the objects of \p link, each once, for \p frames and \p lines, which
/// then have what they want of each. From layout(), when \p program has its
/// functions. In parallel; the result does not depend on the threads.
void readObjects(const Link &link, const LinkSymbols &symbols,
                 const Program &program, CollectedFrames &frames,
                 CollectedLines &lines);

} // namespace gosym

#endif
