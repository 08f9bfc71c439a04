//===- CollectedObjects.h - The debug info of all objects -------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef GOSYM_LIB_COLLECT_COLLECTEDOBJECTS_H
#define GOSYM_LIB_COLLECT_COLLECTEDOBJECTS_H

#include "CollectedFrames.h"
#include "CollectedLines.h"
#include "ObjectsAhead.h"

namespace gosym {

/// Calls \p read for each of \p objects, the largest first, with memory that is
/// good for one after the other, in tasks of \p parallel.
void forObjectsBySize(
    const LinkInputs &inputs, llvm::ArrayRef<uint32_t> objects,
    const Parallel &parallel,
    llvm::function_ref<void(uint32_t object, LineProgram &program)> read);

/// Reads the objects of \p link, each once, for \p frames and \p lines, which
/// then have what they want of each. From layout(), when \p program has its
/// functions. In parallel; the result does not depend on the threads, nor on
/// the thread that has read \p ahead.
void readObjects(Link &link, const LinkSymbols &symbols,
                 const Program &program, ObjectsAhead &ahead,
                 CollectedFrames &frames, CollectedLines &lines);

} // namespace gosym

#endif
