// A number of the stack is printed as a caller only if the instruction before it is a call and its memory is executable: not the begin of a function, code without a call, bytes of code, the stack, nor data that looks like a call.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// REQUIRES: system-x86_64
// RUN: rm -rf %t && mkdir %t && cd %t && %runtime
// RUN: clang -O1 -fuse-ld=lld -I%gosym_src/include %s runtime.a %wl_load -o walk
// RUN: ./walk | FileCheck %s --match-full-lines

// CHECK:      a call: 2
// CHECK-NEXT: a call through a register: 2
// CHECK-NEXT: a call through memory: 2
// CHECK-NEXT: a call at the begin of a page: 2
// With what it interrupted.
// CHECK-NEXT: return of a signal handler: 3
// CHECK-NEXT: libc: 2
// CHECK-NEXT: a function: 1
// CHECK-NEXT: no call: 1
// CHECK-NEXT: a jump: 1
// CHECK-NEXT: bytes of code: 1
// CHECK-NEXT: the stack: 1
// CHECK-NEXT: like a call, in data: 1
// CHECK-NEXT: like a call, not mapped: 1
#define _GNU_SOURCE
#include "gosym-c/backtrace.h"
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <ucontext.h>
#include <unistd.h>

static struct gosym_table table;

__asm__("calls: call calls\n"
        "behindCall: call *%rax\n"
        "behindRegister: call *8(%rax,%rbx,4)\n"
        "behindMemory: nop\n"
        "behindNop: jmp *%rax\n"
        "behindJump: mov $15, %rax\n" // How handlers of signals return.
        "syscall\n"
        "plain: nop; nop\n"); // Without call frame information.
extern char behindCall[], behindRegister[], behindMemory[], behindNop[],
    behindJump[], plain[];

/// How many frames are printed when this number is where frame 0 returns to.
static void show(const char *what, uintptr_t number) {
  // A handler of a signal would return to the registers behind it.
  struct {
    uintptr_t words[2];
    ucontext_t interrupted;
  } frame = {{0, number}, {0}};
  ucontext_t context = {0};
  context.uc_mcontext.gregs[REG_RIP] = (greg_t)(uintptr_t)plain + 1;
  context.uc_mcontext.gregs[REG_RBP] = (greg_t)(uintptr_t)&frame;
  context.uc_mcontext.gregs[REG_RSP] = (greg_t)(uintptr_t)&frame;
  struct gosym_backtrace_options options = {.table = &table,
                                            .context = &context,
                                            .walk = GOSYM_WALK_FRAMES};
  printf("%s: %u\n", what,
         gosym_backtrace_fd(open("/dev/null", O_WRONLY), &options));
}

static uintptr_t inLibc;
static int compare(const void *a, const void *b) {
  inLibc = (uintptr_t)__builtin_return_address(0);
  return *(const char *)a - *(const char *)b;
}

int main(void) {
  char text[] = "ba";
  qsort(text, 2, 1, compare);
  // Nothing before the page can be read.
  unsigned char *page = mmap(0, 8192, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS,
                             -1, 0);
  page += 4096;
  if (gosym_open_self(&table) ||
      mprotect(page, 4096, PROT_READ | PROT_WRITE | PROT_EXEC))
    return 1;
  memcpy(page, "\xff\xd0", 2);

  show("a call", (uintptr_t)behindCall);
  show("a call through a register", (uintptr_t)behindRegister);
  show("a call through memory", (uintptr_t)behindMemory);
  show("a call at the begin of a page", (uintptr_t)page + 2);
  show("return of a signal handler", (uintptr_t)behindJump);
  show("libc", inLibc);
  show("a function", (uintptr_t)show);
  show("no call", (uintptr_t)behindNop);
  show("a jump", (uintptr_t)behindJump + 1);
  uintptr_t bytes;
  memcpy(&bytes, (char *)show, sizeof(bytes));
  show("bytes of code", bytes);
  show("the stack", (uintptr_t)text);
  mprotect(page, 4096, PROT_READ);
  show("like a call, in data", (uintptr_t)page + 2);
  munmap(page, 4096);
  show("like a call, not mapped", (uintptr_t)page + 2);
}
