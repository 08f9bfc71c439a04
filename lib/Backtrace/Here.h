//===- Here.h - The registers of the running code -------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// What a walk begins with that no signal has interrupted: the registers that
/// calls preserve. The others are of no use to callers.
///
/// It has to be inlined, so that pc and stack pointer, which are taken by one
/// instruction after the other, are those of one function, whose call frame
/// information leads on. The others may be taken a little before: where that
/// function uses one of them, its information says where the caller's value is.
///
//===----------------------------------------------------------------------===//

#ifndef GOSYM_LIB_BACKTRACE_HERE_H
#define GOSYM_LIB_BACKTRACE_HERE_H

#include "Registers.h"

#define TAKE_REGISTER(store, slot)                                             \
  do {                                                                         \
    uintptr_t value;                                                           \
    __asm__ volatile(store : "=r"(value));                                     \
    setSlot(registers, slot, value);                                           \
  } while (0)

static inline __attribute__((always_inline)) void
readRegistersHere(struct Registers *registers) {
  uintptr_t pc = 0, stack = 0;
  registers->known = 0;
#if defined(__x86_64__)
  TAKE_REGISTER("movq %%rbx, %0", 3);
  TAKE_REGISTER("movq %%rbp, %0", 6);
  TAKE_REGISTER("movq %%r12, %0", 12);
  TAKE_REGISTER("movq %%r13, %0", 13);
  TAKE_REGISTER("movq %%r14, %0", 14);
  TAKE_REGISTER("movq %%r15, %0", 15);
  __asm__ volatile("leaq 0(%%rip), %0\n\tmovq %%rsp, %1"
                   : "=&r"(pc), "=r"(stack));
#elif defined(__i386__)
  TAKE_REGISTER("movl %%ebx, %0", 3);
  TAKE_REGISTER("movl %%ebp, %0", 5);
  TAKE_REGISTER("movl %%esi, %0", 6);
  TAKE_REGISTER("movl %%edi, %0", 7);
  __asm__ volatile("call 1f\n1:\tpopl %0\n\tmovl %%esp, %1"
                   : "=&r"(pc), "=r"(stack));
#elif defined(__aarch64__)
  TAKE_REGISTER("mov %0, x19", 19);
  TAKE_REGISTER("mov %0, x20", 20);
  TAKE_REGISTER("mov %0, x21", 21);
  TAKE_REGISTER("mov %0, x22", 22);
  TAKE_REGISTER("mov %0, x23", 23);
  TAKE_REGISTER("mov %0, x24", 24);
  TAKE_REGISTER("mov %0, x25", 25);
  TAKE_REGISTER("mov %0, x26", 26);
  TAKE_REGISTER("mov %0, x27", 27);
  TAKE_REGISTER("mov %0, x28", 28);
  TAKE_REGISTER("mov %0, x29", 29);
  TAKE_REGISTER("mov %0, x30", 30);
  __asm__ volatile("adr %0, .\n\tmov %1, sp" : "=&r"(pc), "=r"(stack));
#elif defined(__arm__)
  TAKE_REGISTER("mov %0, r4", 4);
  TAKE_REGISTER("mov %0, r5", 5);
  TAKE_REGISTER("mov %0, r6", 6);
  TAKE_REGISTER("mov %0, r7", 7);
  TAKE_REGISTER("mov %0, r8", 8);
  TAKE_REGISTER("mov %0, r9", 9);
  TAKE_REGISTER("mov %0, r10", 10);
  TAKE_REGISTER("mov %0, r11", 11);
  TAKE_REGISTER("mov %0, r14", 14);
  __asm__ volatile("mov %0, pc\n\tmov %1, sp" : "=&r"(pc), "=r"(stack));
#elif defined(__riscv)
  TAKE_REGISTER("mv %0, ra", 1);
  TAKE_REGISTER("mv %0, s0", 8);
  TAKE_REGISTER("mv %0, s1", 9);
  TAKE_REGISTER("mv %0, s2", 18);
  TAKE_REGISTER("mv %0, s3", 19);
  TAKE_REGISTER("mv %0, s4", 20);
  TAKE_REGISTER("mv %0, s5", 21);
  TAKE_REGISTER("mv %0, s6", 22);
  TAKE_REGISTER("mv %0, s7", 23);
  TAKE_REGISTER("mv %0, s8", 24);
  TAKE_REGISTER("mv %0, s9", 25);
  TAKE_REGISTER("mv %0, s10", 26);
  TAKE_REGISTER("mv %0, s11", 27);
  __asm__ volatile("auipc %0, 0\n\tmv %1, sp" : "=&r"(pc), "=r"(stack));
#elif defined(__powerpc64__)
  // A frame of this machine is found by its stack pointer, or r31.
  TAKE_REGISTER("mr %0, 30", 30);
  TAKE_REGISTER("mr %0, 31", 31);
  __asm__ volatile("bcl 20, 31, 1f\n1:\tmflr %0\n\tmr %1, 1"
                   : "=&r"(pc), "=r"(stack)
                   :
                   : "lr");
#elif defined(__s390x__)
  TAKE_REGISTER("lgr %0, %%r6", 6);
  TAKE_REGISTER("lgr %0, %%r7", 7);
  TAKE_REGISTER("lgr %0, %%r8", 8);
  TAKE_REGISTER("lgr %0, %%r9", 9);
  TAKE_REGISTER("lgr %0, %%r10", 10);
  TAKE_REGISTER("lgr %0, %%r11", 11);
  TAKE_REGISTER("lgr %0, %%r12", 12);
  TAKE_REGISTER("lgr %0, %%r13", 13);
  TAKE_REGISTER("lgr %0, %%r14", 14);
  __asm__ volatile("larl %0, .\n\tlgr %1, %%r15" : "=&r"(pc), "=r"(stack));
#elif defined(__loongarch__)
  TAKE_REGISTER("move %0, $ra", 1);
  TAKE_REGISTER("move %0, $fp", 22);
  TAKE_REGISTER("move %0, $s0", 23);
  TAKE_REGISTER("move %0, $s1", 24);
  TAKE_REGISTER("move %0, $s2", 25);
  TAKE_REGISTER("move %0, $s3", 26);
  TAKE_REGISTER("move %0, $s4", 27);
  TAKE_REGISTER("move %0, $s5", 28);
  TAKE_REGISTER("move %0, $s6", 29);
  TAKE_REGISTER("move %0, $s7", 30);
  TAKE_REGISTER("move %0, $s8", 31);
  __asm__ volatile("pcaddi %0, 0\n\tmove %1, $sp" : "=&r"(pc), "=r"(stack));
#else
  registers->pc = 0;
  return;
#endif
  registers->pc = pc;
  setSlot(registers, stackSlot, stack);
}

#undef TAKE_REGISTER

#endif
