//===- Function.c - What a table says of a function -----------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// The records of a function (`m`, `a`, `p`) lie between its text entry and the
/// next one. A result is filled field by field by the walk over them; nothing
/// is kept between calls but an offset in the caller's cursor.
///
//===----------------------------------------------------------------------===//

#include "Compact.h"
#include "FunctionTable.h"

static void setSize(struct gosym_function *out,
                    const struct gosym_entry *entry) {
  if (isNamed(entry, GOSYM_FRAME_NAME)) {
    out->frame = entry->value;
    out->has_frame = 1;
  } else if (isNamed(entry, GOSYM_LOCALS_NAME)) {
    out->locals = entry->value;
    out->has_locals = 1;
  } else {
    out->args = entry->value;
    out->has_args = 1;
  }
}

static void setEntry(struct gosym_function *out, const struct Place *place,
                     const struct gosym_entry *entry) {
  out->name = entry->name;
  out->name_size = entry->name_size;
  out->entry = place->entry;
  out->end = place->end;
  out->size = 0;
  out->go_type = entry->go_type;
  out->frame = 0;
  out->locals = 0;
  out->args = 0;
  out->offset = place->offset;
  out->name_number = 0;
  out->unit = 0;
  out->is_inlined = 0;
  out->type = entry->type;
  out->has_frame = 0;
  out->has_locals = 0;
  out->has_args = 0;
}

enum gosym_error gosym_find_function(const struct gosym_table *table,
                                     uint64_t pc, struct gosym_function *out) {
  if (isCompact(table))
    return gosymFindCompactFunction(table, pc, out);
  if (isFunctions(table))
    return gosymFindTableFunction(table, pc, out);
  struct Place place;
  out->error_offset = 0;
  enum gosym_error error = gosymLocate(table, pc, &place, &out->error_offset);
  if (error != GOSYM_OK)
    return error;

  struct gosym_entry entry;
  for (size_t at = place.offset, end; at < table->size; at = end) {
    error = gosymDecode(table, at, &entry, &end);
    if (error != GOSYM_OK) {
      out->error_offset = end;
      return error;
    }
    if (at == place.offset)
      setEntry(out, &place, &entry);
    else if (gosym_is_text(entry.type))
      break;
    else if (entry.type == 'm')
      setSize(out, &entry);
  }
  return GOSYM_OK;
}

/// From FP, in bytes. Returns 0 if it does not fit.
static int setOffset(struct gosym_variable *out,
                     const struct gosym_entry *entry, unsigned pointerSize) {
  int isLocal = entry->type == 'a';
  uint64_t distance = isLocal ? pointerSize : 0;
  if (entry->value > (uint64_t)INT64_MAX - distance)
    return 0;
  int64_t offset = (int64_t)(entry->value + distance);
  out->offset = isLocal ? -offset : offset;
  return 1;
}

enum gosym_error gosym_next_variable(const struct gosym_table *table,
                                     const struct gosym_function *function,
                                     struct gosym_cursor *cursor,
                                     struct gosym_variable *out) {
  if (table->form == formNone)
    return GOSYM_NO_TABLE;
  if (isCompact(table) || isFunctions(table))
    return GOSYM_END;
  struct gosym_entry entry;
  size_t at = cursor->offset ? cursor->offset : function->offset;
  for (size_t end; at < table->size; at = end) {
    enum gosym_error error = gosymDecode(table, at, &entry, &end);
    cursor->offset = at;
    cursor->error_offset = end;
    if (error != GOSYM_OK)
      return error;
    if (gosym_is_text(entry.type) && at != function->offset)
      return GOSYM_END;
    if (entry.type != 'a' && entry.type != 'p')
      continue;
    if (!setOffset(out, &entry, table->pointer_size)) {
      cursor->error_offset = at;
      return GOSYM_BAD_ENTRY;
    }
    out->name = entry.name;
    out->name_size = entry.name_size;
    out->go_type = entry.go_type;
    out->type = entry.type;
    cursor->offset = end;
    return GOSYM_OK;
  }
  return GOSYM_END;
}
