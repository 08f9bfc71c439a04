//===- Entry.c - One record, and a walk over them -------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// gosym/Format/Entry.h has the encoding. The fields are checked in the order
/// and blamed at the offsets of lib/Format/Entry.cpp; test/Runtime compares the
/// two readers on every cut of every form.
///
/// Lookups spend their time here, and most of it in names (92 bytes in the mean
/// in a program of C++), so the NUL is looked for a word at a time. A word is
/// only read when all of it is inside the table; the rest goes byte by byte. A
/// sanitizer sees no wrong read, and the end of a page none either.
///
//===----------------------------------------------------------------------===//

#include "FunctionTable.h"
#include "Table.h"

/// Of a varint: bits of a byte, and where those of its last byte go.
enum { varintBits = 7, lastVarintShift = 63 };

/// Where to read, and the end of the table.
struct Bytes {
  const unsigned char *table;
  size_t at, size;
  int bigEndian;
  unsigned pointerSize;
};

static size_t bytesLeft(const struct Bytes *bytes) {
  return bytes->size - bytes->at;
}

/// Offset of the first NUL at or behind `at`; `size` if there is none.
static size_t findNul(const unsigned char *table, size_t at, size_t size) {
  const size_t ones = (size_t)-1 / 0xff, highs = ones << 7;
  while (size - at >= sizeof(size_t)) {
    size_t word = ((const struct AnyWord *)(table + at))->word;
    size_t nuls = (word - ones) & ~word & highs;
    if (nuls != 0) {
#if defined(__x86_64__) || defined(__i386__) || defined(__AARCH64EL__)
      // One instruction there; elsewhere it may be a call of libgcc.
      return at + (size_t)__builtin_ctzl(nuls) / 8;
#else
      break;
#endif
    }
    at += sizeof(size_t);
  }
  while (at < size && table[at] != 0)
    ++at;
  return at;
}

static int decodePointer(struct Bytes *bytes, uint64_t *value) {
  if (bytesLeft(bytes) < bytes->pointerSize)
    return 0;
  *value = readPointer(bytes->table + bytes->at, bytes->bigEndian,
                       bytes->pointerSize);
  bytes->at += bytes->pointerSize;
  return 1;
}

static int decodeVarint(struct Bytes *bytes, uint64_t *value) {
  size_t at = bytes->at;
  uint64_t result = 0;
  for (unsigned shift = 0; shift <= lastVarintShift && at < bytes->size;
       shift += varintBits) {
    unsigned char byte = bytes->table[at++];
    uint64_t bits = byte & 0x7f;
    if (shift == lastVarintShift && bits > 1)
      return 0;
    result |= bits << shift;
    if (byte < 0x80) {
      *value = result;
      bytes->at = at;
      return 1;
    }
  }
  return 0;
}

/// Reads name and path, which are the same in all forms. On an error `at` stays
/// at the wrong byte.
static enum gosym_error decodeName(struct Bytes *bytes,
                                   struct gosym_entry *entry) {
  size_t end = findNul(bytes->table, bytes->at, bytes->size);
  if (end == bytes->size)
    return GOSYM_BAD_NAME;
  entry->name = (const char *)bytes->table + bytes->at;
  entry->name_size = end - bytes->at;
  entry->path = bytes->table + end + 1;
  entry->path_count = 0;
  if (!gosym_is_history(entry->type)) {
    bytes->at = end + 1;
    return GOSYM_OK;
  }

  size_t at = end + 1;
  while (bytes->size - at >= GOSYM_PATH_INDEX_SIZE) {
    int isLast = bytes->table[at] == 0 && bytes->table[at + 1] == 0;
    at += GOSYM_PATH_INDEX_SIZE;
    if (isLast) {
      bytes->at = at;
      return GOSYM_OK;
    }
    ++entry->path_count;
  }
  bytes->at = end + 1;
  return GOSYM_BAD_PATH;
}

/// Checks that concern several fields; `valueAt` and `nameAt` are the offsets
/// of value and name.
static enum gosym_error checkEntry(const struct gosym_entry *entry,
                                   size_t valueAt, size_t nameAt, size_t *end) {
  if (entry->type == 'f' &&
      (entry->value == 0 || entry->value > GOSYM_MAX_PATH_INDEX)) {
    *end = valueAt;
    return GOSYM_BAD_VALUE;
  }
  if ((gosym_is_history(entry->type) && entry->name_size != 0) ||
      (entry->type == 'f' && entry->name_size > GOSYM_MAX_COMPONENT_SIZE) ||
      (entry->type == 'm' &&
       !gosym_is_size_name(entry->name, entry->name_size))) {
    *end = nameAt;
    return GOSYM_BAD_NAME;
  }
  if (entry->path_count > GOSYM_MAX_PATH_COMPONENTS) {
    // The name before it is empty.
    *end = nameAt + 1;
    return GOSYM_BAD_PATH;
  }
  return GOSYM_OK;
}

