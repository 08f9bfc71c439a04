//===- FrameHeader.h - Before unwind information is read --------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef GOSYM_LIB_DEBUGINFO_FRAMEHEADER_H
#define GOSYM_LIB_DEBUGINFO_FRAMEHEADER_H

#include "llvm/DebugInfo/DWARF/DWARFDataExtractor.h"

namespace gosym {

/// Checks the fields of all entries of `.eh_frame` (\p isEH) or `.debug_frame`,
/// up to their instructions. Thread-safe.
///
/// Errors: `entry at offset 0x..: <fact>, expected <fact>`.
llvm::Error checkFrameEntries(const llvm::DWARFDataExtractor &section,
                              bool isEH);

} // namespace gosym

#endif
