//===- Generated.cpp ------------------------------------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Runs the callbacks of one generated symbol.
//
// Ranges. lld writes the input sections of an output section in tasks of about
// 4 MiB, so a symbol is written in parallel when it is several input sections.
// Their number must not depend on the number of threads, which would be
// harmless for the bytes but not for --time-trace and bug reports, so it is a
// function of the size alone. Bounds lie on cuts that the generator named. When
// a later arrange() changes the size the sections exist already: then the same
// number of ranges is spread over the new cuts, the last ones possibly empty.
//
// Slots are filled here, after the generator has written a range, while its
// bytes are still in the cache. The generator need not know an address to do
// its work, and cannot store one that the loader would not relocate.
//
//===----------------------------------------------------------------------===//

#include "Generated.h"
#include "CheckedWrite.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/FormatVariadic.h"
#include "llvm/Support/MathExtras.h"

using namespace llvm;
using namespace gosym;

/// A quarter of lld's task: the last task is then at most that much too long.
static constexpr uint64_t bytesPerRange = 1 << 20;
static constexpr uint64_t maxRanges = 256;

Error Generated::inContext(Error error) const {
  if (!error)
    return error;
  return createStringError("generated symbol '" + symbol.name +
                           "': " + toString(std::move(error)) +
                           "\n>>> made by generator " + generator->name());
}

static constexpr char behindEnd[] =
    "behind the end of the symbol, expected inside";

static Error slotError(uint64_t offset, const char *fact) {
  return createStringError(
      formatv("slot at offset 0x{0:x-}: {1}", offset, fact).str());
}

/// Checks and counts the slots of a range. Cuts are few and slots many, so cuts
/// are looked up as the slots go by.
Generated::SlotCheck Generated::checkSlots(const Link &link, uint64_t begin,
                                           uint64_t end) const {
  SlotCheck check;
  uint64_t last = begin;
  auto cut = llvm::upper_bound(layout.cuts, begin);
  forEachSlot(link, begin, end, [&](const Slot &slot) {
    ++check.count;
    while (cut != layout.cuts.end() && *cut <= slot.offset)
      ++cut;
    const char *wrong = nullptr;
    if (!slot.symbol)
      wrong = "no symbol, expected one";
    else if (slot.offset < last)
      wrong = "before the end of the slot before it, expected ascending slots "
              "that do not overlap";
    else if (slot.offset > layout.size ||
             layout.size - slot.offset < pointerSize)
      wrong = behindEnd;
    else if (cut != layout.cuts.end() && *cut < slot.offset + pointerSize)
      wrong = "crosses a cut, expected no cut inside a slot";
    else if (slot.offset >= end)
      wrong = "behind the end of the range that was asked for, expected inside";
    if (wrong && !check.fact) {
      check.fact = wrong;
      check.where = slot.offset;
    }
    last = slot.offset + pointerSize;
  });
  return check;
}

Error Generated::checkParts() const {
  if (layout.parts.size() != partCount)
    return createStringError(formatv("{0} parts, expected {1} as were added",
                                     layout.parts.size(), partCount)
                                 .str());
  for (const GeneratedPart &part : layout.parts)
    if (part.offset > layout.size || part.size > layout.size - part.offset)
      return createStringError(
          formatv("part at offset 0x{0:x-}, {1} bytes: {2}", part.offset,
                  part.size, behindEnd)
              .str());
  return Error::success();
}

/// Checks what a callback left, and counts the slots.
Expected<size_t> Generated::checkLayout(const Link &link) const {
  if (!llvm::is_sorted(layout.cuts) ||
      (!layout.cuts.empty() && layout.cuts.back() > layout.size))
    return createStringError("cuts out of order or outside of the symbol, "
                             "expected ascending offsets inside");
  if (Error e = checkParts())
    return e;
  // These would never be asked for, so they would go unnoticed below.
  auto outside = llvm::find_if(layout.slots, [&](const Slot &slot) {
    return slot.offset >= layout.size;
  });
  if (outside != layout.slots.end())
    return slotError(outside->offset, behindEnd);
  // In parallel, as they are written; those that are listed in one piece,
  // because finding a part of them takes them to be in order.
  const size_t cutsPerTask = layout.slots.empty() ? 16 : layout.cuts.size() + 1;
  std::vector<SlotCheck> checks(
      divideCeil(layout.cuts.size() + 1, cutsPerTask));
  auto bound = [&](size_t task) {
    size_t cut = task * cutsPerTask;
    return task == 0                   ? 0
           : cut <= layout.cuts.size() ? layout.cuts[cut - 1]
                                       : layout.size;
  };
  link.parallelFor(checks.size(), [&](size_t task) {
    checks[task] = checkSlots(link, bound(task), bound(task + 1));
  });
  size_t count = 0;
  for (const SlotCheck &check : checks) {
    if (check.fact)
      return slotError(check.where, check.fact);
    count += check.count;
  }
  if (symbol.kind == SectionKind::NotLoaded && count)
    return createStringError("slots in a section that is not loaded, expected "
                             "none");
  if (symbol.kind == SectionKind::Note && count)
    return createStringError("slots in a note, expected none");
  return count;
}

