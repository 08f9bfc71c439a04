//===- UnitEntries.h - Before the entries of a unit are read ----*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef GOSYM_LIB_DEBUGINFO_UNITENTRIES_H
#define GOSYM_LIB_DEBUGINFO_UNITENTRIES_H

#include "llvm/DebugInfo/DWARF/DWARFUnit.h"

namespace gosym {

/// Checks that the attributes of all entries of \p unit, or of its root alone,
/// end in the unit.
///
/// Errors: `.debug_info: entry at offset 0x..: <fact>, expected <fact>`.
llvm::Error checkEntries(llvm::DWARFUnit &unit, bool rootOnly);

} // namespace gosym

#endif
