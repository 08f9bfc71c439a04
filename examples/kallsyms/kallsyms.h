/*===- kallsyms.h - The table and how a kernel reads it -----------*- C -*-===*\
|*
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
|*
\*===----------------------------------------------------------------------===*/

/*
 * The functions of a kernel, in the order of their addresses, as the symbol
 * `kallsyms` holds them.
 *
 * ENCODING, integers in the byte order and pointers of the size of the target:
 *
 *   pointer  base                 address of the first function, or 0
 *   u32      count                number of functions
 *   u32      namesSize            in bytes
 *   u32      offsets[count + 1]   each function's address less base, ascending;
 *                                 the last one is the end of the last function
 *   u32      nameAt[count]        where its name begins in names
 *   char     names[namesSize]     each ends with a NUL
 *
 * A function is a symbol in code that an input defines, a label of assembly
 * too. Several at one address: one that has a size comes after one that has
 * none, global after local, then by the bytes of their names; so the last one
 * is the best.
 *
 * Nothing here allocates, locks or calls: it may run in a fault handler, as
 * soon as the base is relocated, which in a kernel with fixed addresses it
 * always is.
 */

#ifndef KALLSYMS_H
#define KALLSYMS_H

#include <stdint.h>

struct kallsyms {
  uintptr_t base;
  uint32_t count;
  uint32_t namesSize;
  uint32_t offsets[];
};

extern const struct kallsyms kallsyms __attribute__((visibility("hidden")));

/* Function number \p i, less than kallsyms.count, in the order of addresses. */
static inline uintptr_t kallsymsAddress(uint32_t i) {
  return kallsyms.base + kallsyms.offsets[i];
}
static inline const char *kallsymsName(uint32_t i) {
  const uint32_t *nameAt = kallsyms.offsets + kallsyms.count + 1;
  const char *names = (const char *)(nameAt + kallsyms.count);
  return names + nameAt[i];
}

/* Number of the function that holds \p address, or -1 for an address outside of
 * the code. Give it the address before a return address, which may be the first
 * byte of the function behind. */
static inline int64_t kallsymsFind(uintptr_t address) {
  const uint32_t *offsets = kallsyms.offsets;
  uintptr_t wanted = address - kallsyms.base;
  if (address < kallsyms.base || wanted >= offsets[kallsyms.count])
    return -1;
  /* offsets[low] <= wanted < offsets[high] */
  uint32_t low = 0, high = kallsyms.count;
  while (high - low > 1) {
    uint32_t middle = low + (high - low) / 2;
    if (offsets[middle] <= wanted)
      low = middle;
    else
      high = middle;
  }
  return low;
}

#endif
