// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A function that is inlined into another file's one.
static inline __attribute__((always_inline)) int turn(int x) {
  return x * 7 ^ 5;
}
