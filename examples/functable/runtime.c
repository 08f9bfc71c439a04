// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Finds the metadata of a pc by binary search in what the linker wrote.
#include "runtime.h"
#include <stddef.h>
#include <stdint.h>

struct entry {
  uintptr_t function;
  uintptr_t size;
  const struct metadata *metadata;
};

extern const struct {
  uintptr_t count;
  struct entry entries[];
} function_table;

const struct metadata *metadata_of(const void *pc) {
  uintptr_t address = (uintptr_t)pc;
  size_t low = 0, high = function_table.count;
  while (low < high) {
    size_t middle = low + (high - low) / 2;
    const struct entry *entry = &function_table.entries[middle];
    if (address < entry->function)
      high = middle;
    else if (address >= entry->function + entry->size)
      low = middle + 1;
    else
      return entry->metadata;
  }
  return NULL;
}
