//===- CollectedInlines.h - The inlined calls of all objects ----*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef GOSYM_LIB_COLLECT_COLLECTEDINLINES_H
#define GOSYM_LIB_COLLECT_COLLECTEDINLINES_H

#include "../DebugInfo/DebugLines.h"
#include "gosym/Linker/Link.h"
#include "gosym/Model/Program.h"

namespace gosym {

/// Moves the inlined calls of \p objects, those of the link in its order, into
/// \p program: Program::inlines gets one list of lists for each object, in
/// which LineRun::inlines is where it was made to be, and inlinedFunctions each
/// name once. In parallel; the result does not depend on the threads.
void addInlines(Program &program, const Link &link,
                llvm::MutableArrayRef<ObjectLines> objects);

} // namespace gosym

#endif
