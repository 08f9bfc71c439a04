//===- DebugLines.cpp -----------------------------------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Reads the line tables of an object and keeps what is of live code.
//
// A line table is a program; LLVM runs it. What comes out is rows in sequences,
// one sequence for each run of code of one section. A sequence is of live code
// if its section is in the output: garbage, COMDAT groups that lost and
// functions that ICF folded fall out here.
//
//   1. run the program of each unit (skeletons of split DWARF have one, too)
//   2. find the live sequences, and the files that their rows name
//   3. number the lines of those files: an absolute line is a place in the
//      unit's history
//   4. encode the rows of each sequence from the second on
//
// Of rows at one address the last is in force. A row without a line (0, for
// code that the compiler made) has no file either, for a history has no such
// place; at the start of a sequence it is left out, and its code is like code
// without debug info.
//
// Debug info is input, and may hold anything. LLVM reports most of what is
// wrong and goes on with a guess; here the first report ends it, and the object
// is one without lines. A wrong line is worse than none. LLVM trusts two things
// that are checked before: the forms in the header of a DWARF 5 line table (one
// of no bytes, together with a large count, would fill the memory), and that
// addresses ascend inside their section.
//
// What this file does not do: it does not read DWARF's inlined calls. A row
// names the place in the source where the instruction comes from; where it was
// inlined is not in the table.
//
//===----------------------------------------------------------------------===//

#include "DebugLines.h"
#include "gosym/Format/LineTable.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/DenseSet.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/DebugInfo/DWARF/DWARFContext.h"
#include "llvm/DebugInfo/DWARF/DWARFDebugLine.h"
#include "llvm/DebugInfo/DWARF/DWARFFormValue.h"
#include "llvm/DebugInfo/DWARF/DWARFUnit.h"
#include "llvm/Support/Path.h"

using namespace llvm;
using namespace gosym;

using LineTable = DWARFDebugLine::LineTable;
using FileKind = DILineInfoSpecifier::FileLineInfoKind;

static std::string hex(uint64_t value) {
  return "0x" + utohexstr(value, /*LowerCase=*/true);
}

//===----------------------------------------------------------------------===//
// The header of a DWARF 5 line table
//===----------------------------------------------------------------------===//

/// Forms that a name, a number or a hash of a file can have. Each takes at
/// least one byte, so the entries of a table of files end with its bytes.
static bool isFileForm(uint64_t form) {
  switch (form) {
  case dwarf::DW_FORM_string:
  case dwarf::DW_FORM_line_strp:
  case dwarf::DW_FORM_strp:
  case dwarf::DW_FORM_strx:
  case dwarf::DW_FORM_strx1:
  case dwarf::DW_FORM_strx2:
  case dwarf::DW_FORM_strx3:
  case dwarf::DW_FORM_strx4:
  case dwarf::DW_FORM_udata:
  case dwarf::DW_FORM_data1:
  case dwarf::DW_FORM_data2:
  case dwarf::DW_FORM_data4:
  case dwarf::DW_FORM_data8:
  case dwarf::DW_FORM_data16:
  case dwarf::DW_FORM_block:
  case dwarf::DW_FORM_block1:
  case dwarf::DW_FORM_block2:
  case dwarf::DW_FORM_block4:
    return true;
  default:
    return false;
  }
}

static bool isNumberForm(uint64_t form) {
  return form == dwarf::DW_FORM_udata || form == dwarf::DW_FORM_data1 ||
         form == dwarf::DW_FORM_data2 || form == dwarf::DW_FORM_data4 ||
         form == dwarf::DW_FORM_data8;
}

static bool takesNumber(uint64_t type) {
  return type == dwarf::DW_LNCT_directory_index ||
         type == dwarf::DW_LNCT_timestamp || type == dwarf::DW_LNCT_size;
}

