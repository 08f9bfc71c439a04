/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * Code that looks for itself in the table of the program or shared object it is
 * part of. It never asks .symtab: what it expects is what the C language says,
 * the names below and their addresses at run time. With other.c beside it, whose
 * static symbols have the same names.
 */
#include "self.h"
#include "walk.h"
#include <stdio.h>

#define hidden __attribute__((visibility("hidden")))
#define kept __attribute__((used, noinline))

extern const unsigned char symtabBegin[] __asm__("runtime.symtab") hidden;
extern const unsigned char symtabEnd[] __asm__("runtime.esymtab") hidden;

kept static int helper(int x) { return x * 3 + 1; }
int selfGlobal(int x) { return helper(x) ^ 5; }
hidden kept int selfHidden(int x) { return x - 77; }
/* Identical: ICF may give them one address, and both names stay. */
kept int twinOne(int x) { return x * 1234567; }
kept int twinTwo(int x) { return x * 1234567; }
kept static int counter = 42;
int selfData = 43;
kept static const int constant[2] = {1, 2};
kept static int zeroes[100];
int selfZero;
/* Referenced by nothing: --gc-sections and LTO take it away. */
hidden int neverCalled(int x) { return x / 9; }

static const Expected expectations[] = {
    {"helper", 't', (const void *)helper},
    {"selfGlobal", 'T', (const void *)selfGlobal},
    {"selfHidden", 't', (const void *)selfHidden},
    {"twinOne", 'T', (const void *)twinOne},
    {"twinTwo", 'T', (const void *)twinTwo},
    {"counter", 'd', &counter},
    {"selfData", 'D', &selfData},
    {"constant", 'd', constant},
    {"zeroes", 'b', zeroes},
    {"selfZero", 'B', &selfZero},
};

typedef struct {
  const Expected *expected;
  int found;
} Search;

/* LTO makes globals local, and of two static `helper` one a `helper.1`. */
#ifdef LTO
static int sameType(char a, char b) { return (a | 0x20) == (b | 0x20); }
static int sameName(const char *name, const char *expected) {
  size_t n = strlen(expected);
  return !strncmp(name, expected, n) && (!name[n] || name[n] == '.');
}
#else
static int sameType(char a, char b) { return a == b; }
static int sameName(const char *name, const char *expected) {
  return !strcmp(name, expected);
}
#endif

static void compare(void *argument, const WalkEntry *e) {
  Search *s = argument;
  s->found += sameType(e->type, s->expected->type) &&
              e->value == (uint64_t)(uintptr_t)s->expected->address &&
              sameName(e->name, s->expected->name);
}

static int findAll(const Expected *list, int n) {
  int missing = 0;
  for (int i = 0; i < n; ++i) {
    Search s = {&list[i], 0};
    if (walkTable(symtabBegin, symtabEnd, compare, &s) && s.found == 1)
      continue;
    printf("%c %p %s: found %d times\n", list[i].type, list[i].address,
           list[i].name, s.found);
    ++missing;
  }
  return missing;
}

/* Functions ascend, behind a history, and end with etext. */
typedef struct {
  uint64_t last;
  int functions, histories, disordered, ended;
} Order;

static void follow(void *argument, const WalkEntry *e) {
  Order *o = argument;
  o->histories += e->type == 'z';
  if (e->type != 'T' && e->type != 't')
    return;
  o->disordered += e->value < o->last || o->histories == 0;
  o->last = e->value;
  o->ended = !strcmp(e->name, "etext");
  ++o->functions;
}

int checkOwnTable(void) {
  Order o = {0};
  if (!walkTable(symtabBegin, symtabEnd, follow, &o)) {
    printf("table is malformed\n");
    return 1;
  }
  int n;
  const Expected *other = otherExpectations(&n);
  int bad = findAll(expectations, sizeof(expectations) / sizeof(*expectations));
  bad += findAll(other, n);
  if (o.disordered || !o.ended || o.functions < 8)
    printf("%d functions, %d out of order, ended %d\n", o.functions,
           o.disordered, o.ended);
  bad += o.disordered + !o.ended + (o.functions < 8);

  /* As a crash handler would: who is at this address? */
  WalkEntry f;
  uintptr_t inside = (uintptr_t)selfHidden + 1;
  if (!walkFindFunction(symtabBegin, symtabEnd, inside, &f) ||
      strcmp(f.name, "selfHidden")) {
    printf("selfHidden + 1 is not in selfHidden\n");
    ++bad;
  }
  return bad + selfGlobal(0) - 4;
}
