//===- ArmFrames.c - The unwind information of 32-bit ARM -----------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// ARM has an ABI of its own for unwinding (EHABI). `.ARM.exidx` has two words
/// for each function, ascending: where it begins, and
///
///   1                      it cannot be unwound
///   8-bit code, 3 bytes    its instructions, with bit 31 set
///   a place                in .ARM.extab, where they are
///
/// There, a first word with bit 31 set has in bits 24 to 27 which of three
/// formats they have; without it, it is a personality routine, and the
/// instructions follow behind a count of words, as all compilers write them.
///
/// The instructions undo the prologue of a function: they pop registers and
/// move the stack pointer. They hold behind the prologue and before the
/// epilogue only, which is enough for callers. Of an interrupted frame the
/// result may be wrong, so Walk.c has every return address of arm checked.
///
/// Code of C has no such information unless it is compiled with
/// -funwind-tables, and linkers then write that it cannot be unwound. The
/// abort() of glibc's libc.a is such code: a walk from its signal ends there.
///
/// Nothing here needs an arm: with GOSYM_READ_AS_ARM this and Registers.h are
/// those of arm on any machine, for test/Fuzz.
///
//===----------------------------------------------------------------------===//

#include "FrameEntry.h"

#if defined(__arm__) || defined(GOSYM_READ_AS_ARM)

enum {
  cannotUnwind = 1,
  isInline = -0x7fffffff - 1,
  entrySize = 8,
  // A register that is popped as pc.
  pcNumber = 15,
  linkNumber = 14,
  opFinish = 0xb0
};

/// Instructions, which are the bytes of words, the highest first.
struct Bytes {
  struct KnownPages *known;
  /// The next word, how many follow, and what is left of the one that was read.
  uintptr_t at;
  unsigned words, count;
  uint32_t word;
  int isBad;
};

struct Unwinding {
  struct Bytes bytes;
  struct Registers *to;
  uintptr_t stack;
  int hasPc;
};

/// A place relative to itself, in 31 bits.
static uintptr_t placeOf(uintptr_t at, uint32_t word) {
  return at + (uintptr_t)((int32_t)(word << 1) >> 1);
}

static int readWord(struct KnownPages *known, uintptr_t at, uint32_t *word) {
  uint64_t number;
  if (!gosymReadNumber(known, at, sizeof(*word), &number))
    return 0;
  *word = (uint32_t)number;
  return 1;
}

/// The next byte; behind the end `finish`.
static unsigned nextByte(struct Bytes *bytes) {
  enum { bytesOfWord = 4, bitsOfByte = 8, upper = 24 };
  if (bytes->count == 0) {
    if (bytes->words == 0)
      return opFinish;
    --bytes->words;
    if (!readWord(bytes->known, bytes->at, &bytes->word)) {
      bytes->isBad = 1;
      return opFinish;
    }
    bytes->at += sizeof(uint32_t);
    bytes->count = bytesOfWord;
  }
  unsigned byte = bytes->word >> upper;
  bytes->word <<= bitsOfByte;
  --bytes->count;
  return byte;
}

/// Finds the entry of `pc`: where its second word is; 0 if there is none.
static uintptr_t findEntry(struct KnownPages *known,
                           const struct FrameTable *table, uintptr_t pc) {
  size_t low = 0, high = table->unwindSize / entrySize;
  uint32_t word;
  while (low < high) {
    size_t middle = low + (high - low) / 2;
    uintptr_t at = table->unwind + middle * entrySize;
    if (!readWord(known, at, &word))
      return 0;
    if (placeOf(at, word) <= pc)
      low = middle + 1;
    else
      high = middle;
  }
  if (table->unwind == 0 || low == 0)
    return 0;
  return table->unwind + (low - 1) * entrySize + sizeof(uint32_t);
}

/// Finds the instructions of the function whose entry's second word is at `at`.
static int findBytes(struct KnownPages *known, uintptr_t at,
                     struct Bytes *bytes) {
  enum {
    formatShift = 24,
    formatMask = 0x7f,
    countShift = 16,
    byteMask = 0xff
  };
  uint32_t word;
  if (at == 0 || !readWord(known, at, &word) || word == cannotUnwind)
    return 0;
  int isInTable = !(word & (uint32_t)isInline);
  if (isInTable) {
    at = placeOf(at, word);
    if (!readWord(known, at, &word))
      return 0;
  }
  unsigned format = word >> formatShift & formatMask;
  bytes->known = known;
  bytes->isBad = 0;
  bytes->at = at + sizeof(word);
  if (!(word & (uint32_t)isInline)) {
    // Behind the address of a personality routine.
    if (!readWord(known, at + sizeof(word), &word))
      return 0;
    bytes->at = at + 2 * sizeof(word);
    bytes->words = word >> formatShift;
    bytes->word = word << 8;
    bytes->count = 3;
  } else if (format == 0) {
    bytes->words = 0;
    bytes->word = word << 8;
    bytes->count = 3;
  } else if (isInTable && format <= 2) {
    bytes->words = word >> countShift & byteMask;
    bytes->word = word << 16;
    bytes->count = 2;
  } else {
    return 0;
  }
  return 1;
}

