// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A static function of a name that program.c has too.
#include "runtime.h"

FUNCTION(helper);

static volatile int result;

__attribute__((noinline)) static void helper(void) { result = 5; }

void other(void (**helper_of_other)(void)) {
  helper();
  *helper_of_other = helper;
}
