/*===- panic.c - A backtrace with names -------------------------------------===*\
|*
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
|*
\*===----------------------------------------------------------------------===*/

/*
 * Walks the frame pointers and asks the table for each return address. Prints
 *
 *   panic: WHY
 *     #0 FUNCTION+0xOFFSET
 *     ...
 *   N functions
 *
 * and leaves QEMU by its device isa-debug-exit, with exit status 33: the device
 * makes 2 N + 1 of what is written to it.
 */

#include "../kallsyms.h"
#include "kernel.h"

enum { debugExitPort = 0xf4, debugExitDone = 16 };

struct frame {
  const struct frame *caller;
  uintptr_t returnAddress;
};

static void printBacktrace(const struct frame *frame) {
  for (uint32_t depth = 0; frame; frame = frame->caller, ++depth) {
    uint32_t offset;
    /* The call, not what comes after it. */
    uintptr_t address = frame->returnAddress - 1;
    const char *name = kallsymsName(address, &offset);
    print("  #");
    printDecimal(depth);
    print(" ");
    if (name) {
      print(name);
      print("+");
      printHex(offset + 1);
    } else {
      printHex(address);
    }
    print("\n");
  }
}

void panic(const char *why) {
  print("panic: ");
  print(why);
  print("\n");
  printBacktrace(__builtin_frame_address(0));
  printDecimal(kallsyms.count);
  print(" functions\n");
  __asm__ volatile("outl %0, %1" ::"a"(debugExitDone),
                   "d"((uint16_t)debugExitPort));
  for (;;)
    __asm__ volatile("hlt");
}
