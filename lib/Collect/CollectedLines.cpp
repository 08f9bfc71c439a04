//===- CollectedLines.cpp -------------------------------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// From the lines of objects to the units of the symbol table.
//
// A reader asks the line table for an absolute line, and the history that is in
// force at the function for the file: the two must be of one unit. So
//
//   * an object of one unit, as compilers make them, gives its history the
//     place of the object's own;
//   * an object of several (LTO) adds one unit for each, and each function is
//     of the unit whose lines are at its address;
//   * lines whose code has no function symbol before it in its section are
//     dropped, for the function in force would be one of another object.
//
// Reading is parallel. Giving indexes to path components is not, and goes in
// the order of the objects: same inputs, same bytes. Path components are
// numbered in 16 bits. When they run out, the units that are left keep their
// main file and lose their lines, and that is told; so does a unit with a path
// that is above the limits of the table.
//
//===----------------------------------------------------------------------===//

#include "CollectedLines.h"
#include "Pieces.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/FormatVariadic.h"
#include "llvm/Support/TimeProfiler.h"

using namespace llvm;
using namespace gosym;

Error CollectedLines::read(const Link &link, const TableImage &image) {
  // The output of -r has no addresses; the link that it is for reads the lines.
  if (!options || link.outputKind() == OutputKind::Relocatable)
    return Error::success();
  if (!options->table) {
    if (options->source == LineSource::On)
      return createStringError("-gosym-lines=on: no table to put lines in, "
                               "expected -gosym-pclntab=go1.1 too");
    return Error::success();
  }
  if (options->source == LineSource::Off)
    return Error::success();
  TimeTraceScope scope("Read lines");
  std::vector<bool> hasFunctions(link.numObjects());
  const TableSymbols symbols(link);
  for (const Record &r :
       ArrayRef(image.records).drop_front(image.firstFunction))
    if (uint32_t object = symbols[r.symbol].object; object != noObject)
      hasFunctions[object] = true;
  objects.resize(hasFunctions.size());
  forPieces(link, objects.size(), objectsPerTask,
            [&](size_t begin, size_t end) {
              LineScratch scratch;
              for (size_t object = begin; object != end; ++object)
                if (hasFunctions[object])
                  objects[object] = readLines(link, object, scratch);
            });
  return checkCoverage(link, hasFunctions);
}

