//===- Inlined.c - The functions that one address is in -------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Compact tables know inlined calls. Of any other table the list is its
/// function alone, with the line that gosym_find_line() gives.
///
//===----------------------------------------------------------------------===//

#include "Compact.h"

static void copyFunction(struct gosym_function *to,
                         const struct gosym_function *from) {
  to->name = from->name;
  to->name_size = from->name_size;
  to->entry = from->entry;
  to->end = from->end;
  to->size = from->size;
  to->go_type = from->go_type;
  to->frame = from->frame;
  to->locals = from->locals;
  to->args = from->args;
  to->offset = from->offset;
  to->error_offset = from->error_offset;
  to->name_number = from->name_number;
  to->unit = from->unit;
  to->type = from->type;
  to->is_inlined = from->is_inlined;
  to->has_frame = from->has_frame;
  to->has_locals = from->has_locals;
  to->has_args = from->has_args;
}

/// The line of `pc`, where there is one.
static enum gosym_error findOneLine(const struct gosym_table *table,
                                    uint64_t pc, struct gosym_inlined *out) {
  struct gosym_line line;
  enum gosym_error error = gosym_find_line(table, pc, &line);
  out->error_offset = line.error_offset;
  if (error != GOSYM_OK)
    return error == GOSYM_NOT_FOUND ? GOSYM_OK : error;
  out->line = (uint32_t)line.line;
  out->file = line.file;
  out->path = line.path;
  out->path_count = line.path_count;
  out->path_offset = line.offset;
  return GOSYM_OK;
}

enum gosym_error gosym_find_inlined(const struct gosym_table *table,
                                    uint64_t pc, struct gosym_inlined *out) {
  if (isCompact(table))
    return gosymFindCompactInlined(table, pc, out);
  out->calls = 0;
  out->file = 0;
  out->line = 0;
  out->path = NULL;
  out->path_count = 0;
  out->path_offset = 0;
  out->is_done = 0;
  enum gosym_error error = gosym_find_function(table, pc, &out->function);
  out->error_offset = out->function.error_offset;
  return error == GOSYM_OK ? findOneLine(table, pc, out) : error;
}

enum gosym_error gosym_next_inlined(const struct gosym_table *table,
                                    struct gosym_inlined *cursor,
                                    struct gosym_frame *out) {
  out->line.path = cursor->path;
  out->line.path_count = cursor->path_count;
  out->line.offset = cursor->path_offset;
  out->line.error_offset = 0;
  if (table->form == formNone)
    return GOSYM_NO_TABLE;
  if (cursor->calls != 0)
    return gosymNextCompactInlined(cursor, out);
  if (cursor->is_done)
    return GOSYM_END;
  cursor->is_done = 1;
  copyFunction(&out->function, &cursor->function);
  out->line.line = cursor->line;
  out->line.file = cursor->file;
  return GOSYM_OK;
}
