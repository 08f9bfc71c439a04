//===- CollectedLines.h - The lines of all objects --------------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// The lines of a link before they are bytes: what DebugLines.h has read of
/// each object, and the units that are made of it in the symbol table.
///
//===----------------------------------------------------------------------===//

#ifndef GOSYM_LIB_COLLECT_COLLECTEDLINES_H
#define GOSYM_LIB_COLLECT_COLLECTEDLINES_H

#include "DebugLines.h"
#include "TableImage.h"
#include "gosym/Collect/GoSymbolTable.h"

namespace gosym {

class CollectedLines {
public:
  explicit CollectedLines(const LineOptions *options) : options(options) {}

  /// Reads the lines of the objects that have functions in \p image, in
  /// parallel, if they are wanted. Tells what is wrong with which object. From
  /// layout().
  ///
  /// Errors: those of LineSource::On; lines without a table to put them in.
  llvm::Error read(const Link &link, const TableImage &image);

  /// The main source file of an object that has one unit, if it is known.
  std::string mainPath(uint32_t object) const;

  /// Gives the units their histories in \p image, whose other units are there,
  /// and each function its unit. Lines that do not fit the table are dropped,
  /// with a warning. From layout(), after read().
  llvm::Error addUnits(const Link &link, TableImage &image);

  /// Calls fn(run, steps) for each run, in the order of the objects.
  template <typename Fn> void forEachRun(Fn fn) const {
    for (const ObjectLines &o : objects)
      for (const LineRun &run : o.runs)
        fn(run, llvm::ArrayRef(o.steps).slice(run.steps, run.stepsSize));
  }

private:
  llvm::Error checkCoverage(const Link &link,
                            const std::vector<bool> &hasFunctions);
  bool addUnit(const LineUnit &unit, uint32_t number, TableImage &image);
  void assignUnits(const Link &link, TableImage &image);
  void report(const Link &link) const;

  const LineOptions *options;
  /// Empty, or one for each object.
  std::vector<ObjectLines> objects;
  uint64_t numNameless = 0;
};

} // namespace gosym

#endif
