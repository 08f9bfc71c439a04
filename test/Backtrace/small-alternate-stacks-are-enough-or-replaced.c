// A program that comes with an alternate stack of 8 KiB, as those in Rust do, gets a larger one and has its whole report; one that is large enough stays. Calls that are bound lazily do not happen on it. In other threads, whose stacks stay, the report is whole too.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// REQUIRES: system-x86_64
// RUN: rm -rf %t && mkdir %t && cd %t && %runtime
// DEFINE: %{crash} = %python %inputs/exit-status.py -11 ./crash
// RUN: clang -O2 -g -funwind-tables -fomit-frame-pointer -pthread -fuse-ld=lld -Wl,-z,lazy \
// RUN:   -I%gosym_src/include %s runtime.a %wl_load -o crash
// RUN: %{crash} 8192 > out 2>&1 && FileCheck %s --input-file=out --check-prefixes=REPLACED,CHECK
// RUN: %{crash} 16384 > out 2>&1 && FileCheck %s --input-file=out --check-prefixes=REPLACED,CHECK
// RUN: %{crash} 32768 > out 2>&1 && FileCheck %s --input-file=out --check-prefixes=STAYS,CHECK
// RUN: %{crash} 8192 thread > out 2>&1 && FileCheck %s --input-file=out

// REPLACED: another stack of 65536 bytes
// STAYS:    the same stack of 32768 bytes
// CHECK:      fatal signal SIGSEGV: null pointer write at 0x0000000000000010
// CHECK-NEXT: #0 0x{{[0-9a-f]+}} crashHere+0x
// CHECK-NEXT: #1 0x{{[0-9a-f]+}} callsIt+0x
// CHECK-NEXT: #2 0x{{[0-9a-f]+}} {{main|thread}}+0x
#include "gosym-c/backtrace.h"
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>

#define kept __attribute__((noinline))
enum { guardSize = 8192 };

static struct gosym_table table;
static size_t size;

/// An alternate stack above a page that cannot be written.
static void *useStack(void) {
  char *pages = mmap(0, guardSize + size, PROT_NONE,
                     MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  mprotect(pages + guardSize, size, PROT_READ | PROT_WRITE);
  stack_t stack = {.ss_sp = pages + guardSize, .ss_size = size};
  if (sigaltstack(&stack, 0))
    exit(2);
  return stack.ss_sp;
}

kept static void crashHere(void) { *(volatile int *)16 = 1; }

kept static void callsIt(void) {
  crashHere();
  __asm__ volatile("");
}

static void *thread(void *nothing) {
  useStack();
  callsIt();
  __asm__ volatile("");
  return nothing;
}

int main(int argc, char **argv) {
  struct gosym_crash_options options = {.table = &table,
                                        .walk = GOSYM_WALK_CFI};
  size = (size_t)atoi(argv[1]);
  void *before = useStack();
  if (gosym_open_self(&table) || gosym_install_crash_handler(&options))
    return 1;
  stack_t now;
  sigaltstack(0, &now);
  printf("%s stack of %zu bytes\n", now.ss_sp == before ? "the same" : "another",
         now.ss_size);
  fflush(stdout);
  pthread_t other;
  if (argc > 2 && !pthread_create(&other, 0, thread, 0))
    pthread_join(other, 0);
  callsIt();
  __asm__ volatile("");
}
