//===- Module.c - The tables of a loaded module ---------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// The loader maps PT_LOAD segments, and PT_NOTE segments are parts of them. A
/// module may have been made by any linker and changed by any tool, so its
/// headers are not believed: notes are read, and tables are told, only where a
/// PT_LOAD that may be read has bytes of the file. Below, addresses are those
/// of the headers, as 64-bit numbers that wrap; the bias is added when memory
/// is read.
///
/// Our note is in one of several PT_NOTE segments, for linkers make one for
/// each alignment. One that is malformed does not hide the next.
///
//===----------------------------------------------------------------------===//

#include "Compact.h"
#include "Table.h"

/// Of a program header.
enum { typeLoad = 1, typeNote = 4, flagRead = 4 };

/// ElfW(Phdr), which a freestanding reader has no header for.
#if UINTPTR_MAX > 0xffffffff
struct ProgramHeader {
  uint32_t type, flags;
  uint64_t offset, vaddr, paddr, filesz, memsz, align;
};
#else
struct ProgramHeader {
  uint32_t type, offset, vaddr, paddr, filesz, memsz, flags, align;
};
#endif

/// A module whose tables are looked for.
struct Module {
  const struct ProgramHeader *headers;
  size_t count;
  uintptr_t bias;
};

/// The `size` bytes at `address`, if they are in memory; else null.
static const unsigned char *memoryAt(const struct Module *module,
                                     uint64_t address, uint64_t size) {
  for (size_t i = 0; i < module->count; ++i) {
    const struct ProgramHeader *h = &module->headers[i];
    uint64_t inside = address - h->vaddr;
    if (h->type == typeLoad && (h->flags & flagRead) && inside <= h->filesz &&
        size <= h->filesz - inside)
      return (const unsigned char *)(module->bias + (uintptr_t)address);
  }
  return NULL;
}

/// Stores where the table that `table` names is; `descriptor` is the address of
/// the descriptor.
static int place(const struct Module *module, uint64_t descriptor,
                 const struct gosym_note_table *table,
                 const unsigned char **bytes, size_t *size,
                 size_t *errorOffset) {
  *bytes = NULL;
  *size = 0;
  if (table->size == 0)
    return 1;
  *bytes = memoryAt(module, descriptor + (uint64_t)table->offset, table->size);
  if (!*bytes) {
    *errorOffset = table->entry + GOSYM_NOTE_ENTRY_OFFSET_OFFSET;
    return 0;
  }
  *size = (size_t)table->size;
  return 1;
}

/// Takes the notes of the segment `header`.
static enum gosym_error takeNotes(const struct Module *module,
                                  const struct ProgramHeader *header,
                                  struct gosym_module *out) {
  const unsigned char *notes = memoryAt(module, header->vaddr, header->filesz);
  if (!notes) {
    out->error_offset = 0;
    return GOSYM_BAD_NOTE;
  }
  const uint16_t one = 1;
  int bigEndian = *(const unsigned char *)&one == 0;
  struct gosym_note note;
  enum gosym_error error = gosym_read_note(
      notes, (size_t)header->filesz, (size_t)header->align, bigEndian, &note);
  if (error != GOSYM_OK) {
    out->error_offset = note.error_offset;
    return error;
  }
  uint64_t descriptor = (uint64_t)header->vaddr + note.descriptor;
  size_t *wrong = &out->error_offset;
  if (!place(module, descriptor, &note.compact, &out->compact,
             &out->compact_size, wrong) ||
      !place(module, descriptor, &note.table, &out->table, &out->table_size,
             wrong) ||
      !place(module, descriptor, &note.index, &out->index, &out->index_size,
             wrong) ||
      !place(module, descriptor, &note.lines, &out->lines, &out->lines_size,
             wrong) ||
      !place(module, descriptor, &note.functions, &out->functions,
             &out->functions_size, wrong))
    return GOSYM_BAD_NOTE;
  // The index and the lines are of a table.
  return out->compact || out->table || out->functions ? GOSYM_OK
                                                      : GOSYM_NO_TABLE;
}

enum gosym_error gosym_find_tables(const void *program_headers, size_t count,
                                   uintptr_t bias, struct gosym_module *out) {
  struct Module module;
  module.headers = program_headers;
  module.count = count;
  module.bias = bias;
  out->error_offset = 0;
  enum gosym_error result = GOSYM_NO_TABLE;
  for (size_t i = 0; i < count; ++i) {
    if (module.headers[i].type != typeNote || module.headers[i].filesz == 0)
      continue;
    enum gosym_error error = takeNotes(&module, &module.headers[i], out);
    if (error == GOSYM_OK)
      return GOSYM_OK;
    if (error != GOSYM_NO_TABLE)
      result = error;
  }
  return result;
}

enum gosym_error gosym_open_module(const struct gosym_module *module,
                                   struct gosym_table *out) {
  // As gosym_open_self(): another table if only that has lines.
  if (module->compact) {
    enum gosym_error error =
        gosym_open(module->compact, module->compact_size, NULL, out);
    int hasLines = error == GOSYM_OK && out->part_size[GOSYM_COMPACT_LINES];
    int hasOther = module->functions || (module->table && module->lines);
    if (hasLines || !hasOther)
      return error;
  }
  struct gosym_options options;
  options.address = 0;
  options.text = 0;
  options.lines = module->lines;
  options.lines_size = module->lines_size;
  options.quantum = 1;
  options.index = module->index;
  options.index_size = module->index_size;
#ifdef __arm__
  options.thumb = 1;
#else
  options.thumb = 0;
#endif
  if (module->functions)
    return gosym_open(module->functions, module->functions_size, &options, out);
  if (!module->table) {
    // Opened without bytes, it is a table that is not open.
    gosym_open(NULL, 0, NULL, out);
    return GOSYM_NO_TABLE;
  }
  return gosym_open(module->table, module->table_size, &options, out);
}
