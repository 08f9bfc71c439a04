// Linked with a compact table and nothing else, a stripped program and a shared library of its own each open their own table: names, lines and inlined calls of each pc are those that llvm-symbolizer tells, and the report of a crash has them, of the program and of the library.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// REQUIRES: system-x86_64
// RUN: rm -rf %t && mkdir %t && cd %t && %runtime -g
// DEFINE: %{flags} = -pie
// DEFINE: %{compiler} = clang
// DEFINE: %{compact} = %wl_load -Wl,-mllvm,-gosym-compact=on -Wl,-mllvm,-gosym-lines=auto
// DEFINE: %{c} = %{compiler} -O2 -g -fPIC -fno-omit-frame-pointer -I%gosym_src/include -c %s
// DEFINE: %{link} = clang -fuse-ld=lld %{compact} %{flags}
// DEFINE: %{check} = %{c} -DLIBRARY -o library.o && %{c} -o main.o && \
// DEFINE:   clang -fuse-ld=lld -shared library.o runtime.a %{compact} -o libours.so && \
// DEFINE:   %{link} main.o runtime.a ./libours.so -o twin && gosym verify twin --against twin && \
// DEFINE:   llvm-strip libours.so && llvm-strip twin -o stripped && \
// DEFINE:   %python %inputs/inlined-frames-agree.py stripped twin 6000 ./stripped pcs | FileCheck %s --check-prefix=AGREE && \
// DEFINE:   ./stripped library | FileCheck %s --check-prefix=LIBRARY
// DEFINE: %{crash} = %python %inputs/exit-status.py -11 ./stripped crash 2> out && FileCheck %s --input-file=out
// AGREE: {{[0-9]+}} pcs: {{[1-9][0-9]+}} equal
// AGREE-SAME: {{[1-9][0-9]+}} equal ones in inlined calls

// RUN: %{check} && %{crash}
// REDEFINE: %{flags} = -no-pie -Wl,-mllvm,-gosym-compact=fast
// RUN: %{check} && %{crash}
// gcc makes no frame for a function that crashes before it calls any.
// REDEFINE: %{compiler} = gcc
// RUN: %{check}

#define _GNU_SOURCE
#include "gosym-c/backtrace.h"
#include <link.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define kept __attribute__((noinline))
#define inlined static inline __attribute__((always_inline))

/// The frames of `pc`, function and file:line, as `gosym addr2line -i` has them.
static void tell(const struct gosym_table *table, uint64_t pc) {
  char name[512], path[4096];
  struct gosym_inlined found;
  struct gosym_frame frame;
  if (gosym_find_inlined(table, pc, &found) != GOSYM_OK) {
    puts("??\n??:0");
    return;
  }
  while (gosym_next_inlined(table, &found, &frame) == GOSYM_OK) {
    gosym_format_name(table, &frame.function, name, sizeof(name), NULL);
    if (gosym_format_path(table, &frame.line, path, sizeof(path), NULL))
      strcpy(path, "??");
    printf("%s\n%s:%llu\n", name, path, (unsigned long long)frame.line.line);
  }
}

#ifdef LIBRARY
static volatile int zero;
kept static uint64_t callOfMe(void) {
  return (uint64_t)(uintptr_t)__builtin_return_address(0) - 1 + zero;
}
inlined uint64_t inLibrary(void) {
  // LIBRARY:      inLibrary
  // LIBRARY-NEXT: {{/.*}}answers.c:[[@LINE+1]]{{$}}
  return callOfMe() + zero;
}
int ofLibrary(void) {
  struct gosym_table table;
  if (gosym_open_self(&table))
    return 1;
  // LIBRARY-NEXT: ofLibrary
  // LIBRARY-NEXT: {{/.*}}answers.c:[[@LINE+1]]{{$}}
  tell(&table, inLibrary());
  return zero;
}
#else
int ofLibrary(void);
static struct gosym_table table;
static volatile int zero;

inlined int innermost(volatile int *p) {
  int n = zero;
  // CHECK:      #0 0x{{[0-9a-f]+}} innermost (inlined) {{/.*}}answers.c:[[@LINE+1]]{{$}}
  *p = n;
  return n + zero;
}
inlined int between(volatile int *p) {
  zero = 0;
  // CHECK-NEXT: #1 0x{{[0-9a-f]+}} between (inlined) {{/.*}}answers.c:[[@LINE+1]]{{$}}
  return innermost(p) + zero;
}
kept static int crashHere(volatile int *p) {
  zero = 0;
  // CHECK-NEXT: #2 0x{{[0-9a-f]+}} crashHere+0x{{[0-9a-f]+}} {{/.*}}answers.c:[[@LINE+1]]{{$}}
  return between(p) + zero;
}

/// Of the program, which is the first module: what it was moved by.
static int storeBias(struct dl_phdr_info *info, size_t size, void *bias) {
  (void)size;
  *(uint64_t *)bias = info->dlpi_addr;
  return 1;
}

int main(int argc, char **argv) {
  if (gosym_open_self(&table) || argc < 2)
    return 1;
  if (!strcmp(argv[1], "library"))
    return ofLibrary();
  if (!strcmp(argv[1], "crash")) {
    struct gosym_crash_options options = {.table = &table};
    gosym_install_crash_handler(&options);
    // CHECK-NEXT: #3 0x{{[0-9a-f]+}} main+0x{{[0-9a-f]+}} {{/.*}}answers.c:[[@LINE+1]]{{$}}
    return crashHere((volatile int *)(uintptr_t)(16 + zero)) + zero;
  }
  uint64_t bias;
  dl_iterate_phdr(storeBias, &bias);
  char line[64];
  while (fgets(line, sizeof(line), stdin))
    tell(&table, strtoull(line, NULL, 16) + bias);
}
#endif
