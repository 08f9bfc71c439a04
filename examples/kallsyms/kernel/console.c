/*===- console.c - The first serial port ----------------------------------===*\
|*
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
|*
\*===----------------------------------------------------------------------===*/

#include "kernel.h"

enum {
  serialData = 0x3f8,
  serialStatus = 0x3fd,
  statusMayWrite = 0x20,
};

static void putByte(char byte) {
  uint8_t status;
  do
    __asm__ volatile("inb %1, %0" : "=a"(status) : "d"((uint16_t)serialStatus));
  while (!(status & statusMayWrite));
  __asm__ volatile("outb %0, %1" ::"a"(byte), "d"((uint16_t)serialData));
}

void print(const char *text) {
  while (*text)
    putByte(*text++);
}

static void printNumber(uint64_t number, unsigned radix, unsigned minDigits) {
  char digits[21];
  char *end = digits + sizeof digits - 1, *first = end;
  *end = 0;
  for (; number || (unsigned)(end - first) < minDigits; number /= radix)
    *--first = "0123456789abcdef"[number % radix];
  print(first);
}

void printDecimal(uint32_t number) { printNumber(number, 10, 1); }

void printHex(uint64_t number, unsigned minDigits) {
  printNumber(number, 16, minDigits);
}
