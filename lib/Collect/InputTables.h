//===- InputTables.h - Tables of relocatable inputs -------------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// A relocatable output (-r) has a table, and may be an input of this link. The
/// symbols are the link's to tell, but what such a table knows beyond them
/// (files, lines, frames, locals, Go types) is known nowhere else.
///
//===----------------------------------------------------------------------===//

#ifndef GOSYM_LIB_COLLECT_INPUTTABLES_H
#define GOSYM_LIB_COLLECT_INPUTTABLES_H

#include "LinkSymbols.h"
#include "gosym/Format/Header.h"

namespace gosym {

/// Reads the tables that \p link has consumed, which are for \p target, and
/// adds to \p program what they tell of live symbols. What is known already
/// stays.
///
/// A table that cannot be read, or is for another target, is a warning of the
/// link with object, offset and fact, and nothing of it is taken.
void mergeInputTables(const Link &link, TableTarget target,
                      LinkSymbols &symbols, Program &program);

} // namespace gosym

#endif
