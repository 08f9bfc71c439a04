//===- CollectedLines.h - The lines of all objects --------------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Brings the lines that debug information tells of each object into the model
/// of the program: units with their files, runs of code with their rows.
///
//===----------------------------------------------------------------------===//

#ifndef GOSYM_LIB_COLLECT_COLLECTEDLINES_H
#define GOSYM_LIB_COLLECT_COLLECTEDLINES_H

#include "../DebugInfo/DebugLines.h"
#include "LinkSymbols.h"
#include "gosym/Collect/GoTables.h"

namespace gosym {

class CollectedLines {
public:
  explicit CollectedLines(const TableOptions &options) : options(options) {}

  /// Reads the lines of the objects that have functions in \p program, in
  /// parallel, if they are wanted. Tells what is wrong with which object. From
  /// layout().
  ///
  /// Errors: those of LineSource::On; lines without a table to put them in.
  llvm::Error read(const Link &link, const LinkSymbols &symbols,
                   const Program &program);

  /// The main source file of an object that has one unit, if it is known.
  std::string mainPath(uint32_t object) const;

  /// Gives the units their files in \p program, whose other units are there,
  /// each function its unit, and the program its runs, with their inlined calls
  /// if they are wanted. From layout(), after
  /// read().
  void addTo(Program &program, const Link &link, LinkSymbols &symbols);

  /// The section of each run of the program. From layout() on.
  llvm::ArrayRef<SectionRef> sectionsOfRuns() const { return sections; }
  /// The address of the first row of each run of the program. From arrange().
  std::vector<uint64_t> addresses(const Link &link,
                                  const Program &program) const;

private:
  llvm::Error checkCoverage(const Link &link,
                            const std::vector<bool> &hasFunctions);
  /// A run of an object, and its section in the link.
  struct PlacedRun {
    uint32_t object = 0;
    SectionRef section;
    LineRun run;
  };

  std::vector<PlacedRun> takeRuns(const Link &link);
  void assignUnits(std::vector<PlacedRun> &runs, const Link &link,
                   LinkSymbols &symbols);
  void addRuns(const std::vector<PlacedRun> &runs, Program &program,
               const Link &link);
  void report(const Link &link, const Program &program) const;

  const TableOptions &options;
  /// Empty, or one for each object. Runs and rows move to the program.
  std::vector<ObjectLines> objects;
  uint64_t numNameless = 0;
  /// Of each run of the program.
  std::vector<SectionRef> sections;
};

} // namespace gosym

#endif
