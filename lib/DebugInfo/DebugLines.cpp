//===- DebugLines.cpp -----------------------------------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Reads the line tables of an object and keeps what is of live code.
//
// A line table is a program (LineProgram.cpp). What comes out is rows in
// sequences, one sequence for each run of code of one section, of live code if
// its section is in the output: garbage, COMDAT groups that lost and functions
// that ICF folded are not.
//
//   1. run the program of each unit (skeletons of split DWARF have one, too)
//   2. find the files that the rows name
//   3. keep the rows of each sequence, but those that say nothing new
//   4. if asked for, find the calls that were inlined into the runs of code
//      (DebugInlines.cpp)
//
// A row without a line (0, for code that the compiler made) keeps its file if
// inlined calls are wanted, for then a table says of each function that the
// code is in which file that is. At the start of a sequence it is left out, and
// its code is like code without debug info.
//
// Debug info is input, and may hold anything. The first thing that is wrong
// ends it, LLVM's reports among them, and the object is one without lines. A
// wrong line is worse than none.
//
// A row names the place in the source where the instruction comes from, not
// where it was inlined; that is what step 4 is for. It comes last, when nothing
// can change the lines any more: they are the same whether it is asked for or
// not, and if only the calls are broken, they are what the object lacks. A file
// that no row with a line is of comes behind the others of its unit.
//
//===----------------------------------------------------------------------===//

#include "DebugLines.h"
#include "../Support/Hex.h"
#include "../Support/OneLine.h"
#include "SourcePath.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/DebugInfo/DWARF/DWARFObject.h"

using namespace llvm;
using namespace gosym;

void LineReader::report(Error error) {
  std::string text = inOneLine(std::move(error));
  // Of entries that others read.
  if (readsInlines && !wantsInlines)
    return;
  std::string &problem = readsInlines ? lines.inlines.problem : lines.problem;
  if (problem.empty())
    problem = std::move(text);
}

static Error badSequence(const ProgramSequence &s, const Twine &fact) {
  return createStringError(".debug_line: sequence in section " +
                           Twine(s.sectionNumber) + ": " + fact);
}

/// Takes note of the files that have lines here.
Error LineReader::noteFiles(const ProgramSequence &sequence, UnitFiles &files) {
  uint64_t size = *sectionAt(sequence.sectionNumber);
  if (sequence.end > size)
    return badSequence(sequence, "ends at offset " + hex(sequence.end) +
                                     ", expected at most " + hex(size));
  for (size_t i = sequence.firstRow; i != sequence.rowsEnd; ++i) {
    const ProgramRow &row = program.rows[i];
    if (row.line && !files.note(row.file, row.line))
      return badSequence(sequence, "row at offset " + hex(row.offset) +
                                       " is of file " + Twine(row.file) +
                                       ", expected one that has a name");
  }
  return Error::success();
}

/// Keeps the rows of \p sequence that are of another line than the one before.
void LineReader::keepRows(const ProgramSequence &sequence, UnitFiles &files) {
  LineRun run;
  run.sectionNumber = sequence.sectionNumber;
  run.unit = lines.units.size();
  run.end = sequence.end;
  run.rows = lines.rows.begin();
  Row last;
  for (size_t i = sequence.firstRow; i != sequence.rowsEnd; ++i) {
    const ProgramRow &r = program.rows[i];
    Row row{r.offset, 0, r.line};
    if (r.line || wantsInlines)
      row.file = files.find(r.file).value_or(0);
    bool isFirst = run.rows == lines.rows.size();
    if (row.line == last.line && (row.file == last.file || isFirst))
      continue;
    if (isFirst)
      run.begin = row.offset;
    lines.rows.append(row);
    ++lines.numRows;
    last = row;
  }
  run.rowsEnd = lines.rows.size();
  if (run.rows != run.rowsEnd)
    lines.runs.push_back(run);
}

/// Returns whether the unit has any.
bool LineReader::readRows(StringRef directory, std::string mainPath) {
  if (program.sequences.empty())
    return false;
  UnitFiles files(program.header, directory, std::move(mainPath));
  for (const ProgramSequence &sequence : program.sequences)
    if (Error e = noteFiles(sequence, files)) {
      report(std::move(e));
      return false;
    }
  if (files.files.empty())
    return false;

  size_t runsBefore = lines.runs.size(), numFiles = files.files.size();
  for (const ProgramSequence &sequence : program.sequences)
    keepRows(sequence, files);
  if (lines.runs.size() == runsBefore)
    return false;
  LineUnit &unit = lines.units.emplace_back();
  unit.files = files.files;
  unit.numCallFiles = files.files.size() - numFiles;
  if (wantsInlines) {
    files.keep(std::move(program.header));
    tables.push_back({std::move(files), {}});
  }
  return true;
}

