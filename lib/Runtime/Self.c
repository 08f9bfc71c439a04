//===- Self.c - The program's own table -----------------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// The linker plugin defines hidden symbols around what it writes. They are
/// arrays of bytes here, at any address. The names of the table itself are not
/// weak: a program that expects a table and is linked without the plugin shall
/// not link. A link may or may not make a line table and an index; their names
/// are weak, and 0 if it did not.
///
/// SelfWeak.c compiles this file again with weak names for the table too.
///
//===----------------------------------------------------------------------===//

#include "Table.h"

#define HIDDEN __attribute__((visibility("hidden")))
#define HIDDEN_WEAK __attribute__((visibility("hidden"), weak))

#ifdef GOSYM_WEAK_SELF
#define HIDDEN_TABLE HIDDEN_WEAK
#define openSelf gosym_open_self_weak
#else
#define HIDDEN_TABLE HIDDEN
#define openSelf gosym_open_self
#endif

extern HIDDEN_TABLE const unsigned char
    symtabBegin[] __asm__(GOSYM_TABLE_BEGIN);
extern HIDDEN_TABLE const unsigned char symtabEnd[] __asm__(GOSYM_TABLE_END);
extern HIDDEN_WEAK const unsigned char linesBegin[] __asm__(GOSYM_LINES_BEGIN);
extern HIDDEN_WEAK const unsigned char linesEnd[] __asm__(GOSYM_LINES_END);
extern HIDDEN_WEAK const unsigned char indexBegin[] __asm__(GOSYM_INDEX_BEGIN);
extern HIDDEN_WEAK const unsigned char indexEnd[] __asm__(GOSYM_INDEX_END);

/// 0 where the link made nothing.
static size_t distance(const unsigned char *begin, const unsigned char *end) {
  return (size_t)((uintptr_t)end - (uintptr_t)begin);
}

#ifdef __s390x__
/// By the psABI all symbols have even addresses, so code computes them with
/// `larl`, which cannot express odd ones: a link that needs one fails. Declared
/// `aligned(1)` they are loaded from the GOT, and then PIEs of lld 22 crash in
/// QEMU when the end is odd. Addresses stored in our own memory may be odd.
/// They are volatile, or the compiler would use `larl` again.
static const unsigned char *const volatile addresses[] = {
    symtabBegin, symtabEnd, linesBegin, linesEnd, indexBegin, indexEnd};
#define symtabBegin addresses[0]
#define symtabEnd addresses[1]
#define linesBegin addresses[2]
#define linesEnd addresses[3]
#define indexBegin addresses[4]
#define indexEnd addresses[5]
#endif

enum gosym_error openSelf(struct gosym_table *out) {
  struct gosym_options options;
  options.lines_size = distance(linesBegin, linesEnd);
  options.lines = options.lines_size ? linesBegin : NULL;
  options.quantum = 1;
  options.index_size = distance(indexBegin, indexEnd);
  options.index = options.index_size ? indexBegin : NULL;
#ifdef __arm__
  options.thumb = 1;
#else
  options.thumb = 0;
#endif
#ifdef GOSYM_WEAK_SELF
  if (distance(symtabBegin, symtabEnd) == 0) {
    // Opened without bytes, it is a table that is not open.
    gosym_open(NULL, 0, NULL, out);
    return GOSYM_NO_TABLE;
  }
#endif
  return gosym_open(symtabBegin, distance(symtabBegin, symtabEnd), &options,
                    out);
}
