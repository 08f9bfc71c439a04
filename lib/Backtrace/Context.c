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
/// mips, s390x: compilers keep no chain of frames there (s390x only with
/// -mbackchain), so the frame pointer stays 0.
///
//===----------------------------------------------------------------------===//

#ifndef _GNU_SOURCE
#define _GNU_SOURCE // REG_RIP
#endif
#include "Frames.h"
#include <ucontext.h>

void gosymReadContext(const void *context, struct Machine *machine) {
  machine->pc = 0;
  machine->fp = 0;
  machine->sp = 0;
  machine->link = 0;
  const ucontext_t *state = context;
  (void)state;
#if defined(__x86_64__)
  machine->pc = (uintptr_t)state->uc_mcontext.gregs[REG_RIP];
  machine->fp = (uintptr_t)state->uc_mcontext.gregs[REG_RBP];
  machine->sp = (uintptr_t)state->uc_mcontext.gregs[REG_RSP];
#elif defined(__i386__)
  machine->pc = (uintptr_t)state->uc_mcontext.gregs[REG_EIP];
  machine->fp = (uintptr_t)state->uc_mcontext.gregs[REG_EBP];
  machine->sp = (uintptr_t)state->uc_mcontext.gregs[REG_ESP];
#elif defined(__aarch64__)
  machine->pc = state->uc_mcontext.pc;
  machine->fp = state->uc_mcontext.regs[29];
  machine->sp = state->uc_mcontext.sp;
  machine->link = state->uc_mcontext.regs[30];
#elif defined(__arm__)
  machine->pc = state->uc_mcontext.arm_pc;
#if defined(__thumb__)
  machine->fp = state->uc_mcontext.arm_r7;
#else
  machine->fp = state->uc_mcontext.arm_fp;
#endif
  machine->sp = state->uc_mcontext.arm_sp;
  machine->link = state->uc_mcontext.arm_lr;
#elif defined(__riscv)
  machine->pc = state->uc_mcontext.__gregs[0];
  machine->fp = state->uc_mcontext.__gregs[8];
  machine->sp = state->uc_mcontext.__gregs[2];
  machine->link = state->uc_mcontext.__gregs[1];
#elif defined(__powerpc64__)
  // The stack pointer chains the frames.
  machine->pc = state->uc_mcontext.gp_regs[32];
  machine->fp = state->uc_mcontext.gp_regs[1];
  machine->sp = machine->fp;
  machine->link = state->uc_mcontext.gp_regs[36];
#elif defined(__s390x__)
  machine->pc = state->uc_mcontext.psw.addr;
  machine->sp = state->uc_mcontext.gregs[15];
  machine->link = state->uc_mcontext.gregs[14];
#elif defined(__mips__)
  machine->pc = (uintptr_t)state->uc_mcontext.pc;
  machine->sp = (uintptr_t)state->uc_mcontext.gregs[29];
  machine->link = (uintptr_t)state->uc_mcontext.gregs[31];
#elif defined(__loongarch__)
  machine->pc = (uintptr_t)state->uc_mcontext.__pc;
  machine->fp = (uintptr_t)state->uc_mcontext.__gregs[22];
  machine->sp = (uintptr_t)state->uc_mcontext.__gregs[3];
  machine->link = (uintptr_t)state->uc_mcontext.__gregs[1];
#endif
}
