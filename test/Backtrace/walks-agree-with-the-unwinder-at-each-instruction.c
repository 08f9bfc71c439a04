// At each instruction of functions without frame pointers (prologues, epilogues, leaf functions, libc) a walk from the handler of a trap finds the callers that libgcc's unwinder finds. In stubs of lld's PLT, which have no call frame information, the unwinder finds no caller, and the walk finds all.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// REQUIRES: system-x86_64
// RUN: rm -rf %t && mkdir %t && cd %t && %runtime
// DEFINE: %{cc} = clang -O2 -fuse-ld=lld
// DEFINE: %{linker} = LLD
// DEFINE: %{step} = %{cc} -fomit-frame-pointer -I%gosym_src/include \
// DEFINE:   -I%gosym_src/lib/Backtrace %s runtime.a -lgcc_s -o step && \
// DEFINE:   ./step > out && FileCheck %s --input-file=out --check-prefixes=CHECK,%{linker}
// RUN: %{step}
// REDEFINE: %{cc} = clang -O0 -fuse-ld=lld
// RUN: %{step}
// REDEFINE: %{cc} = clang -O2 -no-pie -fcf-protection -fuse-ld=lld
// RUN: %{step}
// Stubs of other forms.
// REDEFINE: %{cc} = clang -O2 -fuse-ld=lld -Wl,-z,force-ibt
// RUN: %{step}
// REDEFINE: %{cc} = clang -O2 -fuse-ld=lld -Wl,-z,retpolineplt
// RUN: %{step}
// REDEFINE: %{cc} = clang -O2 -fuse-ld=lld -Wl,-z,retpolineplt,-z,now
// RUN: %{step}
// REDEFINE: %{cc} = clang -O2 -m32 -fuse-ld=lld
// RUN: %if i386-libc %{ %runtime -m32 && %{step} %}
// REDEFINE: %{cc} = clang -O2 -m32 -no-pie -fuse-ld=lld -Wl,-z,force-ibt
// RUN: %if i386-libc %{ %{step} %}
// REDEFINE: %{cc} = clang -O2 -m32 -fuse-ld=lld -Wl,-z,retpolineplt
// RUN: %if i386-libc %{ %{step} %}
// REDEFINE: %{cc} = clang -O2 -m32 -no-pie -fuse-ld=lld -Wl,-z,retpolineplt
// RUN: %if i386-libc %{ %{step} %}
// RUN: %runtime
// GNU ld writes call frame information for its stubs.
// REDEFINE: %{cc} = gcc -O2 -fuse-ld=bfd
// REDEFINE: %{linker} = GNU
// RUN: %{step}

// CHECK: instructions: {{[0-9][0-9][0-9]+}}, other frames: 0, more than the unwinder:
// GNU-SAME: {{ 0$}}
// LLD-SAME: {{ [1-9][0-9]*$}}
#define _GNU_SOURCE
#include "Walk.h"
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <ucontext.h>
#include <unwind.h>

#ifdef __x86_64__
enum { most = 64, pcRegister = REG_RIP };
#define SET_TRAP_FLAG(change)                                                  \
  __asm__ volatile("pushfq\n .cfi_adjust_cfa_offset 8\n" change ", (%%rsp)\n" \
                   "popfq\n .cfi_adjust_cfa_offset -8" ::: "memory")
#else
enum { most = 64, pcRegister = REG_EIP };
#define SET_TRAP_FLAG(change)                                                  \
  __asm__ volatile("pushfl\n .cfi_adjust_cfa_offset 4\n" change ", (%%esp)\n" \
                   "popfl\n .cfi_adjust_cfa_offset -4" ::: "memory")
#endif
static uintptr_t frames[most];
static unsigned count, instructions, others, more;
/// What both gave at the last instruction of which the unwinder knew callers.
static uintptr_t agreed[most];
static unsigned agreedCount;

struct Bases {
  void *text, *data, *function;
};
extern const void *_Unwind_Find_FDE(void *, struct Bases *);

static _Unwind_Reason_Code take(struct _Unwind_Context *context, void *begin) {
  uintptr_t pc = (uintptr_t)_Unwind_GetIP(context);
  if (pc && count < most && (count || pc == *(uintptr_t *)begin))
    frames[count++] = pc;
  return _URC_NO_REASON;
}

/// For whoever looks into a failure: to standard error, so that what is written
/// is the same in all cases.
static void tell(const char *who, const uintptr_t *pcs, unsigned size) {
  fputs(who, stderr);
  for (unsigned i = 0; i < size; ++i)
    fprintf(stderr, " %#lx", (unsigned long)pcs[i]);
  fputs("\n", stderr);
}

static int isSame(const uintptr_t *a, const uintptr_t *b, unsigned size) {
  return memcmp(a, b, size * sizeof(*a)) == 0;
}

/// Whether walked[0] is in code without call frame information, which here is
/// only a stub of lld's PLT, and the frames behind it are those of the call that
/// was made last.
static int isCallOfStub(const uintptr_t *walked, unsigned size) {
  enum { longestCall = 8 };
  struct Bases bases;
  return count == 1 && frames[0] == walked[0] &&
         !_Unwind_Find_FDE((char *)walked[0] + 1, &bases) &&
         size == agreedCount + 1 && walked[1] - agreed[0] <= longestCall &&
         isSame(walked + 2, agreed + 1, agreedCount - 1);
}

static void onTrap(int signal, siginfo_t *info, void *context) {
  (void)signal, (void)info;
  struct Walk walk;
  struct WalkFrame frame;
  uintptr_t walked[most];
  unsigned size = 0;
  uintptr_t pc = (uintptr_t)((ucontext_t *)context)->uc_mcontext.gregs[pcRegister];
  count = 0;
  _Unwind_Backtrace(take, &pc);
  gosymBeginWalk(&walk, context, (enum gosym_walk)GOSYM_WALK_CFI);
  while (size < most && gosymNextWalkFrame(&walk, &frame))
    walked[size++] = frame.pc;
  ++instructions;
  if (count > 1 && size == count && isSame(walked, frames, size)) {
    agreedCount = count;
    memcpy(agreed, frames, sizeof(agreed));
  } else if (isCallOfStub(walked, size)) {
    ++more;
  } else {
    ++others;
    tell("walked:  ", walked, size);
    tell("unwound: ", frames, count);
  }
}

__attribute__((noinline)) static int compare(const void *a, const void *b) {
  return *(const int *)a - *(const int *)b;
}

static const char *volatile text = "12";

__attribute__((noinline)) static int work(int n) {
  int numbers[n + 3];
  for (int i = 0; i < n; ++i)
    numbers[i] = n - i;
#ifdef __x86_64__ // On i386 libc's qsort() has wrong information in places.
  qsort(numbers, (size_t)n, sizeof(int), compare);
#endif
  return compare(numbers, numbers + 1) + atoi(text);
}

int main(void) {
  struct sigaction action = {.sa_sigaction = onTrap, .sa_flags = SA_SIGINFO};
  sigaction(SIGTRAP, &action, 0);
  SET_TRAP_FLAG("orl $0x100");
  volatile int result = work(5);
  SET_TRAP_FLAG("andl $~0x100");
  printf("instructions: %u, other frames: %u, more than the unwinder: %u\n",
         instructions, others, more);
  return result < 11 || result > 13;
}
