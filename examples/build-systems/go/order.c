/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * What main.go calls. */
#include "store.h"

int add_one(int first, int second, int has_second) {
  struct cell cells[2] = {{first}, {second}};
  struct cell *row[2] = {&cells[0], has_second ? &cells[1] : 0};
  store_add(row, 2, 1);
  return cells[0].value + cells[1].value;
}
