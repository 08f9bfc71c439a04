//===- CollectedTable.h - What generators of a table share ------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// The Go tables of the program of a link. Owned by their generators: of the
/// symbol table, of its index and of the PC-line table.
///
//===----------------------------------------------------------------------===//

#ifndef GOSYM_LIB_COLLECT_COLLECTEDTABLE_H
#define GOSYM_LIB_COLLECT_COLLECTEDTABLE_H

#include "CollectedProgram.h"
#include "gosym/Format/LineTableWriter.h"
#include "gosym/Format/TableWriter.h"

namespace gosym {

class CollectedTable {
public:
  /// What generators of other formats share, too.
  explicit CollectedTable(std::shared_ptr<CollectedProgram> program)
      : collected(std::move(program)), options(collected->options),
        program(collected->program), symbols(collected->symbols),
        lines(collected->lines), annotations(collected->annotations) {}

  /// Collects the program and counts the bytes, once, whichever generator asks
  /// first; later calls do nothing. From Generator::layout(). An error is told
  /// to that first one only; the others find hasOffsets() false.
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

  const std::shared_ptr<CollectedProgram> collected;
  /// Of `collected`.
  const TableOptions &options;
  const Program &program;
  LinkSymbols &symbols;
  const CollectedLines &lines;
  const TypeAnnotations &annotations;
  /// There once hasOffsets().
  std::optional<TableWriter> table;
  /// Filled and placed by the generator of the PC-line table.
  std::optional<LineTableWriter> lineTable;

private:
  llvm::Error assignOffsets(const Link &link);

  bool laidOut = false;
  bool wantsIndex = false;
  uint64_t currentEdition = 0;
  /// Of the program that was counted.
  uint64_t programEdition = 0;
};

} // namespace gosym

#endif
