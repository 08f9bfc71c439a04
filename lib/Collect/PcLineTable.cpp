//===- PcLineTable.cpp ----------------------------------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The generator of `.gopclntab`: one stream of steps over all of the code.
//
//   pc   steps                          written by
//   ...  rows of f()                    DebugLines.cpp, once
//        to the end of f(), line 0      here, unless g() follows
//        to g(), its first line         here
//   ...  rows of g()                    DebugLines.cpp
//
// What is between two runs of code depends on addresses, and so does its size,
// by a few bytes; the address of what follows the table depends on its size. A
// size guessed once would be wrong, or a bound: 6 bytes for each function, a
// tenth of the table. So the size is counted again in each round of addresses,
// beginning with an estimate that puts the functions one behind the other as
// the objects have them. It never shrinks: a table that is smaller than in the
// round before is padded. Then a round can only make code move up, the distance
// of two functions changes where a thunk comes or an alignment, each of which
// ends, and so do the rounds. The padding is told by `-gosym-verbose`; it is
// some bytes.
//
// A row of line 0 ends a run where other code follows, of no known line: a PLT,
// a thunk, an object without debug info. What fits the alignment of the next
// run is padding, and keeps the line: no one asks for it.
//
// Where a linker script puts code far away, each 127 bytes of the way cost one
// of the table. Behind a gap of more than 2 GiB (16 MiB of table) there are no
// lines, and that is told.
//
// The quantum is 1 on all targets, as Go's debug/gosym has it.
//
//===----------------------------------------------------------------------===//

#include "CollectedTable.h"
#include "gosym/Collect/GoSymbolTable.h"
#include "gosym/Format/LineTable.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/FormatVariadic.h"
#include <atomic>

using namespace llvm;
using namespace gosym;

static constexpr uint64_t maxGap = uint64_t(1) << 31;
static constexpr uint64_t bytesBetweenCuts = 1 << 16;

namespace {

/// A run at its address.
struct PlacedRun {
  const LineRun *run;
  ArrayRef<uint8_t> steps;
  /// Of its first row.
  uint64_t address = 0;
  /// In the table, of what goes before its first row.
  uint64_t offset = 0;
};

/// Where the stream is.
struct StreamState {
  /// That the next step counts from.
  uint64_t pc;
  uint64_t line;
  /// Behind the code of `line`.
  uint64_t end;
};

class PcLineTable final : public Generator {
public:
  explicit PcLineTable(std::shared_ptr<CollectedTable> table)
      : table(std::move(table)) {}

  StringRef name() const override { return "pc-line-table"; }
  Error layout(Link &link, Layout &layout) override;
  Expected<bool> arrange(Link &link, Layout &layout) override;
  Error write(const Link &link, uint64_t offset,
              MutableArrayRef<uint8_t> bytes) override;

private:
  void estimateAddresses();
  void findAddresses(const Link &link);
  void place(Layout &layout);
  StreamState stateBehind(size_t i) const;
  void appendWay(SmallVectorImpl<uint8_t> &out, StreamState state,
                 const PlacedRun &to) const;
  void appendTail(SmallVectorImpl<uint8_t> &out) const;

  const std::shared_ptr<CollectedTable> table;
  std::vector<PlacedRun> runs;
  /// Of `runs`, those that are written.
  size_t numWritten = 0;
  uint64_t tailOffset = 0;
  uint64_t textStart = 0, textEnd = 0;
  std::optional<uint64_t> orderOfCode;
  std::atomic<bool> told{false};
};

} // namespace

StreamState PcLineTable::stateBehind(size_t i) const {
  if (i == 0)
    return {textStart, 0, textStart};
  const PlacedRun &p = runs[i - 1];
  uint64_t sectionStart = p.address - p.run->begin;
  return {sectionStart + p.run->lastRow + 1, p.run->lastLine,
          sectionStart + p.run->end};
}

/// Ends the line in force at the end of its code.
static void endLine(SmallVectorImpl<uint8_t> &out, StreamState &state) {
  appendPcSteps(out, state.end - state.pc);
  appendLineStep(out, -int64_t(state.line));
  state.pc = state.end + 1;
  state.line = 0;
}

/// Appends what goes before the second row of \p to.
void PcLineTable::appendWay(SmallVectorImpl<uint8_t> &out, StreamState state,
                            const PlacedRun &to) const {
  if (state.line && alignTo(state.end, to.run->alignment) < to.address)
    endLine(out, state);
  // The same line needs no step, but what follows counts from behind one.
  bool isSame = state.line == to.run->firstLine;
  appendPcSteps(out, to.address - state.pc + (isSame ? 1 : 0));
  if (!isSame)
    appendLineStep(out, int64_t(to.run->firstLine) - int64_t(state.line));
}

void PcLineTable::appendTail(SmallVectorImpl<uint8_t> &out) const {
  StreamState state = stateBehind(numWritten);
  if (state.line && state.end < textEnd)
    endLine(out, state);
}

/// Before there are addresses: one behind the other.
void PcLineTable::estimateAddresses() {
  uint64_t end = 0;
  for (PlacedRun &p : runs) {
    p.address = alignTo(end, p.run->alignment);
    end = p.address + (p.run->end - p.run->begin);
  }
  textStart = 0;
  textEnd = end;
}

