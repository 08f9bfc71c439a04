//===- CollectedLines.cpp -------------------------------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// From the lines of objects to the units and runs of the model.
//
// A reader asks the line table for the line at an address, and the unit of the
// function there for the file: the two must be of one unit. So
//
//   * an object of one unit, as compilers make them, gives its files to the
//     unit that is the object's own;
//   * an object of several (LTO) adds one unit for each, and each function is
//     of the unit whose lines are at its address;
//   * lines whose code has no function symbol before it in its section are
//     dropped, for the function in force would be one of another object.
//
// Inlined calls are read with the lines if a table has use for them
// (CollectedInlines.cpp).
//
// Reading is parallel (CollectedObjects.cpp). Giving numbers to files is not,
// and goes in the order of the objects: same inputs, same bytes.
//
//===----------------------------------------------------------------------===//

#include "CollectedLines.h"
#include "../Linker/Pieces.h"
#include "CollectedInlines.h"
#include "gosym/Format/LineTable.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/FormatVariadic.h"
#include "llvm/Support/TimeProfiler.h"

using namespace llvm;
using namespace gosym;

/// The absolute lines of a unit have 31 bits in the line table.
static std::string checkLines(const ObjectLines &lines) {
  for (const LineUnit &unit : lines.units) {
    uint64_t all = 0;
    for (const LineFile &file : unit.files)
      all = SaturatingAdd(all, file.lines);
    if (all > maxLine)
      return (".debug_line: unit: absolute line " + Twine(all) +
              ", expected at most " + Twine(maxLine))
          .str();
  }
  return "";
}

void CollectedLines::begin(const Link &link, const LinkSymbols &symbols,
                           const Program &program) {
  if (!areWantedIn(link))
    return;
  hasFunctions.resize(link.inputs().numObjects());
  for (const Symbol &s : program.functions())
    if (uint32_t object = symbols[s.number].object; object != noObject)
      hasFunctions[object] = true;
  objects.resize(hasFunctions.size());
}

void CollectedLines::take(uint32_t object, ObjectLines read) {
  std::string problem = checkLines(read);
  if (!problem.empty()) {
    read = ObjectLines();
    read.hasDebugInfo = true;
    read.problem = std::move(problem);
  }
  objects[object] = std::move(read);
}

Error CollectedLines::check(const Link &link) const {
  if (isWanted())
    return checkCoverage(link);
  if (link.outputKind() != OutputKind::Relocatable && !options.wantsLines() &&
      options.lines == LineSource::On)
    return createStringError(
        "-gosym-lines=on: no table to put lines in, expected "
        "-gosym-compact=on or -gosym-pclntab=go1.1, go1.18 or go1.20 too");
  return Error::success();
}

/// What is wrong is a warning each, or, when lines must be, one error for all.
Error CollectedLines::checkCoverage(const Link &link) const {
  constexpr unsigned objectsNamed = 10;
  unsigned without = 0;
  std::string where;
  for (auto [i, o] : enumerate(objects)) {
    if (!o.inlines.problem.empty())
      link.warn(link.inputs().objectName(i) + ": " + o.inlines.problem +
                "\n>>> functions of this object have no inlined calls");
    std::string reason = o.problem;
    if (options.lines != LineSource::On) {
      if (!reason.empty())
        link.warn(link.inputs().objectName(i) + ": " + reason +
                  "\n>>> functions of this object have no lines");
      continue;
    }
    if (!hasFunctions[i] || !o.units.empty())
      continue;
    if (reason.empty())
      reason = !o.hasDebugInfo ? "no debug info"
               : o.isRelaxed   ? "the linker relaxes its code"
                               : "debug info without lines of live code";
    if (++without <= objectsNamed)
      where += "\n>>> " + link.inputs().objectName(i) + ": " + reason;
  }
  if (!without)
    return Error::success();
  if (without > objectsNamed)
    where += formatv("\n>>> and {0} more", without - objectsNamed);
  return createStringError(
      formatv("-gosym-lines=on: {0} objects with functions and without lines, "
              "expected lines of all{1}",
              without, where)
          .str());
}

std::string CollectedLines::mainPath(uint32_t object) const {
  if (objects.empty() || objects[object].units.size() != 1)
    return "";
  return objects[object].units.front().files.front().path;
}

void CollectedLines::addTo(Program &program, const Link &link,
                           LinkSymbols &symbols) {
  if (objects.empty())
    return;
  TimeTraceScope scope("Add units with lines");
  for (auto [i, o] : enumerate(objects)) {
    SmallVector<uint32_t, 1> numbers;
    for (const LineUnit &unit : o.units) {
      uint32_t number = i;
      if (o.units.size() > 1) {
        number = program.units.size();
        program.units.emplace_back();
      }
      numbers.push_back(number);
      Unit &added = program.units[number];
      added.files.clear();
      added.numCallFiles = unit.numCallFiles;
      for (const LineFile &file : unit.files)
        added.files.push_back({program.files.number(file.path), file.lines});
    }
    for (LineRun &run : o.runs)
      run.unit = numbers[run.unit];
  }
  // Changes where the runs have their lists.
  if (options.wantsCompactLines())
    addInlines(program, link, objects);
  std::vector<PlacedRun> runs = takeRuns(link);
  assignUnits(runs, link, symbols);
  addRuns(runs, program, link);
  if (options.verbose)
    report(link, program);
}

