// On other machines code without frame pointers has all its callers, by call frame information and on arm by its own: behind a call of a null pointer, from a signal that raise() sends, and from that of abort() where libc.a has such information of it.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// RUN: rm -rf %t && mkdir %t && cd %t
// RUN: %python %S/Inputs/crash-elsewhere.py %gosym_src %gosym_plugin \
// RUN:   %s -fomit-frame-pointer call raise abort > out
// RUN: FileCheck %s --input-file=out

// CHECK:      call i386: {{\?\? crashHere callsIt main$|not here$}}
// CHECK-NEXT: call aarch64: {{\?\? crashHere callsIt main$|not here$}}
// CHECK-NEXT: call arm: {{\?\? crashHere callsIt main$|not here$}}
// CHECK-NEXT: call thumb: {{\?\? crashHere callsIt main$|not here$}}
// CHECK-NEXT: call riscv64: {{\?\? crashHere callsIt main$|not here$}}
// CHECK-NEXT: call ppc64le: {{\?\? crashHere callsIt main$|not here$}}
// CHECK-NEXT: call s390x: {{\?\? crashHere callsIt main$|not here$}}
// CHECK-NEXT: raise i386: {{(_dl_sysinfo_int80 |__libc_do_syscall )?__pthread_kill_implementation gsignal crashHere callsIt main$|not here$}}
// CHECK-NEXT: raise aarch64: {{(_dl_sysinfo_int80 |__libc_do_syscall )?__pthread_kill_implementation gsignal crashHere callsIt main$|not here$}}
// CHECK-NEXT: raise arm: {{(_dl_sysinfo_int80 |__libc_do_syscall )?__pthread_kill_implementation gsignal crashHere callsIt main$|not here$}}
// CHECK-NEXT: raise thumb: {{(_dl_sysinfo_int80 |__libc_do_syscall )?__pthread_kill_implementation gsignal crashHere callsIt main$|not here$}}
// CHECK-NEXT: raise riscv64: {{(_dl_sysinfo_int80 |__libc_do_syscall )?__pthread_kill_implementation gsignal crashHere callsIt main$|not here$}}
// CHECK-NEXT: raise ppc64le: {{(_dl_sysinfo_int80 |__libc_do_syscall )?__pthread_kill_implementation gsignal crashHere callsIt main$|not here$}}
// CHECK-NEXT: raise s390x: {{(_dl_sysinfo_int80 |__libc_do_syscall )?__pthread_kill_implementation gsignal crashHere callsIt main$|not here$}}
// CHECK-NEXT: abort i386: {{.*gsignal abort crashHere callsIt main$|not here$}}
// CHECK-NEXT: abort aarch64: {{.*gsignal abort crashHere callsIt main$|not here$}}
// libc.a's abort() has no unwind information on arm (ArmFrames.c).
// CHECK-NEXT: abort arm: {{.*gsignal abort$|not here$}}
// CHECK-NEXT: abort thumb: {{.*gsignal abort$|not here$}}
// Nor has it any on riscv64.
// CHECK-NEXT: abort riscv64: {{.*gsignal abort( crashHere callsIt main)?$|not here$}}
// CHECK-NEXT: abort ppc64le: {{.*gsignal abort crashHere callsIt main$|not here$}}
// CHECK-NEXT: abort s390x: {{.*gsignal abort crashHere callsIt main$|not here$}}
#include "gosym-c/backtrace.h"
#include <signal.h>
#include <stdlib.h>
#include <string.h>

#define kept __attribute__((noinline))

static struct gosym_table table;
static void (*volatile nothing)(void);

kept static void crashHere(const char *how) {
  if (!strcmp(how, "raise"))
    raise(SIGABRT);
  else if (!strcmp(how, "abort"))
    abort();
  else
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
