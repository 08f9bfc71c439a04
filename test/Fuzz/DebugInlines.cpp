//===- DebugInlines.cpp - Any bytes as inlined calls ----------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Inlined calls of an object whose units, line tables and lists of ranges may
/// be anything. Whatever they are, the lines are the same as when calls are not
/// asked for, and ranges are nested in their run.
///
//===----------------------------------------------------------------------===//
#include "../../lib/DebugInfo/DebugLines.h"
#include "FuzzObject.h"

using namespace gosym;
using namespace llvm;

/// Rows of a run. Without a line all are one: which files they are of is known
/// only where calls are asked for.
static std::vector<Row> rowsOf(const ObjectLines &lines, const LineRun &run) {
  std::vector<Row> all;
  RowCursor rows(lines.rows.slice(run.rows, run.rowsEnd));
  while (!rows.atEnd()) {
    Row row = rows.next();
    must(row.file < lines.units[run.unit].files.size(),
         "a known file of a row");
    if (row.line == 0)
      row.file = 0;
    if (row.line || all.empty() || all.back().line)
      all.push_back(row);
  }
  return all;
}

/// Checks the calls of one run, and counts their ranges.
static uint64_t checkRun(const ObjectLines &lines, const LineRun &run) {
  uint64_t count = 0;
  std::vector<InlinedRange> open;
  InlineCursor ranges(lines.inlines.list.slice(run.inlines, run.inlinesEnd));
  for (; !ranges.atEnd(); ++count) {
    InlinedRange range = ranges.next();
    must(range.begin >= run.begin && range.begin < range.end &&
             range.end <= run.end,
         "a range is in its run");
    must(range.depth && range.depth <= open.size() + 1, "depths have no gap");
    must(open.empty() || range.begin >= open.back().begin, "ranges ascend");
    if (range.depth <= open.size())
      must(open[range.depth - 1].end <= range.begin,
           "ranges of one depth do not overlap");
    open.resize(range.depth - 1);
    must(open.empty() || range.end <= open.back().end, "ranges are nested");
    open.push_back(range);
    must(range.function < lines.inlines.functions.size(), "a name for each");
    must(range.callFile < lines.units[run.unit].files.size(), "a known file");
  }
  return count;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  Input input(data, size);
  FuzzObject object;
  for (StringRef name : {".debug_info", ".debug_abbrev", ".debug_str",
                         ".debug_str_offsets", ".debug_line", ".debug_line_str",
                         ".debug_addr", ".debug_rnglists", ".debug_ranges"})
    object.add(name, input);
  std::vector<uint8_t> bytes = object.bytes();

  LineProgram program;
  auto wanted = [](uint64_t) { return std::optional(CodeSection{codeSize}); };
  ObjectLines without = readLines(bytes, wanted, program);
  ObjectLines lines = readLines(bytes, wanted, program, /*wantsInlines=*/true);
  must(lines.problem == without.problem, "calls are no problem of lines");
  must(lines.runs.size() == without.runs.size(), "calls change no run");
  for (auto [with, plain] : zip_equal(lines.runs, without.runs))
    must(rowsOf(lines, with) == rowsOf(without, plain), "calls change no row");
  must(lines.inlines.problem.empty() || !lines.inlines.list.size(),
       "half of the calls is none");
  must(StringRef(lines.inlines.problem).count('\n') == 0,
       "a problem is one line");
  for (auto [i, unit] : enumerate(lines.units))
    must(unit.files.size() - unit.numCallFiles == without.units[i].files.size(),
         "files of calls come behind the others");
  uint64_t count = 0;
  for (const LineRun &run : lines.runs)
    count += checkRun(lines, run);
  must(count == lines.inlines.counts.ranges, "ranges are counted");
  return 0;
}
