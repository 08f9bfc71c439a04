//===- Line.c - File and line of an address -------------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Three searches, one after the other, find the function, the absolute line
/// and the file. The path is returned as indexes, which need no memory; it
/// becomes text only when it is asked for, by one walk over the `f` entries for
/// every 16 components.
///
/// A component may be defined more than once; the last `f` before the history
/// counts. Tables with an index have all `f` entries before the first history.
///
//===----------------------------------------------------------------------===//

#include "Compact.h"
#include "FunctionTable.h"

enum { namesAtOnce = 16 };

static enum gosym_error findEntryLine(const struct gosym_table *table,
                                      uint64_t pc, struct gosym_line *out) {
  struct Place place;
  size_t *errorOffset = &out->error_offset;
  *errorOffset = 0;
  enum gosym_error error = gosymLocate(table, pc, &place, errorOffset);
  if (error == GOSYM_OK && table->index && table->index_functions != 0)
    error = gosymCheckHistory(table, &place, errorOffset);
  if (error != GOSYM_OK)
    return error;
  if (place.history == 0)
    return GOSYM_NOT_FOUND;

  uint64_t absolute;
  // The rows may begin at a Thumb function, with its bit.
  error =
      gosymFindRow(table, &place, pc | table->thumb, &absolute, errorOffset);
  if (error != GOSYM_OK)
    return error;
  out->offset = place.history;
  error = gosymFindFile(table, place.offset, absolute, out);
  if (error != GOSYM_OK)
    return error;

  struct gosym_entry entry;
  size_t end;
  error = gosymDecode(table, out->offset, &entry, &end);
  out->file = 0;
  out->path = entry.path;
  out->path_count = entry.path_count;
  return error;
}

enum gosym_error gosym_find_line(const struct gosym_table *table, uint64_t pc,
                                 struct gosym_line *out) {
  if (isCompact(table))
    return gosymFindCompactLine(table, pc, out);
  if (isFunctions(table))
    return gosymFindTableLine(table, pc, out);
  return findEntryLine(table, pc, out);
}

//===----------------------------------------------------------------------===//
// Paths as text
//===----------------------------------------------------------------------===//

/// The caller's buffer, and the length of the whole text, which may be larger.
struct Text {
  char *buffer;
  size_t size, length;
  char last;
};

static void append(struct Text *text, char c) {
  if (text->length + 1 < text->size)
    text->buffer[text->length] = c;
  ++text->length;
  text->last = c;
}

static void appendComponent(struct Text *text, const unsigned char *name) {
  if (text->length != 0 && text->last != '/')
    append(text, '/');
  for (; *name != 0; ++name)
    append(text, (char)*name);
}

/// Sets names[i] to the name of component number `from` + i of `line`.
static enum gosym_error findNames(const struct gosym_table *table,
                                  struct gosym_line *line, size_t from,
                                  size_t count, const unsigned char **names) {
  // Bit i: names[i] is set.
  uint32_t found = 0;
  struct gosym_entry entry;
  size_t at = table->first_path ? table->first_path : headerSize(table);
  for (size_t end; at < line->offset; at = end) {
    enum gosym_error error = gosymDecode(table, at, &entry, &end);
    if (error != GOSYM_OK) {
      line->error_offset = end;
      return error;
    }
    if (table->index && gosym_is_history(entry.type))
      break;
    if (entry.type != 'f')
      continue;
    for (size_t i = 0; i < count; ++i)
      if (gosym_path_index(line->path, from + i) == entry.value) {
        names[i] = (const unsigned char *)entry.name;
        found |= UINT32_C(1) << i;
      }
  }
  if (found == (UINT32_C(1) << count) - 1)
    return GOSYM_OK;
  line->error_offset = (size_t)(line->path - table->bytes);
  return GOSYM_BAD_PATH;
}

static enum gosym_error appendPath(const struct gosym_table *table,
                                   struct gosym_line *line, struct Text *text) {
  for (size_t from = 0; from < line->path_count; from += namesAtOnce) {
    const unsigned char *names[namesAtOnce];
    size_t count = line->path_count - from;
    if (count > namesAtOnce)
      count = namesAtOnce;
    enum gosym_error error = findNames(table, line, from, count, names);
    if (error != GOSYM_OK)
      return error;
    for (size_t i = 0; i < count; ++i)
      appendComponent(text, names[i]);
  }
  return GOSYM_OK;
}

enum gosym_error gosym_format_path(const struct gosym_table *table,
                                   struct gosym_line *line, char *buffer,
                                   size_t size, size_t *length) {
  if (isCompact(table) && line->file != 0) {
    struct Room room;
    setRoom(&room, buffer, size);
    enum gosym_error error = gosymFormatString(
        table, GOSYM_COMPACT_PATHS, line->file - 1, &room, &line->error_offset);
    if (length)
      *length = room.length;
    return error;
  }
  if (isFunctions(table))
    return gosymFormatTablePath(table, line, buffer, size, length);
  struct Text text;
  text.buffer = buffer;
  text.size = size;
  text.length = 0;
  text.last = 0;
  enum gosym_error error = table->form == formNone ? GOSYM_NO_TABLE
                           : line->path ? appendPath(table, line, &text)
                                        : GOSYM_NOT_FOUND;
  if (error != GOSYM_OK)
    text.length = 0;
  if (size != 0)
    buffer[text.length < size ? text.length : size - 1] = 0;
  if (length)
    *length = text.length;
  if (error == GOSYM_OK && text.length >= size)
    return GOSYM_TOO_SMALL;
  return error;
}
