//===- FrameProgram.c - The rules of a frame at one place -----------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// A program of call frame information builds a table, a row for each range of
/// code; only the row of one pc is wanted. Two instructions usually need room
/// that a signal handler does not have:
///
///   DW_CFA_remember_state, DW_CFA_restore_state keep rows on a stack. But a
///   pair that is passed before pc is reached leaves the row as it was. So at
///   remember_state the program is read ahead: if its restore_state comes
///   before pc, the run goes on behind it; if not, restore_state is not
///   reached, and nothing must be kept. There is no stack and no limit of its
///   depth.
///
///   DW_CFA_restore needs what the CIE said of a register. The CIE's program is
///   run once more, for that register only.
///
/// The number of instructions is bounded, because a hostile program could nest
/// one into the other.
///
//===----------------------------------------------------------------------===//

#include "FrameEntry.h"

/// DW_CFA_*. The first three have an operand in their lower bits.
enum {
  opAdvance = 0x40,
  opOffset = 0x80,
  opRestore = 0xc0,
  opSetLocation = 0x01,
  opAdvance1 = 0x02,
  opAdvance2 = 0x03,
  opAdvance4 = 0x04,
  opOffsetExtended = 0x05,
  opRestoreExtended = 0x06,
  opUndefined = 0x07,
  opSameValue = 0x08,
  opRegister = 0x09,
  opRememberState = 0x0a,
  opRestoreState = 0x0b,
  opDefCfa = 0x0c,
  opDefCfaRegister = 0x0d,
  opDefCfaOffset = 0x0e,
  opDefCfaExpression = 0x0f,
  opExpression = 0x10,
  opOffsetExtendedSf = 0x11,
  opDefCfaSf = 0x12,
  opDefCfaOffsetSf = 0x13,
  opValOffset = 0x14,
  opValOffsetSf = 0x15,
  opValExpression = 0x16,
  opAdvance8 = 0x1d,
  // On other machines DW_CFA_GNU_window_save. The bits of authentication are
  // cleared from every return address, so whether they are there is no
  // question.
  opNegateReturnAddressStateWithPc = 0x2c,
  opNegateReturnAddressState = 0x2d,
  opArgumentsSize = 0x2e,
  opNegativeOffsetExtended = 0x2f,
  operandMask = 0x3f,
  mostInstructions = 20000
};

/// What an instruction does.
enum Action {
  doNothing,
  doAdvance, ///< by `value`
  doMove,    ///< to `value`
  doRule,
  doRestoreRule,
  doRemember,
  doRestore,
  doCfa, ///< `number` and `value`
  doCfaRegister,
  doCfaOffset,
  doCfaExpression ///< at `value`
};

struct Instruction {
  enum Action action;
  enum FrameRule rule;
  /// A register of DWARF.
  uint64_t number;
  intptr_t value;
};

/// A program in the making of its row.
struct Run {
  const struct FrameEntry *entry;
  struct Cursor cursor;
  uintptr_t location;
  unsigned left;
};

static void setRule(struct Instruction *out, enum FrameRule rule,
                    uint64_t number, intptr_t value) {
  out->action = doRule;
  out->rule = rule;
  out->number = number;
  out->value = value;
}

/// An expression: where its size is.
static intptr_t takeExpression(struct Cursor *cursor) {
  uintptr_t at = cursor->at;
  gosymSkip(cursor, gosymTakeUleb(cursor));
  return (intptr_t)at;
}

// Products of hostile numbers wrap: they are addresses in the end, which are
// checked.
static intptr_t takeFactored(struct Run *run) {
  return (intptr_t)(gosymTakeUleb(&run->cursor) *
                    (uint64_t)run->entry->dataAlign);
}

static intptr_t takeFactoredSigned(struct Run *run) {
  return (intptr_t)((uint64_t)gosymTakeSleb(&run->cursor) *
                    (uint64_t)run->entry->dataAlign);
}

static void setAdvance(struct Run *run, struct Instruction *out,
                       uint64_t delta) {
  out->action = doAdvance;
  out->value = (intptr_t)(delta * run->entry->codeAlign);
}

