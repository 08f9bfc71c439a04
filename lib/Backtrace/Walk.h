//===- Walk.h - One frame after the other ---------------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// A walk gives the frames of one thread, the innermost first, and knows
/// nothing of names. It takes the first way that leads on: call frame
/// information, then the chain of frame pointers. Each return address that a
/// frame pointer gives is checked (CallSite.c, Mapping.c).
///
//===----------------------------------------------------------------------===//

#ifndef GOSYM_LIB_BACKTRACE_WALK_H
#define GOSYM_LIB_BACKTRACE_WALK_H

#include "FrameEntry.h"
#include "Frames.h"
#include "Modules.h"

/// How a frame was found.
enum WalkStep {
  walkBegin,           ///< where the walk begins
  walkByCfi,           ///< by call frame information
  walkByFrame,         ///< by the frame pointer
  walkByReturnAddress, ///< the return address that a call has just left
  walkBySignal         ///< by what the kernel left for the handler of a signal
};

/// One frame of the stack.
struct WalkFrame {
  /// Where it goes on, without bits that are no part of the address.
  uintptr_t pc;
  /// Whose name and line to look up: pc itself where a signal interrupted it
  /// (also as the caller of a signal handler), and where a handler of a signal
  /// returns to; else the byte before, in the call.
  uintptr_t lookup;
  unsigned char isInterrupted;
  enum WalkStep step;
};

/// The stack, in bytes, that beginning a walk or a step of it takes at most on
/// x86-64, beside what the functions of libc that it calls take: syscall() and
/// _dl_find_object().
enum { gosymWalkStackSize = 2304 };

/// A walk in progress; the walker's to read and write. On 64-bit machines at
/// most 600 bytes.
struct Walk {
  enum gosym_walk how;
  /// Whether the first frame has been given, and whether there are no more.
  unsigned char hasBegun, hasEnded;
  /// How often the stack pointer has gone down, as it does only from the stack
  /// of a signal handler to the one that was interrupted.
  unsigned char descents;
  struct WalkFrame frame;
  struct Registers registers;
  struct KnownPages known;
  /// The modules found last, and which of them is to be replaced.
  struct FrameTable modules[2];
  unsigned char nextModule;
  /// The entry found last, of the code at entryAddress.
  unsigned char hasEntry;
  uintptr_t entryAddress;
  struct FrameEntry entry;
  struct CodeRange code;
};

/// Begins at the registers of an interrupted thread, a `ucontext_t *`.
GOSYM_INTERNAL void gosymBeginWalk(struct Walk *walk, const void *context,
                                   enum gosym_walk how);

/// Begins at the caller of the function that calls this one.
GOSYM_INTERNAL void gosymBeginWalkHere(struct Walk *walk, enum gosym_walk how);

/// Gives the next frame; 0 at the end. The first one is given before anything
/// on the stack is read. errno is kept.
GOSYM_INTERNAL int gosymNextWalkFrame(struct Walk *walk, struct WalkFrame *out);

#endif
