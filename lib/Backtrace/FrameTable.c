//===- FrameTable.c - The unwind information of a function ----------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// `.eh_frame` is a list of entries of any size, a CIE for what functions have
/// in common and an FDE for each. `.eh_frame_hdr` is what linkers make for
/// those who look for one function:
///
///   version 1, three encodings, where .eh_frame is, how many entries,
///   and for each function, ascending: its address and that of its FDE
///
/// With the encodings that all linkers write (datarel, 4 bytes) the table is
/// searched by halves. With others, or without a table, .eh_frame is read from
/// its front.
///
/// The bytes may be any: a linker's, or what a wild store left of them. All
/// reads are checked (Memory.c), lengths too; every loop has an end because it
/// goes forward in the module's memory.
///
//===----------------------------------------------------------------------===//

#include "FrameEntry.h"

enum {
  formatUleb = 0x01,
  formatUdata2 = 0x02,
  formatUdata4 = 0x03,
  formatUdata8 = 0x04,
  formatSleb = 0x09,
  formatSdata2 = 0x0a,
  formatSdata4 = 0x0b,
  formatSdata8 = 0x0c,
  relativeMask = 0x70,
  relativeToPc = 0x10,
  relativeToData = 0x30,
  isIndirect = 0x80,
  // What the header's table has nearly always.
  encodingOfTable = relativeToData | formatSdata4,
  headerVersion = 1,
  longestLeb = 10,
  longLength = -1
};

uint64_t gosymTake(struct Cursor *cursor, unsigned size) {
  uint64_t number = 0;
  if (cursor->isBad || cursor->at > cursor->end ||
      size > cursor->end - cursor->at ||
      !gosymReadNumber(cursor->known, cursor->at, size, &number)) {
    cursor->isBad = 1;
    return 0;
  }
  cursor->at += size;
  return number;
}

void gosymSkip(struct Cursor *cursor, uint64_t size) {
  if (cursor->isBad || cursor->at > cursor->end ||
      size > cursor->end - cursor->at)
    cursor->isBad = 1;
  else
    cursor->at += (uintptr_t)size;
}

/// A number of 7 bits a byte, the lowest first; `shift` is where its sign is.
static uint64_t takeLeb(struct Cursor *cursor, unsigned *shift,
                        unsigned *last) {
  enum { bitsOfNumber = 64 };
  uint64_t number = 0;
  *shift = 0;
  for (unsigned i = 0; i < longestLeb; ++i) {
    *last = (unsigned)gosymTake(cursor, 1);
    if (*shift < bitsOfNumber)
      number |= (uint64_t)(*last & 0x7f) << *shift;
    *shift += 7;
    if (!(*last & 0x80))
      return number;
  }
  cursor->isBad = 1;
  return 0;
}

uint64_t gosymTakeUleb(struct Cursor *cursor) {
  unsigned shift, last;
  return takeLeb(cursor, &shift, &last);
}

int64_t gosymTakeSleb(struct Cursor *cursor) {
  enum { bitsOfNumber = 64, sign = 0x40 };
  unsigned shift, last;
  uint64_t number = takeLeb(cursor, &shift, &last);
  if ((last & sign) && shift < bitsOfNumber)
    number |= ~(uint64_t)0 << shift;
  return (int64_t)number;
}

/// The number of a pointer, before what it is relative to is added.
static uint64_t takeFormat(struct Cursor *cursor, unsigned format) {
  switch (format) {
  case 0:
    return gosymTake(cursor, sizeof(uintptr_t));
  case formatUleb:
    return gosymTakeUleb(cursor);
  case formatSleb:
    return (uint64_t)gosymTakeSleb(cursor);
  case formatUdata2:
    return gosymTake(cursor, 2);
  case formatSdata2:
    return (uint64_t)(int16_t)gosymTake(cursor, 2);
  case formatUdata4:
    return gosymTake(cursor, 4);
  case formatSdata4:
    return (uint64_t)(int32_t)gosymTake(cursor, 4);
  case formatUdata8:
  case formatSdata8:
    return gosymTake(cursor, 8);
  default:
    cursor->isBad = 1;
    return 0;
  }
}

