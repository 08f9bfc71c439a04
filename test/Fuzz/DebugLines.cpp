//===- DebugLines.cpp - Any bytes as line number programs -----------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Lines of an object with one unit: what comes out is sound, or there is a
/// problem and nothing else.
///
//===----------------------------------------------------------------------===//
#include "../../lib/DebugInfo/DebugLines.h"
#include "FuzzObject.h"

using namespace gosym;
using namespace llvm;

/// A unit with a name, a directory and a line table at 0, of DWARF 4 and 5.
static constexpr uint8_t abbreviations[] = {1,    0x11, 0,    0x03, 0x08, 0x1b,
                                            0x08, 0x10, 0x17, 0,    0,    0};
static constexpr uint8_t unit4[] = {19,  0,   0,   0, 4,   0, 0, 0, 0, 0, 8, 1,
                                    'a', '.', 'c', 0, '/', 0, 0, 0, 0, 0, 0};
static constexpr uint8_t unit5[] = {20, 0,   0, 0, 5, 0,   1,   8,
                                    0,  0,   0, 0, 1, 'a', '.', 'c',
                                    0,  '/', 0, 0, 0, 0,   0,   0};

static void checkRun(const ObjectLines &lines, const LineRun &run) {
  must(run.sectionNumber == codeSection, "a run is of wanted code");
  must(run.unit < lines.units.size(), "a run is of a unit");
  must(run.begin < run.end && run.end <= codeSize, "a run is in its section");
  size_t numFiles = lines.units[run.unit].files.size();
  RowCursor rows(lines.rows.slice(run.rows, run.rowsEnd));
  Row last;
  bool isFirst = true;
  while (!rows.atEnd()) {
    Row row = rows.next();
    must(isFirst ? row.line != 0 && row.offset == run.begin
                 : row.offset > last.offset,
         "rows ascend from the first one, which has a line");
    must(row.offset < run.end, "a row is in its run");
    must(row.file < numFiles, "a row is of a file of the unit");
    must(row.line <= lines.units[run.unit].files[row.file].lines,
         "a file has the lines of its rows");
    must(isFirst || row.line != last.line || row.file != last.file,
         "a row says something new");
    last = row;
    isFirst = false;
  }
  must(!isFirst, "a run has rows");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  Input input(data, size);
  bool isDWARF5 = input.byte() & 1;
  FuzzObject object;
  object.add(".debug_abbrev", abbreviations);
  object.add(".debug_info",
             isDWARF5 ? ArrayRef<uint8_t>(unit5) : ArrayRef<uint8_t>(unit4));
  object.add(".debug_line", input);
  object.add(".debug_line_str", input);
  std::vector<uint8_t> bytes = object.bytes();

  LineProgram program;
  auto wanted = [](uint64_t number) -> std::optional<CodeSection> {
    if (number == codeSection)
      return CodeSection{codeSize};
    return std::nullopt;
  };
  ObjectLines lines = readLines(bytes, wanted, program);
  must(lines.hasDebugInfo, "the object has debug information");
  must(lines.problem.empty() || (lines.units.empty() && lines.runs.empty()),
       "half of the lines is none");
  must(StringRef(lines.problem).find('\n') == StringRef::npos,
       "a problem is one line");
  for (const LineUnit &unit : lines.units)
    for (const LineFile &file : unit.files)
      must(!file.path.empty() && file.lines >= 1, "a file has a name");
  for (size_t i = 0; i != lines.runs.size(); ++i) {
    checkRun(lines, lines.runs[i]);
    must(i == 0 || lines.runs[i - 1].end <= lines.runs[i].begin,
         "runs do not overlap");
  }
  return 0;
}