void LineReader::readUnit(const DebugUnit &unit) {
  if (!unit.rootProblem().empty())
    return report(createStringError(unit.rootProblem()));
  const EntryValues &root = unit.root();
  lines.isSplit |= root.has(Attr::DwoName) || root.has(Attr::GNUDwoName);
  std::optional<uint64_t> offset = unit.sectionOffset(root[Attr::StmtList]);
  if (!offset)
    return;

  DWARFDataExtractor data = unit.dataOf(unit.sections().getLineSection());
  if (*offset >= data.size())
    return report(createStringError(".debug_info: unit at offset " +
                                    hex(unit.header.getOffset()) +
                                    ": line table at offset " + hex(*offset) +
                                    ", expected below " + hex(data.size())));
  auto [known, isNew] = tablesRead.try_emplace(*offset);
  if (!isNew) {
    if (wantsInlines && known->second)
      tables[*known->second].units.push_back(&unit);
    return;
  }
  auto isWanted = [this](uint64_t number) {
    return sectionAt(number).has_value();
  };
  if (Error e = program.run(data, *offset, unit.header, isWanted))
    report(createStringError(".debug_line: " + toString(std::move(e))));
  if (failed())
    return;
  if (!readRows(unit.text(root[Attr::CompDir]).value_or(""), unitPath(unit)))
    return;
  known->second = lines.units.size() - 1;
  if (wantsInlines)
    tables.back().units.push_back(&unit);
}

/// Two runs of one place would be two answers to one question.
Error LineReader::checkRuns() {
  llvm::stable_sort(lines.runs, [](const LineRun &a, const LineRun &b) {
    return std::tie(a.sectionNumber, a.begin) <
           std::tie(b.sectionNumber, b.begin);
  });
  for (size_t i = 1; i < lines.runs.size(); ++i) {
    const LineRun &a = lines.runs[i - 1], &b = lines.runs[i];
    if (a.sectionNumber == b.sectionNumber && b.begin < a.end)
      return createStringError(".debug_line: sequence at offset " +
                               hex(b.begin) + ": overlaps one that ends at " +
                               hex(a.end) +
                               ", expected one line for one place");
  }
  return Error::success();
}

void LineReader::read(const DebugUnits &units) {
  for (const std::unique_ptr<DebugUnit> &unit : units.units)
    if (!failed())
      readUnit(*unit);
  if (!failed())
    if (Error e = checkRuns())
      report(std::move(e));
  if (!failed())
    return;
  ObjectLines none;
  none.hasDebugInfo = true;
  none.problem = std::move(lines.problem);
  lines = std::move(none);
  tables.clear();
}

void LineReader::beginInlines() {
  readsInlines = true;
  runs.resize(lines.units.size());
  for (LineRun &run : lines.runs)
    runs[run.unit].push_back(&run);
}

void LineReader::addInlines(uint32_t unit, UnitInlines calls) {
  std::vector<RunOfInlines> lists;
  for (const LineRun *run : runs[unit])
    lists.push_back({{run->sectionNumber, run->begin, run->end}});
  UnitFiles &files = tables[unit].files;
  addLists(
      std::move(calls), lists, [&](uint64_t file) { return files.find(file); },
      lines.inlines);
  for (auto [run, list] : zip_equal(runs[unit], lists)) {
    run->inlines = list.begin;
    run->inlinesEnd = list.end;
  }
  LineUnit &ofLines = lines.units[unit];
  ofLines.numCallFiles += files.files.size() - ofLines.files.size();
  ofLines.files.insert(ofLines.files.end(),
                       files.files.begin() + ofLines.files.size(),
                       files.files.end());
}

ObjectLines LineReader::take() {
  if (!lines.inlines.problem.empty()) {
    ObjectInlines none;
    none.problem = std::move(lines.inlines.problem);
    lines.inlines = std::move(none);
    for (LineRun &run : lines.runs)
      run.inlines = run.inlinesEnd = 0;
  }
  return std::move(lines);
}
