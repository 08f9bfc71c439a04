// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The bytes of the table of the module that includes this.
#include <string_view>

extern const char tableBegin[] __asm__("runtime.symtab")
    __attribute__((visibility("hidden")));
extern const char tableEnd[] __asm__("runtime.esymtab")
    __attribute__((visibility("hidden")));

static inline bool tableHas(std::string_view name) {
  std::string_view table(tableBegin, size_t(tableEnd - tableBegin));
  return table.find(name) != table.npos;
}
