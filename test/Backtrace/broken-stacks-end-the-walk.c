// A backtrace follows no frame pointer that is not aligned, goes down or in a circle, or cannot be read: it prints what it has and ends, without a fault.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// REQUIRES: system-x86_64
// RUN: rm -rf %t && mkdir %t && cd %t && %runtime
// RUN: clang -O1 -fuse-ld=lld -I%gosym_src/include %s runtime.a %wl_load -o broken
// RUN: ./broken | FileCheck %s --match-full-lines

// CHECK:      null: 1
// CHECK-NEXT: not aligned: 1
// CHECK-NEXT: first page: 1
// CHECK-NEXT: kernel's: 1
// CHECK-NEXT: not readable: 1
// CHECK-NEXT: return address behind the end: 1
// CHECK-NEXT: itself: 2
// CHECK-NEXT: down: 2
// CHECK-NEXT: two frames: 3
// CHECK-NEXT: thousands: 64
// CHECK-NEXT: as many as asked for: 5
// CHECK-NEXT: unknown: 1
#define _GNU_SOURCE
#include "gosym-c/backtrace.h"
#include <fcntl.h>
#include <stdio.h>
#include <sys/mman.h>
#include <ucontext.h>
#include <unistd.h>

static struct gosym_table table;
/// Code without call frame information.
__asm__("plain: nop; nop");
extern char plain[];
/// Where a call returns to.
static uintptr_t returnsHere;
static uintptr_t *page;
enum { pageWords = 4096 / sizeof(uintptr_t) };

static void show(const char *what, uintptr_t fp, unsigned most) {
  static int nowhere = -1;
  if (nowhere < 0)
    nowhere = open("/dev/null", O_WRONLY);
  ucontext_t context = {0};
  context.uc_mcontext.gregs[REG_RIP] = (greg_t)(uintptr_t)plain + 1;
  context.uc_mcontext.gregs[REG_RBP] = (greg_t)fp;
  context.uc_mcontext.gregs[REG_RSP] = (greg_t)fp;
  struct gosym_backtrace_options options = {.table = &table,
                                            .context = &context,
                                            .max_frames = most,
                                            .walk = GOSYM_WALK_FRAMES};
  printf("%s: %u\n", what, gosym_backtrace_fd(nowhere, &options));
}

/// A frame of our own making: where the caller's is, and where it goes on.
static uintptr_t frame(unsigned at, uintptr_t caller) {
  page[at] = caller;
  if (at + 1 < pageWords)
    page[at + 1] = returnsHere;
  return (uintptr_t)(page + at);
}

__attribute__((noinline)) static void keepReturnAddress(void) {
  returnsHere = (uintptr_t)__builtin_return_address(0);
}

int main(void) {
  keepReturnAddress();
  // Nothing behind the page can be read.
  page = mmap(0, 8192, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1,
              0);
  if (gosym_open_self(&table) || mprotect(page + pageWords, 4096, PROT_NONE))
    return 1;
  show("null", 0, 0);
  show("not aligned", (uintptr_t)page + 4, 0);
  show("first page", 16, 0);
  show("kernel's", (uintptr_t)-4096, 0);
  show("not readable", (uintptr_t)(page + pageWords), 0);
  show("return address behind the end", frame(pageWords - 1, 0), 0);
  show("itself", frame(8, (uintptr_t)(page + 8)), 0);
  show("down", frame(8, frame(0, 0)), 0);
  show("two frames", frame(8, frame(16, 0)), 0);
  for (unsigned i = 0; i + 4 < pageWords; i += 2)
    frame(i, (uintptr_t)(page + i + 2));
  show("thousands", (uintptr_t)page, 0);
  show("as many as asked for", (uintptr_t)page, 5);
  // Not a machine that is known, as far as it can be told.
  struct gosym_backtrace_options options = {0};
  ucontext_t nothing = {0};
  options.context = &nothing;
  printf("unknown: %u\n", gosym_backtrace_fd(open("/dev/null", O_WRONLY),
                                             &options));
}
