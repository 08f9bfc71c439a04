//===- EntryWalk.h - Once over the entries of a unit ------------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef GOSYM_LIB_DEBUGINFO_ENTRYWALK_H
#define GOSYM_LIB_DEBUGINFO_ENTRYWALK_H

#include "DebugInlines.h"
#include "DebugVariables.h"

namespace gosym {

/// Goes over the entries of \p unit once, whatever they hold, and tells \p
/// inlines and \p variables of those they want; each may be null. They have
/// begun with the unit, and end with it when the walk is over.
///
/// Errors: an entry is malformed, and nobody has all of the unit.
llvm::Error walkEntries(const DebugUnit &unit, InlineReader *inlines,
                        VariableReader *variables);

} // namespace gosym

#endif
