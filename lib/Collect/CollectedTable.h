//===- CollectedTable.h - What generators of a table share ------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// The Go symbol table of a link before it is bytes: its records and their
/// order. Owned by all generators that stand on it: that of the table itself,
/// that of its index and that of the PC-line table.
///
//===----------------------------------------------------------------------===//

#ifndef GOSYM_LIB_COLLECT_COLLECTEDTABLE_H
#define GOSYM_LIB_COLLECT_COLLECTEDTABLE_H

#include "CollectedFrames.h"
#include "CollectedLines.h"
#include "GoTypes.h"
#include "LineStream.h"
#include "TableImage.h"

namespace gosym {

class CollectedTable {
public:
  CollectedTable(const LineOptions *lines, const FrameOptions *frames)
      : lines(lines), frames(frames) {}

  /// Collects the records, once, whichever generator asks first; later calls do
  /// nothing. From Generator::layout(). An error is told to that first one
  /// only; the others find isPlaced() false.
  llvm::Error layout(const Link &link);
  /// Puts the functions in the order of their addresses. From
  /// Generator::arrange(), of every generator: in one round of arrange() the
  /// second call and later ones change nothing. Errors as in layout().
  llvm::Error arrange(Link &link);

  /// layout() has succeeded.
  bool isPlaced() const { return currentEdition != 0; }
  /// Changes whenever sizes and offsets in `image` do; 0: no image yet.
  uint64_t edition() const { return currentEdition; }

  /// Good from layout() on, final in write(), where several threads read it.
  TableImage image;
  /// Good from layout() on.
  CollectedLines lines;
  /// Filled and placed by the generator of the PC-line table; final in write(),
  /// where several threads read it.
  LineStream lineStream;
  /// What annotations of types became, from layout() on.
  TypeAnnotations annotations;
  CollectedFrames frames;

private:
  void makeRecords(const Link &link);
  llvm::Error makePaths(const Link &link);
  llvm::Error openUnit(uint32_t unit, llvm::StringRef name);
  llvm::Error openUnitsOfUnnamed(const Link &link);
  bool classifyLinkerSymbols(const Link &link);
  bool sortFunctions(Link &link);
  void addUnnamed(Link &link, std::vector<CodePlace> &places);
  void place(const Link &link);

  bool laidOut = false;
  uint64_t currentEdition = 0;
  /// Link::orderOfCode() when the functions were put in order.
  std::optional<uint64_t> orderOfCode;
};

} // namespace gosym

#endif
