// Registers and frames of other machines: the backtrace of a crash begins where the program was and finds its callers, also behind a call of a null pointer; on s390x, which keeps no chain of frames, as far as can be told.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// RUN: rm -rf %t && mkdir %t && cd %t
// DEFINE: %{crash} = %python %S/Inputs/crash-elsewhere.py %gosym_src %gosym_plugin %s
// RUN: %{crash} segv > out && FileCheck %s --input-file=out --check-prefix=SEGV
// RUN: %{crash} call > out && FileCheck %s --input-file=out --check-prefix=CALL

// SEGV:      aarch64: {{crashHere callsIt main|not here$}}
// SEGV-NEXT: arm: {{crashHere callsIt main|not here$}}
// SEGV-NEXT: riscv64: {{crashHere callsIt main|not here$}}
// SEGV-NEXT: ppc64le: {{crashHere callsIt main|not here$}}
// SEGV-NEXT: s390x: {{crashHere$|not here$}}
// CALL:      aarch64: {{\?\? crashHere callsIt main|not here$}}
// CALL-NEXT: arm: {{\?\? crashHere callsIt main|not here$}}
// CALL-NEXT: riscv64: {{\?\? crashHere callsIt main|not here$}}
// CALL-NEXT: ppc64le: {{\?\? crashHere callsIt main|not here$}}
// CALL-NEXT: s390x: {{\?\? crashHere$|not here$}}
#include "gosym-c/gosym.h"
#include <string.h>

#define kept __attribute__((noinline))

static struct gosym_table table;
static void (*volatile nothing)(void);

kept static void crashHere(const char *how) {
  if (!strcmp(how, "segv"))
    *(volatile int *)16 = 1;
  nothing();
  __asm__ volatile("");
}

kept static void callsIt(const char *how) {
  crashHere(how);
  __asm__ volatile("");
}

int main(int argc, char **argv) {
  struct gosym_crash_options options = {.table = &table};
  if (argc != 2 || gosym_open_self(&table) || gosym_prepare(&table) ||
      gosym_install_crash_handler(&options))
    return 1;
  callsIt(argv[1]);
  __asm__ volatile("");
  return 0;
}
