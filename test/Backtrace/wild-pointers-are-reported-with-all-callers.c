// A call through a wild pointer, to memory that cannot be read or is no code, is reported with all its callers, by frame pointers and by call frame information; a return address that is wild ends the report, not before its first frame.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// REQUIRES: system-x86_64
// RUN: rm -rf %t && mkdir %t && cd %t && %runtime
// DEFINE: %{flags} = -fno-omit-frame-pointer -DWALK=GOSYM_WALK_FRAMES
// DEFINE: %{link} = clang -O2 -g -pie -funwind-tables -fuse-ld=lld -I%gosym_src/include \
// DEFINE:     %{flags} %s runtime.a %wl_load -o twin && \
// DEFINE:   llvm-strip twin -o crash
// DEFINE: %{crash} = %python %inputs/exit-status.py
// DEFINE: %{check} = %{link} && \
// DEFINE:   %{crash} -11 ./crash unmapped 2> out && \
// DEFINE:   FileCheck %s --input-file=out --check-prefixes=UNMAPPED,CALLERS && \
// DEFINE:   %{crash} -11 ./crash data 2> out && \
// DEFINE:   FileCheck %s --input-file=out --check-prefixes=DATA,CALLERS && \
// DEFINE:   %{crash} -11 ./crash return 2> return && \
// DEFINE:   FileCheck %s --input-file=return --check-prefix=RETURN && \
// DEFINE:   %{crash} 0 ./crash own 2> own && \
// DEFINE:   FileCheck %s --input-file=own --check-prefix=OWN

// UNMAPPED:     fatal signal SIGSEGV: jump to 0x0000000041414000, which is not executable, thread
// UNMAPPED-NEXT: #0 0x0000000041414000 ??{{$}}
// DATA:         fatal signal SIGSEGV: jump to 0x{{[0-9a-f]+}}, which is not executable, thread
// DATA-NEXT:     #0 0x{{[0-9a-f]+}} crash+0x
// CALLERS-NEXT: #1 0x{{[0-9a-f]+}} crashHere+0x{{[0-9a-f]+}} {{/.*}}.c{{$}}
// CALLERS-NEXT: #2 0x{{[0-9a-f]+}} callsIt+0x{{[0-9a-f]+}} {{/.*}}.c{{$}}
// CALLERS-NEXT: #3 0x{{[0-9a-f]+}} main+0x{{[0-9a-f]+}} {{/.*}}.c{{$}}
// RETURN:      fatal signal SIGSEGV: null pointer write at 0x0000000000000010, thread
// RETURN-NEXT: #0 0x{{[0-9a-f]+}} comesFromNowhere
// RETURN-NOT:  #{{[0-9]+}} 0x0000000041414000
// OWN:      #0 0x0000000041414000 ??{{$}}
// OWN-NEXT: #1 0x{{[0-9a-f]+}} crashHere

// RUN: %{check}
// RUN: FileCheck %s --input-file=own --check-prefix=OWN-ALL
// OWN-ALL: main+0x

// REDEFINE: %{flags} = -fomit-frame-pointer -DWALK=GOSYM_WALK_CFI
// RUN: %{check}
// RUN: FileCheck %s --input-file=own --check-prefix=OWN-ALL
#include "gosym-c/backtrace.h"
#include <signal.h>
#include <string.h>
#include <unistd.h>

#define kept __attribute__((noinline))

static struct gosym_table table;

/// Faults in a frame whose return address is nowhere.
__asm__(".type comesFromNowhere, @function\n"
        "comesFromNowhere: .cfi_startproc\n"
        "push $0x41414000\n .cfi_def_cfa_offset 8\n movl $1, 16\n"
        ".cfi_endproc\n .size comesFromNowhere, . - comesFromNowhere\n");
extern void comesFromNowhere(void);

kept static void crashHere(const char *how) {
  void (*volatile wild)(void) = (void (*)(void))0x41414000;
  if (!strcmp(how, "data"))
    wild = (void (*)(void)) & table;
  if (!strcmp(how, "return"))
    wild = comesFromNowhere;
  wild();
  __asm__ volatile("");
}

kept static void callsIt(const char *how) {
  crashHere(how);
  __asm__ volatile("");
}

/// A handler of the program's own, which prints and ends.
static void handle(int signal, siginfo_t *info, void *context) {
  (void)signal, (void)info;
  struct gosym_backtrace_options options = {
      .table = &table, .context = context, .walk = WALK};
  gosym_backtrace_fd(2, &options);
  _exit(0);
}

int main(int argc, char **argv) {
  struct gosym_crash_options options = {.table = &table, .walk = WALK};
  if (argc != 2 || gosym_open_self(&table) || gosym_prepare(&table) ||
      gosym_install_crash_handler(&options))
    return 1;
  struct sigaction action = {.sa_flags = SA_ONSTACK | SA_SIGINFO};
  action.sa_sigaction = handle;
  if (!strcmp(argv[1], "own"))
    sigaction(SIGSEGV, &action, 0);
  callsIt(argv[1]);
  __asm__ volatile("");
}
