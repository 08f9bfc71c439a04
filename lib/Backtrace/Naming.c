//===- Naming.c - What an address is called -------------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Two places may know a name. A table that the caller has given is asked
/// first: it is the way of programs whose link made no note, and of programs
/// that read their table from somewhere else. All other code is looked up
/// through the note of the module that holds it (Module.c of the reader): the
/// program itself, each shared object, also one that was loaded a moment ago.
/// Nothing is registered beforehand, so nothing can be out of date.
///
/// Opening a table is reading its header, some 100 ns. Only the last module is
/// kept: a stack is in one module for many frames, and memory in a handler is
/// scarce.
///
/// Names of compact tables are made in pieces, because they may be longer than
/// any buffer: each piece decodes the string once more and passes over what has
/// been put out. No piece ends inside of a character.
///
//===----------------------------------------------------------------------===//

#include "Naming.h"
#include "../Runtime/Compact.h"

void gosymBeginNaming(struct Naming *naming, const struct gosym_table *given) {
  naming->given = given;
  naming->usesTables = 1;
  naming->hasModule = 0;
  naming->hasTable = 0;
  naming->hasPath = 0;
}

static void openTable(struct Naming *naming) {
  struct gosym_module tables;
  const struct LoadedModule *module = &naming->module;
  naming->hasTable = module->headers &&
                     gosym_find_tables(module->headers, module->headerCount,
                                       module->bias, &tables) == GOSYM_OK &&
                     gosym_open_module(&tables, &naming->table) == GOSYM_OK;
}

int gosymOpenModuleOf(struct Naming *naming, uintptr_t address) {
  struct LoadedModule *module = &naming->module;
  if (naming->hasModule && address >= module->begin && address < module->end)
    return 1;
  naming->hasPath = 0;
  naming->hasTable = 0;
  naming->hasModule = (unsigned char)gosymFindModule(address, module);
  if (naming->hasModule && naming->usesTables)
    openTable(naming);
  return naming->hasModule;
}

const struct gosym_table *gosymTableOf(struct Naming *naming, uintptr_t address,
                                       struct gosym_function *function) {
  if (!naming->usesTables)
    return NULL;
  if (naming->given &&
      gosym_find_function(naming->given, address, function) == GOSYM_OK)
    return naming->given;
  if (gosymOpenModuleOf(naming, address) && naming->hasTable &&
      gosym_find_function(&naming->table, address, function) == GOSYM_OK)
    return &naming->table;
  return NULL;
}

const char *gosymModulePath(struct Naming *naming) {
  if (!naming->hasPath)
    gosymNameModule(&naming->module);
  naming->hasPath = 1;
  return naming->module.path;
}

/// How many bytes at the end of `text` begin a character of UTF-8 that is cut.
static size_t unfinishedSize(const char *text, size_t size) {
  for (size_t i = 1; i <= 3 && i <= size; ++i) {
    unsigned byte = (unsigned char)text[size - i];
    if (byte >= 0xc0)
      return i < 2u + (byte >= 0xe0) + (byte >= 0xf0) ? i : 0;
    if (byte < 0x80)
      return 0;
  }
  return 0;
}

static __attribute__((noinline)) void putString(struct Text *out,
                                                const struct gosym_table *table,
                                                unsigned kind, uint32_t number,
                                                char *piece, size_t pieceSize) {
  struct Room room;
  size_t errorOffset;
  setRoom(&room, piece, pieceSize);
  for (;;) {
    enum gosym_error error =
        gosymFormatString(table, kind, number, &room, &errorOffset);
    if (error != GOSYM_TOO_SMALL) {
      if (error == GOSYM_OK)
        gosymPutName(out, piece, room.length);
      else
        gosymPutText(out, "??");
      return;
    }
    size_t length = pieceSize - 1;
    length -= unfinishedSize(piece, length);
    gosymPutName(out, piece, length);
    room.skip += (uint32_t)length;
  }
}

void gosymPutFunctionName(struct Text *out, const struct gosym_table *table,
                          const struct gosym_function *function, char *piece,
                          size_t pieceSize) {
  if (isCompact(table))
    putString(out, table,
              function->is_inlined ? GOSYM_COMPACT_INLINED_NAMES
                                   : GOSYM_COMPACT_NAMES,
              function->name_number, piece, pieceSize);
  else
    gosymPutName(out, function->name, function->name_size);
}

void gosymPutLinePath(struct Text *out, const struct gosym_table *table,
                      struct gosym_line *line, char *piece, size_t pieceSize) {
  if (isCompact(table)) {
    putString(out, table, GOSYM_COMPACT_PATHS, line->file - 1, piece,
              pieceSize);
    return;
  }
  // A path of a Go 1.1 table, as far as the buffer goes.
  size_t length;
  enum gosym_error error =
      gosym_format_path(table, line, piece, pieceSize, &length);
  if (error == GOSYM_TOO_SMALL)
    length = pieceSize - 1;
  if (error == GOSYM_OK || error == GOSYM_TOO_SMALL)
    gosymPutName(out, piece, length);
}