static enum gosym_error decodeGo11(struct Bytes *bytes,
                                   struct gosym_entry *entry, size_t *end) {
  unsigned first = bytes->table[bytes->at];
  *end = bytes->at;
  entry->type = gosym_letter_of_type(first);
  if (entry->type == 0)
    return GOSYM_BAD_TYPE;
  entry->is_address = (first & GOSYM_ENTRY_WIDE) != 0;

  size_t valueAt = *end = ++bytes->at;
  if (!(entry->is_address ? decodePointer(bytes, &entry->value)
                          : decodeVarint(bytes, &entry->value)))
    return GOSYM_BAD_VALUE;

  *end = bytes->at;
  entry->has_go_type = (first & GOSYM_ENTRY_HAS_GO_TYPE) != 0;
  entry->go_type = 0;
  if (entry->has_go_type && !decodePointer(bytes, &entry->go_type))
    return GOSYM_BAD_GO_TYPE;

  size_t nameAt = bytes->at;
  enum gosym_error error = decodeName(bytes, entry);
  *end = bytes->at;
  return error != GOSYM_OK ? error : checkEntry(entry, valueAt, nameAt, end);
}

static enum gosym_error decodeOld(struct Bytes *bytes,
                                  struct gosym_entry *entry, size_t *end) {
  size_t valueAt = *end = bytes->at;
  if (!decodePointer(bytes, &entry->value))
    return GOSYM_BAD_VALUE;

  *end = bytes->at;
  if (bytesLeft(bytes) == 0)
    return GOSYM_BAD_TYPE;
  entry->type = gosym_letter_of_old_type(bytes->table[bytes->at]);
  if (entry->type == 0)
    return GOSYM_BAD_TYPE;
  // The old forms do not say; symbols of the program have addresses.
  entry->is_address = gosym_is_text(entry->type) || gosym_is_data(entry->type);

  size_t nameAt = ++bytes->at;
  enum gosym_error error = decodeName(bytes, entry);
  *end = bytes->at;
  if (error != GOSYM_OK)
    return error;
  if (!decodePointer(bytes, &entry->go_type))
    return GOSYM_BAD_GO_TYPE;
  entry->has_go_type = entry->go_type != 0;
  *end = bytes->at;
  return checkEntry(entry, valueAt, nameAt, end);
}

enum gosym_error gosymDecode(const struct gosym_table *table, size_t offset,
                             struct gosym_entry *entry, size_t *end) {
  struct Bytes bytes;
  bytes.table = table->bytes;
  bytes.at = offset;
  bytes.size = table->size;
  bytes.bigEndian = table->big_endian;
  bytes.pointerSize = table->pointer_size;
  entry->offset = offset;
  return table->form == formGo11 ? decodeGo11(&bytes, entry, end)
                                 : decodeOld(&bytes, entry, end);
}

int gosymMayBegin(const struct gosym_table *table, size_t offset) {
  size_t first = headerSize(table);
  return offset >= first && offset < table->size &&
         (offset == first || table->bytes[offset - 1] == 0);
}

/// Checks the path of `entry` and takes note of its component.
static int checkKnown(unsigned char *known, const struct gosym_entry *entry) {
  for (size_t i = 0; i < entry->path_count; ++i) {
    unsigned index = gosym_path_index(entry->path, i);
    if (!(known[index / 8] & (1u << index % 8)))
      return 0;
  }
  if (entry->type == 'f')
    known[entry->value / 8] |= (unsigned char)(1u << entry->value % 8);
  return 1;
}

enum gosym_error gosym_next(const struct gosym_table *table,
                            struct gosym_cursor *cursor,
                            struct gosym_entry *entry) {
  if (table->form == formNone)
    return GOSYM_NO_TABLE;
  if (isCompact(table))
    return GOSYM_END;
  if (isFunctions(table))
    return gosymNextTableFunction(table, cursor, entry);
  size_t offset = cursor->offset ? cursor->offset : headerSize(table);
  if (offset >= table->size)
    return GOSYM_END;

  size_t end;
  enum gosym_error error = gosymDecode(table, offset, entry, &end);
  if (error == GOSYM_OK && cursor->known && !checkKnown(cursor->known, entry)) {
    error = GOSYM_BAD_PATH;
    end = (size_t)(entry->path - table->bytes);
  }
  if (error != GOSYM_OK) {
    cursor->error_offset = end;
    return error;
  }
  cursor->offset = end;
  return GOSYM_OK;
}
