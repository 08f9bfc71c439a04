// A static program, at a fixed address or not, finds its own note without a dynamic linker: the crash report names all of its frames, also those of its libc, with the lines that there are.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// REQUIRES: system-x86_64
// RUN: rm -rf %t && mkdir %t && cd %t && %runtime
// DEFINE: %{kind} = -static
// DEFINE: %{check} = clang -O2 -gline-tables-only -fPIC -fuse-ld=lld -I%gosym_src/include %s \
// DEFINE:     runtime.a %{kind} %wl_load -Wl,-mllvm,-gosym-for=backtrace \
// DEFINE:     -Wl,-u,gosym_crash_handler_is_installed -o program && \
// DEFINE:   llvm-strip program && \
// DEFINE:   %python %inputs/exit-status.py -11 ./program 2> out && \
// DEFINE:   FileCheck %s --input-file=out
// RUN: %{check}
// REDEFINE: %{kind} = -static-pie
// RUN: %{check}

// CHECK:      fatal signal SIGSEGV: null pointer write at 0x0000000000000000
// CHECK-NEXT: #0 0x{{[0-9a-f]+}} compare+0x{{[0-9a-f]+}} {{/.*}}static-programs{{.*}}.c:[[@LINE+8]]
// CHECK:      #{{[0-9]+}} 0x{{[0-9a-f]+}} {{.*}}qsort{{.*}}+0x
// CHECK:      #{{[0-9]+}} 0x{{[0-9a-f]+}} main+0x{{[0-9a-f]+}} {{/.*}}static-programs
// CHECK:      #{{[0-9]+}} 0x{{[0-9a-f]+}} _start+0x
// CHECK-NOT:  #
#include <stdlib.h>
static int *volatile nothing;
static int compare(const void *a, const void *b) {
  *nothing = 1;
  return *(const int *)a - *(const int *)b;
}

int main(void) {
  int numbers[] = {2, 1};
  qsort(numbers, 2, sizeof(int), compare);
  return numbers[0];
}
