//===- FunctionStreams.cpp - Files and lines of each function -------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Functions and runs are put into their sections (a counting sort), and
/// sections are encoded in parallel, each by one walk over its runs. Streams
/// are then made one of equal ones (SharedBytes.h). Most functions are of one
/// file, so most have the same stream of files: one value that holds to the
/// end, wherever that is.
///
/// A stream counts from the entry of its function and ends with its code. So
/// nothing here depends on addresses.
///
//===----------------------------------------------------------------------===//

#include "FunctionStreams.h"
#include "PcStream.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"

using namespace llvm;

namespace gosym {

/// At offset 0, which means "no stream": one for readers who do not know that,
/// such as debug/gosym. It has no value for one quantum and ends.
static constexpr uint8_t noStream[] = {0, 1, 0};

/// Bytes of rows that are worth a task.
static constexpr size_t rowsPerTask = 32 << 10;

namespace {

/// Things in the order of their sections.
class BySection {
public:
  BySection(uint32_t numSections) : starts(numSections + 1) {}

  /// Of things 0 to \p count-1, \p sectionOf tells the section.
  void sort(size_t count, function_ref<uint32_t(size_t)> sectionOf) {
    for (size_t i = 0; i != count; ++i)
      if (uint32_t section = sectionOf(i);
          section != FunctionTableWriter::noSection)
        ++starts[section];
    size_t sum = 0;
    for (uint32_t &start : starts)
      sum += std::exchange(start, sum);
    order.resize(sum);
    std::vector<uint32_t> next(starts);
    for (size_t i = 0; i != count; ++i)
      if (uint32_t section = sectionOf(i);
          section != FunctionTableWriter::noSection)
        order[next[section]++] = i;
  }
  MutableArrayRef<uint32_t> in(uint32_t section) {
    return MutableArrayRef(order).slice(starts[section],
                                        starts[section + 1] - starts[section]);
  }

private:
  std::vector<uint32_t> starts, order;
};

/// The streams of the functions at one place while they are made.
struct Group {
  Group(uint64_t entry, unsigned quantum)
      : entry(entry), end(entry), lines(lineBytes, quantum),
        files(fileBytes, quantum) {}

  void add(uint64_t begin, uint64_t to, uint32_t itsUnit, Row row) {
    if (lines.empty()) {
      unit = itsUnit;
      if (begin == entry)
        startLine = row.line;
    }
    // A function can name files of one unit only.
    if (itsUnit != unit)
      row.line = 0;
    if (begin != end || lines.empty())
      lines.change(end - entry, 0);
    lines.change(begin - entry, row.line);
    hasLines |= row.line != 0;
    if (files.empty())
      files.change(0, itsUnit == unit ? row.file : 0);
    else if (row.line)
      files.change(begin - entry, row.file);
    end = to;
  }
  void finish() {
    lines.finish(end - entry);
    if (files.isConstant())
      files.finishOpen();
    else
      files.finish(end - entry);
  }

  uint64_t entry;
  /// Of what was added.
  uint64_t end;
  uint32_t unit = noUnit;
  uint32_t startLine = 0;
  bool hasLines = false;
  SmallVector<uint8_t, 96> lineBytes, fileBytes;
  PcStream lines, files;
};

} // namespace

/// Some sections, or some functions.
struct FunctionStreams::Task {
  SmallVector<uint8_t, 0> &out;
  unsigned quantum;
  std::vector<OfFunction> &result;
  /// Streams of the task, by their number in it; until all tasks are done the
  /// functions have these.
  std::vector<std::pair<uint32_t, uint32_t>> slices = {};
  /// The functions that have any.
  std::vector<uint32_t> functions = {};

