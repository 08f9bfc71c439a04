// Compiled for i386 the reader gives the same answers about tables of 64-bit programs, of its own and of big-endian ones, straight and with an index that it made; and it knows the program it is part of.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// REQUIRES: system-x86_64, i386-libc
// RUN: rm -rf %t && mkdir %t && cd %t && %runtime && mv runtime.a runtime64.a && %runtime -m32
// DEFINE: %{cc} = clang -O1 -g -fuse-ld=lld -I%gosym_src/include %s %wl_load
// RUN: %{cc} runtime64.a -o ask64
// RUN: %{cc} -m32 runtime.a -o ask32
// RUN: %{cc} -m32 -static -s runtime.a -o bare32
// RUN: ./ask64 | FileCheck %s --check-prefix=SELF
// RUN: ./ask32 | FileCheck %s --check-prefix=SELF
// RUN: ./bare32 | FileCheck %s --check-prefix=SELF
// SELF: main in {{/.*}}/answers-are-the-same-on-32-bits.c, bits {{32|64}}

// DEFINE: %{table} = ask64
// DEFINE: %{compare} = llvm-objcopy --dump-section .gosymtab=table %{table} /dev/null && \
// DEFINE:   ./ask64 table > of64 && \
// DEFINE:   ./ask32 table > of32 && \
// DEFINE:   cmp of64 of32 && \
// DEFINE:   FileCheck %s --input-file=of32
// CHECK: {{[1-9][0-9]*}} functions, {{[1-9][0-9]*}} with a file, the index agrees
// RUN: %{compare}
// REDEFINE: %{table} = ask32
// RUN: %{compare}
// RUN: printf '.globl _start, last\n_start: .long 0, 0\nlast: .long 0\n' > big.s
// RUN: llvm-mc -filetype=obj -triple=mips-linux-gnu big.s -o big.o
// RUN: ld.lld big.o %load -o big
// REDEFINE: %{table} = big
// RUN: %{compare}
// RUN: llvm-mc -filetype=obj -triple=powerpc64-linux-gnu big.s -o big64.o
// RUN: ld.lld --image-base=0x700000000000 big64.o %load -o big64
// REDEFINE: %{table} = big64
// RUN: %{compare}
#include "gosym-c/gosym.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int failures;

/// The answer about `pc`: function, bounds, file.
static void answer(const struct gosym_table *table, uint64_t pc, char *text) {
  struct gosym_function f;
  struct gosym_line line;
  char path[400] = "no file";
  enum gosym_error error = gosym_find_function(table, pc, &f);
  if (error == GOSYM_OK && gosym_find_line(table, pc, &line) == GOSYM_OK)
    gosym_format_path(table, &line, path, sizeof(path), 0);
  if (error == GOSYM_OK)
    snprintf(text, 1000, "%.200s %llx-%llx %s", f.name,
             (unsigned long long)f.entry, (unsigned long long)f.end, path);
  else
    snprintf(text, 1000, "%s", gosym_error_name(error));
}

static void askAll(const struct gosym_table *straight,
                   const struct gosym_table *indexed) {
  unsigned functions = 0, files = 0;
  struct gosym_cursor cursor = {0};
  struct gosym_entry entry;
  while (!gosym_next(straight, &cursor, &entry)) {
    if (entry.type != 'T' && entry.type != 't')
      continue;
    char a[1000], b[1000];
    for (int i = -1; i < 2; ++i) {
      answer(straight, entry.value + (uint64_t)(int64_t)i, a);
      answer(indexed, entry.value + (uint64_t)(int64_t)i, b);
      puts(a);
      failures += strcmp(a, b) != 0;
    }
    ++functions;
    files += !strstr(a, "no file");
  }
  printf("%u functions, %u with a file, the index %s\n", functions, files,
         failures ? "differs" : "agrees");
}

int main(int argc, char **argv) {
  struct gosym_table table, indexed;
  static unsigned char bytes[4000000];
  size_t size = sizeof(bytes);
  if (argc == 1) {
    char text[1000];
    if (gosym_open_self(&table))
      return 1;
    answer(&table, (uintptr_t)main + 1, text);
    char *name = strtok(text, " "), *bounds = strtok(0, " "), *file = strtok(0, " ");
    printf("%s in %s, bits %d\n", name, file, 8 * (int)sizeof(bounds));
    return 0;
  }
  FILE *file = fopen(argv[1], "rb");
  size = fread(bytes, 1, size, file);
  if (gosym_open(bytes, size, 0, &table) || gosym_prepare(&table) ||
      gosym_index_size(&table, &size, 0))
    return 2;
  unsigned char *index = malloc(size);
  indexed = table;
  if (gosym_index_build(&table, index, size, 0) ||
      gosym_attach_index(&indexed, index, size))
    return 3;
  askAll(&table, &indexed);
  return failures != 0;
}
