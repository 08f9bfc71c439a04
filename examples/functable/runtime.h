/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * What a compiler of a small language would emit with each function, and what
 * its runtime does with it.
 */
#ifndef RUNTIME_H
#define RUNTIME_H

struct metadata {
  const char *name;
  int line;
};

/* The metadata of the function F, in the symbol `F.meta`. Nobody refers to it,
 * so it says of itself that it stays (retain); a compiler that writes assembly
 * would rather bind its section to the function's (SHF_LINK_ORDER). */
#define FUNCTION(F)                                                            \
  __attribute__((used, retain,                                                 \
                 section(".data.rel.ro.meta"))) static const struct metadata   \
      F##_meta __asm__(#F ".meta") = {#F, __LINE__}

/* Metadata of the function that contains pc, or null. Reads the table where it
 * lies: no heap, no locks, usable in a signal handler. */
const struct metadata *metadata_of(const void *pc);

#endif
