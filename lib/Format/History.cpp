//===- History.cpp - Absolute lines and files -----------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// History.h has the form that we write. The reader takes more: compilers that
/// count lines while they include files write the included file in the middle
/// of the including one, which continues after it:
///
///   z 1  main.c    1..10 are main.c 1..10
///   z 11 a.h       11..15 are a.h 1..5
///   z 16 <>        16.. are main.c 11..
///
/// So the reader keeps a stack of the open files and turns each entry into a
/// *span*, which says which line of which file an absolute line is, up to the
/// next span. A question is then one binary search over the spans and needs no
/// stack.
///
//===----------------------------------------------------------------------===//

#include "gosym/Format/History.h"
#include "gosym/Format/LineTable.h"
#include "llvm/ADT/DenseSet.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/MathExtras.h"

using namespace llvm;

namespace gosym {

//===----------------------------------------------------------------------===//
// Writer
//===----------------------------------------------------------------------===//

static Entry historyEntry(uint64_t line, const PathTable::Path &path) {
  Entry entry;
  entry.type = 'z';
  entry.value = line;
  entry.path = path;
  return entry;
}

Expected<UnitHistory> layOutHistory(ArrayRef<UnitFile> files) {
  assert(!files.empty() && "a unit has a main file");
  UnitHistory history;
  uint64_t linesBefore = 0;
  for (const UnitFile &file : files) {
    assert(!file.path.empty() && "an empty path ends a file");
    uint64_t lastLine = SaturatingAdd(linesBefore, file.lines);
    if (lastLine > maxLine)
      return createStringError("unit: absolute line " + Twine(lastLine) +
                               ", expected at most 2147483647");

    history.firstLines.push_back(linesBefore + 1);
    history.entries.push_back(historyEntry(linesBefore + 1, file.path));
    if (file.lines)
      history.entries.push_back(historyEntry(lastLine + 1, {}));
    linesBefore = lastLine;
  }
  return history;
}

//===----------------------------------------------------------------------===//
// Reader
//===----------------------------------------------------------------------===//

Error History::add(const Entry &entry) {
  assert(entry.isHistory());
  if (entry.beginsUnit())
    *this = History();

  uint64_t least = spans.empty() ? 1 : spans.back().begin;
  if (entry.value < least)
    return createStringError("absolute line " + Twine(entry.value) +
                             ", expected at least " + Twine(least));
  if (entry.path.empty())
    return close(entry.value);
  open(entry.value, entry.path);
  return Error::success();
}

void History::open(uint64_t begin, ArrayRef<uint16_t> path) {
  // The including file continues at its next line.
  if (!stack.empty())
    stack.back().line += begin - spans.back().begin;
  paths.emplace_back(path.begin(), path.end());
  stack.push_back({begin, paths.size() - 1, 1});
  spans.push_back(stack.back());
}

Error History::close(uint64_t begin) {
  if (stack.empty())
    return createStringError("end of a file where none is open, expected a "
                             "path");
  stack.pop_back();
  if (!stack.empty())
    stack.back().begin = begin;
  spans.push_back(stack.empty() ? Span{begin, noFile, 0} : stack.back());
  return Error::success();
}

std::optional<FileLine> History::find(uint64_t line, size_t entries) const {
  // One span for each entry.
  auto known = ArrayRef(spans).take_front(entries);
  auto after = partition_point(
      known, [&](const Span &span) { return span.begin <= line; });
  if (after == known.begin())
    return std::nullopt;
  const Span &span = *std::prev(after);
  if (span.file == noFile)
    return std::nullopt;
  return FileLine{paths[span.file], span.line + (line - span.begin)};
}

ArrayRef<uint16_t> History::mainFile() const {
  return paths.empty() ? ArrayRef<uint16_t>() : ArrayRef<uint16_t>(paths[0]);
}

std::optional<size_t>
History::entriesBefore(function_ref<bool(ArrayRef<uint16_t>)> isWanted) const {
  for (auto [i, span] : enumerate(spans))
    if (span.file != noFile && isWanted(paths[span.file]))
      return i;
  return std::nullopt;
}

std::vector<ArrayRef<uint16_t>> History::files() const {
  std::vector<ArrayRef<uint16_t>> files;
  DenseSet<ArrayRef<uint16_t>> seen;
  for (ArrayRef<uint16_t> path : paths)
    if (seen.insert(path).second)
      files.push_back(path);
  return files;
}

} // namespace gosym
