//===- RunBuilder.cpp - Makes the runs of a program -----------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "RunBuilder.h"
#include "llvm/ADT/STLExtras.h"

using namespace llvm;

namespace gosym {

void RunBuilder::setMainFile(uint32_t unit, uint32_t file) {
  program.units[unit].files.push_back({file, 0});
  places[{unit, file}] = 0;
}

/// The place of a file in a unit that has a row of this line of it.
uint32_t RunBuilder::placeOf(uint32_t unit, uint32_t file, uint32_t line) {
  auto &inUnit = program.units[unit].files;
  auto [it, isNew] = places.try_emplace({unit, file}, inUnit.size());
  if (isNew)
    inUnit.push_back({file, 0});
  uint64_t &lines = inUnit[it->second].lines;
  lines = std::max<uint64_t>(lines, line);
  return it->second;
}

void RunBuilder::closeRun() {
  if (!run)
    return;
  slices.push_back({runRows, program.rows.front().size()});
  program.runs.push_back(*run);
  run.reset();
}

void RunBuilder::add(uint64_t begin, uint64_t end, uint32_t unit, uint32_t file,
                     uint32_t line) {
  if (run && (run->unit != unit || begins.back() + run->end != begin))
    closeRun();
  RowList &rows = program.rows.front();
  bool isNew = !run;
  if (isNew) {
    run = CodeRun();
    run->unit = unit;
    begins.push_back(begin);
    runRows = rows.begin();
  }
  run->end = end - begins.back();
  Row row = {begin - begins.back(), placeOf(unit, file, line), line};
  if (!isNew && row.file == last.file && row.line == last.line)
    return;
  rows.append(row);
  last = row;
}

std::vector<uint64_t> RunBuilder::finish() {
  closeRun();
  for (auto [run, slice] : zip_equal(program.runs, slices))
    run.rows = program.rows.front().slice(slice.first, slice.second);
  // A history can only leave the lines of the last file open.
  for (Unit &unit : program.units)
    if (unit.files.size() > 1)
      unit.files.front().lines =
          std::max<uint64_t>(unit.files.front().lines, 1);
  return std::move(begins);
}

} // namespace gosym
