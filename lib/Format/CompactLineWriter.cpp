//===- CompactLineWriter.cpp ----------------------------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Each run of code has blocks of its own. So the bytes of a run depend on no
// address: they are made once, in parallel, long before the linker knows where
// the run will be, and only put in order then.
//
// A row begins where the line changes, or what is inlined. Where a call begins,
// code of the callee begins, and where it ends, the caller goes on behind the
// call. So entering a call sets the line to where the callee begins (its
// home, which is the first line seen of it), leaving sets it to that of the
// call, and a row says how far it is from there: most often one byte.
//
//===----------------------------------------------------------------------===//

#include "CompactLineWriter.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/Support/MathExtras.h"

using namespace llvm;
using namespace gosym;

namespace {
constexpr int32_t minShortLine = -GOSYM_COMPACT_STEP_LINES_BACK;
constexpr unsigned numShortLines = GOSYM_COMPACT_STEP_LINES;
constexpr unsigned numShortAddresses =
    (0x100 - GOSYM_COMPACT_STEP_FIRST_SHORT) / numShortLines;
constexpr uint32_t maxDepth = GOSYM_COMPACT_MAX_CALLS;

/// Goes over a run from one place where something changes to the next.
class RunWalker {
public:
  explicit RunWalker(const CodeRun &run)
      : run(run), rows(run.rows), ranges(run.inlines) {
    nextRow(), nextRange();
  }

  /// Moves to the next such place; false at the end of the run.
  bool next() {
    uint64_t at = std::min(rowAhead ? row.offset : run.end,
                           rangeAhead ? range.begin : run.end);
    if (!open.empty())
      at = std::min(at, open.back().end);
    if (at >= run.end)
      return false;
    offset = at;
    numLeft = 0;
    while (!open.empty() && open.back().end <= at) {
      open.pop_back();
      ++numLeft;
    }
    numKept = open.size();
    for (; rangeAhead && range.begin <= at; nextRange()) {
      if (range.depth <= maxDepth && range.end > at)
        open.push_back(range);
      else
        tooDeep += range.depth > maxDepth;
    }
    for (; rowAhead && row.offset <= at; nextRow())
      current = row;
    return true;
  }

  /// Where it is, and the row in force.
  uint64_t offset = 0;
  Row current;
  /// Ranges around it, outer ones first; of those, so many were around the
  /// place before, and so many more were.
  SmallVector<InlinedRange, 16> open;
  size_t numKept = 0, numLeft = 0;
  uint64_t tooDeep = 0;

private:
  void nextRow() {
    rowAhead = !rows.atEnd();
    if (rowAhead)
      row = rows.next();
  }
  void nextRange() {
    rangeAhead = !ranges.atEnd();
    if (rangeAhead)
      range = ranges.next();
  }

  const CodeRun &run;
  RowCursor rows;
  InlineCursor ranges;
  Row row;
  InlinedRange range;
  bool rowAhead = false, rangeAhead = false;
};
} // namespace

//===----------------------------------------------------------------------===//
// Inlined functions
//===----------------------------------------------------------------------===//

// Frequent functions get small numbers, and each gets a home.
void CompactLineWriter::chooseNumbers(const Parallel &parallel) {
  size_t n = program->inlinedFunctions.size();
  if (n == 0)
    return;
  struct Seen {
    uint32_t function;
    uint32_t count;
    Home home;
  };
  size_t numTasks = divideCeil(program->runs.size(), runsPerTask);
  std::vector<std::vector<Seen>> seen(numTasks);
  parallel(numTasks, [&](size_t task) {
    DenseMap<uint32_t, size_t> places;
    for (const CodeRun &run : ArrayRef(program->runs)
                                  .slice(task * runsPerTask)
                                  .take_front(runsPerTask)) {
      if (run.inlines.empty())
        continue;
      RunWalker at(run);
      while (at.next()) {
        for (size_t i = at.numKept; i < at.open.size(); ++i) {
          uint32_t function = at.open[i].function;
          auto [place, isNew] = places.try_emplace(function, seen[task].size());
          if (isNew)
            seen[task].push_back({function, 0, Home()});
          Seen &s = seen[task][place->second];
          ++s.count;
          // Of an outer one the first line is where it calls the inner one.
          const InlinedRange *inner =
              i + 1 < at.open.size() ? &at.open[i + 1] : nullptr;
          uint32_t file = inner ? inner->callFile : at.current.file;
          uint32_t line = inner ? inner->callLine : at.current.line;
          if (line && !s.home.file)
            s.home = {fileOf(run, file), line};
        }
      }
    }
  });
  std::vector<uint32_t> counts(n);
  std::vector<Home> homeOf(n);
  for (const std::vector<Seen> &some : seen)
    for (const Seen &s : some) {
      counts[s.function] += s.count;
      if (!homeOf[s.function].file)
        homeOf[s.function] = s.home;
    }
  for (uint32_t i = 0; i < n; ++i)
    if (counts[i])
      functions.push_back(i);
  llvm::stable_sort(
      functions, [&](uint32_t a, uint32_t b) { return counts[a] > counts[b]; });
  numbers.resize(n);
  for (auto [number, function] : enumerate(functions)) {
    numbers[function] = number;
    homes.push_back(homeOf[function]);
  }
}

