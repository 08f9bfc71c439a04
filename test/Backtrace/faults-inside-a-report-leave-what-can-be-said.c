// When the report itself faults, here because the memory of the table is gone, it goes on without names and says so; the program ends by the signal that came first.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// REQUIRES: system-x86_64
// RUN: rm -rf %t && mkdir %t && cd %t && %runtime
// RUN: clang -O2 -fno-omit-frame-pointer -funwind-tables -fuse-ld=lld -I%gosym_src/include \
// RUN:   %s runtime.a %wl_load -o crash
// RUN: llvm-objcopy --dump-section .gosymtab=table crash /dev/null
// DEFINE: %{crash} = %python %inputs/exit-status.py
// RUN: %{crash} -8 ./crash 0 2> out && FileCheck %s --input-file=out
// RUN: %{crash} -8 ./crash 1 2> out && FileCheck %s --input-file=out

// CHECK:      fatal signal SIGFPE: integer division by zero at 0x{{[0-9a-f]+}}, thread
// CHECK-NEXT: {{^}}SIGSEGV inside of this report, names or callers may be missing
// CHECK-NEXT: #0 0x{{[0-9a-f]+}} crash+0x
// CHECK-NEXT: #1 0x{{[0-9a-f]+}} crash+0x
#include "gosym-c/backtrace.h"
#include <fcntl.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

static struct gosym_table table;
static volatile int zero;

__attribute__((noinline)) static void crashHere(void) { zero = 1000 / zero; }

int main(int argc, char **argv) {
  struct gosym_crash_options options = {.table = &table};
  options.walk = atoi(argv[argc - 1]);
  int fd = open("table", O_RDONLY);
  size_t size = (size_t)lseek(fd, 0, SEEK_END);
  void *bytes = mmap(0, size, PROT_READ, MAP_PRIVATE, fd, 0);
  if (gosym_open(bytes, size, 0, &table) ||
      gosym_install_crash_handler(&options))
    return 1;
  munmap(bytes, size);
  crashHere();
  __asm__ volatile("");
}