/// The instructions that have an opcode of their own, of registers.
static void decodeRule(struct Run *run, unsigned op, struct Instruction *out) {
  struct Cursor *cursor = &run->cursor;
  uint64_t number = gosymTakeUleb(cursor);
  switch (op) {
  case opOffsetExtended:
    setRule(out, ruleAt, number, takeFactored(run));
    break;
  case opOffsetExtendedSf:
    setRule(out, ruleAt, number, takeFactoredSigned(run));
    break;
  case opNegativeOffsetExtended:
    setRule(out, ruleAt, number, (intptr_t)(0 - (uintptr_t)takeFactored(run)));
    break;
  case opValOffset:
    setRule(out, ruleIs, number, takeFactored(run));
    break;
  case opValOffsetSf:
    setRule(out, ruleIs, number, takeFactoredSigned(run));
    break;
  case opUndefined:
    setRule(out, ruleUndefined, number, 0);
    break;
  case opSameValue:
    setRule(out, ruleSame, number, 0);
    break;
  case opRegister:
    setRule(out, ruleRegister, number, (intptr_t)gosymTakeUleb(cursor));
    break;
  case opExpression:
    setRule(out, ruleAtExpression, number, takeExpression(cursor));
    break;
  case opValExpression:
    setRule(out, ruleIsExpression, number, takeExpression(cursor));
    break;
  case opRestoreExtended:
    out->action = doRestoreRule;
    out->number = number;
    break;
  default:
    cursor->isBad = 1;
  }
}

static void decodeCfa(struct Run *run, unsigned op, struct Instruction *out) {
  struct Cursor *cursor = &run->cursor;
  switch (op) {
  case opDefCfa:
    out->action = doCfa;
    out->number = gosymTakeUleb(cursor);
    out->value = (intptr_t)gosymTakeUleb(cursor);
    break;
  case opDefCfaSf:
    out->action = doCfa;
    out->number = gosymTakeUleb(cursor);
    out->value = takeFactoredSigned(run);
    break;
  case opDefCfaRegister:
    out->action = doCfaRegister;
    out->number = gosymTakeUleb(cursor);
    break;
  case opDefCfaOffset:
    out->action = doCfaOffset;
    out->value = (intptr_t)gosymTakeUleb(cursor);
    break;
  case opDefCfaOffsetSf:
    out->action = doCfaOffset;
    out->value = takeFactoredSigned(run);
    break;
  default:
    out->action = doCfaExpression;
    out->value = takeExpression(cursor);
  }
}

/// Reads one instruction. Returns 0 if it is none, or there were too many.
static int decode(struct Run *run, struct Instruction *out) {
  struct Cursor *cursor = &run->cursor;
  unsigned op = (unsigned)gosymTake(cursor, 1);
  out->action = doNothing;
  if (run->left == 0)
    return 0;
  --run->left;
  switch (op & ~(unsigned)operandMask) {
  case opAdvance:
    setAdvance(run, out, op & operandMask);
    return !cursor->isBad;
  case opOffset:
    setRule(out, ruleAt, op & operandMask, takeFactored(run));
    return !cursor->isBad;
  case opRestore:
    out->action = doRestoreRule;
    out->number = op & operandMask;
    return !cursor->isBad;
  }
  switch (op) {
  case 0:
  case opNegateReturnAddressState:
  case opNegateReturnAddressStateWithPc:
    break;
  case opArgumentsSize:
    gosymTakeUleb(cursor);
    break;
  case opSetLocation:
    out->action = doMove;
    out->value =
        (intptr_t)gosymTakePointer(cursor, run->entry->pointerEncoding, 0);
    break;
  case opAdvance1:
    setAdvance(run, out, gosymTake(cursor, 1));
    break;
  case opAdvance2:
    setAdvance(run, out, gosymTake(cursor, 2));
    break;
  case opAdvance4:
    setAdvance(run, out, gosymTake(cursor, 4));
    break;
  case opAdvance8:
    setAdvance(run, out, gosymTake(cursor, 8));
    break;
  case opRememberState:
    out->action = doRemember;
    break;
  case opRestoreState:
    out->action = doRestore;
    break;
  case opDefCfa:
  case opDefCfaSf:
  case opDefCfaRegister:
  case opDefCfaOffset:
  case opDefCfaOffsetSf:
  case opDefCfaExpression:
    decodeCfa(run, op, out);
    break;
  default:
    decodeRule(run, op, out);
  }
  return !cursor->isBad;
}