  uint32_t keep(ArrayRef<uint8_t> stream) {
    slices.push_back({out.size(), out.size() + stream.size()});
    out.append(stream.begin(), stream.end());
    return slices.size() - 1;
  }
  void close(std::optional<Group> &group, ArrayRef<uint32_t> owners) {
    if (!group || !group->hasLines)
      return;
    group->finish();
    uint32_t lines = keep(group->lineBytes);
    uint32_t files = keep(group->fileBytes);
    for (uint32_t owner : owners) {
      OfFunction &f = result[owner];
      f.lines = lines;
      f.files = files;
      f.unit = group->unit;
      f.startLine = group->startLine;
      f.hasLines = true;
      functions.push_back(owner);
    }
  }
  void encodeSection(const Program &program,
                     const FunctionTableWriter::Places &places,
                     MutableArrayRef<uint32_t> owners,
                     MutableArrayRef<uint32_t> runs);
};

void FunctionStreams::Task::encodeSection(
    const Program &program, const FunctionTableWriter::Places &places,
    MutableArrayRef<uint32_t> owners, MutableArrayRef<uint32_t> runs) {
  auto offsetOf = [&](uint32_t owner) {
    return places.functions[owner].offset;
  };
  llvm::stable_sort(owners, [&](uint32_t a, uint32_t b) {
    return offsetOf(a) < offsetOf(b);
  });
  auto shiftOf = [&](uint32_t run) {
    return places.shifts.empty() ? 0 : places.shifts[run];
  };
  auto beginOf = [&](uint32_t run) {
    return program.runs[run].begin + shiftOf(run);
  };
  llvm::stable_sort(
      runs, [&](uint32_t a, uint32_t b) { return beginOf(a) < beginOf(b); });

  // Of `owners`: those at the place of `group`, and the next.
  size_t first = 0, next = 0;
  std::optional<Group> group;
  auto enter = [&](uint64_t pc) {
    while (next != owners.size() && offsetOf(owners[next]) <= pc) {
      close(group, owners.slice(first, next - first));
      first = next;
      uint64_t entry = offsetOf(owners[first]);
      while (next != owners.size() && offsetOf(owners[next]) == entry)
        ++next;
      group.emplace(entry, quantum);
    }
  };
  auto add = [&](uint64_t begin, uint64_t end, uint32_t unit, const Row &row) {
    while (begin < end) {
      enter(begin);
      uint64_t limit =
          next == owners.size() ? end : std::min(end, offsetOf(owners[next]));
      // Runs do not overlap, but nothing may depend on that.
      if (group && limit > group->end)
        group->add(std::max(begin, group->end), limit, unit, row);
      begin = limit;
    }
  };
  for (uint32_t number : runs) {
    const CodeRun &run = program.runs[number];
    uint64_t shift = shiftOf(number);
    RowCursor cursor(run.rows);
    Row row = cursor.next();
    while (!cursor.atEnd()) {
      Row following = cursor.next();
      add(row.offset + shift, following.offset + shift, run.unit, row);
      row = following;
    }
    add(row.offset + shift, run.end + shift, run.unit, row);
  }
  close(group, owners.slice(first, next - first));
}

void FunctionStreams::encode(const Program &program, ArrayRef<Symbol> functions,
                             const FunctionTableWriter::Places &places,
                             unsigned quantum, bool frames,
                             std::vector<OfFunction> &result,
                             const Parallel &parallel) {
  BySection functionsOf(places.numSections), runsOf(places.numSections);
  functionsOf.sort(functions.size(),
                   [&](size_t i) { return places.functions[i].section; });
  runsOf.sort(places.runs.size(), [&](size_t i) { return places.runs[i]; });

  // Where tasks begin.
  std::vector<uint32_t> begins;
  size_t weight = rowsPerTask;
  for (uint32_t section = 0; section != places.numSections; ++section) {
    if (weight >= rowsPerTask) {
      begins.push_back(section);
      weight = 0;
    }
    for (uint32_t run : runsOf.in(section))
      weight += program.runs[run].rows.size();
  }
  size_t lineTasks = begins.size();
  begins.push_back(places.numSections);
  constexpr size_t functionsPerTask = 4096;
  size_t frameTasks =
      frames ? divideCeil(functions.size(), functionsPerTask) : 0;

  // The last is for one value, 0, up to the end.
  storage.resize(lineTasks + frameTasks + 1);
  std::vector<Task> tasks;
  for (SmallVector<uint8_t, 0> &out : MutableArrayRef(storage).drop_back())
    tasks.push_back({out, quantum, result});
  parallel(lineTasks, [&](size_t i) {
    for (uint32_t section = begins[i]; section != begins[i + 1]; ++section)
      if (!runsOf.in(section).empty() && !functionsOf.in(section).empty())
        tasks[i].encodeSection(program, places, functionsOf.in(section),
                               runsOf.in(section));
  });
  parallel(frameTasks, [&](size_t i) {
    Task &task = tasks[lineTasks + i];
    size_t end = std::min(functions.size(), (i + 1) * functionsPerTask);
    for (size_t f = i * functionsPerTask; f != end; ++f) {
      if (!functions[f].hasFrame)
        continue;
      const Frame &frame = program.frames.find(functions[f].number)->second;
      if (frame.depths.empty())
        continue;
      SmallVector<uint8_t, 64> stream;
      PcStream depths(stream, quantum);
      for (const StackDepth &depth : frame.depths)
        depths.change(depth.offset,
                      depth.depth.value_or(GOSYM_STREAM_NO_VALUE));
      depths.finish(frame.depthsEnd);
      result[f].frames = task.keep(stream);
      task.functions.push_back(f);
    }
  });

  PcStream zero(storage.back(), quantum);
  zero.change(0, 0);
  zero.finishOpen();
  std::vector<StringRef> all = {toStringRef(storage.back())};
  for (const Task &task : tasks)
    for (auto [begin, end] : task.slices)
      all.push_back(toStringRef(ArrayRef(task.out).slice(begin, end - begin)));
  bytes.assignOffsets(all, sizeof(noStream), /*gap=*/0, parallel);
  openZero = bytes.offsetOf(0);

  for (OfFunction &f : result)
    if (!f.hasLines && f.unit != noUnit)
      f.files = f.lines = openZero;
  size_t base = 1;
  for (auto [i, task] : enumerate(tasks)) {
    for (uint32_t owner : task.functions) {
      OfFunction &f = result[owner];
      if (i < lineTasks) {
        f.files = bytes.offsetOf(base + f.files);
        f.lines = bytes.offsetOf(base + f.lines);
      } else {
        f.frames = bytes.offsetOf(base + f.frames);
      }
    }
    base += task.slices.size();
  }
}

void FunctionStreams::write(size_t first, size_t end, uint8_t *out,
                            uint64_t base) const {
  if (first == 0)
    llvm::copy(noStream, out);
  for (const SharedBytes::Piece &piece :
       bytes.pieces().slice(first, end - first))
    llvm::copy(piece.bytes, out + (piece.offset - base));
}

} // namespace gosym
