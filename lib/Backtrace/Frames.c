//===- Frames.c - From a frame to its caller ------------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// After a fault the stack may be damaged: a frame pointer may be any number. A
/// frame counts only if it is aligned, lies above the one before (so a walk
/// ends), and can be read.
///
/// Where the words of a frame are, from the frame pointer, in words:
///
///               caller's frame   return address
///   x86, aarch64, arm (clang)     0      1
///   arm (gcc)                    -1      0
///   riscv, loongarch             -2     -1
///   ppc64                         0      2 of the caller's frame
///
//===----------------------------------------------------------------------===//

#include "Frames.h"

enum { wordSize = sizeof(uintptr_t) };

uintptr_t gosymCodeAddress(uintptr_t returnAddress) {
#if defined(__arm__)
  // Bit 0 says Thumb.
  return returnAddress & ~(uintptr_t)1;
#elif defined(__aarch64__)
  // The upper bits may hold a pointer authentication code. `xpaclri` clears it
  // in x30, and does nothing on a CPU without authentication.
  register uintptr_t x30 __asm__("x30") = returnAddress;
  __asm__("hint #7" : "+r"(x30));
  return x30;
#else
  return returnAddress;
#endif
}

#if defined(__riscv) || defined(__loongarch__)
enum { hasFrames = 1, callerWord = -2, returnWord = -1 };
#elif defined(__arm__) && !defined(__clang__)
enum { hasFrames = 1, callerWord = -1, returnWord = 0 };
#elif defined(__x86_64__) || defined(__i386__) || defined(__aarch64__) ||      \
    defined(__arm__)
enum { hasFrames = 1, callerWord = 0, returnWord = 1 };
#elif defined(__powerpc64__)
// The return address is in the frame of the caller.
enum { hasFrames = 1, callerWord = 0, returnWord = 2 };
#else
enum { hasFrames = 0, callerWord = 0, returnWord = 0 };
#endif

static uintptr_t wordAt(uintptr_t fp, int word) {
  return fp + (uintptr_t)(word * (int)wordSize);
}

int gosymNextFrame(struct KnownPages *known, struct Frame *frame) {
  uintptr_t caller, pc;
  if (!hasFrames || frame->fp == 0 ||
      !gosymReadStack(known, wordAt(frame->fp, callerWord), &caller))
    return 0;
#if defined(__powerpc64__)
  uintptr_t holder = caller;
#else
  uintptr_t holder = frame->fp;
#endif
  if (!gosymReadStack(known, wordAt(holder, returnWord), &pc) || pc == 0)
    return 0;
  // If the next frame is not above this one, this one is the last.
  frame->fp = caller > frame->fp ? caller : 0;
  frame->pc = pc;
  return 1;
}
