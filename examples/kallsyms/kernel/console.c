/*===- console.c - The first serial port ------------------------------------===*\
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

static void printNumber(uint64_t number, unsigned radix) {
  char digits[21];
  char *first = digits + sizeof digits - 1;
  *first = 0;
  do
    *--first = "0123456789abcdef"[number % radix];
  while (number /= radix);
  print(first);
}

void printDecimal(uint32_t number) { printNumber(number, 10); }

void printHex(uint64_t number) {
  print("0x");
  printNumber(number, 16);
}
