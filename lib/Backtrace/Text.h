//===- Text.h - Text that leaves a crashing program -----------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// A small buffer that collects a line, and what may be put into it. Numbers
/// and fixed words go in as they are, names of all kinds are escaped
/// (Printable.c). The same calls serve plain text and JSON: what a name looks
/// like is a property of the buffer.
///
//===----------------------------------------------------------------------===//

#ifndef GOSYM_LIB_BACKTRACE_TEXT_H
#define GOSYM_LIB_BACKTRACE_TEXT_H

#include "Frames.h"

struct Text {
  int fd;
  unsigned char isJson;
  /// Whether escape sequences of a terminal are put in.
  unsigned char hasColor;
  /// JSON: a string has been opened and not closed.
  unsigned char isInString;
  size_t used;
  char line[256];
};

/// Colors by what they are for.
enum TextColor { colorNone, colorSignal, colorFunction, colorPlace };

GOSYM_INTERNAL void gosymBeginText(struct Text *out, int fd, int isJson,
                                   int hasColor);

/// Writes what has been collected.
GOSYM_INTERNAL void gosymFlushText(struct Text *out);

GOSYM_INTERNAL void gosymPutBytes(struct Text *out, const char *bytes,
                                  size_t size);
GOSYM_INTERNAL void gosymPutText(struct Text *out, const char *text);
GOSYM_INTERNAL void gosymPutDecimal(struct Text *out, uint64_t value);

/// `0x` and at least `minDigits` digits.
GOSYM_INTERNAL void gosymPutHex(struct Text *out, uint64_t value,
                                unsigned minDigits);

/// An address: all its digits, and in JSON in quotes.
GOSYM_INTERNAL void gosymPutAddress(struct Text *out, uintptr_t address);

/// A name, a path or a piece of one; what is not printable is escaped.
GOSYM_INTERNAL void gosymPutName(struct Text *out, const char *name,
                                 size_t size);

/// Digits of bytes, as build-ids are written.
GOSYM_INTERNAL void gosymPutId(struct Text *out, const unsigned char *id,
                               size_t size);

/// Begins and ends a string of JSON. Between them are names.
GOSYM_INTERNAL void gosymOpenString(struct Text *out);
GOSYM_INTERNAL void gosymCloseString(struct Text *out);

/// Switches to a color, or with colorNone back; nothing without colors.
GOSYM_INTERNAL void gosymPutColor(struct Text *out, enum TextColor color);

/// Whether `fd` is a terminal.
GOSYM_INTERNAL int gosymIsTerminal(int fd);

/// Length of a string.
GOSYM_INTERNAL size_t gosymLength(const char *text);

#endif
