// The first line of a report says in words why the program crashed, for each mistake that an x86-64 CPU and Linux tell apart, and names the function; the program ends by its signal.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// REQUIRES: system-x86_64
// RUN: rm -rf %t && mkdir %t && cd %t && %runtime
// RUN: clang -O2 -pthread -fuse-ld=lld -I%gosym_src/include %s runtime.a %wl_load \
// RUN:   -Wl,-mllvm,-gosym-for=backtrace -lm -s -o crash
// RUN: %python %S/Inputs/first-lines.py ./crash null-read null-write null-call data-call \
// RUN:   lost-call not-canonical unmapped-read unmapped-write read-only protected divide \
// RUN:   float illegal abort raise sent file unaligned stack push frame thread > out
// RUN: FileCheck %s --match-full-lines --input-file=out

// CHECK:      null-read: SIGSEGV, fatal signal SIGSEGV: null pointer read at 0x0000000000000010, culprit
// CHECK-NEXT: null-write: SIGSEGV, fatal signal SIGSEGV: null pointer write at 0x0000000000000010, culprit
// CHECK-NEXT: null-call: SIGSEGV, fatal signal SIGSEGV: null pointer called at 0x0000000000000000, culprit
// CHECK-NEXT: data-call: SIGSEGV, fatal signal SIGSEGV: jump to 0x{{[0-9a-f]+}}, which is not executable, culprit
// CHECK-NEXT: lost-call: SIGSEGV, fatal signal SIGSEGV: jump to 0x0000000041414000, which is not executable, culprit
// CHECK-NEXT: not-canonical: SIGSEGV, fatal signal SIGSEGV: access to an address that is not canonical, culprit
// CHECK-NEXT: unmapped-read: SIGSEGV, fatal signal SIGSEGV: read of unmapped memory at 0x0000000041414000, culprit
// CHECK-NEXT: unmapped-write: SIGSEGV, fatal signal SIGSEGV: write to unmapped memory at 0x0000000041414000, culprit
// CHECK-NEXT: read-only: SIGSEGV, fatal signal SIGSEGV: write to read-only memory at 0x{{[0-9a-f]+}}, culprit
// CHECK-NEXT: protected: SIGSEGV, fatal signal SIGSEGV: read of protected memory at 0x{{[0-9a-f]+}}, culprit
// CHECK-NEXT: divide: SIGFPE, fatal signal SIGFPE: integer division by zero at 0x{{[0-9a-f]+}}, culprit
// CHECK-NEXT: float: SIGFPE, fatal signal SIGFPE: floating-point division by zero at 0x{{[0-9a-f]+}}, culprit
// CHECK-NEXT: illegal: SIGILL, fatal signal SIGILL: illegal instruction at 0x{{[0-9a-f]+}}, culprit
// CHECK-NEXT: abort: SIGABRT, fatal signal SIGABRT: abort() called, culprit
// CHECK-NEXT: raise: SIGSEGV, fatal signal SIGSEGV: raised by the program itself, culprit
// CHECK-NEXT: sent: SIGSEGV, fatal signal SIGSEGV: sent by process {{[0-9]+}}, culprit
// CHECK-NEXT: file: SIGBUS, fatal signal SIGBUS: file behind a mapping is too short, at 0x{{[0-9a-f]+}}, culprit
// CHECK-NEXT: unaligned: SIGBUS, fatal signal SIGBUS: unaligned access, culprit
// CHECK-NEXT: stack: SIGSEGV, fatal signal SIGSEGV: stack overflow at 0x{{[0-9a-f]+}}, culprit
// CHECK-NEXT: push: SIGSEGV, fatal signal SIGSEGV: stack overflow at 0x{{[0-9a-f]+}}, culprit
// CHECK-NEXT: frame: SIGSEGV, fatal signal SIGSEGV: stack overflow at 0x{{[0-9a-f]+}}, culprit
// CHECK-NEXT: thread: SIGSEGV, fatal signal SIGSEGV: stack overflow at 0x{{[0-9a-f]+}}, culprit
#define _GNU_SOURCE
#include "gosym-c/backtrace.h"
#include <fenv.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

static volatile int zero;
static volatile double none;
static int *volatile lost = (int *)0x41414000;
static int *volatile member = (int *)16;
static int *volatile notCanonical = (int *)0x8000000000000000;
static const int constant = 1;
static int *volatile readOnly = (int *)&constant;
static void (*volatile call)(void);

static int *mapped(int protection) {
  return mmap(0, 4096, protection, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
}

/// A child that sends a signal while this process waits for it.
static void getSent(void) {
  if (fork() == 0) {
    kill(getppid(), SIGSEGV);
    _exit(0);
  }
  for (;;)
    pause();
}

__attribute__((noinline)) static int culprit(const char *how,
                                             volatile char *up);

/// Uses up the stack with nothing but calls: the stack pointer stays on it.
__asm__(".type pushingCulprit, @function\n"
        "pushingCulprit: .cfi_startproc\n call pushingCulprit\n"
        ".cfi_endproc\n .size pushingCulprit, . - pushingCulprit\n");
extern void pushingCulprit(void);

static int large(const char *how) {
  volatile char frame[512 * 1024];
  frame[0] = 1;
  return culprit(how, frame) + frame[0];
}

__attribute__((noinline)) static int culprit(const char *how,
                                             volatile char *up) {
  volatile char frame[512];
  frame[0] = up[0];
#define is(name) (!strcmp(how, name))
  if (is("null-read"))
    zero = *member;
  if (is("null-write"))
    *member = 1;
  if (is("data-call"))
    call = (void (*)(void))&zero;
  if (is("lost-call"))
    call = (void (*)(void))lost;
  if (strstr(how, "-call"))
    call();
  if (is("not-canonical"))
    zero = *notCanonical;
  if (is("unmapped-read"))
    zero = *lost;
  if (is("unmapped-write"))
    *lost = 1;
  if (is("read-only"))
    *readOnly = 2;
  if (is("protected"))
    zero = *mapped(PROT_NONE);
  if (is("divide"))
    zero = 1000 / zero;
  if (is("float")) {
    feenableexcept(FE_DIVBYZERO);
    none = 1 / none;
  }
  if (is("illegal"))
    __asm__ volatile("ud2");
  if (is("abort"))
    abort();
  if (is("raise"))
    raise(SIGSEGV);
  if (is("sent"))
    getSent();
  if (is("file")) {
    FILE *file = tmpfile();
    zero =
        *(volatile int *)mmap(0, 4096, PROT_READ, MAP_SHARED, fileno(file), 0);
  }
  if (is("unaligned"))
    __asm__ volatile("pushfq\n .cfi_adjust_cfa_offset 8\n"
                     "orl $0x40000, (%%rsp)\n popfq\n"
                     ".cfi_adjust_cfa_offset -8\n movl 1(%0), %%eax"
                     :
                     : "r"(mapped(PROT_READ))
                     : "rax", "memory");
  if (is("push"))
    pushingCulprit();
  if (is("stack") || is("thread"))
    return culprit(how, frame) + frame[0];
  return large(how) + frame[0];
}

static void *run(void *how) {
  gosym_use_crash_stack(0, 0);
  return culprit(how, how) ? how : 0;
}

int main(int argc, char **argv) {
  pthread_t thread;
  if (argc != 2 || gosym_install_crash_handler(0))
    return 1;
  if (strcmp(argv[1], "thread"))
    return culprit(argv[1], argv[1]);
  return pthread_create(&thread, 0, run, argv[1]) || pthread_join(thread, 0);
}
