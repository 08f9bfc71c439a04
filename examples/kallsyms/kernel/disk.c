/*===- disk.c - What goes wrong -------------------------------------------===*\
|*
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
|*
\*===----------------------------------------------------------------------===*/

#include "kernel.h"

enum { numBlocks = 64 };

static void checkBlock(unsigned number) {
  if (number >= numBlocks)
    panic("block behind the end of the disk");
}

static int waitForController(unsigned number) {
  checkBlock(number);
  return (int)number;
}

int readBlock(unsigned number) { return waitForController(number) + 1; }
