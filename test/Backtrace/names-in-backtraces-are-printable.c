// Names and paths of a table are shown so that a terminal cannot obey them and no line can be faked: what is not printable ASCII or well-formed UTF-8 is escaped byte by byte; Python's decoder says what is well-formed.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// REQUIRES: system-x86_64
// RUN: rm -rf %t && mkdir %t && cd %t && %runtime
// RUN: %python %S/Inputs/other-name.py %s 'ev\x1b\nil.c' > name.rsp
// RUN: clang @name.rsp -O1 -g -fno-omit-frame-pointer -fuse-ld=lld -I%gosym_src/include \
// RUN:   -I%gosym_src/lib/Backtrace %s runtime.a %wl_load -Wl,-mllvm,-gosym-pclntab=go1.1 \
// RUN:   -o names
// RUN: ./names | FileCheck %s --match-full-lines
// RUN: %python %S/Inputs/printable.py ./names

// CHECK: #0 0x{{[0-9a-f]+}} evil\x1b[2J\x0a#7 größe\xc2\x9b\x7f\+0x{{[0-9a-f]+}} {{.*}}/ev\x1b\x0ail.c:{{[0-9]+}}
#include "Frames.h"
#include <stdio.h>

#line 1
static struct gosym_table table;

__attribute__((noinline)) void evil(void) __asm__(
    "evil\033[2J\n#7 gr\303\266\303\237e\302\233\177\\");
void evil(void) {
  struct gosym_backtrace_options options = {&table, 0, 1, GOSYM_WALK_FRAMES};
  gosym_backtrace_fd(1, &options);
  __asm__ volatile("");
}

/// With arguments a filter: prints the size of what is printable at the front
/// of each 4 bytes.
int main(int argc, char **argv) {
  (void)argv;
  char bytes[4];
  while (argc > 1 && fread(bytes, sizeof(bytes), 1, stdin) == 1)
    putchar('0' + (int)gosymPrintableSize(bytes, sizeof(bytes)));
  if (argc == 1 && gosym_open_self(&table) == GOSYM_OK)
    evil();
  return 0;
}
