//===- CompactFrameWriter.h - Sizes of frames of a compact table *- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef GOSYM_LIB_FORMAT_COMPACTFRAMEWRITER_H
#define GOSYM_LIB_FORMAT_COMPACTFRAMEWRITER_H

#include "gosym-c/compact_format.h"
#include "gosym/Model/Program.h"
#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/SmallVector.h"
#include <vector>

namespace gosym {

/// Writes the part of frames (docs/CompactFormat.md, "Frames"): three numbers
/// for each function, most of them 0 or one byte.
class CompactFrameWriter {
public:
  /// Of the functions of \p program, in their order of now.
  void encode(const Program &program);
  uint64_t size() const {
    return GOSYM_COMPACT_COUNT_SIZE +
           GOSYM_COMPACT_OFFSET_SIZE * offsets.size() + bytes.size();
  }
  /// \p to has size() bytes.
  void write(llvm::MutableArrayRef<uint8_t> to) const;

private:
  uint32_t count = 0;
  /// Of groups of functions, in `bytes`.
  std::vector<uint32_t> offsets;
  llvm::SmallVector<uint8_t, 0> bytes;
};

} // namespace gosym

#endif