Error Generated::runLayout(Link &link) {
  pointerSize = link.pointerSize();
  partCount = layout.parts.size();
  if (Error e = generator->layout(link, layout))
    return inContext(std::move(e));
  Expected<size_t> count = checkLayout(link);
  if (!count)
    return inContext(count.takeError());
  slotCount = *count;
  return Error::success();
}

Expected<bool> Generated::runArrange(Link &link) {
  Expected<bool> changed = generator->arrange(link, layout);
  if (!changed)
    return inContext(changed.takeError());
  if (!*changed)
    return false;
  Expected<size_t> count = checkLayout(link);
  if (!count)
    return inContext(count.takeError());
  if (!slotCount && *count)
    return inContext(createStringError(
        formatv("arrange() left {0} slots, expected none as in layout()",
                *count)
            .str()));
  slotCount = *count;
  placeRanges();
  return true;
}

void Generated::split() {
  uint64_t n = layout.cuts.empty() ? 1 : divideCeil(layout.size, bytesPerRange);
  rangeStarts.assign(std::clamp<uint64_t>(n, 1, maxRanges), 0);
  placeRanges();
}

void Generated::placeRanges() {
  uint64_t n = rangeStarts.size();
  for (uint64_t i = 1; i != n; ++i) {
    uint64_t wanted = layout.size / n * i;
    auto cut = llvm::lower_bound(layout.cuts, wanted);
    rangeStarts[i] = cut == layout.cuts.end() ? layout.size : *cut;
  }
}

void Generated::forEachSlotValue(
    const Link &link, uint64_t begin, uint64_t end,
    function_ref<void(uint64_t, uint64_t)> fn) const {
  constexpr size_t batchSize = 512;
  SymbolRef symbols[batchSize];
  uint64_t addresses[batchSize], offsets[batchSize];
  int64_t addends[batchSize];
  size_t n = 0;
  auto flush = [&] {
    link.addresses(ArrayRef(symbols, n), MutableArrayRef(addresses, n));
    for (size_t i = 0; i != n; ++i)
      fn(offsets[i], addresses[i] + addends[i]);
    n = 0;
  };
  generator->forEachSlot(link, layout, begin, end, [&](const Slot &slot) {
    symbols[n] = slot.symbol;
    offsets[n] = slot.offset;
    addends[n] = slot.addend;
    if (++n == batchSize)
      flush();
  });
  flush();
}

void Generated::fillSlots(const Link &link, uint64_t start,
                          MutableArrayRef<uint8_t> bytes) const {
  forEachSlotValue(link, start, start + bytes.size(),
                   [&](uint64_t offset, uint64_t value) {
                     writeWord(link, bytes.data() + (offset - start), value);
                   });
}

Error Generated::runWrite(const Link &link, size_t range,
                          MutableArrayRef<uint8_t> bytes) const {
  if (bytes.empty())
    return Error::success();
  uint64_t start = rangeStart(range);
  if (Error e = write(link, start, bytes))
    return inContext(std::move(e));
  fillSlots(link, start, bytes);
  return Error::success();
}

Error Generated::write(const Link &link, uint64_t start,
                       MutableArrayRef<uint8_t> bytes) const {
  if (!CheckedWrite::enabled)
    return generator->write(link, start, bytes);
  CheckedWrite check(start, bytes);
  // All at once, then piece by piece from the last to the first.
  auto cutsInside = llvm::make_filter_range(layout.cuts, [&](uint64_t cut) {
    return cut > start && cut < start + bytes.size();
  });
  return check.run(SmallVector<uint64_t>(cutsInside),
                   [&](uint64_t offset, MutableArrayRef<uint8_t> piece) {
                     return generator->write(link, offset, piece);
                   });
}

LateNode Generated::askLate(StringRef section) {
  LateGenerator *late = generator->asLate();
  reads = late->reads();
  return {symbol.name, late->name().str(), section.str(), reads, late->after()};
}

Error Generated::runLate(const Link &link, const OutputBytes &output,
                         MutableArrayRef<uint8_t> bytes) const {
  auto write = [&](uint64_t, MutableArrayRef<uint8_t> all) {
    return generator->asLate()->writeLate(link, output, all);
  };
  Error e = CheckedWrite::enabled ? CheckedWrite(0, bytes).run({}, write)
                                  : write(0, bytes);
  if (e)
    return inContext(std::move(e));
  fillSlots(link, 0, bytes);
  return Error::success();
}
