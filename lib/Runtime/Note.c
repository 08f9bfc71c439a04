//===- Note.c - What a note says of tables --------------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// gosym/Format/TableNote.h draws the note. Notes of others come before it in
/// most programs (build id, ABI tag), and are passed over: each by at least the
/// 12 bytes of its header, so the walk ends.
///
/// All sizes in a note have 32 bits, and offsets are compared as 64-bit numbers
/// that cannot wrap.
///
//===----------------------------------------------------------------------===//

#include "Table.h"

/// Notes, and where the walk is.
struct Notes {
  const unsigned char *bytes;
  uint64_t size;
  unsigned alignment;
  int bigEndian;
};

static uint32_t wordAt(const struct Notes *notes, uint64_t offset) {
  return readWord32(notes->bytes + offset, notes->bigEndian);
}

static uint64_t longAt(const struct Notes *notes, uint64_t offset) {
  return readPointer(notes->bytes + offset, notes->bigEndian, 8);
}

static enum gosym_error bad(struct gosym_note *out, uint64_t offset) {
  out->error_offset = (size_t)offset;
  return GOSYM_BAD_NOTE;
}

static void clear(struct gosym_note_table *table) {
  table->offset = 0;
  table->size = 0;
  table->entry = 0;
}

static struct gosym_note_table *tableOfKind(struct gosym_note *out,
                                            uint32_t kind) {
  if (kind == GOSYM_NOTE_COMPACT)
    return &out->compact;
  if (kind == GOSYM_NOTE_TABLE)
    return &out->table;
  if (kind == GOSYM_NOTE_INDEX)
    return &out->index;
  if (kind == GOSYM_NOTE_LINES)
    return &out->lines;
  return kind == GOSYM_NOTE_FUNCTIONS ? &out->functions : NULL;
}

/// Takes the entry at `entry`.
static enum gosym_error takeEntry(const struct Notes *notes, uint64_t entry,
                                  struct gosym_note *out) {
  uint32_t kind = wordAt(notes, entry + GOSYM_NOTE_ENTRY_KIND_OFFSET);
  struct gosym_note_table *table = tableOfKind(out, kind);
  if (!table)
    return GOSYM_OK;
  if (table->size != 0)
    return bad(out, entry + GOSYM_NOTE_ENTRY_KIND_OFFSET);
  if (wordAt(notes, entry + GOSYM_NOTE_ENTRY_ZERO_OFFSET) != 0)
    return bad(out, entry + GOSYM_NOTE_ENTRY_ZERO_OFFSET);
  int64_t offset =
      (int64_t)longAt(notes, entry + GOSYM_NOTE_ENTRY_OFFSET_OFFSET);
  uint64_t size = longAt(notes, entry + GOSYM_NOTE_ENTRY_SIZE_OFFSET);
  uint64_t before = offset > 0 ? (uint64_t)offset : 0;
  if (size == 0 || size > INT64_MAX - before)
    return bad(out, entry + GOSYM_NOTE_ENTRY_SIZE_OFFSET);
  table->offset = offset;
  table->size = size;
  table->entry = (size_t)entry;
  return GOSYM_OK;
}

/// Decodes the note at `note`, whose descriptor of `size` bytes is there.
static enum gosym_error decode(const struct Notes *notes, uint64_t note,
                               uint64_t size, struct gosym_note *out) {
  uint64_t descriptor = note + GOSYM_NOTE_DESCRIPTOR_OFFSET;
  out->descriptor = (size_t)descriptor;
  if (size < GOSYM_NOTE_ENTRIES_OFFSET)
    return bad(out, note + GOSYM_NOTE_DESCRIPTOR_SIZE_OFFSET);
  if (wordAt(notes, descriptor + GOSYM_NOTE_VERSION_OFFSET) !=
      GOSYM_NOTE_VERSION)
    return bad(out, descriptor + GOSYM_NOTE_VERSION_OFFSET);

  // How many fit is counted, not computed: a multiplication of 64 bits is a
  // call of libgcc on some machines.
  uint32_t count = wordAt(notes, descriptor + GOSYM_NOTE_COUNT_OFFSET);
  uint64_t left = size - GOSYM_NOTE_ENTRIES_OFFSET;
  for (uint32_t i = 0; i < count; ++i) {
    if (left < GOSYM_NOTE_ENTRY_SIZE)
      return bad(out, descriptor + GOSYM_NOTE_COUNT_OFFSET);
    left -= GOSYM_NOTE_ENTRY_SIZE;
  }
  if (left != 0)
    return bad(out, descriptor + GOSYM_NOTE_COUNT_OFFSET);

  uint64_t entry = descriptor + GOSYM_NOTE_ENTRIES_OFFSET;
  for (uint32_t i = 0; i < count; ++i) {
    enum gosym_error error = takeEntry(notes, entry, out);
    if (error != GOSYM_OK)
      return error;
    entry += GOSYM_NOTE_ENTRY_SIZE;
  }
  return GOSYM_OK;
}

static int isOurs(const struct Notes *notes, uint64_t note, uint32_t nameSize) {
  const char *name = (const char *)notes->bytes + note + GOSYM_NOTE_HEADER_SIZE;
  return nameSize == GOSYM_NOTE_NAME_SIZE &&
         gosym_is_name(name, GOSYM_NOTE_NAME_SIZE - 1, GOSYM_NOTE_NAME) &&
         name[GOSYM_NOTE_NAME_SIZE - 1] == 0 &&
         wordAt(notes, note + GOSYM_NOTE_TYPE_OFFSET) == GOSYM_NOTE_TYPE;
}

static enum gosym_error find(const struct Notes *notes,
                             struct gosym_note *out) {
  for (uint64_t note = 0; note < notes->size;) {
    if (notes->size - note < GOSYM_NOTE_HEADER_SIZE)
      return bad(out, note);
    uint32_t nameSize = wordAt(notes, note + GOSYM_NOTE_NAME_SIZE_OFFSET);
    uint32_t size = wordAt(notes, note + GOSYM_NOTE_DESCRIPTOR_SIZE_OFFSET);
    if (nameSize > notes->size - note - GOSYM_NOTE_HEADER_SIZE)
      return bad(out, note + GOSYM_NOTE_NAME_SIZE_OFFSET);
    int ours = isOurs(notes, note, nameSize);
    uint64_t descriptor =
        note +
        gosym_note_padded((uint64_t)GOSYM_NOTE_HEADER_SIZE + nameSize,
                          ours ? GOSYM_NOTE_ALIGNMENT : notes->alignment);
    // An empty descriptor of the last note may begin behind the end.
    uint64_t left = descriptor < notes->size ? notes->size - descriptor : 0;
    if (size > left)
      return bad(out, note + GOSYM_NOTE_DESCRIPTOR_SIZE_OFFSET);
    if (ours)
      return decode(notes, note, size, out);
    note = gosym_note_padded(descriptor + size, notes->alignment);
  }
  return GOSYM_NO_TABLE;
}

enum gosym_error gosym_read_note(const void *notes, size_t size,
                                 size_t alignment, int big_endian,
                                 struct gosym_note *out) {
  struct Notes all;
  all.bytes = notes;
  all.size = size;
  all.alignment = alignment == GOSYM_NOTE_WIDE_ALIGNMENT
                      ? GOSYM_NOTE_WIDE_ALIGNMENT
                      : GOSYM_NOTE_ALIGNMENT;
  all.bigEndian = big_endian;
  out->error_offset = 0;
  out->descriptor = 0;
  clear(&out->compact);
  clear(&out->table);
  clear(&out->index);
  clear(&out->lines);
  clear(&out->functions);
  return find(&all, out);
}
