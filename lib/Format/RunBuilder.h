//===- RunBuilder.h - Makes the runs of a program ---------------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// A table tells of each piece of code which line it is of. In the model
/// (Model/Program.h) pieces of one unit without a gap are a run, and a file is
/// one of the files of the unit:
///
///   pieces   0-4 unit 0 a.c:1   4-8 unit 0 x.h:9   8-9 unit 1 b.c:3
///   runs     unit 0: a.c:1 x.h:9 | unit 1: b.c:3
///
/// Offsets in a run are told from its begin, as if it were a section of its
/// own: addresses may have all of 64 bits, for which rows have no place.
///
//===----------------------------------------------------------------------===//

#ifndef GOSYM_LIB_FORMAT_RUNBUILDER_H
#define GOSYM_LIB_FORMAT_RUNBUILDER_H

#include "gosym/Model/Program.h"
#include <utility>
#include <vector>

namespace gosym {

/// Fills Program::runs, Program::rows and the files of units.
class RunBuilder {
public:
  /// \p to has its units, without files, and outlives this.
  explicit RunBuilder(Program &to) : program(to) { program.rows.resize(1); }

  /// \p file is a number in Program::files. Before any piece of the unit.
  void setMainFile(uint32_t unit, uint32_t file);
  /// The code from \p begin, which is not below the end of the piece before, up
  /// to \p end, behind it, is of \p line, which is not 0. Code of no line is
  /// told by not telling it.
  void add(uint64_t begin, uint64_t end, uint32_t unit, uint32_t file,
           uint32_t line);
  /// Behind the last piece. Returns where each run begins.
  std::vector<uint64_t> finish();

private:
  void closeRun();
  uint32_t placeOf(uint32_t unit, uint32_t file, uint32_t line);

  Program &program;
  /// Place of a file in a unit.
  llvm::DenseMap<std::pair<uint32_t, uint32_t>, uint32_t> places;
  /// The run that is being made, where its rows are in the list, and the last
  /// of them.
  std::optional<CodeRun> run;
  size_t runRows = 0;
  Row last;
  /// Where each run begins, that one too.
  std::vector<uint64_t> begins;
  /// Of each run, its rows in the list.
  std::vector<std::pair<size_t, size_t>> slices;
};

} // namespace gosym

#endif
