//===- CompactFrames.c - Sizes of frames of compact tables ----------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Three numbers for each function, in the order of the functions. An offset
/// leads to the first function of each 16; those before the one that is asked
/// for are passed over, number by number.
///
//===----------------------------------------------------------------------===//

#include "Compact.h"

enum gosym_error gosymReadFrame(const struct gosym_table *table,
                                uint32_t number, struct gosym_function *out) {
  struct Piece part;
  beginPart(&part, table, GOSYM_COMPACT_FRAMES);
  if (sizeOf(&part) == 0)
    return GOSYM_OK;
  uint64_t begin = part.at;
  if (sizeOf(&part) < GOSYM_COMPACT_COUNT_SIZE)
    return failAt(GOSYM_BAD_FRAME, begin, &out->error_offset);
  uint32_t count = word32At(part.bytes, begin);
  uint64_t offsets = begin + GOSYM_COMPACT_COUNT_SIZE;
  uint64_t frames = offsets + groupsSize(count, GOSYM_COMPACT_GROUP_SHIFT);
  // The list of functions was read before.
  if (count !=
      word32At(part.bytes, table->part_offset[GOSYM_COMPACT_FUNCTIONS]))
    return failAt(GOSYM_BAD_FRAME, begin, &out->error_offset);
  if (frames > part.end)
    return failAt(GOSYM_BAD_FRAME, offsets, &out->error_offset);
  uint64_t at =
      offsets + ((uint64_t)(number >> GOSYM_COMPACT_GROUP_SHIFT) << 2);
  part.at = frames + word32At(part.bytes, at);
  if (part.at > part.end)
    return failAt(GOSYM_BAD_FRAME, at, &out->error_offset);
  uint64_t sizes[3];
  unsigned before = number & ((1u << GOSYM_COMPACT_GROUP_SHIFT) - 1);
  for (++before; before != 0; --before)
    for (unsigned i = 0; i < 3; ++i)
      if (!readVarint(&part, &sizes[i]))
        return failAt(GOSYM_BAD_FRAME, part.at, &out->error_offset);
  out->has_frame = sizes[0] != 0;
  out->has_locals = sizes[1] != 0;
  out->has_args = sizes[2] != 0;
  out->frame = sizes[0] - out->has_frame;
  out->locals = sizes[1] - out->has_locals;
  out->args = sizes[2] - out->has_args;
  return GOSYM_OK;
}
