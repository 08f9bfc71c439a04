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

/// Sets program counter and stack pointer of `context`.
GOSYM_INTERNAL void gosymWriteContext(void *context,
                                      const struct Machine *machine);

enum {
  /// Of all machines.
  leastPageSize = 4096,
  /// Bytes that gosymFollowsCall() looks at.
  codeSize = 8
};

/// Reads the word at `address` without a fault. Returns 0 if it cannot be read.
GOSYM_INTERNAL int gosymReadWord(uintptr_t address, uintptr_t *word);

/// The same for `size` bytes, at most codeSize, at any alignment.
GOSYM_INTERNAL int gosymReadBytes(uintptr_t address, unsigned char *bytes,
                                  unsigned size);

/// A return address without what it says beside the address.
GOSYM_INTERNAL uintptr_t gosymCodeAddress(uintptr_t returnAddress);

/// Whether the code before `returnAddress` can be read and is a call.
GOSYM_INTERNAL int gosymFollowsCall(uintptr_t returnAddress);

/// Whether `address` is that of the code by which a signal handler returns.
GOSYM_INTERNAL int gosymIsSignalReturn(uintptr_t address);

/// Executable memory. All 0: none.
struct CodeRange {
  uintptr_t begin;
  uintptr_t end;
};

/// Whether the memory at `address` is executable; 1 also if the kernel does not
/// tell. `last` is the range found last.
GOSYM_INTERNAL int gosymIsExecutable(uintptr_t address, struct CodeRange *last);

/// Bytes of the character at the front of `text`, which has `size` bytes and
/// one at least; 0: it is not printable, and each byte is to be escaped.
GOSYM_INTERNAL size_t gosymPrintableSize(const char *text, size_t size);

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

/// Takes back the call that has come to `machine` and made no frame: moves to
/// the last byte of the call, where unwind information is that of the call. On
/// arm to the return address: its unwinder goes back by itself.
GOSYM_INTERNAL void gosymUndoCall(struct Machine *machine);

/// A backtrace in the making.
struct Backtrace {
  int fd;
  const struct gosym_table *table;
  unsigned frames, maxFrames;
  /// Frames that were printed when the unwinder began; 0: it did not.
  unsigned framesBeforeUnwinder;
  struct CodeRange code;
  /// Of `line`.
  size_t used;
  char line[512];
  char path[512];
};

GOSYM_INTERNAL void gosymBeginBacktrace(struct Backtrace *out, int fd,
                                        const struct gosym_table *table,
                                        unsigned maxFrames);

/// Prints where `machine` was interrupted and its callers. `context` is null,
/// or the one that the kernel will go on with: while the unwinder works it may
/// be changed.
GOSYM_INTERNAL void gosymPutInterrupted(struct Backtrace *out,
                                        enum gosym_walk walk,
                                        struct Machine *machine, void *context);

/// Says that the report has faulted.
GOSYM_INTERNAL void gosymPutFault(struct Backtrace *out, const char *signal);

/// Goes on where gosymPutInterrupted() has faulted: without names if the table
/// cannot be read, and by frame pointers if no caller has been printed.
/// `machine` is the one that was given there.
GOSYM_INTERNAL void gosymPutRest(struct Backtrace *out,
                                 struct Machine *machine);

/// Has the unwinder walk once: what it finds and binds at the first time is
/// found and bound then.
GOSYM_INTERNAL void gosymPrepareUnwinder(void);

/// Writes all, or what is possible. No cancellation point: the report of a
/// thread that is to be cancelled shall be whole.
GOSYM_INTERNAL void gosymWrite(int fd, const char *bytes, size_t size);

#endif
