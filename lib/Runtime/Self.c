//===- Self.c - The program's own table -----------------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// The linker plugin defines hidden symbols around what it writes. They are
/// arrays of bytes here, at any address. A link may make a Go 1.1 table or a
/// compact one or both, with a line table and an index or without; so all names
/// are weak, and 0 if it did not.
///
/// Of several tables the compact one is opened: it answers fast, and knows
/// inlined calls. It is not if it has no lines and another one has. A function
/// table is preferred to the Go 1.1 one, which is read from its begin.
///
//===----------------------------------------------------------------------===//

#include "Compact.h"
#include "FunctionTable.h"

#define HIDDEN_WEAK __attribute__((visibility("hidden"), weak))

extern HIDDEN_WEAK const unsigned char symtabBegin[] __asm__(GOSYM_TABLE_BEGIN);
extern HIDDEN_WEAK const unsigned char symtabEnd[] __asm__(GOSYM_TABLE_END);
extern HIDDEN_WEAK const unsigned char
    compactBegin[] __asm__(GOSYM_COMPACT_BEGIN);
extern HIDDEN_WEAK const unsigned char compactEnd[] __asm__(GOSYM_COMPACT_END);
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
    symtabBegin, symtabEnd, linesBegin,   linesEnd,
    indexBegin,  indexEnd,  compactBegin, compactEnd};
#define symtabBegin addresses[0]
#define symtabEnd addresses[1]
#define linesBegin addresses[2]
#define linesEnd addresses[3]
#define indexBegin addresses[4]
#define indexEnd addresses[5]
#define compactBegin addresses[6]
#define compactEnd addresses[7]
#endif

static enum gosym_error openCompact(struct gosym_table *out) {
  return gosym_open(compactBegin, distance(compactBegin, compactEnd), NULL,
                    out);
}

/// For a table in place, and nothing beside it.
static void setOptions(struct gosym_options *options) {
  options->lines = NULL;
  options->lines_size = 0;
  options->quantum = 1;
  options->index = NULL;
  options->index_size = 0;
  options->address = 0;
  options->text = 0;
#ifdef __arm__
  options->thumb = 1;
#else
  options->thumb = 0;
#endif
}

static enum gosym_error openGo(struct gosym_table *out) {
  struct gosym_options options;
  setOptions(&options);
  options.lines_size = distance(linesBegin, linesEnd);
  options.lines = options.lines_size ? linesBegin : NULL;
  options.index_size = distance(indexBegin, indexEnd);
  options.index = options.index_size ? indexBegin : NULL;
  return gosym_open(symtabBegin, distance(symtabBegin, symtabEnd), &options,
                    out);
}

static enum gosym_error openFunctions(struct gosym_table *out) {
  struct gosym_options options;
  setOptions(&options);
  return gosym_open(linesBegin, distance(linesBegin, linesEnd), &options, out);
}

enum gosym_error gosym_open_self(struct gosym_table *out) {
  int hasGo = distance(symtabBegin, symtabEnd) != 0;
  size_t linesSize = distance(linesBegin, linesEnd);
  int bigEndian;
  int hasFunctions = gosymIsFunctionTable(linesBegin, linesSize, &bigEndian);
  if (distance(compactBegin, compactEnd) != 0) {
    enum gosym_error error = openCompact(out);
    int hasLines = error == GOSYM_OK && out->part_size[GOSYM_COMPACT_LINES];
    if ((!hasGo && !hasFunctions) || hasLines || linesSize == 0)
      return error;
  }
  if (hasFunctions)
    return openFunctions(out);
  if (hasGo)
    return openGo(out);
  // Opened without bytes, it is a table that is not open.
  gosym_open(NULL, 0, NULL, out);
  return GOSYM_NO_TABLE;
}
