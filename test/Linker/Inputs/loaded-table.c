/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * Prints, for loaded-table.py, where it is and its table as it is in memory.
 */
#include <unistd.h>

#define hidden __attribute__((visibility("hidden")))
extern hidden const char __ehdr_start[];
extern hidden const char table[] __asm__("runtime.symtab");
extern hidden const char tableEnd[] __asm__("runtime.esymtab");

/* Names of many lengths, so that slots are at any offset. */
#define SOME(name)                                                              \
  int name(int x) { return x + sizeof(#name); }                                \
  int name##_(int x) { return name(x) + 1; }                                   \
  int name##_longer(int x) { return name(x) + 2; }                             \
  int name##_data[4] = {1};                                                    \
  int *name##_pointer = name##_data;
SOME(a)
SOME(bc)
SOME(def)
SOME(ghij)
SOME(klmno)
SOME(pqrstu)

int main(void) {
  const char *first = __ehdr_start;
  write(1, &first, sizeof(first));
  write(1, table, (unsigned long)(tableEnd - table));
  return 0;
}
