//===- CollectedFrames.h - The frames of all functions ----------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// The `m`, `a` and `p` records of a link: what each object says of the frames
/// of its functions, and the function in the table that it is said of.
///
//===----------------------------------------------------------------------===//

#ifndef GOSYM_LIB_COLLECT_COLLECTEDFRAMES_H
#define GOSYM_LIB_COLLECT_COLLECTEDFRAMES_H

#include "DebugVariables.h"
#include "TableImage.h"
#include "gosym/Collect/GoSymbolTable.h"
#include "llvm/ADT/DenseMap.h"

namespace gosym {

/// What was found, for a report.
struct FrameCounts {
  uint64_t framesByStackSizes = 0;
  uint64_t framesByUnwindInfo = 0;
  uint64_t framePointerOnly = 0;
  uint64_t locals = 0;
  uint64_t args = 0;
  uint64_t withDebugInfo = 0;

  uint64_t variables = 0;
  uint64_t parameters = 0;
  uint64_t atReturnAddress = 0;
  LeftOutVariables leftOut;

  void operator+=(const FrameCounts &o);
};

class CollectedFrames {
public:
  explicit CollectedFrames(const FrameOptions *options) : options(options) {}

  /// Gives the functions of \p image their details, if they are wanted. From
  /// layout(), when the records are there. What is wrong with an object is a
  /// warning, and its functions have no details from what is wrong.
  void add(const Link &link, TableImage &image);

private:
  /// Of code: a section and an offset in it.
  using Place = std::pair<const void *, uint64_t>;

  struct ObjectFrames {
    /// By index in Link::liveSymbols().
    std::vector<std::pair<uint32_t, FunctionDetails>> functions;
    FrameCounts counts;
    std::vector<std::string> problems;
  };
  class ObjectReader;

  void findFunctions(const Link &link, const TableImage &image);
  void report(const Link &link, const FrameCounts &counts) const;

  const FrameOptions *options;
  /// The function that readers return for a place, while objects are read.
  llvm::DenseMap<Place, const Record *> functionAt;
};

} // namespace gosym

#endif
