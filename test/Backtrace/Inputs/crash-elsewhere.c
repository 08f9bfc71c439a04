// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Crashes as its argument says: segv, a call of a null pointer or of a wild one,
// raise or abort; with `frames` in the argument callers are found by frame pointers.
#include "gosym-c/backtrace.h"
#include <signal.h>
#include <stdlib.h>
#include <string.h>

#define kept __attribute__((noinline))

static struct gosym_table table;
static void (*volatile nothing)(void);

kept static void crashHere(const char *how) {
  if (strstr(how, "segv"))
    *(volatile int *)16 = 1;
  if (strstr(how, "wild"))
    nothing = (void (*)(void))0x41414000;
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
  if (argc != 2 || gosym_open_self(&table) || gosym_prepare(&table))
    return 1;
  if (strstr(argv[1], "frames"))
    options.walk = GOSYM_WALK_FRAMES;
  if (gosym_install_crash_handler(&options))
    return 1;
  callsIt(argv[1]);
  __asm__ volatile("");
  return 0;
}
