//===- Names.c - Names as text, and symbols by name -----------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// What tables of all forms answer alike. Of those that are not compact a name
/// is there in one piece, and data symbols and names are found by a walk over
/// all entries.
///
//===----------------------------------------------------------------------===//

#include "Compact.h"

static enum gosym_error copyName(const struct gosym_function *function,
                                 char *buffer, size_t size, size_t *length) {
  size_t room = size ? size - 1 : 0, count = function->name_size;
  for (size_t i = 0; i < count && i < room; ++i) {
    buffer[i] = function->name[i];
    // Not a call of memcpy().
    __asm__ volatile("" ::: "memory");
  }
  if (size != 0)
    buffer[count < room ? count : room] = 0;
  if (length)
    *length = count;
  return count < size ? GOSYM_OK : GOSYM_TOO_SMALL;
}

enum gosym_error gosym_format_name(const struct gosym_table *table,
                                   struct gosym_function *function,
                                   char *buffer, size_t size, size_t *length) {
  if (isCompact(table)) {
    struct Room room;
    setRoom(&room, buffer, size);
    unsigned kind = function->is_inlined ? GOSYM_COMPACT_INLINED_NAMES
                                         : GOSYM_COMPACT_NAMES;
    enum gosym_error error = gosymFormatString(
        table, kind, function->name_number, &room, &function->error_offset);
    if (length)
      *length = room.length;
    return error;
  }
  if (table->form != formNone)
    return copyName(function, buffer, size, length);
  if (size != 0)
    buffer[0] = 0;
  if (length)
    *length = 0;
  return GOSYM_NO_TABLE;
}

/// Sets `out` to a data symbol, or to where a function is.
static void setEntry(const struct gosym_entry *entry,
                     struct gosym_function *out) {
  size_t errorOffset = out->error_offset;
  gosymClearFunction(out);
  out->error_offset = errorOffset;
  out->name = entry->name;
  out->name_size = entry->name_size;
  out->entry = entry->value;
  out->go_type = entry->go_type;
  out->end = UINT64_MAX;
  out->offset = entry->offset;
  out->type = entry->type;
}

/// Calls gosym_next(); sets the offset of an error.
static enum gosym_error nextEntry(const struct gosym_table *table,
                                  struct gosym_cursor *cursor,
                                  struct gosym_entry *entry,
                                  struct gosym_function *out) {
  enum gosym_error error = gosym_next(table, cursor, entry);
  if (error != GOSYM_OK && error != GOSYM_END)
    out->error_offset = cursor->error_offset;
  return error;
}

static void beginWalk(struct gosym_cursor *cursor, struct gosym_function *out) {
  cursor->offset = 0;
  cursor->error_offset = 0;
  cursor->known = NULL;
  out->error_offset = 0;
}

enum gosym_error gosym_find_data(const struct gosym_table *table,
                                 uint64_t address, struct gosym_function *out) {
  if (isCompact(table))
    return gosymFindSymbol(table, GOSYM_COMPACT_DATA, address, out);
  if (isFunctions(table)) {
    out->error_offset = 0;
    return GOSYM_NOT_FOUND;
  }
  struct gosym_cursor cursor;
  struct gosym_entry entry;
  int isFound = 0;
  uint64_t end = UINT64_MAX;
  beginWalk(&cursor, out);
  enum gosym_error error;
  while ((error = nextEntry(table, &cursor, &entry, out)) == GOSYM_OK) {
    if (!gosym_is_data(entry.type))
      continue;
    if (entry.value > address) {
      end = entry.value < end ? entry.value : end;
    } else if (!isFound || entry.value >= out->entry) {
      setEntry(&entry, out);
      isFound = 1;
    }
  }
  if (error != GOSYM_END)
    return error;
  if (!isFound)
    return GOSYM_NOT_FOUND;
  out->end = end;
  return GOSYM_OK;
}

/// Where the symbols at `out->entry` end, of the kind of `out`.
static enum gosym_error findEnd(const struct gosym_table *table,
                                struct gosym_function *out) {
  struct gosym_cursor cursor;
  struct gosym_entry entry;
  int isText = gosym_is_text(out->type);
  beginWalk(&cursor, out);
  enum gosym_error error;
  while ((error = nextEntry(table, &cursor, &entry, out)) == GOSYM_OK)
    if ((isText ? gosym_is_text(entry.type) : gosym_is_data(entry.type)) &&
        entry.value > out->entry && entry.value < out->end)
      out->end = entry.value;
  return error == GOSYM_END ? GOSYM_OK : error;
}

/// Whether the entry has the name, and is better than what was found so far.
static int isBetter(const struct gosym_entry *entry, const char *name,
                    size_t size, int hasData) {
  int isText = gosym_is_text(entry->type);
  if ((!isText && (hasData || !gosym_is_data(entry->type))) ||
      entry->name_size != size)
    return 0;
  size_t same = 0;
  while (same < size && entry->name[same] == name[same])
    ++same;
  return same == size;
}

enum gosym_error gosym_find_name(const struct gosym_table *table,
                                 const char *name, size_t size,
                                 struct gosym_function *out) {
  if (isCompact(table))
    return gosymFindCompactName(table, name, size, out);
  struct gosym_cursor cursor;
  struct gosym_entry entry;
  int isFound = 0;
  beginWalk(&cursor, out);
  enum gosym_error error;
  while ((error = nextEntry(table, &cursor, &entry, out)) == GOSYM_OK) {
    if (!isBetter(&entry, name, size, isFound))
      continue;
    setEntry(&entry, out);
    isFound = 1;
    if (gosym_is_text(entry.type))
      break;
  }
  if (error != GOSYM_OK && error != GOSYM_END)
    return error;
  if (!isFound)
    return GOSYM_NOT_FOUND;
  if (table->thumb && gosym_is_text(out->type))
    out->entry &= ~(uint64_t)1;
  return findEnd(table, out);
}
