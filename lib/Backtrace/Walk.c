//===- Walk.c - One frame after the other ---------------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// From a frame to its caller's lead five ways. The first that works is taken:
///
///   1. The frame is the code by which a signal handler returns, recognized by
///      its bytes (CallSite.c): the kernel left all registers of the code that
///      was interrupted (Context.c).
///   2. Call frame information (FrameStep.c, ArmFrames.c). It is exact at every
///      instruction, in code of any flags. Where it says that there is no
///      caller, the walk ends.
///   3. There is no code at the address: a call went through a wild pointer. It
///      is undone by the return address that it left on the stack or in a
///      register.
///   4. The code was interrupted and has no call frame information. If the
///      return address register or the top of the stack points behind a call,
///      in code that has such information, a call has led to a stub, which
///      makes no frame.
///   5. The frame pointer. Behind it the walk goes on by the first ways.
///
/// Call frame information is found by PT_GNU_EH_FRAME. Linkers make it with
/// --eh-frame-hdr, which clang always gives, and gcc but with -static. Without
/// it, as nothing else tells where .eh_frame is, there are the other ways only,
/// and code without frame pointers has no callers; -gosym-for=backtrace warns.
///
/// No number is believed because it is there. The stack pointer must go up; it
/// may go down where a signal handler ran on a stack of its own, a few times.
/// By call frame information a caller must be code: of a function that has such
/// information, or memory that is executable (Mapping.c). Return addresses that
/// come in another way must also be behind a call (CallSite.c), and on arm all,
/// because its information is not exact at every instruction.
///
/// An address behind a call may be behind the end of the function that called,
/// if the call does not return. So the byte before is looked up, but where a
/// signal interrupted the code pc itself.
///
//===----------------------------------------------------------------------===//

#include "Walk.h"
#include "Here.h"
#include <errno.h>

enum { mostDescents = 8, wordSize = sizeof(uintptr_t) };

//===----------------------------------------------------------------------===//
// Modules
//===----------------------------------------------------------------------===//

static __attribute__((noinline)) int findTable(uintptr_t address,
                                               struct FrameTable *out) {
  struct LoadedModule module;
  if (!gosymFindModule(address, &module))
    return 0;
  out->begin = module.begin;
  out->end = module.end;
  out->unwind = (uintptr_t)module.unwind;
  out->unwindSize = module.unwindSize;
  return 1;
}

/// The unwind information of the module that holds `address`; null if none
/// does.
static const struct FrameTable *tableOf(struct Walk *walk, uintptr_t address) {
  for (unsigned i = 0; i < 2; ++i)
    if (address >= walk->modules[i].begin && address < walk->modules[i].end)
      return &walk->modules[i];
  struct FrameTable *table = &walk->modules[walk->nextModule];
  if (!findTable(address, table)) {
    table->begin = table->end = 0;
    return NULL;
  }
  walk->nextModule ^= 1;
  return table;
}

/// The entry of the code at `address`, null if there is none. The one that was
/// found last is kept: what shows that a caller is code leads on from it, too.
static const struct FrameEntry *entryOf(struct Walk *walk, uintptr_t address) {
  if (!walk->hasEntry || walk->entryAddress != address) {
    const struct FrameTable *table = tableOf(walk, address);
    walk->entryAddress = address;
    walk->hasEntry = table && gosymFindFrameEntry(&walk->known, table, address,
                                                  &walk->entry);
  }
  return walk->hasEntry ? &walk->entry : NULL;
}

//===----------------------------------------------------------------------===//
// What counts as a caller
//===----------------------------------------------------------------------===//

/// Where the code that goes on at `pc` is looked up.
static uintptr_t lookupOf(struct Walk *walk, uintptr_t returnAddress) {
  uintptr_t pc = gosymCodeAddress(returnAddress);
  return gosymIsSignalReturn(&walk->known, returnAddress) ? pc : pc - 1;
}

/// Whether a call or a handler of a signal returns to `returnAddress`.
static int isReturnAddress(struct Walk *walk, uintptr_t returnAddress) {
  if (gosymCodeAddress(returnAddress) == 0)
    return 0;
  return (gosymIsSignalReturn(&walk->known, returnAddress) ||
          gosymFollowsCall(&walk->known, returnAddress)) &&
         gosymIsExecutable(lookupOf(walk, returnAddress), &walk->code);
}