/// The runs of all objects, in their order. The objects have none then.
std::vector<CollectedLines::PlacedRun>
CollectedLines::takeRuns(const Link &link) {
  std::vector<PlacedRun> runs;
  for (auto [i, o] : enumerate(objects))
    for (const LineRun &run : std::exchange(o.runs, {}))
      // None: not in the output, whatever was foreseen (CollectedObjects.cpp).
      if (SectionRef section = link.inputs().inputSection(i, run.sectionNumber))
        runs.push_back({uint32_t(i), section, run});
  return runs;
}

/// Runs of one section, in order.
using RunsOfSection = SmallVector<const LineRun *, 1>;

/// Gives each function the unit of its lines, and drops the \p runs that have
/// no function.
void CollectedLines::assignUnits(std::vector<PlacedRun> &runs, const Link &link,
                                 LinkSymbols &symbols) {
  DenseMap<void *, RunsOfSection> bySection;
  for (const PlacedRun &r : runs)
    bySection[r.section.opaque()].push_back(&r.run);
  // Tables of relocatable inputs may have told the units already; debug info
  // knows more.
  bool oneEach =
      !symbols.haveUnits() && llvm::all_of(objects, [](const ObjectLines &o) {
        return o.units.size() <= 1;
      });
  ArrayRef<LiveSymbol> live = link.liveSymbols();
  std::vector<SymbolPlace> places(live.size());
  forPieces(link, live.size(), recordsPerTask, [&](size_t begin, size_t end) {
    for (size_t i = begin; i != end; ++i)
      if (SymbolClass(live[i].symbolClass) == SymbolClass::Text)
        places[i] = link.inputs().placeOf(live[i].ref);
  });

  // The first symbol of each section that has lines.
  DenseMap<void *, uint64_t> firstSymbol;
  for (auto [i, place] : enumerate(places)) {
    auto it = bySection.find(place.section.opaque());
    if (it == bySection.end())
      continue;
    uint64_t &first =
        firstSymbol.try_emplace(it->first, place.offset).first->second;
    first = std::min(first, place.offset);
    if (oneEach)
      continue;
    // The run that the symbol is in, or the next one: a function may begin with
    // code of no line.
    const RunsOfSection &there = it->second;
    auto run = partition_point(
        there, [&](const LineRun *r) { return r->end <= place.offset; });
    symbols.setUnit(i, run == there.end() ? there.back()->unit : (*run)->unit);
  }

  // Bit 0 of a Thumb function is not part of its address.
  size_t before = runs.size();
  llvm::erase_if(runs, [&](const PlacedRun &r) {
    auto it = firstSymbol.find(r.section.opaque());
    return it == firstSymbol.end() || it->second > r.run.begin + 1;
  });
  numNameless += before - runs.size();
}

/// Moves the rows and the inlined calls into the program.
void CollectedLines::addRuns(const std::vector<PlacedRun> &runs,
                             Program &program, const Link &link) {
  bool hasInlines = options.wantsCompactLines();
  for (ObjectLines &o : objects)
    program.rows.push_back(std::move(o.rows));
  for (const auto &[object, section, run] : runs) {
    sections.push_back(section);
    program.runs.push_back(
        {run.unit, link.inputs().inputSectionInfo(section).alignment, run.begin,
         run.end, program.rows[object].slice(run.rows, run.rowsEnd),
         hasInlines ? program.inlines[object].slice(run.inlines, run.inlinesEnd)
                    : ArrayRef<uint8_t>()});
  }
}

std::vector<uint64_t> CollectedLines::addresses(const Link &link,
                                                const Program &program) const {
  std::vector<uint64_t> addresses(program.runs.size());
  forPieces(
      link, addresses.size(), recordsPerTask, [&](size_t begin, size_t end) {
        for (size_t i = begin; i != end; ++i)
          addresses[i] =
              link.inputs().sectionAddress(sections[i], program.runs[i].begin);
      });
  return addresses;
}

void CollectedLines::report(const Link &link, const Program &program) const {
  uint64_t rows = 0, units = 0, files = 0;
  uint64_t with = 0, split = 0, relaxed = 0, broken = 0;
  for (const ObjectLines &o : objects) {
    rows += o.numRows;
    units += o.units.size();
    for (const LineUnit &unit : o.units)
      files += unit.files.size();
    with += !o.units.empty();
    split += o.isSplit;
    relaxed += o.isRelaxed;
    broken += !o.problem.empty();
  }
  // Of both tables, if both have lines.
  StringRef table = options.wantsFunctionTable()             ? "function table"
                    : options.pclntab == PclntabChoice::Go11 ? "PC-line table"
                                                             : "compact table";
  link.note(formatv("{0}: {1} rows of {2} files of {3} units, in {4} runs of "
                    "code of {5} objects",
                    table, rows, files, units, program.runs.size(), with)
                .str());
  link.note(formatv("{0}: left out {1} objects with broken debug info, {2} "
                    "with code that is relaxed, {3} runs without a symbol; {4} "
                    "objects with split debug info have lines only",
                    table, broken, relaxed, numNameless, split)
                .str());
  if (!options.wantsCompactLines())
    return;
  InlineCounts inlines;
  for (const ObjectLines &o : objects)
    inlines += o.inlines.counts;
  link.note(formatv("inlined calls: {0} ranges of {1} functions; left out {2} "
                    "calls with code outside of what is around them, {3} "
                    "ranges that overlap, {4} of code without lines",
                    inlines.ranges, program.inlinedFunctions.size(),
                    inlines.notNested, inlines.overlapping,
                    inlines.withoutLines)
                .str());
}
