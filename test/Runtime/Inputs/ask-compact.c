// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Answers questions about compact tables, in the words of
// test/Format/Inputs/compact.py. Standard input has records, one for each
// table: its size and its bytes, the number of addresses and the addresses;
// numbers have 8 bytes, the low one first. The table is said to be at address
// 0x100000. For each table it prints what opening it gave, and an answer for
// each address; then, for each name that was seen, the address that the name is
// found at.
#include "gosym-c/gosym.h"
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { tableAddress = 0x100000, largestText = 1 << 20 };

static uint64_t readNumber(void) {
  unsigned char bytes[8];
  if (fread(bytes, 1, sizeof(bytes), stdin) != sizeof(bytes))
    exit(0);
  uint64_t value = 0;
  for (unsigned i = 0; i < 8; ++i)
    value |= (uint64_t)bytes[i] << (8 * i);
  return value;
}

static char text[largestText];
static size_t length;

static void showText(void) {
  putchar('"');
  for (size_t i = 0; i < length; ++i) {
    unsigned char byte = (unsigned char)text[i];
    if (byte >= 0x20 && byte < 0x7f && byte != '"' && byte != '\\')
      putchar(byte);
    else
      printf("\\x%02x", byte);
  }
  putchar('"');
}

static enum gosym_error name(const struct gosym_table *table,
                             struct gosym_function *function) {
  // Too little memory first: the length is that of the whole.
  char small[4];
  size_t whole;
  enum gosym_error error =
      gosym_format_name(table, function, small, sizeof(small), &whole);
  enum gosym_error again =
      gosym_format_name(table, function, text, sizeof(text), &length);
  if (again == GOSYM_OK &&
      (whole != length || strncmp(small, text, 3) != 0 ||
       (error == GOSYM_OK) != (whole < sizeof(small)) || strlen(small) > whole))
    abort();
  return again;
}

static void error(enum gosym_error error, size_t offset) {
  printf("%s at 0x%zx", gosym_error_name(error), offset);
}

static void frame(const struct gosym_table *table, struct gosym_frame *frame) {
  enum gosym_error bad = name(table, &frame->function);
  if (bad != GOSYM_OK)
    return error(bad, frame->function.error_offset);
  showText();
  putchar(' ');
  bad = gosym_format_path(table, &frame->line, text, sizeof(text), &length);
  if (bad == GOSYM_OK)
    showText();
  else if (bad == GOSYM_NOT_FOUND)
    putchar('?');
  else
    error(bad, frame->line.error_offset);
  printf(":%" PRIu64, frame->line.line);
}

/// Line and frames must say the same.
static void checkLine(const struct gosym_table *table, uint64_t pc,
                      const struct gosym_frame *innermost) {
  struct gosym_line line;
  enum gosym_error bad = gosym_find_line(table, pc, &line);
  if (bad != GOSYM_OK && bad != GOSYM_NOT_FOUND)
    return;
  if (line.file != innermost->line.file || line.line != innermost->line.line ||
      (bad == GOSYM_NOT_FOUND) != (line.file == 0))
    abort();
}

static void ask(const struct gosym_table *table, uint64_t pc) {
  static struct gosym_inlined found;
  struct gosym_function data;
  enum gosym_error bad = gosym_find_inlined(table, pc, &found);
  if (bad == GOSYM_NOT_FOUND) {
    bad = gosym_find_data(table, pc, &data);
    if (bad == GOSYM_NOT_FOUND)
      printf("none");
    else if (bad != GOSYM_OK)
      error(bad, data.error_offset);
    else if ((bad = name(table, &data)) != GOSYM_OK)
      error(bad, data.error_offset);
    else {
      printf("data 0x%" PRIx64 " 0x%" PRIx64 " ", data.entry, data.size);
      showText();
    }
  } else if (bad != GOSYM_OK) {
    error(bad, found.error_offset);
  } else {
    struct gosym_frame now;
    printf("0x%" PRIx64 " 0x%" PRIx64 " ", found.function.entry,
           found.function.size);
    for (int i = 0; (bad = gosym_next_inlined(table, &found, &now)) == GOSYM_OK;
         ++i) {
      if (i == 0)
        checkLine(table, pc, &now);
      if (i)
        printf(" in ");
      frame(table, &now);
    }
    if (bad != GOSYM_END)
      error(bad, found.error_offset);
  }
  puts("");
}

/// Where the name of the symbol of an address is found.
static void askName(const struct gosym_table *table, uint64_t pc) {
  struct gosym_function function, same;
  if (gosym_find_function(table, pc, &function) != GOSYM_OK &&
      gosym_find_data(table, pc, &function) != GOSYM_OK)
    return;
  if (name(table, &function) != GOSYM_OK)
    return;
  enum gosym_error bad = gosym_find_name(table, text, length, &same);
  printf("by name ");
  showText();
  printf(" ");
  if (bad == GOSYM_OK)
    printf("0x%" PRIx64 " to 0x%" PRIx64 " %c", same.entry, same.end,
           same.type);
  else
    error(bad, same.error_offset);
  puts("");
}

int main(int argc, char **argv) {
  int withNames = argc > 1 && strcmp(argv[1], "--names") == 0;
  for (;;) {
    size_t size = (size_t)readNumber();
    // Of exactly this size, so that the first byte behind it is noticed.
    unsigned char *bytes = malloc(size ? size : 1);
    if (fread(bytes, 1, size, stdin) != size)
      return 1;
    struct gosym_options options = {0};
    options.address = tableAddress;
    struct gosym_table table;
    enum gosym_error opened = gosym_open(bytes, size, &options, &table);
    error(opened, table.error_offset);
    puts("");
    for (uint64_t count = readNumber(); count != 0; --count) {
      uint64_t pc = readNumber();
      if (opened != GOSYM_OK)
        continue;
      ask(&table, pc);
      if (withNames)
        askName(&table, pc);
    }
    free(bytes);
  }
}
