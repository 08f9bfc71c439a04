//===- FrameExpression.c - DWARF expressions ------------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Some rules are small programs for a stack machine. That of the PLT computes
/// from pc how many words the stub has pushed; that of libc for signal frames
/// computes where the kernel saved a register. They have no memory of their
/// own, and loops only if they are hostile: the number of operations is
/// bounded, and so is the stack. A jump out of the expression, a register that
/// is not known, memory that cannot be read, a division by zero: then there is
/// no result.
///
//===----------------------------------------------------------------------===//

#include "FrameEntry.h"

enum {
  mostOperations = 1000,
  // The longest that compilers and libcs write takes 5.
  stackSize = 16
};

/// DW_OP_*.
enum {
  opAddr = 0x03,
  opDeref = 0x06,
  opConst1u = 0x08,
  opConst1s = 0x09,
  opConst2u = 0x0a,
  opConst2s = 0x0b,
  opConst4u = 0x0c,
  opConst4s = 0x0d,
  opConst8u = 0x0e,
  opConst8s = 0x0f,
  opConstu = 0x10,
  opConsts = 0x11,
  opDup = 0x12,
  opDrop = 0x13,
  opOver = 0x14,
  opPick = 0x15,
  opSwap = 0x16,
  opRot = 0x17,
  opAbs = 0x19,
  opAnd = 0x1a,
  opDiv = 0x1b,
  opMinus = 0x1c,
  opMod = 0x1d,
  opMul = 0x1e,
  opNeg = 0x1f,
  opNot = 0x20,
  opOr = 0x21,
  opPlus = 0x22,
  opPlusUconst = 0x23,
  opShl = 0x24,
  opShr = 0x25,
  opShra = 0x26,
  opXor = 0x27,
  opBra = 0x28,
  opEq = 0x29,
  opGe = 0x2a,
  opGt = 0x2b,
  opLe = 0x2c,
  opLt = 0x2d,
  opNe = 0x2e,
  opSkip = 0x2f,
  opLit0 = 0x30,
  opReg0 = 0x50,
  opBreg0 = 0x70,
  opRegx = 0x90,
  opBregx = 0x92,
  opDerefSize = 0x94,
  opNop = 0x96,
  // Of lit, reg and breg.
  opsOfKind = 32,
  bitsOfWord = 8 * sizeof(uintptr_t)
};

struct Evaluation {
  struct Cursor cursor;
  uintptr_t begin;
  const struct Registers *registers;
  unsigned depth;
  uintptr_t stack[stackSize];
};

static void push(struct Evaluation *e, uintptr_t value) {
  if (e->depth == stackSize)
    e->cursor.isBad = 1;
  else
    e->stack[e->depth++] = value;
}

static uintptr_t pop(struct Evaluation *e) {
  if (e->depth != 0)
    return e->stack[--e->depth];
  e->cursor.isBad = 1;
  return 0;
}

/// Pushes what is `index` below the top.
static void pick(struct Evaluation *e, uint64_t index) {
  if (index >= e->depth)
    e->cursor.isBad = 1;
  else
    push(e, e->stack[e->depth - 1 - (unsigned)index]);
}

static void pushRegister(struct Evaluation *e, uint64_t number,
                         int64_t offset) {
  unsigned slot = slotOf(number);
#if defined(__x86_64__) || defined(__i386__)
  // That of the return address is also where the program is: in the PLT.
  if (slot == returnSlot) {
    push(e, e->registers->pc + (uintptr_t)offset);
    return;
  }
#endif
  if (!isKnownSlot(e->registers, slot))
    e->cursor.isBad = 1;
  else
    push(e, e->registers->value[slot] + (uintptr_t)offset);
}

static void pushMemory(struct Evaluation *e, unsigned size) {
  uint64_t value = 0;
  uintptr_t address = pop(e);
  if ((size != 1 && size != 2 && size != 4 && size != 8) ||
      size > sizeof(uintptr_t) ||
      !gosymReadNumber(e->cursor.known, address, size, &value))
    e->cursor.isBad = 1;
  push(e, (uintptr_t)value);
}

static void jump(struct Evaluation *e, int16_t distance) {
  e->cursor.at += (uintptr_t)(intptr_t)distance;
  if (e->cursor.at < e->begin || e->cursor.at > e->cursor.end)
    e->cursor.isBad = 1;
}

static uintptr_t shiftRight(intptr_t value, uintptr_t count) {
  uintptr_t sign = value < 0 ? ~(uintptr_t)0 : 0;
  if (count >= bitsOfWord)
    return sign;
  return count == 0 ? (uintptr_t)value
                    : (uintptr_t)value >> count | sign << (bitsOfWord - count);
}

/// Operations on the two upper values of the stack.
static void combine(struct Evaluation *e, unsigned op) {
  uintptr_t b = pop(e), a = pop(e);
  intptr_t sa = (intptr_t)a, sb = (intptr_t)b;
  switch (op) {
  case opAnd:
    push(e, a & b);
    break;
  case opDiv:
    // The least number divided by -1 has no result.
    if (b == 0 || sb == -1)
      push(e, 0 - a);
    else
      push(e, (uintptr_t)(sa / sb));
    e->cursor.isBad |= b == 0;
    break;
  case opMinus:
    push(e, a - b);
    break;
  case opMod:
    push(e, b == 0 ? 0 : a % b);
    e->cursor.isBad |= b == 0;
    break;
  case opMul:
    push(e, a * b);
    break;
  case opOr:
    push(e, a | b);
    break;
  case opPlus:
    push(e, a + b);
    break;
  case opShl:
    push(e, b < bitsOfWord ? a << b : 0);
    break;
  case opShr:
    push(e, b < bitsOfWord ? a >> b : 0);
    break;
  case opShra:
    push(e, shiftRight(sa, b));
    break;
  case opXor:
    push(e, a ^ b);
    break;
  case opEq:
    push(e, a == b);
    break;
  case opGe:
    push(e, sa >= sb);
    break;
  case opGt:
    push(e, sa > sb);
    break;
  case opLe:
    push(e, sa <= sb);
    break;
  case opLt:
    push(e, sa < sb);
    break;
  default:
    push(e, a != b);
  }
}

