/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * The library of the example: adds an amount to each of a row of cells. */
#ifndef STORE_H
#define STORE_H

struct cell {
  int value;
};

#ifdef __cplusplus
extern "C" {
#endif
void store_add(struct cell *const *cells, int count, int amount);
#ifdef __cplusplus
}
#endif

#endif
