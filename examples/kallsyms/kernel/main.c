/*===- main.c - The first C function --------------------------------------===*\
|*
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
|*
\*===----------------------------------------------------------------------===*/

#include "kernel.h"

void kernelMain(void);

static void startTasks(void) {
  print("started\n");
  runTasks();
}

void kernelMain(void) {
  startTasks();
  panic("no task is left");
}
