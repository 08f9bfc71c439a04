//===- DebugLines.h - Files and lines from debug info -----------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// What the debug information of one object says of the lines of its code:
///
///   units    the files of each compilation unit that have lines
///   runs     code without a gap, in one section, and its rows
///   inlines  the calls that were inlined into the runs, if asked for
///
//===----------------------------------------------------------------------===//

#ifndef GOSYM_LIB_DEBUGINFO_DEBUGLINES_H
#define GOSYM_LIB_DEBUGINFO_DEBUGLINES_H

#include "DebugInlines.h"
#include "LineProgram.h"
#include "UnitFiles.h"
#include "gosym/Model/Rows.h"
#include <optional>
#include <string>
#include <vector>

namespace gosym {

/// A section of code of the object, as it is in the output.
struct CodeSection {
  /// In bytes.
  uint64_t size = 0;
};

/// The section of that number in the object, or nothing when nobody wants its
/// lines: it is no code, or not in the output.
using WantedCode =
    llvm::function_ref<std::optional<CodeSection>(uint64_t sectionNumber)>;

/// A compilation unit that has lines of wanted code. The main file is the
/// first.
struct LineUnit {
  std::vector<LineFile> files;
  /// Of `files`, so many at the end have no row with a line, but rows without
  /// or inlined calls.
  uint32_t numCallFiles = 0;
};

/// Code without a gap, in one section. Two rows in turn are of different lines.
struct LineRun {
  /// Number of the section in the object.
  uint32_t sectionNumber = 0;
  /// Number of the unit in ObjectLines::units.
  uint32_t unit = 0;
  /// Offsets in the section: of the first row, which has a line, and of the
  /// byte behind the code.
  uint64_t begin = 0;
  uint64_t end = 0;
  /// Where its rows are in ObjectLines::rows.
  size_t rows = 0;
  size_t rowsEnd = 0;
  /// Where its inlined calls are in ObjectLines::inlines.list.
  size_t inlines = 0;
  size_t inlinesEnd = 0;
};

struct ObjectLines {
  std::vector<LineUnit> units;
  /// By section number, ascending in each section, without overlap.
  std::vector<LineRun> runs;
  RowList rows;
  uint64_t numRows = 0;
  /// Broken ones cost themselves only.
  ObjectInlines inlines;

  bool hasDebugInfo = false;
  /// The rest of it is in another file (-gsplit-dwarf).
  bool isSplit = false;
  /// DebugInfo::isRelaxed: its lines cannot be told.
  bool isRelaxed = false;
  /// What is wrong with it; then there is nothing else. Empty: nothing.
  std::string problem;
};

/// Reads the lines of the object whose file has the bytes \p object, whatever
/// they hold, and its inlined calls if \p wantsInlines. The names of these may
/// be bytes of the object. \p program is memory that is good for one object
/// after the other. Thread-safe, with a program for each thread.
ObjectLines readLines(llvm::ArrayRef<uint8_t> object, WantedCode wanted,
                      LineProgram &program, bool wantsInlines = false);

} // namespace gosym

#endif
