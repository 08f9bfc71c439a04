// A stripped program knows file and line of its own code, from the tables of the link: of each pc that llvm-symbolizer knows one of, and of the frames when it crashes, with the linker's index and without.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// REQUIRES: system-x86_64
// RUN: rm -rf %t && mkdir %t && cd %t && %runtime
// DEFINE: %{flags} =
// DEFINE: %{table} = go1.1
// DEFINE: %{link} = clang -O1 -g -fno-omit-frame-pointer -funwind-tables -fuse-ld=lld \
// DEFINE:   -I%gosym_src/include %s runtime.a %wl_load -Wl,-mllvm,-gosym-pclntab=%{table} %{flags}
// DEFINE: %{check} = %{link} -o twin && llvm-strip --strip-all twin -o stripped && \
// DEFINE:   %python %inputs/exit-status.py -11 ./stripped crash 2> out && FileCheck %s --input-file=out && \
// DEFINE:   %python %inputs/lines-agree.py stripped twin 20000 ./stripped | FileCheck %s --check-prefix=AGREE
// AGREE: {{[0-9]+}} pcs: {{[1-9][0-9]+}} equal
// AGREE: of {{.*}} agree

// REDEFINE: %{flags} = -no-pie
// RUN: %{check}
// REDEFINE: %{flags} = -no-pie -ffunction-sections -Wl,-mllvm,-gosym-index=on,--shuffle-sections=.text*=5
// RUN: %{check}
// REDEFINE: %{flags} = -static-pie -Wl,-mllvm,-gosym-index=on,--gc-sections
// RUN: %{link} -s -o stripped
// RUN: %python %inputs/exit-status.py -11 ./stripped crash 2> out
// RUN: FileCheck %s --input-file=out

// Function tables, which have no relocation, tell the same.
// REDEFINE: %{table} = go1.20
// REDEFINE: %{flags} = -no-pie -ffunction-sections -Wl,--shuffle-sections=.text*=5
// RUN: %{check}
// REDEFINE: %{table} = go1.18
// REDEFINE: %{flags} = -pie -Wl,-mllvm,-gosym-symtab=go1.1
// RUN: %{link} -s -o stripped
// RUN: %python %inputs/exit-status.py -11 ./stripped crash 2> out
// RUN: FileCheck %s --input-file=out
// REDEFINE: %{flags} = -static-pie -Wl,--gc-sections
// RUN: %{link} -s -o stripped
// RUN: %python %inputs/exit-status.py -11 ./stripped crash 2> out
// RUN: FileCheck %s --input-file=out

#include "gosym-c/backtrace.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct gosym_table table;
static volatile int zero;

__attribute__((noinline)) static int crashHere(int *p) {
  int n = zero;
  // CHECK: #0 0x{{[0-9a-f]+}} crashHere+0x{{[0-9a-f]+}} {{/.*}}stripped-program-tells-its-lines.c:[[@LINE+1]]{{$}}
  *(volatile int *)p = n;
  return n + zero;
}
__attribute__((noinline)) static int callsIt(void) {
  zero = 0;
  // CHECK-NEXT: #1 0x{{[0-9a-f]+}} callsIt+0x{{[0-9a-f]+}} {{/.*}}.c:[[@LINE+1]]{{$}}
  return crashHere((int *)16) +
         zero;
}

static void tell(uint64_t pc) {
  char path[4096];
  struct gosym_function f;
  struct gosym_line at;
  if (gosym_find_function(&table, pc, &f) != GOSYM_OK)
    f.name = "??";
  if (gosym_find_line(&table, pc, &at) != GOSYM_OK ||
      gosym_format_path(&table, &at, path, sizeof(path), NULL) != GOSYM_OK) {
    strcpy(path, "??");
    at.line = 0;
  }
  printf("%s\n%s:%llu\n", f.name, path, (unsigned long long)at.line);
}

int main(int argc, char **argv) {
  (void)argv;
  if (gosym_open_self(&table))
    return 1;
  if (argc > 1) {
    struct gosym_crash_options options = {.table = &table};
    gosym_install_crash_handler(&options);
    // CHECK-NEXT: #2 0x{{[0-9a-f]+}} main+0x{{[0-9a-f]+}} {{/.*}}.c:[[@LINE+1]]{{$}}
    return callsIt() + zero;
  }
  char line[64];
  while (fgets(line, sizeof(line), stdin))
    tell(strtoull(line, NULL, 16));
}
