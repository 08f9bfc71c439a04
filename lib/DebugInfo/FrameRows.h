//===- FrameRows.h - Where the CFA is, row by row ---------------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef GOSYM_LIB_DEBUGINFO_FRAMEROWS_H
#define GOSYM_LIB_DEBUGINFO_FRAMEROWS_H

#include "FrameHeader.h"
#include "ObjectDebugInfo.h"
#include <optional>

namespace gosym {

/// The CFA is the value of a register and this many bytes.
struct CfaRule {
  uint32_t reg = 0;
  int64_t offset = 0;
};

/// From `offset` in the function on.
struct FrameRow {
  uint64_t offset = 0;
  /// Nothing: an expression tells the CFA.
  std::optional<CfaRule> cfa;
};

/// Runs the instructions of one entry after the other; memory is kept. Not
/// thread-safe.
class FrameRows {
public:
  /// \p data is the bytes of \p section, which is one of \p sections.
  FrameRows(const ObjectSections &sections, const llvm::DWARFSection &section,
            const llvm::DWARFDataExtractor &data)
      : sections(sections), section(section), data(data) {}

  /// Makes the rows of \p fde, of \p cie. No row: nothing tells the CFA at the
  /// entry, or an address is told in a way that no compiler uses.
  ///
  /// Errors: `entry at offset 0x..: <fact>, expected <fact>`.
  llvm::Error run(const FrameCIE &cie, const FrameFDE &fde);

  std::vector<FrameRow> rows;
  /// What the CIE says of the CFA.
  std::optional<CfaRule> initial;

private:
  llvm::Error runAll(uint64_t begin, uint64_t end, const FrameCIE &cie);

  const ObjectSections &sections;
  const llvm::DWARFSection &section;
  const llvm::DWARFDataExtractor &data;
  /// Where the row that is made begins.
  uint64_t offset = 0;
  /// Of the CFA in that row. Nothing: an expression, or nothing yet, tells it.
  std::optional<CfaRule> now;
  std::vector<std::optional<CfaRule>> remembered;
  bool hasGivenUp = false;
};

} // namespace gosym

#endif
