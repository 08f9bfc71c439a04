//===- CollectedTable.h - What generators of a table share ------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// The program of a link as a model (Model/Program.h), and the writers of the
/// tables that are made of it. Owned by the generators of those tables: of the
/// symbol table, of its index and of the PC-line table.
///
//===----------------------------------------------------------------------===//

#ifndef GOSYM_LIB_COLLECT_COLLECTEDTABLE_H
#define GOSYM_LIB_COLLECT_COLLECTEDTABLE_H

#include "CollectedFrames.h"
#include "CollectedLines.h"
#include "GoTypes.h"
#include "LinkSymbols.h"
#include "gosym/Format/LineTableWriter.h"
#include "gosym/Format/TableWriter.h"

namespace gosym {

class CollectedTable {
public:
  /// Refers to \p options, which are read when the program is collected.
  explicit CollectedTable(const TableOptions &options)
      : options(options), lines(options), frames(options) {}

  /// Collects the program, once, whichever generator asks first; later calls do
  /// nothing. From Generator::layout(). An error is told to that first one
  /// only; the others find hasOffsets() false.
  llvm::Error layout(Link &link);
  /// Puts the functions in the order of their addresses. From
  /// Generator::arrange(), of every generator: in one round of arrange() the
  /// second call and later ones change nothing. Errors as in layout().
  llvm::Error arrange(Link &link);

  /// layout() has succeeded.
  bool hasOffsets() const { return currentEdition != 0; }
  /// Changes whenever sizes and offsets in `table` do; 0: nothing is placed
  /// yet.
  uint64_t edition() const { return currentEdition; }
  /// The table notes what its index needs. Before layout().
  void wantIndex() { wantsIndex = true; }
  /// The program has the inlined calls of its runs, if it has lines. Before
  /// layout().
  void wantInlines() { lines.wantInlines(); }

  /// Good from layout() on, final in write(), where several threads read it.
  const TableOptions &options;
  Program program;
  LinkSymbols symbols;
  /// Likewise; there once hasOffsets().
  std::optional<TableWriter> table;
  /// Filled and placed by the generator of the PC-line table.
  std::optional<LineTableWriter> lineTable;
  /// Good from layout() on.
  CollectedLines lines;
  /// What annotations of types became, from layout() on.
  TypeAnnotations annotations;

private:
  void openUnits(const Link &link);
  void openSyntheticUnits(const Link &link);
  void openUnit(uint32_t unit, llvm::StringRef name);
  llvm::Error assignOffsets(const Link &link);

  CollectedFrames frames;
  bool laidOut = false;
  bool wantsIndex = false;
  uint64_t currentEdition = 0;
};

} // namespace gosym

#endif
