//===- CollectedProgram.h - The program of a link as a model ----*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// The program of a link as a model (Model/Program.h). Owned by the generators
/// of the tables that are made of it, whatever their formats are.
///
//===----------------------------------------------------------------------===//

#ifndef GOSYM_LIB_COLLECT_COLLECTEDPROGRAM_H
#define GOSYM_LIB_COLLECT_COLLECTEDPROGRAM_H

#include "CollectedObjects.h"
#include "GoTypes.h"
#include "LinkSymbols.h"

namespace gosym {

class CollectedProgram {
public:
  /// Refers to \p options, which are read when the program is collected.
  explicit CollectedProgram(const TableOptions &options)
      : options(options), lines(options), frames(options),
        objects(frames, lines) {}

  /// Begins with what can begin (Ahead.h), once, whichever generator asks.
  void beginAhead(const EarlyLink &link) { objects.beginAhead(link); }
  /// Collects the program, once, whichever generator asks first; later calls do
  /// nothing. From Generator::layout(). An error is told to that first one
  /// only; the others find isCollected() false.
  llvm::Error layout(Link &link);
  /// layout() has succeeded.
  bool isCollected() const { return currentEdition != 0; }
  /// Puts the functions in the order of their addresses. From
  /// Generator::arrange(), of every generator: in one round of arrange() the
  /// second call and later ones change nothing.
  void arrange(Link &link);
  /// Changes whenever arrange() changes the program; 0: not collected.
  uint64_t edition() const { return currentEdition; }

  /// Good from layout() on, final in write(), where several threads read it.
  const TableOptions &options;
  Program program;
  LinkSymbols symbols;
  /// Good from layout() on.
  CollectedLines lines;
  /// What annotations of types became, from layout() on.
  TypeAnnotations annotations;

private:
  void openUnits(const Link &link);
  void openSyntheticUnits(const Link &link);
  void openUnit(uint32_t unit, llvm::StringRef name);

  CollectedFrames frames;
  CollectedObjects objects;
  bool laidOut = false;
  uint64_t currentEdition = 0;
};

} // namespace gosym

#endif
