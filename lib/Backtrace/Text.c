//===- Text.c - Text that leaves a crashing program -----------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// A line is put together in a buffer and leaves it with one write(), so that
/// lines of threads that print at once do not mix; a line that does not fit (a
/// name of C++ may have thousands of bytes) takes several.
///
/// Names are escaped twice over in JSON: what is not printable becomes `\x1b`
/// by the rule of all our output (Printable.c), and then the backslash of it is
/// doubled, as JSON wants it. A reader of the JSON so gets exactly the text
/// that a terminal would have shown, and the bytes are UTF-8 whatever the name
/// was. (A quote in the name of a thread is `\x22` in the text, which has it
/// between quotes.)
///
/// Colors are escape sequences of ECMA-48, which all terminals of today know.
/// Whether a descriptor is a terminal is asked by the system call that isatty()
/// makes.
///
//===----------------------------------------------------------------------===//

#ifndef _GNU_SOURCE
#define _GNU_SOURCE // syscall()
#endif
#include "Text.h"
#include <errno.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>
#include <unistd.h>

enum {
  decimalDigits = 20,
  pointerDigits = 2 * sizeof(uintptr_t),
  lineSize = sizeof(((struct Text *)0)->line)
};

void gosymWrite(int fd, const char *bytes, size_t size) {
  while (size != 0) {
    long written = syscall(SYS_write, fd, bytes, size);
    if (written < 0 && errno == EINTR)
      continue;
    // Nobody reads the output, so this cannot be reported either.
    if (written <= 0)
      return;
    bytes += written;
    size -= (size_t)written;
  }
}

void gosymBeginText(struct Text *out, int fd, int isJson, int hasColor) {
  out->fd = fd;
  out->isJson = (unsigned char)isJson;
  out->hasColor = (unsigned char)(hasColor && !isJson);
  out->isInString = 0;
  out->used = 0;
}

void gosymFlushText(struct Text *out) {
  gosymWrite(out->fd, out->line, out->used);
  out->used = 0;
}

void gosymPutBytes(struct Text *out, const char *bytes, size_t size) {
  for (size_t i = 0; i < size; ++i) {
    if (out->used == lineSize)
      gosymFlushText(out);
    out->line[out->used++] = bytes[i];
  }
}

size_t gosymLength(const char *text) {
  size_t size = 0;
  while (text[size] != 0) {
    ++size;
    __asm__ volatile("" ::: "memory"); // Or this becomes a call of strlen().
  }
  return size;
}

void gosymPutText(struct Text *out, const char *text) {
  gosymPutBytes(out, text, gosymLength(text));
}

void gosymPutHex(struct Text *out, uint64_t value, unsigned minDigits) {
  char digits[sizeof(value) * 2];
  size_t at = sizeof(digits);
  do {
    digits[--at] = "0123456789abcdef"[value & 0xf];
    value >>= 4;
  } while (value != 0 || sizeof(digits) - at < minDigits);
  gosymPutText(out, "0x");
  gosymPutBytes(out, digits + at, sizeof(digits) - at);
}

void gosymPutDecimal(struct Text *out, uint64_t value) {
  char digits[decimalDigits];
  size_t at = sizeof(digits);
  do {
    digits[--at] = (char)('0' + value % 10);
    value /= 10;
  } while (value != 0);
  gosymPutBytes(out, digits + at, sizeof(digits) - at);
}

void gosymPutAddress(struct Text *out, uintptr_t address) {
  gosymOpenString(out);
  gosymPutHex(out, address, pointerDigits);
  gosymCloseString(out);
}

void gosymPutName(struct Text *out, const char *name, size_t size) {
  for (size_t i = 0; i < size;) {
    size_t printable = gosymPrintableSize(name + i, size - i);
    if (printable != 0) {
      if (out->isJson && (name[i] == '"' || name[i] == '\\'))
        gosymPutBytes(out, "\\", 1);
      gosymPutBytes(out, name + i, printable);
      i += printable;
      continue;
    }
    unsigned byte = (unsigned char)name[i++];
    char escape[] = {'\\', '\\', 'x', "0123456789abcdef"[byte >> 4],
                     "0123456789abcdef"[byte & 0xf]};
    size_t skipped = out->isJson ? 0 : 1;
    gosymPutBytes(out, escape + skipped, sizeof(escape) - skipped);
  }
}

void gosymPutId(struct Text *out, const unsigned char *id, size_t size) {
  for (size_t i = 0; i < size; ++i) {
    char digits[] = {"0123456789abcdef"[id[i] >> 4],
                     "0123456789abcdef"[id[i] & 0xf]};
    gosymPutBytes(out, digits, sizeof(digits));
  }
}

void gosymOpenString(struct Text *out) {
  if (!out->isJson)
    return;
  gosymPutBytes(out, "\"", 1);
  out->isInString = 1;
}

void gosymCloseString(struct Text *out) {
  if (!out->isInString)
    return;
  gosymPutBytes(out, "\"", 1);
  out->isInString = 0;
}

void gosymPutColor(struct Text *out, enum TextColor color) {
  if (!out->hasColor)
    return;
  switch (color) {
  case colorSignal: // Bold and red.
    gosymPutText(out, "\x1b[1;31m");
    break;
  case colorFunction: // Bold.
    gosymPutText(out, "\x1b[1m");
    break;
  case colorPlace: // Cyan.
    gosymPutText(out, "\x1b[36m");
    break;
  case colorNone:
    gosymPutText(out, "\x1b[0m");
    break;
  }
}

int gosymIsTerminal(int fd) {
  // Every terminal has a size, and this request is the same for all libcs.
  struct winsize size;
  return syscall(SYS_ioctl, fd, TIOCGWINSZ, &size) == 0;
}
