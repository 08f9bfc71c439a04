// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Stops in a function that no dynamic symbol table has.
#include <stdlib.h>

static __attribute__((noinline)) void fail(int code) {
  if (code)
    abort();
}

static __attribute__((noinline)) int work(int code) {
  fail(code);
  return code + 1;
}

int main(int argc, char **argv) {
  (void)argv;
  return work(argc);
}
