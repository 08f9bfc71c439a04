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

/// Checks the fixed fields.
static enum gosym_error readHeader(struct gosym_table *out) {
  const unsigned char *bytes = out->bytes;
  enum gosym_error error = GOSYM_BAD_HEADER;
  size_t *at = &out->error_offset;
  if (out->size < GOSYM_COMPACT_HEADER_SIZE)
    return failAt(error, 0, at);
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

/// Reads the list of parts; bit i of `there` becomes whether it has kind i.
static enum gosym_error readParts(struct gosym_table *out, uint32_t *there) {
  const unsigned char *bytes = out->bytes;
  unsigned count = bytes[GOSYM_COMPACT_PART_COUNT_OFFSET];
  uint64_t at = GOSYM_COMPACT_HEADER_SIZE;
  // Parts have 12 bytes.
  if (out->size - at < ((uint64_t)count << 3) + ((uint64_t)count << 2))
    return failAt(GOSYM_BAD_HEADER, GOSYM_COMPACT_PART_COUNT_OFFSET,
                  &out->error_offset);
  *there = 0;
  for (; count != 0; --count, at += GOSYM_COMPACT_PART_SIZE) {
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
    *there |= UINT32_C(1) << kind;
  }
  out->error_offset = (size_t)at;
  return GOSYM_OK;
}

static int has(uint32_t there, unsigned kind) { return there >> kind & 1; }

static int isWhole(uint32_t there) {
  if (!has(there, GOSYM_COMPACT_DICTIONARY) ||
      !has(there, GOSYM_COMPACT_NAMES) || !has(there, GOSYM_COMPACT_FUNCTIONS))
    return 0;
  int hasLines = has(there, GOSYM_COMPACT_LINES);
  if (hasLines &&
      (!has(there, GOSYM_COMPACT_UNITS) || !has(there, GOSYM_COMPACT_PATHS)))
    return 0;
  int hasInlined = has(there, GOSYM_COMPACT_INLINED);
  return hasInlined == has(there, GOSYM_COMPACT_INLINED_NAMES) &&
         (!hasInlined || hasLines);
}

/// Each part that is there says how many things it has. A question takes one
/// without bytes for one that is missing, so there must be none.
static enum gosym_error checkSizes(struct gosym_table *out, uint32_t there) {
  for (unsigned kind = 1; kind < GOSYM_COMPACT_PARTS; ++kind)
    if (has(there, kind) && out->part_size[kind] == 0)
      return failAt(GOSYM_BAD_PART, out->part_offset[kind], &out->error_offset);
  return GOSYM_OK;
}

enum gosym_error gosymOpenCompact(struct gosym_table *out, uint64_t address) {
  for (unsigned kind = 0; kind < GOSYM_COMPACT_PARTS; ++kind) {
    out->part_offset[kind] = 0;
    out->part_size[kind] = 0;
    // Not a call of memset().
    __asm__ volatile("" ::: "memory");
  }
  enum gosym_error error = readHeader(out);
  uint32_t there = 0;
  if (error == GOSYM_OK)
    error = readParts(out, &there);
  // Its place is the end of the list.
  if (error == GOSYM_OK && !isWhole(there))
    error = GOSYM_BAD_PART;
  if (error == GOSYM_OK)
    error = checkSizes(out, there);
  if (error != GOSYM_OK)
    return error;
  out->error_offset = 0;
  out->form = formCompact;
  out->base = cutAddress(
      out, address + word64At(out->bytes, GOSYM_COMPACT_BASE_OFFSET));
  return GOSYM_OK;
}
