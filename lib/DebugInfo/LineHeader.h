//===- LineHeader.h - Before the header of a line table is read -*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef GOSYM_LIB_DEBUGINFO_LINEHEADER_H
#define GOSYM_LIB_DEBUGINFO_LINEHEADER_H

#include "llvm/DebugInfo/DWARF/DWARFDataExtractor.h"

namespace gosym {

/// Checks the forms of the tables of directories and files of the line table at
/// \p offset of \p section. Whatever else is wrong is left to LLVM.
/// Thread-safe.
llvm::Error checkFileForms(const llvm::DWARFDataExtractor &section,
                           uint64_t offset);

} // namespace gosym

#endif
