// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Prints what it was linked from.
#include <stdio.h>

extern const char build_manifest[], build_manifest_end[];

int main(void) {
  fwrite(build_manifest, 1, build_manifest_end - build_manifest, stdout);
  return 0;
}