void PcLineTable::findAddresses(const Link &link) {
  textStart = link.address(link.textStart());
  textEnd = link.address(link.textEnd());
  constexpr size_t runsPerTask = 4096;
  link.parallelFor(divideCeil(runs.size(), runsPerTask), [&](size_t task) {
    size_t begin = task * runsPerTask;
    size_t end = std::min(runs.size(), begin + runsPerTask);
    for (size_t i = begin; i != end; ++i)
      runs[i].address =
          link.sectionAddress(runs[i].run->section, runs[i].run->begin);
  });
  if (orderOfCode == link.orderOfCode())
    return;
  orderOfCode = link.orderOfCode();
  llvm::stable_sort(runs, [](const PlacedRun &a, const PlacedRun &b) {
    return a.address < b.address;
  });
}

/// Counts the bytes. In the first round there are no addresses yet, and any
/// order of them: what does not ascend is left for a later one.
void PcLineTable::place(Layout &layout) {
  // What overlaps goes to the end, and is not written.
  uint64_t end = textStart;
  auto isWritten = [&](const PlacedRun &p) {
    if (p.address < end || p.address - end > maxGap)
      return false;
    end = p.address + (p.run->end - p.run->begin);
    return true;
  };
  if (llvm::all_of(runs, isWritten)) {
    numWritten = runs.size();
  } else {
    end = textStart;
    numWritten = std::stable_partition(runs.begin(), runs.end(), isWritten) -
                 runs.begin();
    // They are out of order now.
    orderOfCode = std::nullopt;
  }

  layout.cuts.clear();
  SmallVector<uint8_t, 64> way;
  uint64_t offset = 0, lastCut = 0;
  for (size_t i = 0; i != numWritten; ++i) {
    runs[i].offset = offset;
    if (offset - lastCut >= bytesBetweenCuts) {
      layout.cuts.push_back(offset);
      lastCut = offset;
    }
    way.clear();
    appendWay(way, stateBehind(i), runs[i]);
    offset += way.size() + runs[i].steps.size();
  }
  tailOffset = offset;
  way.clear();
  appendTail(way);
  // A symbol has at least a byte, and the stream is even.
  offset = std::max<uint64_t>(alignTo(offset + way.size(), 2), 2);
  layout.size = std::max(layout.size, offset);
}

Error PcLineTable::layout(Link &link, Layout &layout) {
  if (!table)
    return createStringError(
        "-gosym-pclntab=go1.1: no symbol table, whose histories name the files "
        "of lines, expected -gosym-symtab=go1.1");
  // Steps are differences of addresses: the final link makes its own.
  if (link.outputKind() == OutputKind::Relocatable)
    return Error::success();
  if (Error e = table->layout(link))
    return e;
  table->lines.forEachRun([&](const LineRun &run, ArrayRef<uint8_t> steps) {
    runs.push_back({&run, steps});
  });
  estimateAddresses();
  place(layout);
  return Error::success();
}

Expected<bool> PcLineTable::arrange(Link &link, Layout &layout) {
  if (runs.empty())
    return false;
  uint64_t size = layout.size;
  std::vector<uint64_t> cuts = layout.cuts;
  findAddresses(link);
  place(layout);
  return layout.size != size || layout.cuts != cuts;
}

/// \p offset is that of a run, the first of those that begin there.
Error PcLineTable::write(const Link &link, uint64_t offset,
                         MutableArrayRef<uint8_t> bytes) {
  if (numWritten != runs.size() && !told.exchange(true))
    link.warn(formatv("PC-line table: {0} runs of code have no lines: they "
                      "overlap others, or lie behind a gap of more than 2 GiB",
                      runs.size() - numWritten)
                  .str());
  uint8_t *out = bytes.begin(), *const end = bytes.end();
  auto written = ArrayRef(runs).take_front(numWritten);
  size_t i =
      partition_point(written,
                      [&](const PlacedRun &p) { return p.offset < offset; }) -
      written.begin();
  SmallVector<uint8_t, 64> way;
  auto put = [&](ArrayRef<uint8_t> steps) {
    assert(steps.size() <= size_t(end - out) && "counted and written differ");
    out = llvm::copy(steps, out);
  };
  for (; i != numWritten && out != end; ++i) {
    way.clear();
    appendWay(way, stateBehind(i), runs[i]);
    put(way);
    put(runs[i].steps);
  }
  if (out == end)
    return Error::success();
  way.clear();
  appendTail(way);
  put(way);
  std::fill(out, end, lineTablePadding);
  return Error::success();
}

GeneratedSymbol gosym::pcLineTableSymbol() {
  GeneratedSymbol symbol;
  symbol.name = "runtime.pclntab";
  symbol.endName = "runtime.epclntab";
  symbol.section = ".gopclntab";
  symbol.binding = Binding::Hidden;
  symbol.kind = SectionKind::ReadOnly;
  return symbol;
}

std::unique_ptr<Generator>
gosym::makePcLineTable(std::shared_ptr<CollectedTable> table) {
  return std::make_unique<PcLineTable>(std::move(table));
}