/// What is wrong is a warning each, or, when lines must be, one error for all.
Error CollectedLines::checkCoverage(const Link &link,
                                    const std::vector<bool> &hasFunctions) {
  constexpr unsigned objectsNamed = 10;
  unsigned without = 0;
  std::string where;
  for (auto [i, o] : enumerate(objects)) {
    std::string reason = o.problem;
    if (options->source != LineSource::On) {
      if (!reason.empty())
        link.warn(link.objectName(i) + ": " + reason +
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
      where += "\n>>> " + link.objectName(i) + ": " + reason;
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

/// Returns false if the paths do not fit the table.
bool CollectedLines::addUnit(const LineUnit &unit, uint32_t number,
                             TableImage &image) {
  std::vector<UnitFile> files;
  for (const LineFile &file : unit.files) {
    Expected<PathTable::Path> path = image.paths.intern(file.path);
    if (!path) {
      consumeError(path.takeError());
      return false;
    }
    files.push_back({std::move(*path), file.lines});
  }
  Expected<UnitHistory> history = layOutHistory(files);
  if (!history) {
    consumeError(history.takeError());
    return false;
  }
  // With one file, too, its end: Go's reader on 64 bits takes a step backwards
  // for one of 4 Gi lines forward, and should find no file there.
  if (files.size() == 1) {
    Entry end;
    end.type = 'z';
    end.value = files.front().lines + 1;
    history->entries.push_back(end);
  }
  image.details.units[number] = encodeEntries(history->entries, image.target);
  return true;
}

Error CollectedLines::addUnits(const Link &link, TableImage &image) {
  if (objects.empty())
    return Error::success();
  TimeTraceScope scope("Add units with lines");
  unsigned dropped = 0;
  for (auto [i, o] : enumerate(objects)) {
    SmallVector<uint32_t, 1> numbers;
    for (const LineUnit &unit : o.units) {
      uint32_t number = i;
      if (o.units.size() > 1) {
        number = image.details.units.size();
        image.details.units.emplace_back();
      }
      bool fits = addUnit(unit, number, image);
      dropped += !fits;
      numbers.push_back(fits ? number : noObject);
    }
    for (LineRun &run : o.runs)
      run.unit = numbers[run.unit];
    llvm::erase_if(o.runs,
                   [](const LineRun &run) { return run.unit == noObject; });
  }
  if (dropped)
    link.warn(formatv("Go symbol table: {0} units have no lines: more than "
                      "{1} path components, a path of more than {2}, or one "
                      "component of more than {3} bytes",
                      dropped, maxPathIndex, maxPathComponents,
                      maxComponentSize)
                  .str());
  assignUnits(link, image);
  if (options->verbose)
    report(link);
  return Error::success();
}

/// Runs of one section, in order.
using RunsOfSection = SmallVector<LineRun *, 1>;

void CollectedLines::assignUnits(const Link &link, TableImage &image) {
  DenseMap<void *, RunsOfSection> bySection;
  // Tables of relocatable inputs may have told the units already; debug info
  // knows more.
  std::vector<uint32_t> unitOf = std::move(image.details.unitOf);
  bool oneEach = unitOf.empty();
  for (ObjectLines &o : objects) {
    oneEach &= o.units.size() <= 1;
    for (LineRun &run : o.runs)
      bySection[run.section.opaque()].push_back(&run);
  }
  ArrayRef<LiveSymbol> symbols = link.liveSymbols();
  std::vector<SymbolPlace> places(symbols.size());
  forPieces(link, symbols.size(), recordsPerTask,
            [&](size_t begin, size_t end) {
              for (size_t i = begin; i != end; ++i)
                if (SymbolClass(symbols[i].symbolClass) == SymbolClass::Text)
                  places[i] = link.placeOf(symbols[i].ref);
            });

  if (!oneEach && unitOf.empty()) {
    unitOf.resize(symbols.size());
    for (size_t i = 0; i != symbols.size(); ++i)
      unitOf[i] = symbols[i].object;
  }
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
    const RunsOfSection &runs = it->second;
    auto run = partition_point(
        runs, [&](LineRun *r) { return r->end <= place.offset; });
    unitOf[i] = run == runs.end() ? runs.back()->unit : (*run)->unit;
  }
  image.details.unitOf = std::move(unitOf);

  // Bit 0 of a Thumb function is not part of its address.
  auto isNameless = [&](const LineRun &run) {
    auto it = firstSymbol.find(run.section.opaque());
    return it == firstSymbol.end() || it->second > run.begin + 1;
  };
  for (ObjectLines &o : objects) {
    size_t before = o.runs.size();
    llvm::erase_if(o.runs, isNameless);
    numNameless += before - o.runs.size();
  }
}

void CollectedLines::report(const Link &link) const {
  uint64_t rows = 0, units = 0, files = 0, runs = 0;
  uint64_t with = 0, split = 0, relaxed = 0, broken = 0;
  for (const ObjectLines &o : objects) {
    rows += o.numRows;
    units += o.units.size();
    for (const LineUnit &unit : o.units)
      files += unit.files.size();
    runs += o.runs.size();
    with += !o.units.empty();
    split += o.isSplit;
    relaxed += o.isRelaxed;
    broken += !o.problem.empty();
  }
  link.note(formatv("PC-line table: {0} rows of {1} files of {2} units, in {3} "
                    "runs of code of {4} objects",
                    rows, files, units, runs, with)
                .str());
  link.note(formatv("PC-line table: left out {0} objects with broken debug "
                    "info, {1} with code that is relaxed, {2} runs without a "
                    "symbol; {3} objects with split debug info have lines only",
                    broken, relaxed, numNameless, split)
                .str());
}
