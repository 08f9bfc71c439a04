//===- FrameEntry.h - What call frame information is read with ------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// What the files of the stepper share: FrameTable.c finds the entry of a
/// function, FrameProgram.c reads how its registers are found at one place,
/// FrameExpression.c computes, and FrameStep.c goes to the caller. On arm
/// ArmFrames.c does all of it from another table.
///
//===----------------------------------------------------------------------===//

#ifndef GOSYM_LIB_BACKTRACE_FRAMEENTRY_H
#define GOSYM_LIB_BACKTRACE_FRAMEENTRY_H

#include "Memory.h"
#include "Registers.h"

/// Reads bytes from `at` to `end`. A read that is not possible sets isBad,
/// gives 0, and so do all that follow.
struct Cursor {
  struct KnownPages *known;
  uintptr_t at, end;
  int isBad;
};

/// Of pointer encodings.
enum { encodingOmit = 0xff, encodingFormat = 0x0f };

GOSYM_INTERNAL uint64_t gosymTake(struct Cursor *cursor, unsigned size);
GOSYM_INTERNAL uint64_t gosymTakeUleb(struct Cursor *cursor);
GOSYM_INTERNAL int64_t gosymTakeSleb(struct Cursor *cursor);
/// A pointer in one of the encodings DW_EH_PE_*; `dataBase` is what its datarel
/// is relative to, 0 if there is none.
GOSYM_INTERNAL uintptr_t gosymTakePointer(struct Cursor *cursor,
                                          unsigned encoding,
                                          uintptr_t dataBase);
GOSYM_INTERNAL void gosymSkip(struct Cursor *cursor, uint64_t size);

/// Where the unwind information of one module is.
struct FrameTable {
  /// Of the module.
  uintptr_t begin, end;
  /// .eh_frame_hdr, on arm .ARM.exidx; 0 if there is none.
  uintptr_t unwind;
  size_t unwindSize;
};

/// An FDE with what its CIE says; on arm `program` alone counts, where the
/// second word is of the function's entry.
struct FrameEntry {
  /// Its code.
  uintptr_t begin;
  uintptr_t size;
  /// Instructions: first those of the CIE, then those of the FDE.
  uintptr_t commonProgram, commonProgramEnd;
  uintptr_t program, programEnd;
  uint64_t codeAlign;
  int64_t dataAlign;
  uint64_t returnRegister;
  unsigned char pointerEncoding;
  unsigned char isSignalFrame;
};

/// Finds the entry of the code at `pc`. Returns 0 if there is none.
GOSYM_INTERNAL int gosymFindFrameEntry(struct KnownPages *known,
                                       const struct FrameTable *table,
                                       uintptr_t pc, struct FrameEntry *out);

/// How the caller's value of a register is found.
enum FrameRule {
  ruleNone,      ///< not said: it still has it
  ruleSame,      ///< it still has it
  ruleUndefined, ///< it is lost
  ruleAt,        ///< in memory, at the CFA and a number
  ruleIs,        ///< the CFA and a number
  ruleRegister,  ///< in another register
  ruleAtExpression,
  ruleIsExpression
};

/// The rules at one place. A value is a number, a register, or the address of
/// an expression's size.
struct FrameRow {
  uint64_t cfaRegister;
  intptr_t cfaOffset;
  /// Where it is not 0 the CFA is what this expression gives.
  uintptr_t cfaExpression;
  intptr_t value[registerCount];
  unsigned char rule[registerCount];
};

/// Runs the entry's programs up to `pc`. Returns 0 if they make no sense.
GOSYM_INTERNAL int gosymRunFrameProgram(struct KnownPages *known,
                                        const struct FrameEntry *entry,
                                        uintptr_t pc, struct FrameRow *row);

/// Computes the DWARF expression whose size is at `at`, with `*result` on the
/// stack if `hasFirst`. Returns 0 if it cannot be.
GOSYM_INTERNAL int gosymEvaluate(struct KnownPages *known, uintptr_t at,
                                 const struct Registers *registers,
                                 int hasFirst, uintptr_t *result);

/// What became of a step.
enum StepResult {
  stepUnknown, ///< there is no information, or it makes no sense
  stepLast,    ///< it says that there is no caller
  stepTaken
};

/// From a frame to its caller's. `lookup` is an address in the frame's code,
/// and `entry` its entry.
GOSYM_INTERNAL enum StepResult gosymStepByCfi(struct KnownPages *known,
                                              const struct FrameEntry *entry,
                                              uintptr_t lookup,
                                              const struct Registers *from,
                                              struct Registers *to);

#endif
