//===- Locations.h - Where variables are ------------------------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// The expressions that say where a variable is, and the lists of those that
/// say it for one part of the code each.
///
//===----------------------------------------------------------------------===//

#ifndef GOSYM_LIB_DEBUGINFO_LOCATIONS_H
#define GOSYM_LIB_DEBUGINFO_LOCATIONS_H

#include "DebugUnit.h"
#include "UnwindFrames.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/DebugInfo/DWARF/DWARFDebugLoc.h"

namespace gosym {

/// An operation of an expression.
struct Operation {
  uint8_t code = 0;
  llvm::SmallVector<uint64_t, 2> operands;

  /// DW_OP_reg5 and its like: it is in the register.
  std::optional<uint32_t> asRegister() const;
  /// DW_OP_breg7 16 and its like: a register, and the number that is added.
  std::optional<CfaRule> registerAndMore() const;
};

using Operations = llvm::SmallVector<Operation, 1>;

/// Empty for what is no expression.
Operations readExpression(const DebugUnit &unit, llvm::ArrayRef<uint8_t> bytes);

/// The lists of locations of a unit: of `.debug_loc` (DWARF 4 and before) or
/// `.debug_loclists` (DWARF 5). Not thread-safe.
class LocationLists {
public:
  explicit LocationLists(const DebugUnit &unit) : unit(unit) {}
  /// What the list that \p list names has for the code at \p place. Empty:
  /// nothing, or the list is malformed up to there.
  Operations at(const EntryValue &list,
                const llvm::object::SectionedAddress &place);

private:
  const DebugUnit &unit;
  /// Made when the first list is asked for.
  std::unique_ptr<llvm::DWARFLocationTable> table;
};

} // namespace gosym

#endif
