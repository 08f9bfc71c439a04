/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * The second object of the programs that check themselves: see self.c.
 */
#include "self.h"

#define kept __attribute__((used, noinline))

kept static int helper(int x) { return x * 5 + 2; }
kept int otherGlobal(int x) { return helper(x) + 1; }
kept __attribute__((weak)) int otherWeak(int x) { return x - 8; }
kept static int counter = 44;
__attribute__((used)) int otherZero[3];

static const Expected expectations[] = {
    {"helper", 't', (const void *)helper},
    {"otherGlobal", 'T', (const void *)otherGlobal},
    {"otherWeak", 'T', (const void *)otherWeak},
    {"counter", 'd', &counter},
    {"otherZero", 'B', otherZero},
};

const Expected *otherExpectations(int *n) {
  *n = sizeof(expectations) / sizeof(*expectations);
  return expectations;
}
