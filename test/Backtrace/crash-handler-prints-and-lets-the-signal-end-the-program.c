// The crash handler names the signal, the address and the frames, by frame pointers and by call frame information, also when a null pointer is called; then the program ends by its signal, as it would have without.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// REQUIRES: system-x86_64
// RUN: rm -rf %t && mkdir %t && cd %t && %runtime
// DEFINE: %{flags} = -pie -DWALK=GOSYM_WALK_FRAMES
// DEFINE: %{link} = clang -O1 -g -fno-omit-frame-pointer -funwind-tables -fuse-ld=lld \
// DEFINE:     -I%gosym_src/include %{flags} %s runtime.a %wl_load -o twin && \
// DEFINE:   llvm-strip twin -o crash
// DEFINE: %{crash} = %python %inputs/exit-status.py
// DEFINE: %{check} = %{link} && \
// DEFINE:   %{crash} -11 ./crash segv 2> out && \
// DEFINE:   FileCheck %s --input-file=out --check-prefixes=SEGV,FRAMES && \
// DEFINE:   %{crash} -7 ./crash bus 2> out && \
// DEFINE:   FileCheck %s --input-file=out --check-prefixes=BUS,FRAMES && \
// DEFINE:   %{crash} -4 ./crash ill 2> out && \
// DEFINE:   FileCheck %s --input-file=out --check-prefixes=ILL,FRAMES && \
// DEFINE:   %{crash} -8 ./crash fpe 2> out && \
// DEFINE:   FileCheck %s --input-file=out --check-prefixes=FPE,FRAMES && \
// DEFINE:   %{crash} -6 ./crash abrt 2> abrt && \
// DEFINE:   FileCheck %s --input-file=abrt --check-prefixes=ABRT && \
// DEFINE:   %{crash} -11 ./crash call 2> call && \
// DEFINE:   FileCheck %s --input-file=call --check-prefixes=CALL && \
// DEFINE:   %{crash} -11 ./crash overflow 2> out && \
// DEFINE:   FileCheck %s --input-file=out --check-prefixes=OVERFLOW

// SEGV: fatal signal SIGSEGV: null pointer write at 0x0000000000000010, thread {{[0-9]+}} "crash"{{$}}
// BUS:  fatal signal SIGBUS: {{.*}} at 0x{{[0-9a-f]+}}, thread
// ILL:  fatal signal SIGILL: {{.*}} at 0x{{[0-9a-f]+}}, thread
// FPE:  fatal signal SIGFPE: integer division by zero at 0x{{[0-9a-f]+}}, thread
// ABRT: fatal signal SIGABRT: abort() called, thread
// ABRT: #0 0x{{[0-9a-f]+}} libc.so.6+0x
// FRAMES-NEXT: #0 0x{{[0-9a-f]+}} crashHere+0x{{[0-9a-f]+}} {{/.*}}.c{{$}}
// FRAMES-NEXT: #1 0x{{[0-9a-f]+}} callsIt+0x{{[0-9a-f]+}} {{/.*}}.c{{$}}
// FRAMES-NEXT: #2 0x{{[0-9a-f]+}} main+0x{{[0-9a-f]+}} {{/.*}}.c{{$}}
// CALL:          fatal signal SIGSEGV: null pointer called at 0x0000000000000000, thread
// CALL-NEXT:     #0 0x0000000000000000 ??{{$}}
// CALL-NEXT:     #1 0x{{[0-9a-f]+}} crashHere+0x
// OVERFLOW:      #0 0x{{[0-9a-f]+}} useUp+0x
// OVERFLOW:      #63 0x{{[0-9a-f]+}} useUp+0x
// OVERFLOW-NOT:  #64

// RUN: %{check}
// RUN: FileCheck %s --input-file=call --check-prefix=CALLER

// Nobody reads the report: the program ends as it would have, not by SIGPIPE.
// RUN: %{crash} -11 %python %S/Inputs/with-no-reader.py ./crash segv

// Code without frames.
// REDEFINE: %{flags} = -pie -fomit-frame-pointer -DWALK=GOSYM_WALK_CFI
// RUN: %{check}
// RUN: FileCheck %s --input-file=abrt --check-prefixes=ABRT,CALLER
// CALLER: crashHere+0x
// CALLER: callsIt+0x
// CALLER: main+0x
#include "gosym-c/backtrace.h"
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#define kept __attribute__((noinline))

static struct gosym_table table;
static void (*volatile nothing)(void);
static volatile int zero;

kept static int useUp(volatile char *above) {
  volatile char frame[512];
  frame[0] = above[0];
  return useUp(frame) + frame[0];
}

kept static void crashHere(const char *how) {
  if (!strcmp(how, "segv"))
    *(volatile int *)16 = 1;
  else if (!strcmp(how, "ill"))
    __asm__ volatile("ud2");
  else if (!strcmp(how, "fpe"))
    zero = 1000 / zero;
  else if (!strcmp(how, "abrt"))
    abort();
  else if (!strcmp(how, "call"))
    nothing();
  else if (!strcmp(how, "overflow"))
    zero = useUp((volatile char *)&how);
  else if (!strcmp(how, "bus"))
    // Behind the end of a file.
    zero = *(volatile char *)mmap(0, 1, PROT_READ, MAP_PRIVATE,
                                  open("/proc/self/exe", O_RDONLY), 1 << 30);
  __asm__ volatile("");
}

kept static void callsIt(const char *how) {
  crashHere(how);
  __asm__ volatile("");
}

int main(int argc, char **argv) {
  struct gosym_crash_options options = {.table = &table, .walk = WALK};
  if (argc != 2 || gosym_open_self(&table) || gosym_prepare(&table) ||
      gosym_install_crash_handler(&options))
    return 1;
  callsIt(argv[1]);
  __asm__ volatile("");
}
