//===- TableUnits.cpp - The units of a table ------------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// The part of TableWriter that turns files into path components and units into
/// histories. Both get their numbers in the order in which the program got
/// them: same program, same bytes. What has been numbered keeps its number when
/// more files and units come.
///
/// A table has room for 65535 components. Files that do not fit any more have
/// no path; a unit with such a file keeps its main file and loses its lines.
///
//===----------------------------------------------------------------------===//

#include "gosym/Format/Entry.h"
#include "gosym/Format/History.h"
#include "gosym/Format/TableWriter.h"
#include "llvm/ADT/STLExtras.h"

using namespace llvm;

namespace gosym {

static void appendEntry(std::vector<uint8_t> &out, const Entry &entry,
                        TableTarget target) {
  size_t end = out.size();
  out.resize(end + encodedSize(entry, target));
  encodeEntry(out.data() + end, entry, target);
}

/// Of each file, whether nothing of it is in the table: only inlined calls name
/// it.
static std::vector<bool> findCallFiles(const Program &program) {
  std::vector<bool> ofCalls(program.files.paths().size());
  for (const Unit &unit : program.units)
    for (const Unit::File &f :
         ArrayRef(unit.files).take_back(unit.numCallFiles))
      ofCalls[f.file] = true;
  for (const Unit &unit : program.units)
    for (const Unit::File &f : unit.filesOfRows())
      ofCalls[f.file] = false;
  return ofCalls;
}

void TableWriter::internFiles() {
  ArrayRef<StringRef> files = program.files.paths();
  if (files.size() == paths.size())
    return;
  std::vector<bool> ofCalls = findCallFiles(program);
  for (size_t i = paths.size(); i != files.size(); ++i) {
    PathTable::Path &path = paths.emplace_back();
    if (ofCalls[i])
      continue;
    Expected<PathTable::Path> interned = components.intern(files[i]);
    if (interned)
      path = std::move(*interned);
    else
      consumeError(interned.takeError());
  }
}

/// The path of the main file or, if it is above the limits of a path, of a
/// stand-in.
Expected<PathTable::Path> TableWriter::mainPath(const Unit &unit) {
  StringRef path = program.files.paths()[unit.files.front().file];
  if (errorToBool(PathTable::check(path)))
    path = "<object>";
  return components.intern(path);
}

Error TableWriter::addHistory(const Unit &unit, UnitHistory &history) {
  std::vector<UnitFile> files;
  for (const Unit::File &f : unit.filesOfRows())
    if (!paths[f.file].empty())
      files.push_back({paths[f.file], f.lines});
  bool fits = files.size() == unit.filesOfRows().size();
  // With no file that fits there is nothing to lay out.
  Expected<gosym::UnitHistory> laidOut =
      fits ? layOutHistory(files) : gosym::UnitHistory();
  if (!fits || !laidOut) {
    consumeError(laidOut.takeError());
    withoutLines += unit.files.front().lines != 0;
    Expected<PathTable::Path> path = mainPath(unit);
    if (!path)
      return path.takeError();
    laidOut = layOutHistory({{*path, 0}});
    laidOut->firstLines.clear();
  }
  for (const Entry &entry : laidOut->entries)
    appendEntry(history.entries, entry, target);
  history.firstLines = std::move(laidOut->firstLines);
  return Error::success();
}

Error TableWriter::addUnits() {
  internFiles();
  histories.resize(program.units.size());
  for (auto [unit, history] : zip_equal(program.units, histories))
    if (!unit.files.empty() && history.entries.empty())
      if (Error e = addHistory(unit, history))
        return e;
  return Error::success();
}

} // namespace gosym