void CompactLineWriter::writeHomes(MutableArrayRef<uint8_t> bytes) const {
  ByteWriter out(bytes.data());
  out.u32(homes.size());
  out.u32(0);
  for (const Home &home : homes) {
    out.u32(home.file);
    out.u32(home.line);
  }
}

//===----------------------------------------------------------------------===//
// Runs
//===----------------------------------------------------------------------===//

/// Encodes one run after the other into a task.
class CompactLineWriter::Encoder {
public:
  Encoder(const CompactLineWriter &writer, Task &task)
      : writer(writer), task(task) {}
  void encode(const CodeRun &run);

private:
  void enter(const CodeRun &run, const InlinedRange &range);
  void beginRow(uint64_t advance, int32_t line);
  void byte(uint8_t value) { steps.push_back(value); }
  void varint(uint64_t value) {
    uint8_t buffer[maxVarintBytes];
    ByteWriter out(buffer);
    out.varint(value);
    steps.append(buffer, out.position());
  }
  void signedVarint(int32_t value) {
    varint(uint32_t(value) << 1 ^ uint32_t(value >> 31));
  }

  const CompactLineWriter &writer;
  Task &task;
  /// What a reader has.
  uint32_t file = 0, line = 0;
  SmallVector<Home, 16> calls;
  /// Behind the step that begins the row.
  SmallVector<uint8_t, 64> steps;
};

void CompactLineWriter::Encoder::enter(const CodeRun &run,
                                       const InlinedRange &range) {
  uint32_t number = writer.numbers[range.function];
  Home call = {writer.fileOf(run, range.callFile), range.callLine};
  if (call.file == file) {
    byte(GOSYM_COMPACT_STEP_CALL_HERE);
    varint(number);
    signedVarint(call.line - line);
  } else {
    byte(GOSYM_COMPACT_STEP_CALL_AT);
    varint(number);
    varint(call.file);
    varint(call.line);
  }
  calls.push_back(call);
  file = writer.homes[number].file;
  line = writer.homes[number].line;
}

/// Puts the step that begins a row before its other steps.
void CompactLineWriter::Encoder::beginRow(uint64_t advance, int32_t add) {
  if (advance >= 1 && advance <= numShortAddresses && add >= minShortLine &&
      add < minShortLine + int32_t(numShortLines)) {
    task.bytes.push_back(GOSYM_COMPACT_STEP_FIRST_SHORT +
                         (advance - 1) * numShortLines + (add - minShortLine));
    return;
  }
  uint8_t buffer[1 + 2 * maxVarintBytes];
  ByteWriter out(buffer);
  out.u8(GOSYM_COMPACT_STEP_ROW);
  out.varint(advance);
  out.varint(uint32_t(add) << 1 ^ uint32_t(add >> 31));
  task.bytes.append(buffer, out.position());
}

