/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * With -O2 add_to() is inlined into store_add(). */
#include "store.h"

static inline void add_to(struct cell *cell, int amount) {
  cell->value += amount;
}

void store_add(struct cell *const *cells, int count, int amount) {
  for (int i = 0; i < count; ++i)
    add_to(cells[i], amount);
}
