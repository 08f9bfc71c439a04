//===- Stats.h - The parts of the stats command -----------------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef GOSYM_TOOLS_STATS_H
#define GOSYM_TOOLS_STATS_H

#include "Record.h"
#include "TableFile.h"

namespace gosym {

/// Of the compact table \p file.
llvm::Error printCompactStats(const TableFile &file, const Output &out);

/// Sizes of what else the file of \p file holds about symbols; nothing when it
/// is only a table.
llvm::Error printOthers(const Output &out, const TableFile &file);

/// Three digits behind the point.
std::string ratio(uint64_t part, uint64_t whole);

} // namespace gosym

#endif