/// Checks the forms of the tables of directories and files of the line table
/// at \p offset. Whatever else is wrong is left to LLVM.
static Error checkFileForms(const DWARFDataExtractor &section,
                            uint64_t offset) {
  DataExtractor::Cursor at(offset);
  auto [length, format] = section.getInitialLength(at);
  uint64_t tableEnd = at.tell() + length;
  if (!at || tableEnd < length || section.getU16(at) < 5) {
    consumeError(at.takeError());
    return Error::success();
  }
  DWARFDataExtractor data(section, tableEnd);
  uint8_t addressSize = data.getU8(at);
  data.getU8(at);
  data.getRelocatedValue(at, dwarf::getDwarfOffsetByteSize(format));
  data.skip(at, 5);
  uint8_t opcodeBase = data.getU8(at);
  data.skip(at, opcodeBase ? opcodeBase - 1 : 0);
  dwarf::FormParams params{5, addressSize, format};

  for (bool ofFiles : {false, true}) {
    SmallVector<dwarf::Form, 5> forms;
    for (unsigned n = data.getU8(at); at && n; --n) {
      uint64_t where = at.tell();
      uint64_t type = data.getULEB128(at);
      uint64_t form = data.getULEB128(at);
      if (at &&
          (!isFileForm(form) || (takesNumber(type) && !isNumberForm(form)))) {
        consumeError(at.takeError());
        return createStringError("line table header at offset " + hex(where) +
                                 ": form " + hex(form) + " of content type " +
                                 hex(type) + ", expected one that fits");
      }
      forms.push_back(dwarf::Form(form));
    }
    if (ofFiles)
      break;
    uint64_t position = 0;
    for (uint64_t n = data.getULEB128(at); at && n && !forms.empty(); --n) {
      position = at.tell();
      for (dwarf::Form form : forms)
        if (!DWARFFormValue::skipValue(form, data, &position, params)) {
          consumeError(at.takeError());
          return Error::success();
        }
      data.skip(at, position - at.tell());
    }
  }
  consumeError(at.takeError());
  return Error::success();
}

//===----------------------------------------------------------------------===//
// Files
//===----------------------------------------------------------------------===//

