//===- Context.c - Registers of an interrupted thread ---------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Which names libc's headers give the registers of each machine. On a machine
/// that is not listed here no register is known, and a backtrace from a handler
/// has only its first line.
///
/// What the kernel leaves for a signal handler is a frame of its own, at the
/// stack pointer of the code by which the handler returns. Where in it the
/// `ucontext_t` is, is part of the kernel's interface with programs:
///
///   x86-64                           at its beginning
///   i386                             where the handler's third argument points
///   aarch64, arm, riscv, loongarch   behind the siginfo_t, of 128 bytes
///   ppc64                            128 bytes above, in QEMU 144: the one
///                                    whose r1 is what the back chain says
///   s390x                            behind 160 and 8 bytes and the siginfo_t
///
//===----------------------------------------------------------------------===//

#ifndef _GNU_SOURCE
#define _GNU_SOURCE // REG_RIP
#endif
#include "Frames.h"
#include "Registers.h"
#include <ucontext.h>

#if defined(__x86_64__)
// In the order of DWARF's numbers.
static const unsigned char order[] = {
    REG_RAX, REG_RDX, REG_RCX, REG_RBX, REG_RSI, REG_RDI, REG_RBP, REG_RSP,
    REG_R8,  REG_R9,  REG_R10, REG_R11, REG_R12, REG_R13, REG_R14, REG_R15};
#elif defined(__i386__)
static const unsigned char order[] = {REG_EAX, REG_ECX, REG_EDX, REG_EBX,
                                      REG_ESP, REG_EBP, REG_ESI, REG_EDI};
#endif

void gosymReadRegisters(const void *context, struct Registers *registers) {
  const ucontext_t *state = context;
  (void)state;
  registers->pc = 0;
  registers->known = 0;
#if defined(__x86_64__) || defined(__i386__)
  enum { pcName = sizeof(void *) == 8 ? 16 : 14 };
  for (unsigned i = 0; i < sizeof(order); ++i)
    setSlot(registers, i, (uintptr_t)state->uc_mcontext.gregs[order[i]]);
  registers->pc = (uintptr_t)state->uc_mcontext.gregs[pcName];
#elif defined(__aarch64__)
  for (unsigned i = 0; i < stackSlot; ++i)
    setSlot(registers, i, state->uc_mcontext.regs[i]);
  setSlot(registers, stackSlot, state->uc_mcontext.sp);
  registers->pc = state->uc_mcontext.pc;
#elif defined(__arm__)
  enum { thumbState = 1 << 5, pcNumber = 15 };
  // They follow each other: r0 to r10, fp, ip, sp, lr, pc.
  for (unsigned i = 0; i < pcNumber; ++i)
    setSlot(registers, i, (&state->uc_mcontext.arm_r0)[i]);
  registers->pc = state->uc_mcontext.arm_pc;
  if (state->uc_mcontext.arm_cpsr & thumbState)
    registers->pc |= 1;
#elif defined(__riscv)
  for (unsigned i = 1; i < registerCount; ++i)
    setSlot(registers, i, state->uc_mcontext.__gregs[i]);
  registers->pc = state->uc_mcontext.__gregs[0];
#elif defined(__powerpc64__)
  enum { pcNumber = 32, linkNumber = 36 };
  for (unsigned i = 0; i < returnSlot; ++i)
    setSlot(registers, i, state->uc_mcontext.gp_regs[i]);
  setSlot(registers, returnSlot, state->uc_mcontext.gp_regs[linkNumber]);
  registers->pc = state->uc_mcontext.gp_regs[pcNumber];
#elif defined(__s390x__)
  // DWARF's order of the registers of floating point is another one.
  enum { general = 16 };
  static const unsigned char floating[] = {0, 2,  4,  6,  1, 3,  5,  7,
                                           8, 10, 12, 14, 9, 11, 13, 15};
  for (unsigned i = 0; i < general; ++i) {
    setSlot(registers, i, state->uc_mcontext.gregs[i]);
    setSlot(registers, general + i,
            *(const uintptr_t *)&state->uc_mcontext.fpregs.fprs[floating[i]]);
  }
  registers->pc = state->uc_mcontext.psw.addr;
#elif defined(__loongarch__)
  for (unsigned i = 1; i < registerCount; ++i)
    setSlot(registers, i, (uintptr_t)state->uc_mcontext.__gregs[i]);
  registers->pc = (uintptr_t)state->uc_mcontext.__pc;
#elif defined(__mips__)
  enum { stackNumber = 29, linkNumber = 31 };
  setSlot(registers, stackSlot,
          (uintptr_t)state->uc_mcontext.gregs[stackNumber]);
  setSlot(registers, returnSlot,
          (uintptr_t)state->uc_mcontext.gregs[linkNumber]);
  registers->pc = (uintptr_t)state->uc_mcontext.pc;
#endif
}

size_t gosymContextSize(void) {
  // Up to the registers: what follows may have another size in the kernel.
  return __builtin_offsetof(ucontext_t, uc_mcontext) +
         sizeof(((ucontext_t *)0)->uc_mcontext);
}

#ifdef __powerpc64__
static uintptr_t findContext(struct KnownPages *known, uintptr_t stack) {
  enum { firstPlace = 128, secondPlace = 144 };
  const size_t stackRegister =
      __builtin_offsetof(ucontext_t, uc_mcontext.gp_regs[stackSlot]);
  uintptr_t chain, r1;
  if (!gosymReadStack(known, stack, &chain))
    return 0;
  for (unsigned place = firstPlace; place <= secondPlace;
       place += secondPlace - firstPlace)
    if (gosymReadStack(known, stack + place + stackRegister, &r1) &&
        r1 == chain)
      return stack + place;
  return 0;
}
#endif

uintptr_t gosymContextOfHandler(struct KnownPages *known, uintptr_t stack) {
  enum { infoSize = 128, s390Frame = 168 };
  (void)known;
  (void)stack;
#if defined(__x86_64__)
  return stack;
#elif defined(__i386__)
  enum { argumentOffset = 8 };
  uintptr_t context;
  return gosymReadStack(known, stack + argumentOffset, &context) ? context : 0;
#elif defined(__aarch64__) || defined(__arm__) || defined(__riscv) ||          \
    defined(__loongarch__)
  return stack + infoSize;
#elif defined(__powerpc64__)
  return findContext(known, stack);
#elif defined(__s390x__)
  return stack + s390Frame + infoSize;
#else
  return 0;
#endif
}