/// Reads a word of the stack, which must be aligned.
static int readStack(struct KnownPages *known, uintptr_t at, uint32_t *word) {
  return at % sizeof(*word) == 0 && readWord(known, at, word);
}

/// Pops the registers of `mask` from `first` on.
static int popRegisters(struct Unwinding *u, unsigned mask, unsigned first) {
  uintptr_t stack = u->stack;
  uint32_t value;
  int hasStack = 0;
  for (unsigned number = first; mask != 0; ++number, mask >>= 1) {
    if (!(mask & 1))
      continue;
    if (!readStack(u->bytes.known, stack, &value))
      return 0;
    stack += sizeof(value);
    if (number == pcNumber) {
      u->to->pc = value;
      u->hasPc = 1;
      continue;
    }
    setSlot(u->to, number, value);
    hasStack |= number == stackSlot;
  }
  u->stack = hasStack ? u->to->value[stackSlot] : stack;
  return 1;
}

/// Instructions that begin with 1011.
static int undoMore(struct Unwinding *u, unsigned op) {
  enum { sizeOfDouble = 8 };
  unsigned next;
  uintptr_t number = 0;
  switch (op) {
  case 0xb1:
    next = nextByte(&u->bytes);
    return next != 0 && next < 0x10 && popRegisters(u, next, 0);
  case 0xb2:
    for (unsigned shift = 0; shift < 28; shift += 7) {
      next = nextByte(&u->bytes);
      number |= (uintptr_t)(next & 0x7f) << shift;
      if (!(next & 0x80))
        break;
    }
    u->stack += 0x204 + (number << 2);
    return 1;
  case 0xb3:
    u->stack += ((nextByte(&u->bytes) & 0xf) + 1) * sizeOfDouble + 4;
    return 1;
  case 0xb4:
    // A code that authenticates the return address.
    u->stack += sizeof(uint32_t);
    return 1;
  case 0xb5:
    return 1;
  default:
    // Registers of floating point, in the format of FSTMX.
    u->stack += ((op & 7) + 1) * sizeOfDouble + 4;
    return op >= 0xb8;
  }
}

/// Undoes what one instruction says. Returns 0 if it is none.
static int undo(struct Unwinding *u, unsigned op) {
  enum { sizeOfDouble = 8, firstKept = 4 };
  unsigned mask;
  if (op < 0x40) {
    u->stack += ((op & 0x3f) << 2) + 4;
    return 1;
  }
  if (op < 0x80) {
    u->stack -= ((op & 0x3f) << 2) + 4;
    return 1;
  }
  switch (op >> 4) {
  case 0x8:
    mask = (op & 0xf) << 8 | nextByte(&u->bytes);
    return mask != 0 && popRegisters(u, mask, firstKept);
  case 0x9:
    mask = op & 0xf;
    if (mask == stackSlot || mask == pcNumber || !isKnownSlot(u->to, mask))
      return 0;
    u->stack = u->to->value[mask];
    return 1;
  case 0xa:
    mask = (2u << (op & 7)) - 1;
    if (op & 8)
      mask |= 1u << (linkNumber - firstKept);
    return popRegisters(u, mask, firstKept);
  case 0xb:
    return undoMore(u, op);
  case 0xc:
    // Registers of floating point; what begins with c0 to c7 is of iWMMXt.
    if (op < 0xc8 || op > 0xc9)
      return 0;
    u->stack += ((nextByte(&u->bytes) & 0xf) + 1) * sizeOfDouble;
    return 1;
  case 0xd:
    u->stack += ((op & 7) + 1) * sizeOfDouble;
    return op < 0xd8;
  default:
    return 0;
  }
}

enum StepResult gosymStepByCfi(struct KnownPages *known,
                               const struct FrameEntry *entry, uintptr_t lookup,
                               const struct Registers *from,
                               struct Registers *to) {
  enum { mostInstructions = 1024 };
  struct Unwinding u;
  (void)lookup;
  if (!isKnownSlot(from, stackSlot) ||
      !findBytes(known, entry->program, &u.bytes))
    return stepUnknown;
  to->known = 0;
  for (unsigned slot = 0; slot < registerCount; ++slot)
    if (isKnownSlot(from, slot))
      setSlot(to, slot, from->value[slot]);
  u.to = to;
  u.stack = from->value[stackSlot];
  u.hasPc = 0;
  for (unsigned i = 0;; ++i) {
    unsigned op = nextByte(&u.bytes);
    if (op == opFinish)
      break;
    if (i == mostInstructions || !undo(&u, op))
      return stepUnknown;
  }
  if (u.bytes.isBad || (!u.hasPc && !isKnownSlot(to, linkNumber)))
    return stepUnknown;
  if (!u.hasPc)
    to->pc = to->value[linkNumber];
  setSlot(to, stackSlot, u.stack);
  return stepTaken;
}

int gosymFindFrameEntry(struct KnownPages *known,
                        const struct FrameTable *table, uintptr_t pc,
                        struct FrameEntry *out) {
  struct Bytes bytes;
  out->program = findEntry(known, table, pc);
  return findBytes(known, out->program, &bytes);
}

#endif
