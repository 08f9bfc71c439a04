/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * A program without a table that has a shared object check its own.
 */
#include <dlfcn.h>
#include <stdio.h>

int main(int argc, char **argv) {
  void *object = argc > 1 ? dlopen(argv[1], RTLD_NOW) : 0;
  int (*check)(void) = object ? (int (*)(void))dlsym(object, "checkOwnTable") : 0;
  if (!check) {
    printf("%s\n", dlerror());
    return 1;
  }
  return check();
}
