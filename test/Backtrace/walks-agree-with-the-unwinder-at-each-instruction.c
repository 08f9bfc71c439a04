// At each instruction of functions without frame pointers, in prologues and epilogues, leaf functions, the PLT and libc, a walk from the handler of a trap gives what libgcc's unwinder gives there.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// REQUIRES: system-x86_64
// RUN: rm -rf %t && mkdir %t && cd %t && %runtime
// DEFINE: %{level} = -O2
// DEFINE: %{step} = clang %{level} -fomit-frame-pointer -fuse-ld=lld -I%gosym_src/include \
// DEFINE:   -I%gosym_src/lib/Backtrace %s runtime.a -lgcc_s -o step && ./step | FileCheck %s
// RUN: %{step}
// REDEFINE: %{level} = -O0
// RUN: %{step}
// REDEFINE: %{level} = -O2 -no-pie -fcf-protection
// RUN: %{step}

// CHECK: instructions: {{[0-9][0-9][0-9]+}}, other frames: 0{{$}}
#define _GNU_SOURCE
#include "Walk.h"
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <ucontext.h>
#include <unwind.h>

enum { most = 64, trapFlag = 0x100 };
static uintptr_t frames[most];
static unsigned count, instructions, others;

static _Unwind_Reason_Code take(struct _Unwind_Context *context, void *begin) {
  uintptr_t pc = (uintptr_t)_Unwind_GetIP(context);
  if (pc && count < most && (count || pc == *(uintptr_t *)begin))
    frames[count++] = pc;
  return _URC_NO_REASON;
}

static void onTrap(int signal, siginfo_t *info, void *context) {
  (void)signal, (void)info;
  struct Walk walk;
  struct WalkFrame frame;
  unsigned walked = 0, isOther = 0;
  uintptr_t pc = (uintptr_t)((ucontext_t *)context)->uc_mcontext.gregs[REG_RIP];
  count = 0;
  _Unwind_Backtrace(take, &pc);
  gosymBeginWalk(&walk, context, (enum gosym_walk)GOSYM_WALK_CFI);
  for (; gosymNextWalkFrame(&walk, &frame); ++walked)
    isOther |= walked >= count || frames[walked] != frame.pc;
  others += isOther || walked != count;
  ++instructions;
}

__attribute__((noinline)) static int compare(const void *a, const void *b) {
  return *(const int *)a - *(const int *)b;
}

__attribute__((noinline)) static int work(int n) {
  int numbers[n + 3];
  for (int i = 0; i < n; ++i)
    numbers[i] = n - i;
  qsort(numbers, (size_t)n, sizeof(int), compare);
  return numbers[0] + atoi("12");
}

int main(void) {
  struct sigaction action = {.sa_sigaction = onTrap, .sa_flags = SA_SIGINFO};
  sigaction(SIGTRAP, &action, 0);
  __asm__ volatile("pushfq\n .cfi_adjust_cfa_offset 8\n orl $0x100, (%%rsp)\n"
                   "popfq\n .cfi_adjust_cfa_offset -8" ::: "memory");
  volatile int result = work(5);
  __asm__ volatile("pushfq\n .cfi_adjust_cfa_offset 8\n andl $~0x100, (%%rsp)\n"
                   "popfq\n .cfi_adjust_cfa_offset -8" ::: "memory");
  printf("instructions: %u, other frames: %u\n", instructions, others);
  return result != 13;
}
