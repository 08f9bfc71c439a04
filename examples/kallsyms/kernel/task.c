/*===- task.c - Two tasks; the second one reads too far -------------------===*\
|*
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
|*
\*===----------------------------------------------------------------------===*/

#include "kernel.h"

typedef int (*Task)(void);

static int idle(void) { return readBlock(0); }
static int loadProgram(void) { return readBlock(1u << 20); }

static const Task tasks[] = {idle, loadProgram};

void runTasks(void) {
  for (unsigned i = 0; i != sizeof tasks / sizeof *tasks; ++i)
    tasks[i]();
}