uintptr_t gosymTakePointer(struct Cursor *cursor, unsigned encoding,
                           uintptr_t dataBase) {
  uintptr_t base = 0;
  if ((encoding & relativeMask) == relativeToPc)
    base = cursor->at;
  else if ((encoding & relativeMask) == relativeToData && dataBase != 0)
    base = dataBase;
  else if ((encoding & relativeMask) != 0)
    cursor->isBad = 1;
  uintptr_t value =
      base + (uintptr_t)takeFormat(cursor, encoding & encodingFormat);
  if (encoding & isIndirect) {
    uint64_t pointed = 0;
    if (cursor->isBad ||
        !gosymReadNumber(cursor->known, value, sizeof(uintptr_t), &pointed))
      cursor->isBad = 1;
    value = (uintptr_t)pointed;
  }
  return value;
}

#ifndef __arm__ // ArmFrames.c finds entries there.

/// Reads the length of an entry, and makes its end that of the cursor. Returns
/// 0 at the end of the list.
static int takeLength(struct Cursor *cursor) {
  uint64_t length = gosymTake(cursor, 4);
  if (length == (uint32_t)longLength)
    length = gosymTake(cursor, 8);
  if (cursor->isBad || length == 0 || length > cursor->end - cursor->at)
    return 0;
  cursor->end = cursor->at + (uintptr_t)length;
  return 1;
}

/// Reads what the letters of the augmentation say, whose data follows.
static void takeAugmentation(struct Cursor *cursor, uintptr_t letters,
                             struct FrameEntry *out) {
  uint64_t letter = 0;
  while (gosymReadNumber(cursor->known, letters++, 1, &letter)) {
    if (letter == 'R') {
      out->pointerEncoding = (unsigned char)gosymTake(cursor, 1);
    } else if (letter == 'P') {
      unsigned encoding = (unsigned)gosymTake(cursor, 1);
      // The personality routine itself is not looked at.
      gosymTakePointer(cursor, encoding & ~(unsigned)isIndirect, 0);
    } else if (letter == 'L') {
      gosymTake(cursor, 1);
    } else if (letter == 'S') {
      out->isSignalFrame = 1;
    } else if (letter != 'B' && letter != 'G') {
      return;
    }
  }
}

/// Reads the CIE at `at`. `*hasData` is whether FDEs have augmentation data.
static int readCommon(const struct Cursor *list, uintptr_t at,
                      struct FrameEntry *out, int *hasData) {
  struct Cursor cursor;
  cursor.known = list->known;
  cursor.at = at;
  cursor.end = list->end;
  cursor.isBad = 0;
  if (!takeLength(&cursor) || gosymTake(&cursor, 4) != 0)
    return 0;
  unsigned version = (unsigned)gosymTake(&cursor, 1);
  uintptr_t letters = cursor.at;
  unsigned first = (unsigned)gosymTake(&cursor, 1);
  for (unsigned letter = first; letter != 0 && !cursor.isBad;)
    letter = (unsigned)gosymTake(&cursor, 1);
  out->codeAlign = gosymTakeUleb(&cursor);
  out->dataAlign = gosymTakeSleb(&cursor);
  out->returnRegister =
      version == 1 ? gosymTake(&cursor, 1) : gosymTakeUleb(&cursor);
  out->pointerEncoding = 0;
  out->isSignalFrame = 0;
  *hasData = first == 'z';
  uintptr_t program = cursor.at;
  if (*hasData) {
    uint64_t size = gosymTakeUleb(&cursor);
    program = cursor.at;
    takeAugmentation(&cursor, letters + 1, out);
    cursor.at = program;
    gosymSkip(&cursor, size);
    program = cursor.at;
  }
  out->commonProgram = program;
  out->commonProgramEnd = cursor.end;
  return !cursor.isBad && (version == 1 || version == 3) &&
         (first == 0 || *hasData);
}

