/*===- panic.c - A backtrace with names -----------------------------------===*\
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
 *   functions: N
 *   ADDRESS FUNCTION
 *   ...
 *
 * the whole table at last, and leaves QEMU by its device isa-debug-exit, with
 * exit status 33: the device makes 2 N + 1 of what is written to it.
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
    print("  #");
    printDecimal(depth);
    print(" ");
    /* The call, not what comes after it. */
    int64_t function = kallsymsFind(frame->returnAddress - 1);
    if (function >= 0) {
      print(kallsymsName(function));
      print("+0x");
      printHex(frame->returnAddress - kallsymsAddress(function), 1);
    } else {
      printHex(frame->returnAddress, 16);
    }
    print("\n");
  }
}

static void printFunctions(void) {
  print("functions: ");
  printDecimal(kallsyms.count);
  print("\n");
  for (uint32_t i = 0; i != kallsyms.count; ++i) {
    printHex(kallsymsAddress(i), 16);
    print(" ");
    print(kallsymsName(i));
    print("\n");
  }
}

void panic(const char *why) {
  print("panic: ");
  print(why);
  print("\n");
  printBacktrace(__builtin_frame_address(0));
  printFunctions();
  __asm__ volatile("outl %0, %1" ::"a"(debugExitDone),
                   "d"((uint16_t)debugExitPort));
  for (;;)
    __asm__ volatile("hlt");
}
