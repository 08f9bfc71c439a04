//===- DebugLines.h - Files and lines from debug info -----------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// What the debug info of one object says of the lines of its live code, ready
/// to be put into a line table (Format/LineTable.h):
///
///   units    the files of each compilation unit that have lines; their
///            absolute lines are numbered in that order (Format/History.h)
///   runs     live code without a gap, in one section: its first row, and the
///            steps of the rows behind it, which depend on no address
///
/// so all but what goes between two runs is done when layout begins.
///
//===----------------------------------------------------------------------===//

#ifndef GOSYM_LIB_COLLECT_DEBUGLINES_H
#define GOSYM_LIB_COLLECT_DEBUGLINES_H

#include "LineProgram.h"
#include "gosym/Format/History.h"
#include <vector>

namespace gosym {

/// A file of a unit, by its path: absolute, if debug info says enough.
struct LineFile {
  std::string path;
  /// Largest line that has code, at least 1.
  uint64_t lines = 1;
};

/// A compilation unit that has lines of live code. The main file is the first.
struct LineUnit {
  std::vector<LineFile> files;
};

/// Rows of live code. Offsets are in `section`.
struct LineRun {
  SectionRef section;
  /// Its number in the object.
  uint32_t sectionNumber = 0;
  /// Of the first row with a line, and of the byte behind the code.
  uint64_t begin = 0;
  uint64_t end = 0;
  /// Absolute line of the first row, not 0.
  uint32_t firstLine = 0;
  /// Absolute line of the last row, perhaps 0, and where that row begins.
  uint32_t lastLine = 0;
  uint64_t lastRow = 0;
  /// The steps of the rows behind the first one, in ObjectLines::steps.
  size_t steps = 0;
  size_t stepsSize = 0;
  /// Number of the unit: in ObjectLines::units, later in TableDetails.
  uint32_t unit = 0;
  uint32_t alignment = 1;
};

struct ObjectLines {
  std::vector<LineUnit> units;
  /// Ascending in each section.
  std::vector<LineRun> runs;
  llvm::SmallVector<uint8_t, 0> steps;
  uint64_t numRows = 0;

  bool hasDebugInfo = false;
  /// The rest of it is in another file (-gsplit-dwarf).
  bool isSplit = false;
  /// DebugInfo::isRelaxed: its lines cannot be told.
  bool isRelaxed = false;
  /// What is wrong with it; then there is nothing else. Empty: nothing.
  std::string problem;
};

/// Memory that is good for one object after the other.
struct LineScratch {
  LineProgram program;
  llvm::SmallVector<uint8_t, 0> steps;
};

/// Reads the lines of \p object, whatever its debug info holds. From layout()
/// on. Thread-safe, with a scratch for each thread.
ObjectLines readLines(const Link &link, uint32_t object, LineScratch &scratch);

} // namespace gosym

#endif
