/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * Walks the Go 1.1 symbol table of the program it is part of: a whole reader in
 * one header, that shares nothing with the library's (gosym-c/gosym.h) and so is
 * a witness for what the linker wrote.
 *
 *   static void seen(void *count, const WalkEntry *e) { ++*(int *)count; }
 *   walkTable(symtabBegin, symtabEnd, seen, &count);
 *
 * ENCODING (see docs/Format.md)
 *
 *   header  FD FF FF FF 00 00 00 xx (or FF FF FF FD ...), xx = pointer size
 *   entry   type byte: bits 0..5 the letter, 0x40 wide value, 0x80 Go type
 *           value: pointer-size word if wide, else a varint
 *           Go type: pointer-size word
 *           name ended by NUL; of z and Z: 00, 2-byte big-endian indexes, 00 00
 *
 * No heap, no locks, no calls but the callback: can run in a signal handler.
 * Reads nothing outside of the table, whatever the table holds. A lookup is one
 * pass over the table.
 */
#ifndef GOSYM_TEST_INPUTS_WALK_H
#define GOSYM_TEST_INPUTS_WALK_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

typedef struct {
  char type;        /* 'T', 't', 'D', ..., 'f', 'z', ... */
  uint64_t value;   /* of T, t, D, d, B, b: the address in this process */
  const char *name; /* in the table, ended by NUL; "" for z and Z */
} WalkEntry;

enum { walkHeaderSize = 8, walkLetters = 52, walkMaxShift = 63 };

typedef struct {
  const unsigned char *at, *end;
  unsigned pointerSize;
  int bigEndian;
  int bad; /* the table is malformed: nothing behind `at` can be read */
} WalkCursor;

static inline unsigned walkByte(WalkCursor *c) {
  if (c->at == c->end) {
    c->bad = 1;
    return 0;
  }
  return *c->at++;
}

static inline uint64_t walkWord(WalkCursor *c) {
  uint64_t word = 0;
  for (unsigned i = 0; i < c->pointerSize; ++i) {
    uint64_t byte = walkByte(c);
    word |= byte << 8 * (c->bigEndian ? c->pointerSize - 1 - i : i);
  }
  return word;
}

static inline uint64_t walkVarint(WalkCursor *c) {
  uint64_t value = 0;
  for (unsigned shift = 0; shift <= walkMaxShift; shift += 7) {
    unsigned byte = walkByte(c);
    uint64_t bits = byte & 0x7f;
    if (shift == walkMaxShift && bits > 1)
      break; /* does not fit 64 bits */
    value |= bits << shift;
    if (!(byte & 0x80))
      return value;
  }
  c->bad = 1;
  return 0;
}

/* Moves behind a name and returns its first byte; "" for a path (z, Z). */
static inline const char *walkName(WalkCursor *c, char type) {
  const char *name = (const char *)c->at;
  if (type != 'z' && type != 'Z') {
    while (walkByte(c) != 0)
      ;
    return name;
  }
  walkByte(c);
  unsigned index;
  do {
    index = walkByte(c) << 8;
    index |= walkByte(c);
  } while (index != 0);
  return "";
}

/* Reads the header at `begin`; `bad` is set if it is none. */
static inline WalkCursor walkStart(const unsigned char *begin,
                                   const unsigned char *end) {
  static const unsigned char little[] = {0xfd, 0xff, 0xff, 0xff, 0, 0, 0};
  static const unsigned char big[] = {0xff, 0xff, 0xff, 0xfd, 0, 0, 0};
  WalkCursor c = {begin, end, 0, 0, 1};
  if (end - begin < walkHeaderSize)
    return c;
  c.bigEndian = memcmp(begin, big, sizeof(big)) == 0;
  c.pointerSize = begin[walkHeaderSize - 1];
  c.at = begin + walkHeaderSize;
  c.bad = (!c.bigEndian && memcmp(begin, little, sizeof(little)) != 0) ||
          (c.pointerSize != 4 && c.pointerSize != 8);
  return c;
}

/* Reads one entry. Returns 1; 0 at the end of the table or when it is bad. */
static inline int walkNext(WalkCursor *c, WalkEntry *entry) {
  if (c->bad || c->at == c->end)
    return 0;
  unsigned byte = walkByte(c), letter = byte & 0x3f;
  if (letter >= walkLetters) {
    c->bad = 1;
    return 0;
  }
  entry->type = (char)(letter < 26 ? 'A' + letter : 'a' + (letter - 26));
  entry->value = byte & 0x40 ? walkWord(c) : walkVarint(c);
  if (byte & 0x80)
    walkWord(c);
  entry->name = walkName(c, entry->type);
  return !c->bad;
}

/* Calls `seen` once for each entry, in the order of the table. Returns 1 if the
 * table is sound to its end, else 0 (entries before the fault were seen). */
static inline int walkTable(const unsigned char *begin, const unsigned char *end,
                            void (*seen)(void *, const WalkEntry *),
                            void *argument) {
  WalkCursor c = walkStart(begin, end);
  WalkEntry entry;
  while (walkNext(&c, &entry))
    seen(argument, &entry);
  return !c.bad;
}

static inline int walkIsEnd(const char *name) {
  return !strcmp(name, "etext") || !strcmp(name, "runtime.etext");
}

/* Whether a text symbol of this name stands for a bound of the text. */
static inline int walkIsBound(const char *name) {
  return walkIsEnd(name) || !strcmp(name, "text") || !strcmp(name, "runtime.text");
}

/* Finds the function that `pc` is in: the last one that begins at or before it.
 * `etext` ends the function before it. Returns 1 and the function, or 0 if `pc`
 * is in none or the table is bad. */
static inline int walkFindFunction(const unsigned char *begin,
                                   const unsigned char *end, uintptr_t pc,
                                   WalkEntry *function) {
  WalkCursor c = walkStart(begin, end);
  WalkEntry e;
  int found = 0;
  uint64_t best = 0;
  while (walkNext(&c, &e)) {
    int isText = e.type == 'T' || e.type == 't' || e.type == 'L' || e.type == 'l';
    int isEnd = walkIsEnd(e.name);
    if (!isText || e.value > pc || e.value < best ||
        (walkIsBound(e.name) && !isEnd))
      continue;
    best = e.value;
    found = !isEnd;
    *function = e;
  }
  return found && !c.bad;
}

#endif
