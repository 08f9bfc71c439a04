//===- InlineLists.cpp ----------------------------------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// From the calls of a unit, each with its code anywhere, to a list for each run
// of code. The ranges are gone over once, in the order of where they begin,
// with a stack of those that are open, each inside of the one before.
//
//===----------------------------------------------------------------------===//

#include "DebugInlines.h"
#include "llvm/ADT/STLExtras.h"

using namespace llvm;
using namespace gosym;

void InlineCounts::operator+=(const InlineCounts &o) {
  ranges += o.ranges;
  notNested += o.notNested;
  overlapping += o.overlapping;
  withoutLines += o.withoutLines;
}

void UnitInlines::add(UnitInlines &&o) {
  if (calls.empty()) {
    *this = std::move(o);
    return;
  }
  uint32_t before = calls.size();
  for (InlinedCall &call : o.calls) {
    if (call.parent != InlinedCall::inFunction)
      call.parent += before;
    calls.push_back(call);
  }
  for (InlinedCode &c : o.code)
    code.push_back({c.range, c.call + before});
}

namespace {

/// Makes the lists of runs from the calls of a unit. What is open at a place is
/// a stack, each range of it inside of the one before.
class ListMaker {
public:
  ListMaker(UnitInlines unit, PlaceOfFile placeOf, ObjectInlines &out)
      : unit(std::move(unit)), placeOf(placeOf), out(out) {}

  void run(MutableArrayRef<RunOfInlines> runs);

private:
  struct Open {
    InlinedCode code;
    bool isListed = false;
  };

  bool open(const InlinedCode &code);
  void close(size_t newSize);
  void closeBefore(uint64_t section, uint64_t offset);
  void list(Open &open, const CodeRange &run);

  UnitInlines unit;
  const PlaceOfFile placeOf;
  ObjectInlines &out;
  std::vector<Open> stack;
};

} // namespace

void ListMaker::close(size_t newSize) {
  for (; stack.size() > newSize; stack.pop_back())
    out.counts.withoutLines += !stack.back().isListed;
}

/// Closes what has no byte from \p offset on.
void ListMaker::closeBefore(uint64_t section, uint64_t offset) {
  size_t size = stack.size();
  while (size &&
         std::tie(stack[size - 1].code.range.section,
                  stack[size - 1].code.range.end) <= std::tie(section, offset))
    --size;
  close(size);
}

/// Opens \p code, unless it is not inside of the call around it. Returns
/// whether it did.
bool ListMaker::open(const InlinedCode &code) {
  closeBefore(code.range.section, code.range.begin);
  uint32_t parent = unit.calls[code.call].parent;
  bool fits = parent == InlinedCall::inFunction
                  ? stack.empty()
                  : !stack.empty() && stack.back().code.call == parent;
  if (fits)
    stack.push_back({code});
  else
    ++out.counts.overlapping;
  return fits;
}

void ListMaker::list(Open &open, const CodeRange &run) {
  const InlinedCall &call = unit.calls[open.code.call];
  InlinedRange range;
  range.begin = std::max(open.code.range.begin, run.begin);
  range.end = std::min(open.code.range.end, run.end);
  range.depth = &open - stack.data() + 1;
  range.function = call.function;
  if (std::optional<uint32_t> file =
          call.file ? placeOf(*call.file) : std::nullopt) {
    range.callFile = *file;
    range.callLine = call.line;
  }
  out.list.append(range);
  ++out.counts.ranges;
  open.isListed = true;
}

void ListMaker::run(MutableArrayRef<RunOfInlines> runs) {
  // A call comes before those inside of it.
  auto isBefore = [](const InlinedCode &a, const InlinedCode &b) {
    return std::tie(a.range.section, a.range.begin, a.call) <
           std::tie(b.range.section, b.range.begin, b.call);
  };
  if (!llvm::is_sorted(unit.code, isBefore))
    llvm::sort(unit.code, isBefore);
  auto next = unit.code.begin();
  for (RunOfInlines &run : runs) {
    auto openBefore = [&](uint64_t offset, bool lists) {
      for (; next != unit.code.end() &&
             std::tie(next->range.section, next->range.begin) <
                 std::tie(run.code.section, offset);
           ++next) {
        if (open(*next) && lists)
          list(stack.back(), run.code);
      }
    };
    run.begin = out.list.begin();
    openBefore(run.code.begin, /*lists=*/false);
    closeBefore(run.code.section, run.code.begin);
    for (Open &o : stack)
      list(o, run.code);
    openBefore(run.code.end, /*lists=*/true);
    run.end = out.list.size();
  }
  for (; next != unit.code.end(); ++next)
    open(*next);
  close(0);
}

void gosym::addLists(UnitInlines unit, MutableArrayRef<RunOfInlines> runs,
                     PlaceOfFile placeOf, ObjectInlines &out) {
  ListMaker(std::move(unit), placeOf, out).run(runs);
}