namespace {

/// Files of the line table of one unit, as its rows name them.
class UnitFiles {
public:
  UnitFiles(const LineTable &table, StringRef directory, std::string mainPath)
      : table(table), directory(directory) {
    // Without a name it is whatever the line table says of itself.
    if (mainPath.empty())
      mainPath = pathOf(table.Prologue.getVersion() >= 5 ? 0 : 1);
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
    if (index >= numbers.size())
      numbers.resize(index + 1, unknown);
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
    if (!table.getFileNameByIndex(index, directory, FileKind::AbsoluteFilePath,
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
  const LineTable &table;
  const StringRef directory;
  std::vector<uint32_t> numbers;
  StringMap<uint32_t> byPath;
};

//===----------------------------------------------------------------------===//
// Rows
//===----------------------------------------------------------------------===//

/// A sequence of live code.
struct LiveSequence {
  const DWARFDebugLine::Sequence *sequence;
  SectionRef section;
};

} // namespace

namespace gosym {

class ObjectReader {
public:
  ObjectReader(const Link &link, uint32_t object, LineScratch &scratch)
      : link(link), object(object), table(*scratch.table),
        scratch(scratch.steps) {}

  ObjectLines run();

private:
  void report(Error error) {
    std::string text = toString(std::move(error));
    // One line, whatever LLVM says.
    if (lines.problem.empty())
      lines.problem = join(split(text, '\n'), ": ");
  }
  bool failed() const { return !lines.problem.empty(); }

  void readUnit(DWARFUnit &unit);
  void readTable(const LineTable &table, StringRef directory,
                 std::string mainPath);
  SectionRef liveCode(uint64_t index);
  Error checkSequence(const LineTable &table, const LiveSequence &live);
  Error noteFiles(const LineTable &table, const LiveSequence &live,
                  UnitFiles &files);
  Error encode(const LineTable &table, const LiveSequence &live,
               UnitFiles &files, ArrayRef<uint64_t> firstLines);
  Error checkRuns();

  const Link &link;
  const uint32_t object;
  ObjectLines lines;
  /// By the number of the section in the object; null: not live, or no code.
  DenseMap<uint64_t, SectionRef> sections;
  /// Offsets of line tables that were read: type units share one.
  DenseSet<uint64_t> tablesRead;
  LineTable &table;
  SmallVectorImpl<uint8_t> &scratch;
};

} // namespace gosym

LineScratch::LineScratch() : table(std::make_unique<LineTable>()) {}

LineScratch::~LineScratch() = default;

static std::string pathOfUnit(StringRef name, StringRef directory) {
  if (name.empty())
    return "";
  SmallString<128> path;
  if (!sys::path::is_absolute(name))
    path = directory;
  sys::path::append(path, name);
  sys::path::remove_dots(path);
  return std::string(path);
}

SectionRef ObjectReader::liveCode(uint64_t index) {
  auto [it, isNew] = sections.try_emplace(index);
  if (isNew)
    if (SectionRef section = link.inputSection(object, index)) {
      InputSectionInfo info = link.inputSectionInfo(section);
      if (info.isLoaded && info.isExecutable)
        it->second = section;
    }
  return it->second;
}

/// Calls fn(row, end) for each row that is in force anywhere, to \p end.
template <typename Fn>
static Error forEachRow(const LineTable &table,
                        const DWARFDebugLine::Sequence &sequence, Fn fn) {
  ArrayRef<DWARFDebugLine::Row> rows = table.Rows;
  for (unsigned i = sequence.FirstRowIndex; i + 1 < sequence.LastRowIndex; ++i)
    if (rows[i].Address.Address != rows[i + 1].Address.Address)
      if (Error e = fn(rows[i], rows[i + 1].Address.Address))
        return e;
  return Error::success();
}

/// Addresses must ascend inside of the section; then all that follows may rely
/// on it.
Error ObjectReader::checkSequence(const LineTable &table,
                                  const LiveSequence &live) {
  const DWARFDebugLine::Sequence &s = *live.sequence;
  uint64_t size = link.inputSectionInfo(live.section).size;
  if (s.HighPC > size)
    return createStringError(".debug_line: sequence in section " +
                             Twine(s.SectionIndex) + ": ends at offset " +
                             hex(s.HighPC) + ", expected at most " + hex(size));
  uint64_t position = s.LowPC;
  for (unsigned i = s.FirstRowIndex; i != s.LastRowIndex; ++i) {
    const DWARFDebugLine::Row &row = table.Rows[i];
    if (row.Address.SectionIndex != s.SectionIndex)
      return createStringError(".debug_line: sequence in section " +
                               Twine(s.SectionIndex) + ": goes on in section " +
                               Twine(row.Address.SectionIndex) +
                               ", expected one section");
    if (row.Address.Address < position)
      return createStringError(".debug_line: sequence in section " +
                               Twine(s.SectionIndex) + ": row at offset " +
                               hex(row.Address.Address) + " behind one at " +
                               hex(position) + ", expected ascending ones");
    position = row.Address.Address;
  }
  return Error::success();
}

Error ObjectReader::noteFiles(const LineTable &table, const LiveSequence &live,
                              UnitFiles &files) {
  return forEachRow(table, *live.sequence,
                    [&](const DWARFDebugLine::Row &row, uint64_t) -> Error {
                      if (row.Line == 0 || files.note(row.File, row.Line))
                        return Error::success();
                      return createStringError(
                          ".debug_line: sequence in section " +
                          Twine(live.sequence->SectionIndex) +
                          ": row at offset " + hex(row.Address.Address) +
                          " is of file " + Twine(row.File) +
                          ", expected one that has a name");
                    });
}

Error ObjectReader::encode(const LineTable &table, const LiveSequence &live,
                           UnitFiles &files, ArrayRef<uint64_t> firstLines) {
  LineRun run;
  run.section = live.section;
  run.sectionNumber = live.sequence->SectionIndex;
  run.end = live.sequence->HighPC;
  run.unit = lines.units.size();
  run.alignment = link.inputSectionInfo(live.section).alignment;
  run.steps = lines.steps.size();
  scratch.clear();
  std::optional<LineTableWriter> writer;
  size_t firstRowSize = 0;
  Error error =
      forEachRow(table, *live.sequence,
                 [&](const DWARFDebugLine::Row &row, uint64_t) -> Error {
                   uint64_t line = 0;
                   if (row.Line)
                     line = firstLines[*files.find(row.File)] + row.Line - 1;
                   if (line == run.lastLine)
                     return Error::success();
                   uint64_t offset = row.Address.Address;
                   if (!writer) {
                     writer.emplace(scratch, offset);
                     run.begin = offset;
                     run.firstLine = line;
                   }
                   if (Error e = writer->add({offset, line}))
                     return e;
                   if (!firstRowSize)
                     firstRowSize = scratch.size();
                   run.lastRow = offset;
                   run.lastLine = line;
                   ++lines.numRows;
                   return Error::success();
                 });
  if (error || !writer)
    return error;
  run.stepsSize = scratch.size() - firstRowSize;
  lines.steps.append(scratch.begin() + firstRowSize, scratch.end());
  lines.runs.push_back(run);
  return Error::success();
}

void ObjectReader::readTable(const LineTable &table, StringRef directory,
                             std::string mainPath) {
  std::vector<LiveSequence> live;
  for (const DWARFDebugLine::Sequence &s : table.Sequences)
    if (s.SectionIndex != object::SectionedAddress::UndefSection)
      if (SectionRef section = liveCode(s.SectionIndex))
        live.push_back({&s, section});
  if (live.empty())
    return;

  UnitFiles files(table, directory, std::move(mainPath));
  for (const LiveSequence &l : live) {
    Error e = checkSequence(table, l);
    if (!e)
      e = noteFiles(table, l, files);
    if (e)
      return report(std::move(e));
  }
  if (files.files.empty())
    return;

  // The indexes of the paths come later; where the files begin does not depend
  // on them.
  std::vector<UnitFile> unitFiles;
  for (const LineFile &file : files.files)
    unitFiles.push_back({PathTable::Path{1}, file.lines});
  Expected<UnitHistory> history = layOutHistory(unitFiles);
  if (!history)
    return report(history.takeError());
  size_t runsBefore = lines.runs.size();
  for (const LiveSequence &l : live)
    if (Error e = encode(table, l, files, history->firstLines))
      return report(std::move(e));
  if (lines.runs.size() != runsBefore)
    lines.units.push_back({std::move(files.files)});
}

void ObjectReader::readUnit(DWARFUnit &unit) {
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
  if (!offset || !tablesRead.insert(*offset).second)
    return;

  const DWARFObject &sections = unit.getContext().getDWARFObj();
  DWARFDataExtractor data(sections, sections.getLineSection(),
                          sections.isLittleEndian(), unit.getAddressByteSize());
  if (*offset >= data.size())
    return report(createStringError(".debug_info: unit at offset " +
                                    hex(unit.getOffset()) +
                                    ": line table at offset " + hex(*offset) +
                                    ", expected below " + hex(data.size())));
  if (Error e = checkFileForms(data, *offset))
    return report(createStringError(".debug_line: " + toString(std::move(e))));
  auto onProblem = [&](Error e) {
    report(createStringError(".debug_line: " + toString(std::move(e))));
  };
  if (Error e =
          table.parse(data, &*offset, unit.getContext(), &unit, onProblem))
    onProblem(std::move(e));
  if (failed())
    return;
  StringRef directory = dwarf::toStringRef(root.find(dwarf::DW_AT_comp_dir));
  readTable(
      table, directory,
      pathOfUnit(dwarf::toStringRef(root.find(dwarf::DW_AT_name)), directory));
}

/// Two runs of one place would be two answers to one question.
Error ObjectReader::checkRuns() {
  llvm::stable_sort(lines.runs, [](const LineRun &a, const LineRun &b) {
    return std::tie(a.sectionNumber, a.begin) <
           std::tie(b.sectionNumber, b.begin);
  });
  for (size_t i = 1; i < lines.runs.size(); ++i) {
    const LineRun &a = lines.runs[i - 1], &b = lines.runs[i];
    if (a.section == b.section && b.begin < a.end)
      return createStringError(".debug_line: sequence at offset " +
                               hex(b.begin) + ": overlaps one that ends at " +
                               hex(a.end) +
                               ", expected one line for one place");
  }
  return Error::success();
}

ObjectLines ObjectReader::run() {
  // LLVM names the place, and takes the section for known.
  DebugInfo info = link.debugInfo(object, [this](Error e) {
    std::string text = toString(std::move(e));
    report(createStringError(
        (StringRef(text).starts_with(".debug_") ? "" : ".debug_info: ") +
        text));
  });
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

ObjectLines gosym::readLines(const Link &link, uint32_t object,
                             LineScratch &scratch) {
  return ObjectReader(link, object, scratch).run();
}
