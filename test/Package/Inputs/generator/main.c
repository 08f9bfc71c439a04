/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include <stdio.h>

extern const struct {
  int (*main)(void);
  unsigned char bytes[3];
} answers __attribute__((visibility("hidden")));

int main(void) {
  printf("%d %d %d %s\n", answers.bytes[0], answers.bytes[1], answers.bytes[2],
         answers.main == main ? "main" : "another");
  return 0;
}
