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

  /// Are lines wanted in \p link?
  bool areWantedIn(const Link &link) const {
    // The output of -r has no addresses; the link that it is for reads them.
    return link.outputKind() != OutputKind::Relocatable && options.wantsLines();
  }

  // From layout(), when the functions are there, in this order. What is read of
  // objects (CollectedObjects.cpp) is taken between begin() and check().

  /// Finds the objects of which lines are wanted: those that have functions in
  /// \p program, if lines are wanted at all.
  void begin(const Link &link, const LinkSymbols &symbols,
             const Program &program);
  bool isWanted() const { return !objects.empty(); }
  bool wants(uint32_t object) const {
    return isWanted() && hasFunctions[object];
  }
  bool wantsInlines() const { return options.wantsCompactLines(); }
  /// Takes what was read of one object. Thread-safe for different ones.
  void take(uint32_t object, ObjectLines read);
  /// Tells what is wrong with which object.
  ///
  /// Errors: those of LineSource::On; lines without a table to put them in.
  llvm::Error check(const Link &link) const;

  /// The main source file of an object that has one unit, if it is known.
  std::string mainPath(uint32_t object) const;

  /// Gives the units their files in \p program, whose other units are there,
  /// each function its unit, and the program its runs, with their inlined calls
  /// if they are wanted.
  void addTo(Program &program, const Link &link, LinkSymbols &symbols);

  /// The section of each run of the program. From layout() on.
  llvm::ArrayRef<SectionRef> sectionsOfRuns() const { return sections; }
  /// The address of the first row of each run of the program. From arrange().
  std::vector<uint64_t> addresses(const Link &link,
                                  const Program &program) const;

private:
  llvm::Error checkCoverage(const Link &link) const;
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
  /// As many.
  std::vector<bool> hasFunctions;
  uint64_t numNameless = 0;
  /// Of each run of the program.
  std::vector<SectionRef> sections;
};

} // namespace gosym

#endif
