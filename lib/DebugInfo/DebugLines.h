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
#include "DebugUnit.h"
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

/// What the sections of an object are in the output, each asked for once.
class CodeSections {
public:
  explicit CodeSections(WantedCode wanted) : wanted(wanted) {}
  /// Of section \p number, nothing when its code is not wanted.
  std::optional<uint64_t> sizeOf(uint64_t number) {
    if (number >= known.size()) {
      // More than objects have; what no section has is a number, too.
      if (number > mostKnown)
        return ask(number);
      known.resize(number + 1);
    }
    if (!known[number])
      known[number] = ask(number);
    return *known[number];
  }

private:
  std::optional<uint64_t> ask(uint64_t number) const {
    std::optional<CodeSection> section = wanted(number);
    return section ? std::optional<uint64_t>(section->size) : std::nullopt;
  }

  static constexpr uint64_t mostKnown = 1 << 18;
  const WantedCode wanted;
  std::vector<std::optional<std::optional<uint64_t>>> known;
};

/// Reads the lines of the units of one object, and takes their inlined calls.
/// Not thread-safe.
class LineReader {
public:
  LineReader(CodeSections &sections, LineProgram &program, bool wantsInlines)
      : sections(sections), program(program), wantsInlines(wantsInlines) {}

  void read(const DebugUnits &units);
  /// Something is wrong, at any time: the object has no lines, or, when these
  /// are there, no inlined calls.
  void report(llvm::Error error);
  /// The lines are as they are; what comes are calls.
  void beginInlines();
  bool lacksInlines() const { return !lines.inlines.problem.empty(); }

  /// Of each unit of the lines, if calls are wanted, those that have its line
  /// table.
  size_t numTables() const { return tables.size(); }
  llvm::ArrayRef<const DebugUnit *> unitsOf(uint32_t table) const {
    return tables[table].units;
  }
  /// Takes the calls of all of them.
  void addInlines(uint32_t table, UnitInlines calls);
  ObjectLines take();

  ObjectLines lines;

private:
  bool failed() const { return !lines.problem.empty(); }
  void readUnit(const DebugUnit &unit);
  bool readRows(llvm::StringRef directory, std::string mainPath);
  std::optional<uint64_t> sectionAt(uint64_t number) {
    return sections.sizeOf(number);
  }
  llvm::Error noteFiles(const ProgramSequence &sequence, UnitFiles &files);
  void keepRows(const ProgramSequence &sequence, UnitFiles &files);
  llvm::Error checkRuns();

  /// What the calls of a unit of `lines` need of its line table.
  struct UnitTable {
    UnitFiles files;
    llvm::SmallVector<const DebugUnit *, 1> units;
  };

  CodeSections &sections;
  LineProgram &program;
  const bool wantsInlines;
  bool readsInlines = false;
  /// Of each unit of `lines`, from beginInlines() on.
  std::vector<std::vector<LineRun *>> runs;
  /// Line tables that were read, by their offsets: type units share one; and
  /// the places of their units in `lines`.
  llvm::DenseMap<uint64_t, std::optional<uint32_t>> tablesRead;
  /// One for each unit of `lines`, if calls are wanted.
  std::vector<UnitTable> tables;
};

/// Reads the lines of the object whose file has the bytes \p object, whatever
/// they hold, and its inlined calls if \p wantsInlines. The names of these may
/// be bytes of the object. \p program is memory that is good for one object
/// after the other. Thread-safe, with a program for each thread.
///
/// Who wants frames, too, calls readObject() (ObjectReader.h).
ObjectLines readLines(llvm::ArrayRef<uint8_t> object, WantedCode wanted,
                      LineProgram &program, bool wantsInlines = false);

} // namespace gosym

#endif
