/*===- kernel.h - What the files of the kernel share --------------*- C -*-===*\
|*
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
|*
\*===----------------------------------------------------------------------===*/

#ifndef KERNEL_H
#define KERNEL_H

#include <stdint.h>

/* console.c: the first serial port. */
void print(const char *text);
void printDecimal(uint32_t number);
void printHex(uint64_t number, unsigned minDigits);

/* panic.c: prints \p why and who called, and ends the machine. */
_Noreturn void panic(const char *why);

/* task.c */
void runTasks(void);

/* disk.c */
int readBlock(unsigned number);

#endif
