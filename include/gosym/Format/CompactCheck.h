//===- gosym/Format/CompactCheck.h - Is this table sound? -------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// The readers of a compact table check what they come across. checkCompact()
/// comes across everything, and holds the parts to each other: what it takes
/// answers every question.
///
//===----------------------------------------------------------------------===//

#ifndef GOSYM_FORMAT_COMPACTCHECK_H
#define GOSYM_FORMAT_COMPACTCHECK_H

#include "gosym/Format/CompactReader.h"

namespace gosym {

/// What a sound table was found to hold.
struct CompactSummary {
  uint64_t functions = 0;
  uint64_t dataSymbols = 0;
  uint64_t bssSymbols = 0;
  uint64_t units = 0;
  uint64_t files = 0;
  uint64_t rows = 0;
  uint64_t inlinedFunctions = 0;
};

/// Reads all of \p reader and checks
///  * all that docs/CompactFormat.md says a reader refuses;
///  * the prefix table: entries of one prefix are the same;
///  * that a list of symbols begins before it ends, that functions are in what
///    theirs covers, and that blocks of symbols ascend, each in the unit in
///    force behind the one before it;
///  * that blocks of rows ascend.
///
/// Errors: `<what> at offset 0x<hex>: <fact>, expected <fact>`; the first one
/// found. Takes time and memory in proportion to the bytes of the table, what
/// they stand for is not expanded. Thread-safe.
llvm::Expected<CompactSummary> checkCompact(const CompactReader &reader);

} // namespace gosym

#endif
