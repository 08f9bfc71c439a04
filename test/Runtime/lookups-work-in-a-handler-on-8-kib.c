// In a stripped static PIE without a heap, a handler on an alternate stack of 8 KiB names the function that faulted, its file, and who called it.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// REQUIRES: system-x86_64
// RUN: rm -rf %t && mkdir %t && cd %t && %runtime
// RUN: clang -O1 -g -fPIE -fno-omit-frame-pointer -ffreestanding -I%gosym_src/include -c %s -o handler.o
// RUN: clang -fuse-ld=lld -static-pie -s %wl_load handler.o runtime.a -o handler
// RUN: llvm-readelf -S handler | FileCheck %s --check-prefix=STRIPPED
// RUN: ./handler | FileCheck %s

// STRIPPED-NOT: .symtab
// CHECK:      faultHere
// CHECK-NEXT: {{/.*}}/lookups-work-in-a-handler-on-8-kib.c
// CHECK-NEXT: #0 0x{{[0-9a-f]+}} faultHere+0x{{[0-9a-f]+}} {{.*}}lookups-work-in-a-handler-on-8-kib.c
// CHECK-NEXT: #1 0x{{[0-9a-f]+}} callHere+0x{{[0-9a-f]+}} {{.*}}lookups-work-in-a-handler-on-8-kib.c
// CHECK-NEXT: #2 0x{{[0-9a-f]+}} main+0x{{[0-9a-f]+}} {{.*}}lookups-work-in-a-handler-on-8-kib.c
// CHECK:      a part of the stack was never touched
#define _GNU_SOURCE
#include "gosym-c/backtrace.h"
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <ucontext.h>
#include <unistd.h>

// The heap: libc takes a little of it while it starts; from main() on it is
// broken.
static int isBroken;
void *malloc(size_t size) {
  static char memory[65536];
  static size_t used;
  if (isBroken || size > sizeof(memory) - used - 16)
    __builtin_trap();
  used += (size + 15) / 16 * 16;
  return memory + used - (size + 15) / 16 * 16;
}
void *calloc(size_t n, size_t size) { return malloc(n * size); }
void *realloc(void *p, size_t size) { return p ? 0 : malloc(size); }
void free(void *p) {
  (void)p;
  if (isBroken)
    __builtin_trap();
}

enum { stackSize = 8192, pageSize = 4096, paint = 0xa5 };
static unsigned char *stack;
static struct gosym_table table;

static void say(const char *text, size_t size) {
  (void)!write(1, text, size);
  (void)!write(1, "\n", 1);
}

static void handle(int signal, siginfo_t *info, void *context) {
  (void)signal, (void)info;
  struct gosym_function function;
  struct gosym_line line;
  char path[400];
  uint64_t pc = ((ucontext_t *)context)->uc_mcontext.gregs[REG_RIP];
  if (gosym_find_function(&table, pc, &function) ||
      gosym_find_line(&table, pc, &line) ||
      gosym_format_path(&table, &line, path, sizeof(path), 0))
    _exit(1);
  say(function.name, function.name_size);
  say(path, strlen(path));
  struct gosym_backtrace_options options = {&table, context, 3, 0};
  if (gosym_backtrace_fd(1, &options) != 3)
    _exit(2);
  if (stack[0] == paint && stack[64] == paint)
    say("a part of the stack was never touched", 37);
  _exit(0);
}

__attribute__((noinline)) static void faultHere(void) {
  *(volatile int *)8 = 1;
}
__attribute__((noinline)) static void callHere(void) {
  faultHere();
  __asm__ volatile("");
}

int main(void) {
  isBroken = 1;
  // The page below the stack cannot be written.
  unsigned char *pages = mmap(0, pageSize + stackSize, PROT_NONE,
                              MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  stack = pages + pageSize;
  if (mprotect(stack, stackSize, PROT_READ | PROT_WRITE))
    return 3;
  memset(stack, paint, stackSize);
  stack_t alternate = {.ss_sp = stack, .ss_size = stackSize};
  struct sigaction action = {.sa_flags = SA_ONSTACK | SA_SIGINFO};
  action.sa_sigaction = handle;
  if (gosym_open_self(&table) || sigaltstack(&alternate, 0) ||
      sigaction(SIGSEGV, &action, 0))
    return 4;
  callHere();
  return 5;
}
