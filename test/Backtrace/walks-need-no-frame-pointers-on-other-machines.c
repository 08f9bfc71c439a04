// On other machines code without frame pointers has all its callers, by call frame information and on arm by its own: behind a call of a null pointer, and from a signal that raise() and abort() send.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "gosym-c/backtrace.h"
#include <signal.h>
#include <stdlib.h>
#include <string.h>

#define kept __attribute__((noinline))

static struct gosym_table table;
static void (*volatile nothing)(void);

kept static void crashHere(const char *how) {
  if (!strcmp(how, "raise"))
    raise(SIGABRT);
  else if (!strcmp(how, "abort"))
    abort();
  else
    nothing();
  __asm__ volatile("");
}

kept static void callsIt(const char *how) {
  crashHere(how);
  __asm__ volatile("");
}

int main(int argc, char **argv) {
  struct gosym_crash_options options = {.table = &table};
  if (argc != 2 || gosym_open_self(&table) || gosym_prepare(&table) ||
      gosym_install_crash_handler(&options))
    return 1;
  callsIt(argv[1]);
  __asm__ volatile("");
  return 0;
}
