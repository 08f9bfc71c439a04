//===- Reason.h - Why a program crashed, in words -------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef GOSYM_LIB_BACKTRACE_REASON_H
#define GOSYM_LIB_BACKTRACE_REASON_H

#include "Text.h"
#include <signal.h>

/// A sentence of words, a number, and words.
struct Reason {
  const char *before;
  /// Whether `number` is an address, or a process, or there is none.
  enum { reasonAlone, reasonAddress, reasonProcess } kind;
  uintptr_t number;
  const char *after;
};

/// Finds out why the kernel has sent the signal. Reads the siginfo and the
/// registers of `context`, and asks which memory can be read; looks at nothing
/// on the stack.
GOSYM_INTERNAL void gosymFindReason(const siginfo_t *info, const void *context,
                                    struct Reason *out);

/// `SIGSEGV` and so on.
GOSYM_INTERNAL const char *gosymSignalName(int signal);

/// Puts out the sentence.
GOSYM_INTERNAL void gosymPutReason(struct Text *out,
                                   const struct Reason *reason);

#endif
