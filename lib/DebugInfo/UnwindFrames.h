//===- UnwindFrames.h - Frames by unwind information ------------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// What the unwind information of one object (.eh_frame, .debug_frame) says of
/// the frame of each function: how large it is, and where the CFA, the address
/// of the first argument on the stack, is from a register.
///
//===----------------------------------------------------------------------===//

#ifndef GOSYM_LIB_DEBUGINFO_UNWINDFRAMES_H
#define GOSYM_LIB_DEBUGINFO_UNWINDFRAMES_H

#include "FrameRows.h"
#include "ObjectDebugInfo.h"
#include "gosym/Model/Program.h"
#include "llvm/ADT/STLFunctionalExtras.h"
#include "llvm/ADT/SmallVector.h"
#include <optional>
#include <vector>

namespace gosym {

/// The number by which the caller knows the function at \p offset of section
/// \p section of the object, or nothing when it wants none there.
using WantedFunction = llvm::function_ref<std::optional<uint32_t>(
    uint64_t section, uint64_t offset)>;

struct UnwindFrame {
  /// WantedFunction's.
  uint32_t function = 0;
  /// Bytes between the stack pointer in the body and what a call pushes; what
  /// StackSize::size says.
  std::optional<uint64_t> size;
  /// The CFA is told by another register than the stack pointer, so the size is
  /// not.
  bool byFramePointer = false;
  /// Before the first instruction.
  std::optional<CfaRule> atEntry;
  /// One for each register that gives the CFA in the body, if it is by one
  /// offset.
  llvm::SmallVector<CfaRule, 2> rules;
  /// How far the stack pointer is below where it was at the entry, from each
  /// offset behind the entry on, ascending; nothing where another register
  /// tells the CFA. Up to `length`.
  std::vector<StackDepth> depths;
  uint64_t length = 0;

  std::optional<int64_t> cfaFrom(uint32_t reg) const {
    for (const CfaRule &rule : rules)
      if (rule.reg == reg)
        return rule.offset;
    return std::nullopt;
  }
};

/// The \p wanted functions of both sections, each section in its order. Those
/// whose address is no place in a section are left out.
///
/// Errors: the section is malformed; the text begins with its name.
llvm::Expected<std::vector<UnwindFrame>>
readUnwindFrames(const UnwindInfo &info, WantedFunction wanted);

} // namespace gosym

#endif
