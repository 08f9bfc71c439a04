//===- CrashStack.h - Alternate stacks ------------------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef GOSYM_LIB_BACKTRACE_CRASHSTACK_H
#define GOSYM_LIB_BACKTRACE_CRASHSTACK_H

#include "Frames.h"

/// Gives this thread an alternate stack: the caller's or, for null, one of
/// static memory. One that the thread has stays if it is large enough and the
/// caller brings none. Returns 0 or errno.
GOSYM_INTERNAL int gosymUseHandlerStack(void *stack, size_t size);

#endif
