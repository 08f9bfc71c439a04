//===- Walk.c - One frame after the other ---------------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Walk.h"

/// Makes `pc` the next frame. Returns whether it is where a call or a handler
/// of a signal returns to.
static int takeCaller(struct Walk *walk, uintptr_t returnAddress,
                      enum WalkStep step) {
  uintptr_t pc = gosymCodeAddress(returnAddress);
  if (pc == 0)
    return 0;
  int isHandler = gosymIsSignalReturn(returnAddress);
  if (!isHandler && !gosymFollowsCall(returnAddress))
    return 0;
  uintptr_t lookup = isHandler ? pc : pc - 1;
  if (!gosymIsExecutable(lookup, &walk->code))
    return 0;
  walk->frame.pc = pc;
  walk->frame.lookup = lookup;
  walk->frame.isInterrupted = 0;
  walk->frame.step = step;
  return 1;
}

static void begin(struct Walk *walk, enum gosym_walk how) {
  walk->how = how;
  walk->hasBegun = 0;
  walk->hasEnded = 0;
  walk->code.begin = 0;
  walk->code.end = 0;
  walk->frame.step = walkBegin;
}

void gosymBeginWalk(struct Walk *walk, const void *context,
                    enum gosym_walk how) {
  begin(walk, how);
  gosymReadContext(context, &walk->machine);
  walk->frame.pc = gosymCodeAddress(walk->machine.pc);
  walk->frame.lookup = walk->frame.pc;
  walk->frame.isInterrupted = 1;
  walk->hasEnded = walk->machine.pc == 0 && walk->machine.sp == 0;
}

__attribute__((noinline)) void gosymBeginWalkHere(struct Walk *walk,
                                                  enum gosym_walk how) {
  begin(walk, how);
  walk->machine.sp = 0;
  walk->machine.link = 0;
  // From our own frame to that of the function that calls this one, and to its
  // caller's.
  struct Frame frame;
  frame.fp = (uintptr_t)__builtin_frame_address(0);
  frame.pc = 0;
  walk->hasEnded = !gosymNextFrame(&frame) || !gosymNextFrame(&frame);
  walk->machine.fp = frame.fp;
  walk->machine.pc = frame.pc;
  walk->frame.pc = gosymCodeAddress(frame.pc);
  walk->frame.lookup = walk->frame.pc - 1;
  walk->frame.isInterrupted = 0;
}

static int stepByFrame(struct Walk *walk) {
  struct Frame frame;
  frame.fp = walk->machine.fp;
  frame.pc = 0;
  if (!gosymNextFrame(&frame) || !takeCaller(walk, frame.pc, walkByFrame))
    return 0;
  walk->machine.fp = frame.fp;
  return 1;
}

/// The call that led to a place that is no code, or that has made no frame yet.
static int stepByReturnAddress(struct Walk *walk) {
  unsigned char code;
  uintptr_t pc = walk->frame.pc;
  int isLost = !gosymReadBytes(pc, &code, sizeof(code)) ||
               !gosymIsExecutable(pc, &walk->code);
  return isLost && takeCaller(walk, gosymReturnAddress(&walk->machine),
                              walkByReturnAddress);
}

int gosymNextWalkFrame(struct Walk *walk, struct WalkFrame *out) {
  if (walk->hasEnded)
    return 0;
  if (walk->hasBegun) {
    int canReturn = walk->frame.step == walkBegin && walk->frame.isInterrupted;
    if (!(canReturn && stepByReturnAddress(walk)) && !stepByFrame(walk)) {
      walk->hasEnded = 1;
      return 0;
    }
  }
  walk->hasBegun = 1;
  out->pc = walk->frame.pc;
  out->lookup = walk->frame.lookup;
  out->isInterrupted = walk->frame.isInterrupted;
  out->step = walk->frame.step;
  return 1;
}
