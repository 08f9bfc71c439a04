// Names of functions, files, modules and threads that hold quotes, backslashes, line ends, escape sequences and broken UTF-8 leave a report in JSON that a parser reads, and that says what the report in text says, frame by frame; so do JSON backtraces and traces that are printed later.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// REQUIRES: system-x86_64
// RUN: rm -rf %t && mkdir %t && cd %t && %runtime
// RUN: %python %S/Inputs/other-name.py %s 'ev"\x1b\nil\\.c' > name.rsp
// RUN: clang @name.rsp -O1 -gline-tables-only -fuse-ld=lld -I%gosym_src/include %s runtime.a %wl_load \
// RUN:   -Wl,-mllvm,-gosym-for=backtrace -Wl,--build-id -o program
// RUN: echo "import glob, os, sys; os.execv(glob.glob('ev*')[0], sys.argv)" > exec.py
// RUN: %python -c "import os; os.rename('program', b'ev\"il\\\\\x1b\n.out')"
// RUN: %python %inputs/exit-status.py -11 %python exec.py text 2> text
// RUN: %python %inputs/exit-status.py -11 %python exec.py json 2> json
// RUN: %python %S/Inputs/json-is-the-text.py text json | FileCheck %s --match-full-lines
// RUN: %python exec.py trace > traces
// RUN: %python -c "import json; print([json.loads(t)['frames'][0]['function'] for t in open('traces').read().split('---')])" \
// RUN:   | FileCheck %s --check-prefix=TRACES

// CHECK:      {{[1-9]}} frames
// CHECK-NEXT: evil"\x1b[2J\x0a#7 größe\xc2\x9b\x7f\\xff","x":"
// CHECK-NEXT: {{.*}}ev"\x1b\x0ail\.c
// CHECK-NEXT: ev"il\\x1b\x0a.out
// CHECK-NEXT: "}],\x1b[1m\xff
// TRACES: ['{{.*}}evil"{{.*}}', '{{.*}}evil"{{.*}}']
#include "gosym-c/backtrace.h"
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>

#line 1
static int *volatile nothing;

__attribute__((noinline)) void evil(int trace) __asm__(
    "evil\"\033[2J\n#7 gr\303\266\303\237e\302\233\177\\\377\",\"x\":\"");
void evil(int trace) {
  struct gosym_backtrace_options options = {.format = GOSYM_FORMAT_JSON};
  uintptr_t pcs[8];
  if (!trace) {
    *nothing = 1;
    return;
  }
  gosym_backtrace_fd(1, &options);
  puts("---");
  fflush(stdout);
  gosym_print_trace(1, pcs, gosym_raw_trace(pcs, 8, 0, 0), &options);
}

int main(int argc, char **argv) {
  struct gosym_crash_options options = {0};
  options.format = argc == 2 && !strcmp(argv[1], "json") ? GOSYM_FORMAT_JSON
                                                         : GOSYM_FORMAT_TEXT;
  prctl(PR_SET_NAME, "\"}],\033[1m\377");
  if (gosym_install_crash_handler(&options))
    return 1;
  evil(!strcmp(argv[1], "trace"));
  return 0;
}
