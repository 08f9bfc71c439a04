// Frames of a module that was opened after the handler was installed have its names, files and lines, from the table that its note leads to; those of one without a table are module+0xoffset (build-id), by which llvm-symbolizer finds them in its twin. Nothing is exported.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// REQUIRES: system-x86_64
// RUN: rm -rf %t && mkdir %t && cd %t && %runtime
// DEFINE: %{compile} = clang -O2 -gline-tables-only -fuse-ld=lld -I%gosym_src/include %s
// DEFINE: %{for} = %wl_load -Wl,-mllvm,-gosym-for=backtrace
// RUN: %{compile} -DMODULE=inner -shared -fPIC -Wl,--build-id %{for} -o named.so
// RUN: %{compile} -DMODULE=inner -shared -fPIC -Wl,--build-id -o twin.so
// RUN: %{compile} runtime.a %{for} -o program && cp twin.so plain.so
// RUN: llvm-strip named.so plain.so program
// RUN: %python %inputs/exit-status.py -11 ./program ./named.so 2> named
// RUN: FileCheck %s --input-file=named --check-prefixes=CRASH,NAMED
// RUN: %python %inputs/exit-status.py -11 ./program ./plain.so 2> plain
// RUN: FileCheck %s --input-file=plain --check-prefixes=CRASH,PLAIN
// RUN: llvm-readelf -n twin.so > id && cat plain id | FileCheck %s --check-prefix=ID
// RUN: %python -c "import re; print(re.search('plain.so.(0x[0-9a-f]+)', open('plain').read())[1])" > offset
// RUN: llvm-symbolizer --obj=twin.so -f < offset | FileCheck %s --check-prefix=LATER

// CRASH:      fatal signal SIGSEGV: null pointer write at 0x0000000000000000
// NAMED-NEXT: #0 0x{{[0-9a-f]+}} inner+0x{{[0-9a-f]+}} {{/.*}}late-modules{{.*}}.c:[[@LINE+13]]
// PLAIN-NEXT: #0 0x{{[0-9a-f]+}} plain.so+0x{{[0-9a-f]+}} ({{[0-9a-f]+}}){{$}}
// NAMED-NEXT: #1 0x{{[0-9a-f]+}} run+0x{{[0-9a-f]+}} {{/.*}}late-modules
// NAMED-NEXT: #2 0x{{[0-9a-f]+}} middle+0x{{[0-9a-f]+}} {{/.*}}late-modules
// PLAIN-NEXT: #1 0x{{[0-9a-f]+}} plain.so+0x{{[0-9a-f]+}} (
// PLAIN-NEXT: #2 0x{{[0-9a-f]+}} middle+0x{{[0-9a-f]+}} {{/.*}}late-modules
// CRASH-NEXT: #3 0x{{[0-9a-f]+}} main+0x{{[0-9a-f]+}} {{/.*}}late-modules
// ID: #0 0x{{[0-9a-f]+}} plain.so+0x{{[0-9a-f]+}} ([[ID:[0-9a-f]+]])
// ID: Build ID: [[ID]]{{$}}
// LATER: inner
// LATER-NEXT: late-modules{{.*}}.c:
#ifdef MODULE
__attribute__((noinline)) static void inner(int *volatile pointer) {
  *pointer = 1;
}
int run(void);
int run(void) {
  inner(0);
  return 1;
}
#else
#include "gosym-c/backtrace.h"
#include <dlfcn.h>

__attribute__((noinline)) static int middle(void *module) {
  int (*run)(void) = (int (*)(void))dlsym(module, "run");
  return run() + 1;
}

int main(int argc, char **argv) {
  if (argc != 2 || gosym_install_crash_handler(0))
    return 1;
  return middle(dlopen(argv[1], RTLD_NOW)) + 1;
}
#endif