void CompactLineWriter::Encoder::encode(const CodeRun &run) {
  size_t begin = task.bytes.size();
  size_t numRows = 0;
  uint64_t last = run.begin;
  RunWalker at(run);
  while (at.next()) {
    bool opensBlock = numRows % rowsPerBlock == 0;
    ++numRows;
    steps.clear();
    if (opensBlock) {
      task.blocks.push_back(
          {at.offset - run.begin, uint32_t(task.bytes.size() - begin)});
      file = line = 0;
      calls.clear();
      at.numKept = 0;
    } else {
      for (size_t i = 0; i < at.numLeft; ++i) {
        byte(GOSYM_COMPACT_STEP_LEAVE);
        file = calls.back().file;
        line = calls.back().line;
        calls.pop_back();
      }
    }
    for (const InlinedRange &range : ArrayRef(at.open).drop_front(at.numKept))
      enter(run, range);
    int32_t add = 0;
    uint32_t wanted = writer.fileOf(run, at.current.file);
    if (at.current.line == 0 && wanted == file) {
      if (line)
        byte(GOSYM_COMPACT_STEP_LINE_ZERO);
      line = 0;
    } else {
      add = int32_t(at.current.line - line);
      if (wanted != file || (opensBlock && add)) {
        byte(GOSYM_COMPACT_STEP_FILE);
        varint(wanted);
        signedVarint(add);
        add = 0;
        file = wanted;
      }
      line = at.current.line;
    }
    if (!opensBlock)
      beginRow(at.offset - last, add);
    task.bytes.append(steps.begin(), steps.end());
    last = at.offset;
  }
  // Behind the run: of no file, and nothing is inlined.
  steps.clear();
  for (size_t i = 0; i < calls.size(); ++i)
    byte(GOSYM_COMPACT_STEP_LEAVE);
  calls.clear();
  byte(GOSYM_COMPACT_STEP_NO_LINE);
  beginRow(run.end - last, 0);
  task.bytes.append(steps.begin(), steps.end());
  task.tooDeep += at.tooDeep;
}

void CompactLineWriter::open(const Program &p, const Parallel &parallel) {
  program = &p;
  chooseNumbers(parallel);
  size_t numTasks = divideCeil(p.runs.size(), runsPerTask);
  tasks.resize(numTasks);
  runs.resize(p.runs.size());
  parallel(numTasks, [&](size_t t) {
    Task &task = tasks[t];
    Encoder encoder(*this, task);
    size_t last = std::min(runs.size(), (t + 1) * runsPerTask);
    for (size_t i = t * runsPerTask; i < last; ++i) {
      size_t bytes = task.bytes.size(), blocks = task.blocks.size();
      encoder.encode(p.runs[i]);
      runs[i] = {uint32_t(t), uint32_t(bytes),
                 uint32_t(task.bytes.size() - bytes), uint32_t(blocks),
                 uint32_t(task.blocks.size() - blocks)};
    }
  });
  for (const Task &task : tasks)
    tooDeep += task.tooDeep;
}

void CompactLineWriter::assignOffsets(ArrayRef<uint64_t> addresses) {
  runAddresses.assign(addresses.begin(), addresses.end());
  order.clear();
  for (uint32_t i = 0; i < runs.size(); ++i)
    order.push_back(i);
  // Of several runs at one address, the first of the link.
  llvm::stable_sort(order, [&](uint32_t a, uint32_t b) {
    return runAddresses[a] < runAddresses[b];
  });
  uint64_t end = 0;
  llvm::erase_if(order, [&](uint32_t i) {
    if (runAddresses[i] < end)
      return true;
    end = runAddresses[i] + (program->runs[i].end - program->runs[i].begin);
    return false;
  });
  numBlocks = streamSize = 0;
  for (uint32_t i : order) {
    numBlocks += runs[i].numBlocks;
    streamSize += runs[i].size;
  }
}

void CompactLineWriter::addPieces(uint64_t offset,
                                  std::vector<CompactPiece> &pieces) const {
  pieces.push_back({offset, [this](MutableArrayRef<uint8_t> bytes) {
                      ByteWriter out(bytes.data());
                      out.u32(numBlocks);
                      out.u32(0);
                      uint64_t at = 0;
                      for (uint32_t i : order) {
                        const Run &run = runs[i];
                        for (const Block &block :
                             ArrayRef(tasks[run.task].blocks)
                                 .slice(run.block, run.numBlocks)) {
                          out.u64(runAddresses[i] + block.row);
                          out.u32(at + block.bytes);
                        }
                        at += run.size;
                      }
                    }});
  constexpr size_t runsPerPiece = 4096;
  uint64_t at = offset + GOSYM_COMPACT_COUNT_SIZE +
                GOSYM_COMPACT_LINE_BLOCK_SIZE * numBlocks;
  for (size_t first = 0; first < order.size(); first += runsPerPiece) {
    ArrayRef<uint32_t> some =
        ArrayRef(order).slice(first).take_front(runsPerPiece);
    pieces.push_back({at, [this, some](MutableArrayRef<uint8_t> bytes) {
                        uint8_t *out = bytes.data();
                        for (uint32_t i : some) {
                          const uint8_t *from =
                              tasks[runs[i].task].bytes.data() + runs[i].bytes;
                          out = std::copy(from, from + runs[i].size, out);
                        }
                      }});
    for (uint32_t i : some)
      at += runs[i].size;
  }
}