/// Operations that move values of the stack, or change the upper one.
static void rearrange(struct Evaluation *e, unsigned op) {
  uintptr_t a = 0, b = 0, c = 0;
  switch (op) {
  case opDup:
    pick(e, 0);
    break;
  case opDrop:
    pop(e);
    break;
  case opOver:
    pick(e, 1);
    break;
  case opPick:
    pick(e, gosymTake(&e->cursor, 1));
    break;
  case opSwap:
    b = pop(e);
    a = pop(e);
    push(e, b);
    push(e, a);
    break;
  case opRot:
    c = pop(e);
    b = pop(e);
    a = pop(e);
    push(e, c);
    push(e, a);
    push(e, b);
    break;
  case opAbs:
    a = pop(e);
    push(e, (intptr_t)a < 0 ? 0 - a : a);
    break;
  case opNeg:
    push(e, 0 - pop(e));
    break;
  case opNot:
    push(e, ~pop(e));
    break;
  default:
    push(e, pop(e) + (uintptr_t)gosymTakeUleb(&e->cursor));
  }
}

/// Operations that push a number of the expression.
static void pushConstant(struct Evaluation *e, unsigned op) {
  struct Cursor *cursor = &e->cursor;
  switch (op) {
  case opAddr:
    push(e, (uintptr_t)gosymTake(cursor, sizeof(uintptr_t)));
    break;
  case opConst1u:
    push(e, (uintptr_t)gosymTake(cursor, 1));
    break;
  case opConst1s:
    push(e, (uintptr_t)(intptr_t)(int8_t)gosymTake(cursor, 1));
    break;
  case opConst2u:
    push(e, (uintptr_t)gosymTake(cursor, 2));
    break;
  case opConst2s:
    push(e, (uintptr_t)(intptr_t)(int16_t)gosymTake(cursor, 2));
    break;
  case opConst4u:
    push(e, (uintptr_t)gosymTake(cursor, 4));
    break;
  case opConst4s:
    push(e, (uintptr_t)(intptr_t)(int32_t)gosymTake(cursor, 4));
    break;
  case opConst8u:
  case opConst8s:
    push(e, (uintptr_t)gosymTake(cursor, 8));
    break;
  case opConstu:
    push(e, (uintptr_t)gosymTakeUleb(cursor));
    break;
  default:
    push(e, (uintptr_t)gosymTakeSleb(cursor));
  }
}

static void compute(struct Evaluation *e, unsigned op) {
  struct Cursor *cursor = &e->cursor;
  uint64_t number = 0;
  int16_t distance;
  if (op - opLit0 < opsOfKind) {
    push(e, op - opLit0);
  } else if (op - opReg0 < opsOfKind) {
    pushRegister(e, op - opReg0, 0);
  } else if (op - opBreg0 < opsOfKind) {
    pushRegister(e, op - opBreg0, gosymTakeSleb(cursor));
  } else if (op == opRegx) {
    pushRegister(e, gosymTakeUleb(cursor), 0);
  } else if (op == opBregx) {
    number = gosymTakeUleb(cursor);
    pushRegister(e, number, gosymTakeSleb(cursor));
  } else if (op == opDeref) {
    pushMemory(e, sizeof(uintptr_t));
  } else if (op == opDerefSize) {
    pushMemory(e, (unsigned)gosymTake(cursor, 1));
  } else if (op == opSkip || op == opBra) {
    distance = (int16_t)gosymTake(cursor, 2);
    if (op == opSkip || pop(e) != 0)
      jump(e, distance);
  } else if (op == opAddr || (op >= opConst1u && op <= opConsts)) {
    pushConstant(e, op);
  } else if ((op >= opDup && op <= opRot) || op == opAbs || op == opNeg ||
             op == opNot || op == opPlusUconst) {
    rearrange(e, op);
  } else if (op >= opAnd && op <= opNe) {
    combine(e, op);
  } else if (op != opNop) {
    cursor->isBad = 1;
  }
}

int gosymEvaluate(struct KnownPages *known, uintptr_t at,
                  const struct Registers *registers, int hasFirst,
                  uintptr_t *result) {
  struct Evaluation e;
  e.cursor.known = known;
  e.cursor.at = at;
  e.cursor.end = UINTPTR_MAX;
  e.cursor.isBad = 0;
  uint64_t size = gosymTakeUleb(&e.cursor);
  if (e.cursor.isBad || size > e.cursor.end - e.cursor.at)
    return 0;
  e.begin = e.cursor.at;
  e.cursor.end = e.begin + (uintptr_t)size;
  e.registers = registers;
  e.depth = 0;
  if (hasFirst)
    push(&e, *result);
  for (unsigned i = 0; e.cursor.at < e.cursor.end; ++i) {
    if (i == mostOperations)
      return 0;
    compute(&e, (unsigned)gosymTake(&e.cursor, 1));
    if (e.cursor.isBad)
      return 0;
  }
  *result = pop(&e);
  return !e.cursor.isBad;
}
