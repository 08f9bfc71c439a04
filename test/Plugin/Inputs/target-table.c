/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * Looks pointers that it takes of its own functions and data up in its own
 * table, with the C reader, and prints what they are called. What it expects is
 * what the C language says.
 */
#include "gosym-c/gosym.h"
#include "target.h"

#define hidden __attribute__((visibility("hidden")))
#define used __attribute__((used))
#define kept used __attribute__((noinline))

kept static int helper(int x) { return x * 3 + 1; }
hidden kept int hiddenFunction(int x) { return helper(x) - 77; }
int globalFunction(int x) { return hiddenFunction(x) ^ 5; }
used static const int constant[2] = {1, 2};
used static int counter = 42;
used static int zeroes[100];
int globalData = 43;
int globalZero;

struct Known {
  const void *address;
  const char *name;
  char type;
};

static int isNamed(const char *name, size_t size, const char *expected) {
  size_t i = 0;
  while (i < size && expected[i] && name[i] == expected[i])
    ++i;
  return i == size && !expected[i];
}

static void say(const char *name, size_t size) {
  write(1, name, size);
  write(1, "\n", 1);
}

static struct gosym_table table;
/* A function table, which has no data and does not tell what is local. */
static int hasOnlyFunctions;

/* A pointer to a Thumb function has bit 0 set; its entry has not. */
static uint64_t entryOf(const struct Known *known) {
  uintptr_t address = (uintptr_t)known->address;
#ifdef __arm__
  address &= ~(uintptr_t)1;
#endif
  return address;
}

static int isSymbol(struct gosym_function *f, const struct Known *known) {
  char name[64];
  size_t size;
  char type = hasOnlyFunctions ? 'T' : known->type;
  return f->entry == entryOf(known) && f->type == type &&
         gosym_format_name(&table, f, name, sizeof(name), &size) == GOSYM_OK &&
         isNamed(name, size, known->name);
}

static int isFunctionAt(uint64_t pc, const struct Known *known) {
  struct gosym_function f;
  return gosym_find_function(&table, pc, &f) == GOSYM_OK && isSymbol(&f, known);
}

/* The pointer itself, and its first and second byte. */
static int isFunction(const struct Known *known) {
  uint64_t entry = entryOf(known);
  return isFunctionAt((uintptr_t)known->address, known) &&
         isFunctionAt(entry, known) && isFunctionAt(entry + 1, known) &&
         !isFunctionAt(entry - 1, known);
}

/* Once among the entries, or, in a compact table, which has none, by its
   address; there the object comes behind bounds and labels at its address. */
static int isData(const struct Known *known) {
  struct gosym_cursor cursor = {0};
  struct gosym_entry entry;
  struct gosym_function f;
  int entries = 0, found = 0;
  for (; gosym_next(&table, &cursor, &entry) == GOSYM_OK; ++entries)
    found += entry.type == known->type && entry.value == entryOf(known) &&
             isNamed(entry.name, entry.name_size, known->name);
  if (entries)
    return found == 1;
  return gosym_find_data(&table, entryOf(known), &f) == GOSYM_OK &&
         isSymbol(&f, known);
}

/* Compact tables have no entries. */
static int findOnlyFunctions(void) {
  struct gosym_cursor cursor = {0};
  struct gosym_entry entry;
  int entries = 0;
  for (; gosym_next(&table, &cursor, &entry) == GOSYM_OK; ++entries)
    if (entry.type != 'T')
      return 0;
  return entries != 0;
}

static int missing(const struct Known *known) {
  int isText = known->type == 'T' || known->type == 't';
  int found = isText ? isFunction(known) : isData(known);
  size_t size = 0;
  while (known->name[size])
    ++size;
  if (!found)
    write(1, "not found: ", 11);
  say(known->name, size);
  return !found;
}

int checkTable(void) {
  const struct Known known[] = {
      {(const void *)helper, "helper", 't'},
      {(const void *)hiddenFunction, "hiddenFunction", 't'},
      {(const void *)globalFunction, "globalFunction", 'T'},
      {(const void *)checkTable, "checkTable", 'T'},
      {constant, "constant", 'd'},
      {&counter, "counter", 'd'},
      {zeroes, "zeroes", 'b'},
      {&globalData, "globalData", 'D'},
      {&globalZero, "globalZero", 'B'},
  };
  int wrong = 0;
  if (gosym_open_self(&table) != GOSYM_OK) {
    say("no table", 8);
    return 1;
  }
  hasOnlyFunctions = findOnlyFunctions();
  for (unsigned i = 0; i < (hasOnlyFunctions ? 4 : sizeof(known) / sizeof(*known));
       ++i)
    wrong += missing(&known[i]);
  return wrong;
}
