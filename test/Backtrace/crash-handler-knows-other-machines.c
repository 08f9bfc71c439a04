// Registers and frames of other machines: the backtrace of a crash begins where the program was and finds its callers, also behind a call of a null or wild pointer; by frame pointers alone on s390x, which keeps no chain of them, as far as can be told, and by call frame information all.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// RUN: rm -rf %t && mkdir %t && cd %t
// RUN: %python %S/Inputs/crash-elsewhere.py %gosym_src %gosym_plugin \
// RUN:   %s segv call wild frames-segv frames-wild > out
// RUN: FileCheck %s --input-file=out

// CHECK:      segv i386: {{crashHere callsIt main|not here$}}
// CHECK-NEXT: segv aarch64: {{crashHere callsIt main|not here$}}
// CHECK-NEXT: segv arm: {{crashHere callsIt main|not here$}}
// CHECK-NEXT: segv thumb: {{crashHere callsIt main|not here$}}
// CHECK-NEXT: segv riscv64: {{crashHere callsIt main|not here$}}
// CHECK-NEXT: segv ppc64le: {{crashHere callsIt main|not here$}}
// CHECK-NEXT: segv s390x: {{crashHere callsIt main|not here$}}
// CHECK-NEXT: call i386: {{\?\? crashHere callsIt main|not here$}}
// CHECK-NEXT: call aarch64: {{\?\? crashHere callsIt main|not here$}}
// CHECK-NEXT: call arm: {{\?\? crashHere callsIt main|not here$}}
// CHECK-NEXT: call thumb: {{\?\? crashHere callsIt main|not here$}}
// CHECK-NEXT: call riscv64: {{\?\? crashHere callsIt main|not here$}}
// CHECK-NEXT: call ppc64le: {{\?\? crashHere callsIt main|not here$}}
// CHECK-NEXT: call s390x: {{\?\? crashHere callsIt main|not here$}}
// CHECK-NEXT: wild i386: {{\?\? crashHere callsIt main|not here$}}
// CHECK-NEXT: wild aarch64: {{\?\? crashHere callsIt main|not here$}}
// CHECK-NEXT: wild arm: {{\?\? crashHere callsIt main|not here$}}
// CHECK-NEXT: wild thumb: {{\?\? crashHere callsIt main|not here$}}
// CHECK-NEXT: wild riscv64: {{\?\? crashHere callsIt main|not here$}}
// CHECK-NEXT: wild ppc64le: {{\?\? crashHere callsIt main|not here$}}
// CHECK-NEXT: wild s390x: {{\?\? crashHere callsIt main|not here$}}
// CHECK-NEXT: frames-segv i386: {{crashHere callsIt main|not here$}}
// CHECK-NEXT: frames-segv aarch64: {{crashHere callsIt main|not here$}}
// CHECK-NEXT: frames-segv arm: {{crashHere callsIt main|not here$}}
// CHECK-NEXT: frames-segv thumb: {{crashHere callsIt main|not here$}}
// CHECK-NEXT: frames-segv riscv64: {{crashHere callsIt main|not here$}}
// CHECK-NEXT: frames-segv ppc64le: {{crashHere callsIt main|not here$}}
// CHECK-NEXT: frames-segv s390x: {{crashHere callsIt$|not here$}}
// CHECK-NEXT: frames-wild i386: {{\?\? crashHere callsIt main|not here$}}
// CHECK-NEXT: frames-wild aarch64: {{\?\? crashHere callsIt main|not here$}}
// CHECK-NEXT: frames-wild arm: {{\?\? crashHere callsIt main|not here$}}
// CHECK-NEXT: frames-wild thumb: {{\?\? crashHere callsIt main|not here$}}
// CHECK-NEXT: frames-wild riscv64: {{\?\? crashHere callsIt main|not here$}}
// CHECK-NEXT: frames-wild ppc64le: {{\?\? crashHere callsIt main|not here$}}
// CHECK-NEXT: frames-wild s390x: {{\?\? crashHere$|not here$}}
#include "gosym-c/backtrace.h"
#include <string.h>

#define kept __attribute__((noinline))

static struct gosym_table table;
static void (*volatile nothing)(void);

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
  if (strstr(argv[1], "frames"))
    options.walk = GOSYM_WALK_FRAMES;
  if (argc != 2 || gosym_open_self(&table) || gosym_prepare(&table) ||
      gosym_install_crash_handler(&options))
    return 1;
  callsIt(argv[1]);
  __asm__ volatile("");
  return 0;
}
