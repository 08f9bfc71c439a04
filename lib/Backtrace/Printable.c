//===- Printable.c - Text that is safe to show ----------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// A name in a table is any bytes but 0: one with an escape sequence could
/// clear the terminal of who reads a crash report, one with a newline could
/// fake a frame. The rule is that of the tool `gosym`: printable ASCII stays,
/// and well-formed UTF-8 from U+00A0 on; each byte of anything else becomes
/// `\xNN`. That is control characters of ASCII, DEL, U+0080 to U+009F, which
/// terminals obey too, and what is no UTF-8: cut, too long for its character, a
/// surrogate, above U+10FFFF. A backslash stays.
///
//===----------------------------------------------------------------------===//

#include "Frames.h"
#include "gosym-c/backtrace.h"

/// Bounds of the second byte of a character that begins with `first`, and the
/// size of the character; 0: no character begins so.
static unsigned sizeOfCharacter(unsigned first, unsigned *low, unsigned *high) {
  *low = 0x80;
  *high = 0xbf;
  switch (first) {
  case 0xc2: // Below U+00A0 are control characters.
    *low = 0xa0;
    break;
  case 0xe0: // Below U+0800 two bytes are enough.
    *low = 0xa0;
    break;
  case 0xed: // Above U+D7FF are surrogates.
    *high = 0x9f;
    break;
  case 0xf0: // Below U+10000 three bytes are enough.
    *low = 0x90;
    break;
  case 0xf4: // Above U+10FFFF is nothing.
    *high = 0x8f;
    break;
  }
  return first >= 0xc2 && first <= 0xdf   ? 2
         : first >= 0xe0 && first <= 0xef ? 3
         : first >= 0xf0 && first <= 0xf4 ? 4
                                          : 0;
}

size_t gosymPrintableSize(const char *text, size_t size) {
  const unsigned char *bytes = (const unsigned char *)text;
  if (bytes[0] >= 0x20 && bytes[0] <= 0x7e)
    return 1;
  unsigned low, high;
  unsigned wanted = sizeOfCharacter(bytes[0], &low, &high);
  if (wanted == 0 || wanted > size || bytes[1] < low || bytes[1] > high)
    return 0;
  for (unsigned i = 2; i < wanted; ++i)
    if (bytes[i] < 0x80 || bytes[i] > 0xbf)
      return 0;
  return wanted;
}

size_t gosym_printable_size(const char *text, size_t size) {
  return gosymPrintableSize(text, size);
}
