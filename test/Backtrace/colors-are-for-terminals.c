// Reports are colored on a terminal, and only there; never with NO_COLOR, on a dumb terminal, or in JSON; a program may ask for them always or never. Without its colors a report is that without.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// REQUIRES: system-x86_64
// RUN: rm -rf %t && mkdir %t && cd %t && %runtime
// RUN: clang -O1 -gline-tables-only -no-pie -fuse-ld=lld -I%gosym_src/include %s runtime.a \
// RUN:   %wl_load -Wl,-mllvm,-gosym-for=backtrace -o crash
// DEFINE: %{terminal} = %python %S/Inputs/on-a-terminal.py
// DEFINE: %{colored} = FileCheck %s --check-prefix=COLORED
// DEFINE: %{plain} = FileCheck %s --check-prefix=PLAIN
// RUN: %{terminal} ./crash auto text > colored && %{colored} --input-file=colored
// RUN: %{terminal} NO_COLOR= ./crash auto text | %{colored}
// RUN: %{terminal} NO_COLOR=1 ./crash auto text > plain && %{plain} --input-file=plain
// RUN: %{terminal} TERM=dumb ./crash auto text | %{plain}
// RUN: %{terminal} TERM=dumber ./crash auto text | %{colored}
// RUN: %{terminal} ./crash never text | %{plain}
// RUN: %{terminal} NO_COLOR=1 ./crash always text | %{colored}
// RUN: %{terminal} ./crash auto json | %{plain}
// RUN: %{terminal} ./crash always json | %{plain}
// RUN: not --crash ./crash auto text 2>&1 | %{plain}
// RUN: not --crash ./crash always text 2> always
// RUN: %python -c "import sys; sys.stdout.write(open('always').read().replace('\x1b', '<ESC>'))" \
// RUN:   | %{colored}
// Only the thread's number may differ.
// RUN: sed -i -E 's/<ESC>\[[0-9;]*m//g; s/thread [0-9]+/thread/' colored
// RUN: sed -i -E 's/thread [0-9]+/thread/; /libc/d; /^#[2-9]/d' plain && sed -i '/libc/d; /^#[2-9]/d' colored
// RUN: cmp colored plain && grep -c main plain

// COLORED:      <ESC>[1;31mfatal signal SIGSEGV: null pointer write at 0x0000000000000000<ESC>[0m, thread
// COLORED-NEXT: #0 0x{{[0-9a-f]+}} <ESC>[1mfault<ESC>[0m+0x{{[0-9a-f]+}} <ESC>[36m{{/.*}}colors-are{{.*}}.c:{{[0-9]+}}<ESC>[0m{{$}}
// PLAIN-NOT: {{ESC|.\[}}1
// PLAIN:     SIGSEGV
// PLAIN-NOT: {{ESC|.\[}}1
// PLAIN:     fault
// PLAIN-NOT: {{ESC|.\[}}1
#include "gosym-c/backtrace.h"
#include <string.h>

__attribute__((noinline)) static void fault(int *volatile pointer) {
  *pointer = 1;
}

int main(int argc, char **argv) {
  struct gosym_crash_options options = {0};
  if (argc != 3)
    return 1;
  options.color = !strcmp(argv[1], "always")  ? GOSYM_COLOR_ALWAYS
                  : !strcmp(argv[1], "never") ? GOSYM_COLOR_NEVER
                                              : GOSYM_COLOR_AUTO;
  options.format =
      !strcmp(argv[2], "json") ? GOSYM_FORMAT_JSON : GOSYM_FORMAT_TEXT;
  if (gosym_install_crash_handler(&options))
    return 1;
  fault(0);
  return 0;
}