/// Whether call frame information may give `returnAddress`.
static int isCode(struct Walk *walk, uintptr_t returnAddress) {
#ifdef __arm__
  return isReturnAddress(walk, returnAddress);
#else
  if (gosymCodeAddress(returnAddress) == 0)
    return 0;
  uintptr_t lookup = lookupOf(walk, returnAddress);
  return entryOf(walk, lookup) || gosymIsExecutable(lookup, &walk->code);
#endif
}

static void setFrame(struct Walk *walk, enum WalkStep step) {
  walk->frame.pc = gosymCodeAddress(walk->registers.pc);
  walk->frame.lookup = lookupOf(walk, walk->registers.pc);
  walk->frame.isInterrupted = 0;
  walk->frame.step = step;
}

/// As setFrame(), where a signal has interrupted the code.
static void setInterrupted(struct Walk *walk, enum WalkStep step) {
  walk->frame.pc = gosymCodeAddress(walk->registers.pc);
  walk->frame.lookup = walk->frame.pc;
  walk->frame.isInterrupted = 1;
  walk->frame.step = step;
}

//===----------------------------------------------------------------------===//
// The ways
//===----------------------------------------------------------------------===//

/// Copies word by word: a copy of the whole would be a call of memcpy().
static void copyRegisters(struct Registers *to, const struct Registers *from) {
  to->pc = from->pc;
  to->known = from->known;
  for (unsigned slot = 0; slot < registerCount; ++slot)
    ((volatile struct Registers *)to)->value[slot] = from->value[slot];
}

/// Whether `stack` may be the stack pointer of a caller.
static int isAbove(struct Walk *walk, const struct Registers *to) {
  if (!isKnownSlot(to, stackSlot) || !isKnownSlot(&walk->registers, stackSlot))
    return 1;
  uintptr_t before = walk->registers.value[stackSlot];
  uintptr_t stack = to->value[stackSlot];
  // Leaf functions may have no frame.
  return stack > before || (stack == before && walk->frame.isInterrupted);
}

static int stepBySignal(struct Walk *walk) {
  struct Registers *registers = &walk->registers;
  if (walk->frame.isInterrupted || !isKnownSlot(registers, stackSlot) ||
      !gosymIsSignalReturn(&walk->known, registers->pc))
    return 0;
  uintptr_t stack = registers->value[stackSlot];
  uintptr_t context = gosymContextOfHandler(&walk->known, stack);
  if (context == 0 || context % sizeof(uint32_t) != 0 ||
      !gosymCanRead(&walk->known, context, gosymContextSize()))
    return 0;
  gosymReadRegisters((const void *)context, registers);
  if (registers->value[stackSlot] <= stack && walk->descents++ == mostDescents)
    return 0;
  setInterrupted(walk, walkBySignal);
  return registers->known != 0;
}

static __attribute__((noinline)) enum StepResult stepByCfi(struct Walk *walk) {
  struct Registers to;
  const struct FrameEntry *entry = entryOf(walk, walk->frame.lookup);
  if (!entry)
    return stepUnknown;
  enum StepResult result = gosymStepByCfi(
      &walk->known, entry, walk->frame.lookup, &walk->registers, &to);
  if (result != stepTaken)
    return result;
  if (to.pc == 0)
    return stepLast;
  if (!isAbove(walk, &to) || !isCode(walk, to.pc))
    return stepUnknown;
  copyRegisters(&walk->registers, &to);
  setFrame(walk, walkByCfi);
  return stepTaken;
}

/// Whether the address `caller` undoes a call that has led to the frame's code.
/// Where that is code, it has no call frame information, and the caller has.
static int undoesCall(struct Walk *walk, uintptr_t caller) {
  if (!isReturnAddress(walk, caller))
    return 0;
  int isLost = !gosymCanRead(&walk->known, walk->frame.pc, 1) ||
               !gosymIsExecutable(walk->frame.pc, &walk->code);
  return isLost || (!entryOf(walk, walk->frame.pc) &&
                    entryOf(walk, lookupOf(walk, caller)));
}

/// Undoes a call that has made no frame.
static int stepByReturnAddress(struct Walk *walk) {
  struct Registers *registers = &walk->registers;
  if (!walk->frame.isInterrupted)
    return 0;
#if defined(__x86_64__) || defined(__i386__)
  struct Stub stub;
  uintptr_t caller = 0;
  if (!isKnownSlot(registers, stackSlot))
    return 0;
  gosymFindStub(&walk->known, walk->frame.pc, &stub);
  uintptr_t top = registers->value[stackSlot];
  uintptr_t stack = top + stub.words * (uintptr_t)wordSize;
  if (!gosymReadStack(&walk->known, stack, &caller) ||
      !undoesCall(walk, caller)) {
    stack = top + stub.otherWords * (uintptr_t)wordSize;
    if (stub.otherWords == 0 || !gosymReadStack(&walk->known, stack, &caller) ||
        !undoesCall(walk, caller))
      return 0;
  }
  registers->value[stackSlot] = stack + wordSize;
  registers->pc = caller;
#else
  if (!isKnownSlot(registers, returnSlot) ||
      !undoesCall(walk, registers->value[returnSlot]))
    return 0;
  registers->pc = registers->value[returnSlot];
#endif
  setFrame(walk, walkByReturnAddress);
  return 1;
}

