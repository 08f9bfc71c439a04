//===- FrameStep.c - From a frame to its caller's, by its rules -----------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// The rules give the CFA, which is the caller's stack pointer at the call, and
/// from it where the caller's registers are. Registers of which nothing is said
/// are still what they were; the stack pointer is the CFA, unless a rule says
/// other. (On s390x the CFA is 160 bytes above it, and functions that move it
/// have a rule.)
///
/// A return address that is undefined says that there is no caller: where the
/// program and its threads begin.
///
//===----------------------------------------------------------------------===//

#include "FrameEntry.h"

#ifndef __arm__

/// Finds the caller's value of register `slot`. Returns 0 if it is not known.
static int findValue(struct KnownPages *known, const struct FrameRow *row,
                     unsigned slot, const struct Registers *from, uintptr_t cfa,
                     uintptr_t *value) {
  unsigned other;
  intptr_t number = row->value[slot];
  switch (row->rule[slot]) {
  case ruleAt:
    return gosymReadStack(known, cfa + (uintptr_t)number, value);
  case ruleIs:
    *value = cfa + (uintptr_t)number;
    return 1;
  case ruleRegister:
    other = slotOf((uint64_t)number);
    if (!isKnownSlot(from, other))
      return 0;
    *value = from->value[other];
    return 1;
  case ruleAtExpression:
    *value = cfa;
    return gosymEvaluate(known, (uintptr_t)number, from, 1, value) &&
           gosymReadStack(known, *value, value);
  case ruleIsExpression:
    *value = cfa;
    return gosymEvaluate(known, (uintptr_t)number, from, 1, value);
  case ruleUndefined:
    return 0;
  default:
    *value = from->value[slot];
    return isKnownSlot(from, slot);
  }
}

static int findCfa(struct KnownPages *known, const struct FrameRow *row,
                   const struct Registers *from, uintptr_t *cfa) {
  if (row->cfaExpression != 0)
    return gosymEvaluate(known, row->cfaExpression, from, 0, cfa);
  unsigned slot = slotOf(row->cfaRegister);
  if (!isKnownSlot(from, slot))
    return 0;
  *cfa = from->value[slot] + (uintptr_t)row->cfaOffset;
  return 1;
}

static int isSaid(const struct FrameRow *row, unsigned slot) {
  return row->rule[slot] != ruleNone;
}

enum StepResult gosymStepByCfi(struct KnownPages *known,
                               const struct FrameEntry *entry, uintptr_t lookup,
                               const struct Registers *from,
                               struct Registers *to) {
  struct FrameRow row;
  uintptr_t cfa, value;
  if (!gosymRunFrameProgram(known, entry, lookup, &row))
    return stepUnknown;
  unsigned returnsBy = slotOf(entry->returnRegister);
  if (returnsBy == registerCount)
    return stepUnknown;
  if (row.rule[returnsBy] == ruleUndefined)
    return stepLast;
  if (!findCfa(known, &row, from, &cfa))
    return stepUnknown;
  to->known = 0;
  for (unsigned slot = 0; slot < registerCount; ++slot)
    if (findValue(known, &row, slot, from, cfa, &value))
      setSlot(to, slot, value);
  if (!isKnownSlot(to, returnsBy))
    return stepUnknown;
  to->pc = to->value[returnsBy];
#if defined(__x86_64__) || defined(__i386__)
  // No register: what it was is no return address of the caller's.
  forgetSlot(to, returnsBy);
#endif
#ifndef __s390x__
  if (!isSaid(&row, stackSlot))
    setSlot(to, stackSlot, cfa);
#endif
  return stepTaken;
}

#endif
