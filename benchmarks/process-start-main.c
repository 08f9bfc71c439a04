// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The begin of a program that ends as soon as the loader has started it. With
// an argument it first says what memory it has, in KiB: resident, anonymous,
// dirty.
//
// The libraries of LLVM, all in one program, define one option twice and would
// end it: so this happens before their constructors. It calls nothing that
// needs to be set up.
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static long kibOf(const char *text, const char *name) {
  const char *at = strstr(text, name);
  return at ? strtol(at + strlen(name), 0, 10) : -1;
}

static char *append(char *to, long value) {
  char digits[24];
  int count = 0;
  do
    digits[count++] = (char)('0' + value % 10);
  while (value /= 10);
  while (count)
    *to++ = digits[--count];
  *to++ = ' ';
  return to;
}

__attribute__((constructor(101))) static void endAtOnce(int argc) {
  if (argc < 2)
    _exit(0);
  char text[4096] = "", answer[96];
  int file = open("/proc/self/smaps_rollup", O_RDONLY);
  if (file < 0 || read(file, text, sizeof(text) - 1) < 0)
    _exit(1);
  char *end = append(answer, kibOf(text, "\nRss:"));
  end = append(end, kibOf(text, "\nAnonymous:"));
  end = append(end, kibOf(text, "\nPrivate_Dirty:"));
  _exit(write(3, answer, (size_t)(end - answer)) < 0);
}

int main(void) { return 0; }