/// Moves on if `instruction` says so.
static void moveOn(struct Run *run, const struct Instruction *instruction) {
  if (instruction->action == doAdvance)
    run->location += (uintptr_t)instruction->value;
  else if (instruction->action == doMove)
    run->location = (uintptr_t)instruction->value;
}

/// Goes behind the restore_state that belongs to the remember_state just read,
/// if it comes before the program is behind `pc`.
static void passRemembered(struct Run *run, uintptr_t pc) {
  uintptr_t at = run->cursor.at, location = run->location;
  unsigned depth = 1;
  struct Instruction instruction;
  while (run->cursor.at < run->cursor.end && decode(run, &instruction)) {
    moveOn(run, &instruction);
    if (run->location > pc)
      break;
    if (instruction.action == doRemember)
      ++depth;
    if (instruction.action == doRestore && --depth == 0)
      return;
  }
  run->cursor.at = at;
  run->cursor.isBad = 0;
  run->location = location;
}

static void beginRun(struct Run *run, struct KnownPages *known,
                     const struct FrameEntry *entry, int isCommon) {
  run->entry = entry;
  run->cursor.known = known;
  run->cursor.at = isCommon ? entry->commonProgram : entry->program;
  run->cursor.end = isCommon ? entry->commonProgramEnd : entry->programEnd;
  run->cursor.isBad = 0;
  run->location = entry->begin;
}

/// Sets the rule of the register `slot` to that of the CIE.
static int restoreRule(const struct Run *run, unsigned slot,
                       struct FrameRow *row) {
  struct Run common;
  struct Instruction instruction;
  if (slot == registerCount)
    return 1;
  beginRun(&common, run->cursor.known, run->entry, 1);
  common.left = run->left;
  row->rule[slot] = ruleNone;
  while (common.cursor.at < common.cursor.end) {
    if (!decode(&common, &instruction))
      return 0;
    if (instruction.action == doRule && slotOf(instruction.number) == slot) {
      row->rule[slot] = (unsigned char)instruction.rule;
      row->value[slot] = instruction.value;
    }
  }
  return 1;
}

/// Does what an instruction says to the row.
static int apply(struct Run *run, const struct Instruction *instruction,
                 struct FrameRow *row) {
  unsigned slot;
  switch (instruction->action) {
  case doRule:
    slot = slotOf(instruction->number);
    if (slot < registerCount) {
      row->rule[slot] = (unsigned char)instruction->rule;
      row->value[slot] = instruction->value;
    }
    return 1;
  case doRestoreRule:
    return restoreRule(run, slotOf(instruction->number), row);
  case doCfa:
    row->cfaOffset = instruction->value;
    row->cfaRegister = instruction->number;
    row->cfaExpression = 0;
    return 1;
  case doCfaRegister:
    row->cfaRegister = instruction->number;
    row->cfaExpression = 0;
    return 1;
  case doCfaOffset:
    row->cfaOffset = instruction->value;
    return 1;
  case doCfaExpression:
    row->cfaExpression = (uintptr_t)instruction->value;
    return 1;
  // One that belongs to no remember_state.
  case doRestore:
    return 0;
  default:
    return 1;
  }
}

static int run(struct Run *run, uintptr_t pc, struct FrameRow *row) {
  struct Instruction instruction;
  while (run->cursor.at < run->cursor.end) {
    if (!decode(run, &instruction))
      return 0;
    moveOn(run, &instruction);
    if (run->location > pc)
      return 1;
    if (instruction.action == doRemember)
      passRemembered(run, pc);
    else if (!apply(run, &instruction, row))
      return 0;
  }
  return 1;
}

int gosymRunFrameProgram(struct KnownPages *known,
                         const struct FrameEntry *entry, uintptr_t pc,
                         struct FrameRow *row) {
  struct Run program;
  row->cfaRegister = registerCount;
  row->cfaOffset = 0;
  row->cfaExpression = 0;
  for (unsigned i = 0; i < registerCount; ++i)
    ((volatile struct FrameRow *)row)->rule[i] = ruleNone;
  program.left = mostInstructions;
  beginRun(&program, known, entry, 1);
  if (!run(&program, pc, row))
    return 0;
  beginRun(&program, known, entry, 0);
  return run(&program, pc, row);
}