/// Reads the entry that `list` is at, which becomes the one behind it. Returns
/// 0 at the end of the list; `*isFunction` is whether it was an FDE that makes
/// sense.
static int nextEntry(struct Cursor *list, uintptr_t begin,
                     struct FrameEntry *out, int *isFunction) {
  struct Cursor cursor;
  cursor.known = list->known;
  cursor.at = list->at;
  cursor.end = list->end;
  cursor.isBad = list->isBad;
  *isFunction = 0;
  if (!takeLength(&cursor))
    return 0;
  list->at = cursor.end;
  uintptr_t here = cursor.at;
  uintptr_t back = (uintptr_t)gosymTake(&cursor, 4);
  int hasData = 0;
  if (cursor.isBad || back == 0 || back > here - begin ||
      !readCommon(list, here - back, out, &hasData))
    return 1;
  out->begin = gosymTakePointer(&cursor, out->pointerEncoding, 0);
  out->size =
      (uintptr_t)takeFormat(&cursor, out->pointerEncoding & encodingFormat);
  if (hasData)
    gosymSkip(&cursor, gosymTakeUleb(&cursor));
  out->program = cursor.at;
  out->programEnd = cursor.end;
  *isFunction = !cursor.isBad;
  return 1;
}

/// The FDE that the table of `count` entries at `at` has for `pc`; 0 if none.
static uintptr_t search(struct KnownPages *known, uintptr_t header,
                        uintptr_t at, uint64_t count, uintptr_t pc) {
  enum { entrySize = 8, halfSize = 4 };
  uint64_t number = 0, low = 0, high = count;
  // The last entry whose function does not begin behind pc.
  while (low < high) {
    uint64_t middle = low + (high - low) / 2;
    if (!gosymReadNumber(known, at + (uintptr_t)middle * entrySize, halfSize,
                         &number))
      return 0;
    if (header + (uintptr_t)(int32_t)number <= pc)
      low = middle + 1;
    else
      high = middle;
  }
  if (low == 0 ||
      !gosymReadNumber(known, at + (uintptr_t)(low - 1) * entrySize + halfSize,
                       halfSize, &number))
    return 0;
  return header + (uintptr_t)(int32_t)number;
}

int gosymFindFrameEntry(struct KnownPages *known,
                        const struct FrameTable *table, uintptr_t pc,
                        struct FrameEntry *out) {
  enum { entrySize = 8 };
  struct Cursor cursor;
  cursor.known = known;
  cursor.at = table->unwind;
  cursor.end = table->unwind + table->unwindSize;
  cursor.isBad = table->unwind == 0 || cursor.end < cursor.at;
  unsigned version = (unsigned)gosymTake(&cursor, 1);
  unsigned listEncoding = (unsigned)gosymTake(&cursor, 1);
  unsigned countEncoding = (unsigned)gosymTake(&cursor, 1);
  unsigned tableEncoding = (unsigned)gosymTake(&cursor, 1);
  struct Cursor list;
  list.known = known;
  list.at = gosymTakePointer(&cursor, listEncoding, table->unwind);
  list.end = table->end;
  list.isBad = 0;
  if (cursor.isBad || version != headerVersion || list.at < table->begin ||
      list.at > table->end)
    return 0;
  int isFunction;
  uint64_t count = 0;
  if (countEncoding != encodingOmit && tableEncoding == encodingOfTable)
    count = gosymTakePointer(&cursor, countEncoding, table->unwind);
  if (count != 0 && !cursor.isBad) {
    if (count > (cursor.end - cursor.at) / entrySize)
      count = (cursor.end - cursor.at) / entrySize;
    list.at = search(known, table->unwind, cursor.at, count, pc);
    return list.at >= table->begin && list.at < table->end &&
           nextEntry(&list, table->begin, out, &isFunction) && isFunction &&
           pc - out->begin < out->size;
  }
  while (nextEntry(&list, table->begin, out, &isFunction))
    if (isFunction && pc - out->begin < out->size)
      return 1;
  return 0;
}

#endif
