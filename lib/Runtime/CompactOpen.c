//===- CompactOpen.c - Opening a compact table ----------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Reads the header and the list of parts, which is at most 3 KiB behind it,
/// and nothing of any part.
///
//===----------------------------------------------------------------------===//

#include "Compact.h"

/// Checks the fixed fields. Of a size that is wrong the offset tells.
static enum gosym_error readHeader(struct gosym_table *out) {
  const unsigned char *bytes = out->bytes;
  enum gosym_error error = GOSYM_BAD_HEADER;
  size_t *at = &out->error_offset;
  if (out->size < GOSYM_COMPACT_HEADER_SIZE)
    return failAt(error, out->size, at);
  if (bytes[GOSYM_COMPACT_VERSION_OFFSET] != GOSYM_COMPACT_VERSION)
    return failAt(error, GOSYM_COMPACT_VERSION_OFFSET, at);
  unsigned char pointerSize = bytes[GOSYM_COMPACT_POINTER_SIZE_OFFSET];
  if (pointerSize != 4 && pointerSize != 8)
    return failAt(GOSYM_BAD_POINTER_SIZE, GOSYM_COMPACT_POINTER_SIZE_OFFSET,
                  at);
  if (bytes[GOSYM_COMPACT_FLAGS_OFFSET] & ~GOSYM_COMPACT_DEMANGLED)
    return failAt(error, GOSYM_COMPACT_FLAGS_OFFSET, at);
  if (word32At(bytes, GOSYM_COMPACT_SIZE_OFFSET) != out->size)
    return failAt(error, GOSYM_COMPACT_SIZE_OFFSET, at);
  if (word32At(bytes, GOSYM_COMPACT_RESERVED_OFFSET) != 0)
    return failAt(error, GOSYM_COMPACT_RESERVED_OFFSET, at);
  out->pointer_size = pointerSize;
  return GOSYM_OK;
}

/// Whether part `at` has a kind that an earlier one has.
static int isAgain(const struct gosym_table *table, uint64_t at) {
  uint64_t before = GOSYM_COMPACT_HEADER_SIZE;
  for (; before < at; before += GOSYM_COMPACT_PART_SIZE)
    if (word32At(table->bytes, before) == word32At(table->bytes, at))
      return 1;
  return 0;
}

static enum gosym_error readParts(struct gosym_table *out) {
  const unsigned char *bytes = out->bytes;
  unsigned count = bytes[GOSYM_COMPACT_PART_COUNT_OFFSET];
  uint64_t at = GOSYM_COMPACT_HEADER_SIZE;
  for (; count != 0; --count, at += GOSYM_COMPACT_PART_SIZE) {
    if (out->size - at < GOSYM_COMPACT_PART_SIZE)
      return failAt(GOSYM_BAD_HEADER, at, &out->error_offset);
    uint32_t kind = word32At(bytes, at);
    uint32_t offset = word32At(bytes, at + GOSYM_COMPACT_PART_OFFSET_OFFSET);
    uint32_t size = word32At(bytes, at + GOSYM_COMPACT_PART_SIZE_OFFSET);
    if (offset > out->size || size > out->size - offset ||
        (kind & GOSYM_COMPACT_MUST_KNOW) || isAgain(out, at))
      return failAt(GOSYM_BAD_PART, at, &out->error_offset);
    if (kind == 0 || kind >= GOSYM_COMPACT_PARTS)
      continue;
    out->part_offset[kind] = offset;
    out->part_size[kind] = size;
  }
  out->error_offset = (size_t)at;
  return GOSYM_OK;
}

/// All parts that are there have 8 bytes at least; of those that must have some
/// 0 is an error.
static int has(const struct gosym_table *table, unsigned kind) {
  return table->part_size[kind] != 0;
}

static int isWhole(const struct gosym_table *out) {
  if (!has(out, GOSYM_COMPACT_DICTIONARY) || !has(out, GOSYM_COMPACT_NAMES) ||
      !has(out, GOSYM_COMPACT_FUNCTIONS))
    return 0;
  int hasLines = has(out, GOSYM_COMPACT_LINES);
  if (hasLines &&
      (!has(out, GOSYM_COMPACT_UNITS) || !has(out, GOSYM_COMPACT_PATHS)))
    return 0;
  int hasInlined = has(out, GOSYM_COMPACT_INLINED);
  return hasInlined == has(out, GOSYM_COMPACT_INLINED_NAMES) &&
         (!hasInlined || hasLines);
}

enum gosym_error gosymOpenCompact(struct gosym_table *out, uint64_t address) {
  for (unsigned kind = 0; kind < GOSYM_COMPACT_PARTS; ++kind) {
    out->part_offset[kind] = 0;
    out->part_size[kind] = 0;
    // Not a call of memset().
    __asm__ volatile("" ::: "memory");
  }
  enum gosym_error error = readHeader(out);
  if (error == GOSYM_OK)
    error = readParts(out);
  if (error == GOSYM_OK && !isWhole(out))
    error = GOSYM_BAD_PART;
  if (error != GOSYM_OK)
    return error;
  out->error_offset = 0;
  out->form = formCompact;
  out->base = cutAddress(
      out, address + word64At(out->bytes, GOSYM_COMPACT_BASE_OFFSET));
  return GOSYM_OK;
}
