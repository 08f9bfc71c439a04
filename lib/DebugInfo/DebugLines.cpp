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
//
// A row without a line (0, for code that the compiler made) has no file either;
// at the start of a sequence it is left out, and its code is like code without
// debug info.
//
// Debug info is input, and may hold anything. The first thing that is wrong
// ends it, LLVM's reports among them, and the object is one without lines. A
// wrong line is worse than none.
//
// What this file does not do: it does not read DWARF's inlined calls. A row
// names the place in the source where the instruction comes from, not where it
// was inlined.
//
//===----------------------------------------------------------------------===//

#include "DebugLines.h"
#include "../Support/Hex.h"
#include "../Support/OneLine.h"
#include "ObjectDebugInfo.h"
#include "SourcePath.h"
#include "UnitEntries.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/DenseSet.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/DebugInfo/DWARF/DWARFContext.h"
#include "llvm/DebugInfo/DWARF/DWARFFormValue.h"
#include "llvm/DebugInfo/DWARF/DWARFUnit.h"
#include "llvm/Support/Path.h"

using namespace llvm;
using namespace gosym;

using FileKind = DILineInfoSpecifier::FileLineInfoKind;

//===----------------------------------------------------------------------===//
// Files
//===----------------------------------------------------------------------===//

namespace {

/// Files of the line table of one unit, as its rows name them.
class UnitFiles {
public:
  UnitFiles(const DWARFDebugLine::Prologue &header, StringRef directory,
            std::string mainPath)
      : header(header), directory(directory) {
    // Without a name it is whatever the line table says of itself.
    if (mainPath.empty())
      mainPath = pathOf(header.getVersion() >= 5 ? 0 : 1);
    if (!mainPath.empty())
      number(std::move(mainPath));
  }

  /// Takes note that line \p line of file \p index, as the table numbers them,
  /// has code. Returns false if there is no such file.
  bool note(uint64_t index, uint64_t line) {
    std::optional<uint32_t> file = find(index);
    if (!file)
      return false;
    files[*file].lines = std::max(files[*file].lines, line);
    return true;
  }

  /// The file's place in `files`.
  std::optional<uint32_t> find(uint64_t index) {
    if (index >= numbers.size()) {
      if (!header.hasFileAtIndex(index))
        return std::nullopt;
      numbers.resize(index + 1, unknown);
    }
    uint32_t &known = numbers[index];
    if (known == unknown) {
      std::string path = pathOf(index);
      known = path.empty() ? missing : number(std::move(path));
    }
    return known == missing ? std::nullopt : std::optional<uint32_t>(known);
  }

  std::vector<LineFile> files;

private:
  std::string pathOf(uint64_t index) const {
    std::string path;
    if (!header.getFileNameByIndex(index, directory, FileKind::AbsoluteFilePath,
                                   path))
      return "";
    SmallString<128> clean(path);
    sys::path::remove_dots(clean);
    return std::string(clean);
  }

  /// Two names of one file are one file.
  uint32_t number(std::string path) {
    auto [it, isNew] = byPath.try_emplace(path, files.size());
    if (isNew)
      files.push_back({std::move(path), 1});
    return it->second;
  }

  static constexpr uint32_t unknown = UINT32_MAX, missing = UINT32_MAX - 1;
  const DWARFDebugLine::Prologue &header;
  const StringRef directory;
  std::vector<uint32_t> numbers;
  StringMap<uint32_t> byPath;
};

} // namespace

//===----------------------------------------------------------------------===//
// Objects
//===----------------------------------------------------------------------===//

namespace {

class LineReader {
public:
  LineReader(ArrayRef<uint8_t> object, WantedCode wanted, LineProgram &program)
      : object(object), wanted(wanted), program(program) {}

  ObjectLines run();

private:
  void report(Error error) {
    std::string text = inOneLine(std::move(error));
    if (lines.problem.empty())
      lines.problem = std::move(text);
  }
  bool failed() const { return !lines.problem.empty(); }

  void readUnit(DWARFUnit &unit);
  void readRows(StringRef directory, std::string mainPath);
  const std::optional<CodeSection> &sectionAt(uint64_t number);
  Error noteFiles(const ProgramSequence &sequence, UnitFiles &files);
  void keepRows(const ProgramSequence &sequence, UnitFiles &files);
  Error checkRuns();

