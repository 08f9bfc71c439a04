//===- Frames.h - Who called whom -----------------------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// What the files of the backtrace share. They are separate from the reader of
/// tables, which needs no operating system.
///
//===----------------------------------------------------------------------===//

#ifndef GOSYM_LIB_BACKTRACE_FRAMES_H
#define GOSYM_LIB_BACKTRACE_FRAMES_H

#include "Memory.h"
#include "gosym-c/backtrace.h"

/// A return address without the bits in it that are not part of the address.
GOSYM_INTERNAL uintptr_t gosymCodeAddress(uintptr_t returnAddress);

/// Whether the code before `returnAddress` can be read and is a call.
GOSYM_INTERNAL int gosymFollowsCall(struct KnownPages *known,
                                    uintptr_t returnAddress);

/// Whether `address` is that of the code by which a signal handler returns.
GOSYM_INTERNAL int gosymIsSignalReturn(struct KnownPages *known,
                                       uintptr_t address);

/// How many words may be on the stack above the return address of code without
/// a frame; both 0 where a call leads directly.
struct Stub {
  unsigned char words, otherWords;
};

/// Recognizes the instruction at `pc` as one of a stub of the PLT.
GOSYM_INTERNAL void gosymFindStub(struct KnownPages *known, uintptr_t pc,
                                  struct Stub *out);

/// A range of executable memory; all 0 if there is none.
struct CodeRange {
  uintptr_t begin;
  uintptr_t end;
};

/// Whether the memory at `address` is executable; also 1 if the kernel cannot
/// be asked. `last` keeps the range that was found last.
GOSYM_INTERNAL int gosymIsExecutable(uintptr_t address, struct CodeRange *last);

/// How many bytes the character at the front of `text` has; `size`, the size of
/// the text, is at least 1. Returns 0 if the character is not printable and its
/// first byte is to be escaped.
GOSYM_INTERNAL size_t gosymPrintableSize(const char *text, size_t size);

/// Where a caller goes on, and its frame.
struct Frame {
  uintptr_t pc;
  uintptr_t fp;
};

/// From a frame to that of its caller. Returns 0 when there is none, or its
/// stack makes no sense.
GOSYM_INTERNAL int gosymNextFrame(struct KnownPages *known,
                                  struct Frame *frame);

#endif
