// Registers and frames of other machines: the backtrace of a crash begins where the program was and finds its callers, also behind a call of a null or wild pointer; on s390x, which keeps no chain of frames, as far as can be told, and with the unwinder all.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// RUN: rm -rf %t && mkdir %t && cd %t
// RUN: %python %S/Inputs/crash-elsewhere.py %gosym_src %gosym_plugin \
// RUN:   %s segv call wild unwind-segv unwind-wild > out
// RUN: FileCheck %s --input-file=out

// CHECK:      segv i386: {{crashHere callsIt main|not here$}}
// CHECK-NEXT: segv aarch64: {{crashHere callsIt main|not here$}}
// CHECK-NEXT: segv arm: {{crashHere callsIt main|not here$}}
// CHECK-NEXT: segv thumb: {{crashHere callsIt main|not here$}}
// CHECK-NEXT: segv riscv64: {{crashHere callsIt main|not here$}}
// CHECK-NEXT: segv ppc64le: {{crashHere callsIt main|not here$}}
// CHECK-NEXT: segv s390x: {{crashHere$|not here$}}
// CHECK-NEXT: call i386: {{\?\? crashHere callsIt main|not here$}}
// CHECK-NEXT: call aarch64: {{\?\? crashHere callsIt main|not here$}}
// CHECK-NEXT: call arm: {{\?\? crashHere callsIt main|not here$}}
// CHECK-NEXT: call thumb: {{\?\? crashHere callsIt main|not here$}}
// CHECK-NEXT: call riscv64: {{\?\? crashHere callsIt main|not here$}}
// CHECK-NEXT: call ppc64le: {{\?\? crashHere callsIt main|not here$}}
// CHECK-NEXT: call s390x: {{\?\? crashHere$|not here$}}
// CHECK-NEXT: wild i386: {{\?\? crashHere callsIt main|not here$}}
// CHECK-NEXT: wild aarch64: {{\?\? crashHere callsIt main|not here$}}
// CHECK-NEXT: wild arm: {{\?\? crashHere callsIt main|not here$}}
// CHECK-NEXT: wild thumb: {{\?\? crashHere callsIt main|not here$}}
// CHECK-NEXT: wild riscv64: {{\?\? crashHere callsIt main|not here$}}
// CHECK-NEXT: wild ppc64le: {{\?\? crashHere callsIt main|not here$}}
// CHECK-NEXT: wild s390x: {{\?\? crashHere$|not here$}}
// CHECK-NEXT: unwind-segv i386: {{crashHere callsIt main|not here$}}
// CHECK-NEXT: unwind-segv aarch64: {{crashHere callsIt main|not here$}}
// CHECK-NEXT: unwind-segv arm: {{crashHere callsIt main|not here$}}
// CHECK-NEXT: unwind-segv thumb: {{crashHere callsIt main|not here$}}
// CHECK-NEXT: unwind-segv riscv64: {{crashHere callsIt main|not here$}}
// CHECK-NEXT: unwind-segv ppc64le: {{crashHere callsIt main|not here$}}
// CHECK-NEXT: unwind-segv s390x: {{crashHere callsIt main|not here$}}
// CHECK-NEXT: unwind-wild i386: {{\?\? crashHere callsIt main|not here$}}
// CHECK-NEXT: unwind-wild aarch64: {{\?\? crashHere callsIt main|not here$}}
// CHECK-NEXT: unwind-wild arm: {{\?\? crashHere callsIt main|not here$}}
// CHECK-NEXT: unwind-wild thumb: {{\?\? crashHere callsIt main|not here$}}
// CHECK-NEXT: unwind-wild riscv64: {{\?\? crashHere callsIt main|not here$}}
// CHECK-NEXT: unwind-wild ppc64le: {{\?\? crashHere callsIt main|not here$}}
// CHECK-NEXT: unwind-wild s390x: {{\?\? crashHere callsIt main|not here$}}
#include "gosym-c/backtrace.h"
#include <string.h>

#define kept __attribute__((noinline))

static struct gosym_table table;
static void (*volatile nothing)(void);
// What needs the unwinder brings it into a program of C.
extern int _Unwind_Backtrace();
int (*unwinder)() = _Unwind_Backtrace;

kept static void crashHere(const char *how) {
  if (strstr(how, "segv"))
    *(volatile int *)16 = 1;
  if (strstr(how, "wild"))
    nothing = (void (*)(void))0x41414000;
  nothing();
  __asm__ volatile("");
}

kept static void callsIt(const char *how) {
  crashHere(how);
  __asm__ volatile("");
}

int main(int argc, char **argv) {
  struct gosym_crash_options options = {.table = &table};
  if (strstr(argv[1], "unwind"))
    options.walk = GOSYM_WALK_UNWINDER;
  if (argc != 2 || gosym_open_self(&table) || gosym_prepare(&table) ||
      gosym_install_crash_handler(&options))
    return 1;
  callsIt(argv[1]);
  __asm__ volatile("");
  return 0;
}