  const ArrayRef<uint8_t> object;
  const WantedCode wanted;
  LineProgram &program;
  ObjectLines lines;
  /// Answers of `wanted`, by number.
  DenseMap<uint64_t, std::optional<CodeSection>> sections;
  /// Offsets of line tables that were read: type units share one.
  DenseSet<uint64_t> tablesRead;
};

} // namespace

const std::optional<CodeSection> &LineReader::sectionAt(uint64_t number) {
  auto [it, isNew] = sections.try_emplace(number);
  if (isNew)
    it->second = wanted(number);
  return it->second;
}

static Error badSequence(const ProgramSequence &s, const Twine &fact) {
  return createStringError(".debug_line: sequence in section " +
                           Twine(s.sectionNumber) + ": " + fact);
}

/// Takes note of the files that have lines here.
Error LineReader::noteFiles(const ProgramSequence &sequence, UnitFiles &files) {
  uint64_t size = sectionAt(sequence.sectionNumber)->size;
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
    Row row{r.offset, r.line ? *files.find(r.file) : 0, r.line};
    if (row.line == last.line && row.file == last.file)
      continue;
    if (run.rows == lines.rows.size())
      run.begin = row.offset;
    lines.rows.append(row);
    ++lines.numRows;
    last = row;
  }
  run.rowsEnd = lines.rows.size();
  if (run.rows != run.rowsEnd)
    lines.runs.push_back(run);
}

void LineReader::readRows(StringRef directory, std::string mainPath) {
  if (program.sequences.empty())
    return;
  UnitFiles files(program.header, directory, std::move(mainPath));
  for (const ProgramSequence &sequence : program.sequences)
    if (Error e = noteFiles(sequence, files))
      return report(std::move(e));
  if (files.files.empty())
    return;

  size_t runsBefore = lines.runs.size();
  for (const ProgramSequence &sequence : program.sequences)
    keepRows(sequence, files);
  if (lines.runs.size() != runsBefore)
    lines.units.push_back({std::move(files.files)});
}

void LineReader::readUnit(DWARFUnit &unit) {
  if (Error e = checkEntries(unit, /*rootOnly=*/true))
    return report(std::move(e));
  DWARFDie root = unit.getUnitDIE(/*ExtractUnitDIEOnly=*/true);
  if (failed())
    return;
  if (!root)
    return report(createStringError(".debug_info: unit at offset " +
                                    hex(unit.getOffset()) +
                                    ": no entry, expected one"));
  lines.isSplit |=
      root.find({dwarf::DW_AT_dwo_name, dwarf::DW_AT_GNU_dwo_name}).has_value();
  std::optional<uint64_t> offset =
      dwarf::toSectionOffset(root.find(dwarf::DW_AT_stmt_list));
  if (!offset)
    return;

  const DWARFObject &sections = unit.getContext().getDWARFObj();
  DWARFDataExtractor data(sections, sections.getLineSection(),
                          sections.isLittleEndian(), unit.getAddressByteSize());
  if (*offset >= data.size())
    return report(createStringError(".debug_info: unit at offset " +
                                    hex(unit.getOffset()) +
                                    ": line table at offset " + hex(*offset) +
                                    ", expected below " + hex(data.size())));
  if (!tablesRead.insert(*offset).second)
    return;
  auto isWanted = [this](uint64_t number) {
    return sectionAt(number).has_value();
  };
  if (Error e = program.run(data, *offset, unit, isWanted))
    report(createStringError(".debug_line: " + toString(std::move(e))));
  if (failed())
    return;
  readRows(dwarf::toStringRef(root.find(dwarf::DW_AT_comp_dir)),
           unitPath(root));
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

ObjectLines LineReader::run() {
  DebugInfo info = readDebugInfo(
      object, [this](Error e) { report(namingSection(std::move(e))); });
  lines.hasDebugInfo = info.dwarf != nullptr;
  lines.isRelaxed = info.isRelaxed;
  if (!info.dwarf || info.isRelaxed)
    return std::move(lines);
  for (const std::unique_ptr<DWARFUnit> &unit : info.dwarf->compile_units()) {
    if (!failed())
      readUnit(*unit);
  }
  if (!failed())
    if (Error e = checkRuns())
      report(std::move(e));
  if (failed()) {
    ObjectLines none;
    none.hasDebugInfo = true;
    none.problem = std::move(lines.problem);
    return none;
  }
  return std::move(lines);
}

ObjectLines gosym::readLines(ArrayRef<uint8_t> object, WantedCode wanted,
                             LineProgram &program) {
  return LineReader(object, wanted, program).run();
}
