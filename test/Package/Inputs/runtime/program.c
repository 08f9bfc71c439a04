/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * Names itself, and has a backtrace do it.
 */
#include <gosym-c/backtrace.h>
#include <stdio.h>

int main(void) {
  static struct gosym_table table;
  struct gosym_function function;
  struct gosym_backtrace_options options = {.table = &table, .max_frames = 1};
  if (gosym_open_self(&table) == GOSYM_NO_TABLE)
    puts("no table");
  if (gosym_find_function(&table, (uintptr_t)main, &function) != GOSYM_OK)
    return 1;
  printf("this is %s\n", function.name);
  fflush(stdout);
  return gosym_backtrace_fd(1, &options) != 1;
}
