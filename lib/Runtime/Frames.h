//===- Frames.h - Who called whom -----------------------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// What the files of the backtrace share. They are apart from the reader, which
/// needs nothing of an operating system.
///
//===----------------------------------------------------------------------===//

#ifndef GOSYM_LIB_RUNTIME_FRAMES_H
#define GOSYM_LIB_RUNTIME_FRAMES_H

#include "Table.h"

/// Registers of an interrupted thread, as far as a walk needs them. 0: unknown,
/// or this machine has none.
struct Machine {
  uintptr_t pc;
  /// Frame pointer.
  uintptr_t fp;
  /// Stack pointer; where calls push the return address, it may be there.
  uintptr_t sp;
  /// Return address register.
  uintptr_t link;
};

/// Reads the registers of `context`, a `ucontext_t *`. All 0 on a machine that
/// Context.c does not know.
GOSYM_INTERNAL void gosymReadContext(const void *context,
                                     struct Machine *machine);

/// Reads the word at `address` without a fault. Returns 0 if it cannot be read.
GOSYM_INTERNAL int gosymReadWord(uintptr_t address, uintptr_t *word);

/// Where a caller goes on, and its frame.
struct Frame {
  uintptr_t pc;
  uintptr_t fp;
};

/// From a frame to that of its caller. Returns 0 when there is none, or its
/// stack makes no sense.
GOSYM_INTERNAL int gosymNextFrame(struct Frame *frame);

/// The return address of what runs at `machine`, if it has made no frame yet;
/// 0: unknown.
GOSYM_INTERNAL uintptr_t gosymReturnAddress(const struct Machine *machine);

#endif
