//===- DebugVariables.h - Variables in frames, from debug info --*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// What the debug info of one function says of the variables and parameters
/// that are in its frame.
///
//===----------------------------------------------------------------------===//

#ifndef GOSYM_LIB_DEBUGINFO_DEBUGVARIABLES_H
#define GOSYM_LIB_DEBUGINFO_DEBUGVARIABLES_H

#include "UnwindFrames.h"
#include "llvm/DebugInfo/DWARF/DWARFDie.h"

namespace gosym {

/// A variable or parameter that is in memory, in one place for all of the
/// function.
struct FrameVariable {
  /// Lives as long as the debug info.
  llvm::StringRef name;
  /// From the CFA, in bytes.
  int64_t offset = 0;
};

/// Variables and parameters that are no FrameVariable, by the reason.
struct LeftOutVariables {
  /// In a register, or in several places by turns.
  uint64_t inRegisters = 0;
  uint64_t moving = 0;
  /// Not on the stack: static variables, constants.
  uint64_t notInFrame = 0;
  /// Where is an expression, not a distance from the frame base.
  uint64_t computed = 0;
  /// Without location: optimized away.
  uint64_t gone = 0;
  /// The frame base is a register, and unwind information does not say where
  /// the CFA is from it.
  uint64_t withoutFrameBase = 0;

  void operator+=(const LeftOutVariables &o);
};

struct FunctionVariables {
  std::vector<FrameVariable> variables;
  /// Bytes of arguments on the stack.
  std::optional<uint64_t> argsSize;
  /// Whether `variables` has all that are in the frame.
  bool isComplete = true;
  LeftOutVariables leftOut;
};

/// Where the function of a subprogram entry begins: nothing for a declaration
/// and for a function without code of its own.
std::optional<llvm::object::SectionedAddress>
entryOf(const llvm::DWARFDie &subprogram);

/// Reads \p subprogram, whatever it holds; \p frame is what unwind information
/// says of it, null for nothing, \p machine the e_machine of the object.
/// Variables of inlined functions and of functions inside of it are not its
/// own.
FunctionVariables readVariables(const llvm::DWARFDie &subprogram,
                                const UnwindFrame *frame, uint16_t machine);

} // namespace gosym

#endif
