// A program that opens its table links without the plugin too, since it may have one table or the other, and is told that it has none; with the plugin it has one. It is the same by both names of the function.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// REQUIRES: system-x86_64
// RUN: rm -rf %t && mkdir %t && cd %t && %runtime
// DEFINE: %{flags} = -static-pie
// DEFINE: %{link} = clang -fuse-ld=lld -fPIE %{flags} -I%gosym_src/include %s runtime.a -o program

// DEFINE: %{weak} = %{link} -DOPEN=gosym_open_self_weak && \
// DEFINE:   ./program | FileCheck %s --check-prefix=NONE && \
// DEFINE:   %{link} -DOPEN=gosym_open_self && \
// DEFINE:   ./program | FileCheck %s --check-prefix=NONE && \
// DEFINE:   %{link} -DOPEN=gosym_open_self_weak %wl_load && \
// DEFINE:   ./program | FileCheck %s --check-prefix=FOUND && \
// DEFINE:   %{link} -DOPEN=gosym_open_self %wl_load && \
// DEFINE:   ./program | FileCheck %s --check-prefix=FOUND
// NONE:  no table
// FOUND: success: main

// RUN: %{weak}
// REDEFINE: %{flags} = -pie
// RUN: %{weak}
// REDEFINE: %{flags} = -no-pie
// RUN: %{weak}
// REDEFINE: %{flags} = -static
// RUN: %{weak}
// REDEFINE: %{flags} = -pie -O2 -flto
// RUN: %{weak}
#include "gosym-c/gosym.h"
#include <stdio.h>

int main(void) {
  struct gosym_table table;
  struct gosym_function function;
  enum gosym_error error = OPEN(&table);
  printf("%s", gosym_error_name(error));
  // What was not opened answers that, whatever is asked.
  error = gosym_find_function(&table, (uintptr_t)main, &function);
  if (error == GOSYM_OK)
    printf(": %s", function.name);
  puts("");
  return error != GOSYM_OK && error != GOSYM_NO_TABLE;
}
