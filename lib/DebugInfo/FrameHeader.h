//===- FrameHeader.h - The entries of unwind information --------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef GOSYM_LIB_DEBUGINFO_FRAMEHEADER_H
#define GOSYM_LIB_DEBUGINFO_FRAMEHEADER_H

#include "llvm/DebugInfo/DWARF/DWARFDataExtractor.h"
#include <vector>

namespace gosym {

/// What entries have in common.
struct FrameCIE {
  uint8_t pointerEncoding = 0;
  bool hasAugmentationData = false;
  uint64_t codeFactor = 1;
  int64_t dataFactor = 1;
  /// Of the instructions, in the section.
  uint64_t begin = 0, end = 0;
};

/// The entry of one function.
struct FrameFDE {
  /// In FrameEntries::cies.
  uint32_t cie = 0;
  /// Of the entry and of the address of the function, in the section; bytes of
  /// an address.
  uint64_t offset = 0, address = 0;
  uint8_t addressSize = 0;
  /// Of the function, in bytes.
  uint64_t length = 0;
  /// Of the instructions, in the section.
  uint64_t begin = 0, end = 0;
};

struct FrameEntries {
  std::vector<FrameCIE> cies;
  std::vector<FrameFDE> fdes;
};

/// Reads the fields of all entries of `.eh_frame` (\p isEH) or `.debug_frame`,
/// up to their instructions. Thread-safe.
///
/// Errors: `entry at offset 0x..: <fact>, expected <fact>`.
llvm::Expected<FrameEntries>
readFrameEntries(const llvm::DWARFDataExtractor &section, bool isEH);

} // namespace gosym

#endif
