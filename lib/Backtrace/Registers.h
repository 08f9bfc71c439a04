//===- Registers.h - The registers of a frame -----------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// What call frame information names, by the numbers that DWARF gives registers
/// on this machine. All have a slot that a frame can be found by: the general
/// ones, the return address, and on s390x those of floating point, where leaf
/// functions keep general ones. Rules of other registers are read and
/// forgotten.
///
///            slots            stack  frame  return address
///   x86-64   0-16                7      6   16, only in memory
///   i386     0-8                 4      5    8, only in memory
///   aarch64  0-31               31     29   30
///   arm      0-15               13  11, 7   14
///   riscv    0-31                2      8    1
///   ppc64    0-31, 65 as 32      1      1   32
///   s390x    0-31               15      -   14
///   loongarch 0-31               3     22    1
///
//===----------------------------------------------------------------------===//

#ifndef GOSYM_LIB_BACKTRACE_REGISTERS_H
#define GOSYM_LIB_BACKTRACE_REGISTERS_H

#include "Memory.h"

#if defined(GOSYM_READ_AS_ARM) // On any machine (ArmFrames.c).
enum { registerCount = 16, stackSlot = 13, frameSlot = 11, returnSlot = 14 };
#elif defined(__x86_64__)
enum { registerCount = 17, stackSlot = 7, frameSlot = 6, returnSlot = 16 };
#elif defined(__i386__)
enum { registerCount = 9, stackSlot = 4, frameSlot = 5, returnSlot = 8 };
#elif defined(__aarch64__)
enum { registerCount = 32, stackSlot = 31, frameSlot = 29, returnSlot = 30 };
#elif defined(__arm__) && defined(__thumb__)
enum { registerCount = 16, stackSlot = 13, frameSlot = 7, returnSlot = 14 };
#elif defined(__arm__)
enum { registerCount = 16, stackSlot = 13, frameSlot = 11, returnSlot = 14 };
#elif defined(__riscv)
enum { registerCount = 32, stackSlot = 2, frameSlot = 8, returnSlot = 1 };
#elif defined(__powerpc64__)
enum { registerCount = 33, stackSlot = 1, frameSlot = 1, returnSlot = 32 };
#elif defined(__s390x__)
enum { registerCount = 32, stackSlot = 15, frameSlot = 11, returnSlot = 14 };
#elif defined(__loongarch__)
enum { registerCount = 32, stackSlot = 3, frameSlot = 22, returnSlot = 1 };
#else
// No call frame information is read.
enum { registerCount = 3, stackSlot = 0, frameSlot = 1, returnSlot = 2 };
#endif

struct Registers {
  /// Where the frame goes on, as the stack or the kernel gives it.
  uintptr_t pc;
  /// A bit for each slot whose value is known.
  uint64_t known;
  uintptr_t value[registerCount];
};

/// The slot of DWARF's register `number`; registerCount if it has none.
static inline unsigned slotOf(uint64_t number) {
#if defined(__powerpc64__)
  enum { linkNumber = 65 };
  if (number == linkNumber)
    return returnSlot;
  return number < returnSlot ? (unsigned)number : (unsigned)registerCount;
#else
  return number < registerCount ? (unsigned)number : (unsigned)registerCount;
#endif
}

static inline int isKnownSlot(const struct Registers *registers,
                              unsigned slot) {
  return slot < registerCount && (registers->known >> slot & 1) != 0;
}

static inline void setSlot(struct Registers *registers, unsigned slot,
                           uintptr_t value) {
  registers->value[slot] = value;
  registers->known |= (uint64_t)1 << slot;
}

static inline void forgetSlot(struct Registers *registers, unsigned slot) {
  registers->known &= ~((uint64_t)1 << slot);
}

/// Reads the registers of `context`, a `ucontext_t *` whose memory is readable.
/// None is known on a machine that Context.c does not know.
GOSYM_INTERNAL void gosymReadRegisters(const void *context,
                                       struct Registers *registers);

/// Where the `ucontext_t` is that the kernel left for a signal handler. `stack`
/// is the stack pointer of the code by which the handler returns. Returns 0 if
/// it is not known.
GOSYM_INTERNAL uintptr_t gosymContextOfHandler(struct KnownPages *known,
                                               uintptr_t stack);

/// How many bytes of a `ucontext_t` gosymReadRegisters() reads.
GOSYM_INTERNAL size_t gosymContextSize(void);

#endif
