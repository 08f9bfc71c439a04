// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A program for the debuggers and profilers of others: time goes by in
// store::find(), with an inlined call, and store::leak() writes behind the end
// of memory that it never frees.
//
//   program ROUNDS [leak]
#include "symbol-file-prog.h"
#include <cstdio>
#include <cstdlib>

namespace store {
__attribute__((noinline)) int find(int rounds) {
  int sum = 0;
  for (int i = 0; i < rounds; ++i) {
    sum += turn(i);
    asm volatile("" : "+r"(sum));
  }
  return sum;
}

__attribute__((noinline)) int leak(int size) {
  char *p = (char *)malloc(size);
  asm volatile("" : "+r"(p));
  p[size] = 1;
  return p[0];
}
} // namespace store

int main(int argc, char **argv) {
  int sum = store::find(atoi(argv[1]));
  if (argc > 2)
    sum += store::leak(40);
  printf("%d\n", sum);
}
