// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Walks its own stack, as a collector would, and asks for the metadata of each
// frame; then of code that has none.
#include "runtime.h"
#include <stdio.h>

FUNCTION(leaf);
FUNCTION(middle);
FUNCTION(root);
FUNCTION(helper); // and another one in other.c

static void frame(const void *pc) {
  const struct metadata *metadata = metadata_of(pc);
  if (metadata)
    printf("%s, line %d\n", metadata->name, metadata->line);
  else
    printf("no metadata\n");
}

// The volatile result is work behind the call: no tail call, a frame each.
static volatile int result;

__attribute__((noinline)) void leaf(void) {
  frame(__builtin_return_address(0));
  result = 1;
}

__attribute__((noinline)) void middle(void) {
  leaf();
  frame(__builtin_return_address(0));
  result = 2;
}

__attribute__((noinline)) void root(void) {
  middle();
  frame(__builtin_return_address(0));
  result = 3;
}

__attribute__((noinline)) static void helper(void) { result = 4; }

void other(void (**helper_of_other)(void));

int main(void) {
  void (*theirs)(void);
  root();
  other(&theirs);
  helper();
  frame((const char *)leaf);
  frame((const char *)helper);
  frame((const char *)theirs);
  frame("not code");
  return 0;
}