/// After a step by frame pointers: the stack pointer of the caller at the call,
/// where frames tell it; 0 where they do not.
static uintptr_t stackAbove(uintptr_t fp, uintptr_t callersFp) {
  (void)fp;
  (void)callersFp;
#if defined(__x86_64__) || defined(__i386__)
  return fp + 2 * wordSize;
#elif defined(__riscv) || defined(__loongarch__)
  return fp;
#elif defined(__powerpc64__)
  return callersFp;
#else
  return 0;
#endif
}

static int stepByFrame(struct Walk *walk) {
  struct Registers *registers = &walk->registers;
  struct Frame frame;
  if (!isKnownSlot(registers, frameSlot))
    return 0;
  uintptr_t fp = registers->value[frameSlot];
  if (isKnownSlot(registers, stackSlot) && fp < registers->value[stackSlot])
    return 0;
  frame.fp = fp;
  frame.pc = 0;
  if (!gosymNextFrame(&walk->known, &frame) || !isReturnAddress(walk, frame.pc))
    return 0;
  uintptr_t stack = stackAbove(fp, frame.fp);
  registers->known = 0;
  setSlot(registers, frameSlot, frame.fp);
  if (stack != 0)
    setSlot(registers, stackSlot, stack);
  registers->pc = frame.pc;
  setFrame(walk, walkByFrame);
  return 1;
}

static int step(struct Walk *walk) {
  if (stepBySignal(walk))
    return 1;
  if (walk->how != GOSYM_WALK_FRAMES || walk->frame.isInterrupted) {
    enum StepResult result = stepByCfi(walk);
    if (result != stepUnknown)
      return result == stepTaken;
  }
  return stepByReturnAddress(walk) || stepByFrame(walk);
}

//===----------------------------------------------------------------------===//
// The walk
//===----------------------------------------------------------------------===//

static void begin(struct Walk *walk, enum gosym_walk how) {
  walk->how = how;
  walk->hasBegun = 0;
  walk->hasEnded = 0;
  walk->descents = 0;
  gosymForgetPages(&walk->known);
  for (unsigned i = 0; i < 2; ++i)
    walk->modules[i].begin = walk->modules[i].end = 0;
  walk->nextModule = 0;
  walk->hasEntry = 0;
  walk->code.begin = 0;
  walk->code.end = 0;
}

void gosymBeginWalk(struct Walk *walk, const void *context,
                    enum gosym_walk how) {
  begin(walk, how);
  gosymReadRegisters(context, &walk->registers);
  setInterrupted(walk, walkBegin);
  walk->hasEnded = walk->registers.known == 0;
}

__attribute__((noinline)) void gosymBeginWalkHere(struct Walk *walk,
                                                  enum gosym_walk how) {
  int errnoBefore = errno;
  begin(walk, how);
  readRegistersHere(&walk->registers);
  // From our own frame to that of the function that calls this one, and to its
  // caller's. The library may have been built with either.
  setInterrupted(walk, walkBegin);
  walk->frame.isInterrupted = 0;
  walk->hasEnded = 1;
  if (stepByCfi(walk) != stepTaken && !stepByFrame(walk))
    return;
  if (stepByCfi(walk) != stepTaken && !stepByFrame(walk))
    return;
  walk->frame.step = walkBegin;
  walk->hasEnded = 0;
  errno = errnoBefore;
}

int gosymNextWalkFrame(struct Walk *walk, struct WalkFrame *out) {
  int errnoBefore = errno;
  if (walk->hasBegun && !walk->hasEnded)
    walk->hasEnded = !step(walk);
  errno = errnoBefore;
  if (walk->hasEnded)
    return 0;
  walk->hasBegun = 1;
  out->pc = walk->frame.pc;
  out->lookup = walk->frame.lookup;
  out->isInterrupted = walk->frame.isInterrupted;
  out->step = walk->frame.step;
  return 1;
}
