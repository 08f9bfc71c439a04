// A backtrace with a compact table has a line for each call that was inlined, the innermost first, before that of the function; with a most number of lines it ends in the middle. Names that are longer than any buffer are whole, and characters are not cut in two.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// REQUIRES: system-x86_64
// RUN: rm -rf %t && mkdir %t && cd %t && %runtime
// DEFINE: %{make} = %python %gosym_src/test/Format/Inputs/compact.py make
// RUN: %{make} %gosym_src/test/golden/compact/documented.json -o table
// RUN: %python -c "print(chr(123) + '\"functions\": [[0, 64, \"' + 'x' * 510 + chr(0xc3) + chr(0xa9) + 'y' * 900 + '\"]]' + chr(125))" > long.json
// RUN: %{make} long.json -o long
// RUN: clang -O1 -fuse-ld=lld -I%gosym_src/include %s runtime.a -o inlined
// RUN: ./inlined table 0x1000 | FileCheck %s --match-full-lines
// RUN: ./inlined long 0 | FileCheck %s --check-prefix=LONG

// CHECK:      #0 0x{{[0-9a-f]+}} put (inlined) /src/list.h:10
// CHECK-NEXT: #1 0x{{[0-9a-f]+}} list_push (inlined) /src/list.h:7
// CHECK-NEXT: #2 0x{{[0-9a-f]+}} main+0x16 /src/main.c:12
// CHECK-NEXT: 3 lines
// CHECK-NEXT: #0 0x{{[0-9a-f]+}} put (inlined) /src/list.h:10
// CHECK-NEXT: #1 0x{{[0-9a-f]+}} list_push (inlined) /src/list.h:7
// CHECK-NEXT: 2 lines
// LONG: #0 0x{{[0-9a-f]+}} xxx{{x+}}é{{y+}}yyy+0x16
// LONG-NEXT: 1 lines
#define _GNU_SOURCE
#include "gosym-c/backtrace.h"
#include <stdio.h>
#include <stdlib.h>
#include <ucontext.h>

/// Stands for the code of the table.
static void code(void) {}

static void show(const struct gosym_table *table, unsigned most) {
  ucontext_t context = {0};
  context.uc_mcontext.gregs[REG_RIP] = (greg_t)(uintptr_t)code + 0x16;
  struct gosym_backtrace_options options = {table, &context, most, 0};
  unsigned lines = gosym_backtrace_fd(1, &options);
  printf("%u lines\n", lines);
  fflush(stdout);
}

int main(int argc, char **argv) {
  static unsigned char bytes[8192];
  FILE *file = fopen(argv[1], "rb");
  if (argc != 3 || !file)
    return 1;
  size_t size = fread(bytes, 1, sizeof(bytes), file);
  struct gosym_options options = {0};
  options.address = (uintptr_t)code - strtoul(argv[2], 0, 0);
  struct gosym_table table;
  if (gosym_open(bytes, size, &options, &table))
    return 2;
  show(&table, 0);
  show(&table, 2);
}
