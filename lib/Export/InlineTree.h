//===- InlineTree.h - Inlined calls of one function -------------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// The calls that became part of a function's code, each with the ranges that
/// it has and the calls inside of it: how DWARF, GSYM and Breakpad tell them.
///
//===----------------------------------------------------------------------===//

#ifndef GOSYM_LIB_EXPORT_INLINETREE_H
#define GOSYM_LIB_EXPORT_INLINETREE_H

#include "CodeMap.h"

namespace gosym {

struct InlinedCall {
  struct Range {
    uint64_t begin, end;
  };
  /// In CodeMap::calls.
  uint32_t call = 0;
  /// Ascending, with gaps between them.
  llvm::SmallVector<Range, 1> ranges;
  /// In the order of their code.
  std::vector<InlinedCall> inner;
};

/// The calls right in the function that has \p pieces.
std::vector<InlinedCall> inlineTreeOf(const CodeMap &map,
                                      llvm::ArrayRef<CodeMap::Piece> pieces);

} // namespace gosym

#endif
