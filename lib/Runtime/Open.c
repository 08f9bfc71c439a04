//===- Open.c - Which form a table has ------------------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// gosym/Format/Header.h has the forms. Three of them begin with their own
/// header; Go 1.0 tables have none and are recognized by the type of their
/// first entry. Bytes that are too few to tell are taken for a cut Go 1.0
/// table, and the error comes when the first entry is read. A compact table is
/// told by its first bytes before all of these, and so is a function table,
/// whose magic word no Go 1.0 table begins with: it would be an address that is
/// followed by a zero in place of a type.
///
/// Nothing else is read here. A table may have 18 MB, and none of its pages may
/// be in memory yet.
///
//===----------------------------------------------------------------------===//

#include "Compact.h"
#include "FunctionTable.h"

/// Whether the table begins with the prefix of `prefixSize` bytes with `magic`;
/// a table that is shorter must be a beginning of the prefix.
static int hasPrefix(const struct gosym_table *table, uint32_t magic,
                     int bigEndian, size_t prefixSize) {
  for (size_t i = 0; i < prefixSize && i < table->size; ++i)
    if (table->bytes[i] != gosym_prefix_byte(magic, bigEndian, i))
      return 0;
  return 1;
}

static int mayBeGo10(const unsigned char *bytes, size_t size) {
  return size <= GOSYM_OLD_TYPE_OFFSET ||
         gosym_letter_of_old_type(bytes[GOSYM_OLD_TYPE_OFFSET]) != 0;
}

static enum gosym_error openGo11(struct gosym_table *out, int bigEndian) {
  if (out->size < GOSYM_GO11_HEADER_SIZE)
    return GOSYM_BAD_HEADER;
  unsigned char pointerSize = out->bytes[GOSYM_POINTER_SIZE_OFFSET];
  if (pointerSize != 4 && pointerSize != 8) {
    out->error_offset = GOSYM_POINTER_SIZE_OFFSET;
    return GOSYM_BAD_POINTER_SIZE;
  }
  out->form = formGo11;
  out->big_endian = (unsigned char)bigEndian;
  out->pointer_size = pointerSize;
  return GOSYM_OK;
}

static enum gosym_error openOld(struct gosym_table *out, unsigned char form) {
  if (form == formInterim && out->size < GOSYM_INTERIM_HEADER_SIZE)
    return GOSYM_BAD_HEADER;
  out->form = form;
  out->big_endian = form == formGo10;
  out->pointer_size = GOSYM_OLD_WORD_SIZE;
  return GOSYM_OK;
}

/// No table of another form begins like one: the fifth byte of a Go 1.0 table
/// has its high bit set.
static int isCompactTable(const struct gosym_table *table) {
  return table->size > GOSYM_OLD_TYPE_OFFSET &&
         readWord32(table->bytes, 0) == GOSYM_COMPACT_MAGIC;
}

static enum gosym_error openForm(struct gosym_table *out) {
  for (int bigEndian = 0; bigEndian <= 1; ++bigEndian)
    if (hasPrefix(out, GOSYM_GO11_MAGIC, bigEndian, GOSYM_GO11_PREFIX_SIZE))
      return openGo11(out, bigEndian);
  if (hasPrefix(out, GOSYM_INTERIM_MAGIC, 0, GOSYM_INTERIM_HEADER_SIZE))
    return openOld(out, formInterim);
  if (mayBeGo10(out->bytes, out->size))
    return openOld(out, formGo10);
  return GOSYM_BAD_HEADER;
}

enum gosym_error gosym_open(const void *table, size_t size,
                            const struct gosym_options *options,
                            struct gosym_table *out) {
  out->error_offset = 0;
  out->bytes = table;
  out->size = size;
  out->lines = options ? options->lines : NULL;
  out->lines_size = options && options->lines ? options->lines_size : 0;
  out->quantum = options && options->quantum ? options->quantum : 1;
  out->index = NULL;
  out->index_size = 0;
  out->base = 0;
  out->index_functions = 0;
  out->first_path = 0;
  out->first_code = 0;
  out->form = formNone;
  out->big_endian = 0;
  out->pointer_size = 0;
  out->index_shift = 0;
  out->index_flags = 0;
  out->begins_with_text = 0;
  out->thumb = options && options->thumb;
  out->record_size = 0;
  out->has_tail = 0;

  uint64_t address =
      options && options->address ? options->address : (uintptr_t)table;
  int bigEndian;
  enum gosym_error error;
  if (isCompactTable(out))
    error = gosymOpenCompact(out, address);
  else if (gosymIsFunctionTable(out->bytes, out->size, &bigEndian))
    error = gosymOpenFunctions(out, bigEndian, address,
                               options ? options->text : 0);
  else
    error = openForm(out);
  if (error != GOSYM_OK || !options || !options->index)
    return error;
  return gosym_attach_index(out, options->index, options->index_size);
}

enum gosym_error gosym_prepare(struct gosym_table *table) {
  if (table->form == formNone)
    return GOSYM_NO_TABLE;
  if (isCompact(table) || isFunctions(table))
    return GOSYM_OK;
  struct gosym_entry entry;
  size_t end = 0, path = 0;
  int hasPath = 0;
  for (size_t at = headerSize(table); at < table->size; at = end) {
    enum gosym_error error = gosymDecode(table, at, &entry, &end);
    if (error != GOSYM_OK) {
      table->error_offset = end;
      return error;
    }
    if (entry.type == 'f' && !hasPath) {
      path = at;
      hasPath = 1;
    }
    if (gosym_is_history(entry.type) || gosym_is_text(entry.type)) {
      table->first_code = at;
      table->first_path = hasPath ? path : at;
      break;
    }
  }
  return GOSYM_OK;
}
