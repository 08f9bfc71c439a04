// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "table.h"
#include <cstdio>

bool greetingKnowsItself();

int main() {
  bool known = tableHas("main") && greetingKnowsItself();
  puts(known ? "both know themselves" : "a table is not whole");
  return !known;
}
