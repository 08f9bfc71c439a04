//===- Memory.h - Memory that may not be there ----------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Reads of addresses that a damaged stack or a damaged header gives. None of
/// them faults. What is known to be readable is remembered by page, so that a
/// walk, which reads the same few pages again and again, asks the kernel
/// seldom.
///
//===----------------------------------------------------------------------===//

#ifndef GOSYM_LIB_BACKTRACE_MEMORY_H
#define GOSYM_LIB_BACKTRACE_MEMORY_H

#include "../Runtime/Table.h"

enum {
  /// Of all machines: where the kernel's pages are larger, this asks more
  /// often.
  leastPageSize = 4096,
  knownPageCount = 8
};

/// Pages that were readable when they were asked for. Not for longer than one
/// report: memory may be unmapped.
struct KnownPages {
  uintptr_t pages[knownPageCount];
  unsigned next;
};

GOSYM_INTERNAL void gosymForgetPages(struct KnownPages *known);

/// Whether all of the `size` bytes at `address` can be read.
GOSYM_INTERNAL int gosymCanRead(struct KnownPages *known, uintptr_t address,
                                size_t size);

/// Copies `size` bytes. Returns 0, and copies nothing, if not all can be read.
GOSYM_INTERNAL int gosymCopyMemory(struct KnownPages *known, uintptr_t address,
                                   void *bytes, size_t size);

/// Reads a number of the machine's byte order, at any alignment; `size` is 1,
/// 2, 4 or 8.
GOSYM_INTERNAL int gosymReadNumber(struct KnownPages *known, uintptr_t address,
                                   unsigned size, uint64_t *number);

/// Reads a word of the stack. It must be aligned.
GOSYM_INTERNAL int gosymReadStack(struct KnownPages *known, uintptr_t address,
                                  uintptr_t *word);

#endif
