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
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/Endian.h"
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

static Error layoutError(const char *what, uint64_t offset, const char *fact) {
  return createStringError(
      formatv("{0} at offset 0x{1:x-}: {2}", what, offset, fact).str());
}

Error Generated::checkLayout() const {
  uint64_t end = 0;
  for (const Slot &slot : layout.slots) {
    if (!slot.symbol)
      return layoutError("slot", slot.offset, "no symbol, expected one");
    if (slot.offset < end)
      return layoutError("slot", slot.offset,
                         "before the end of the slot before it, expected "
                         "ascending slots that do not overlap");
    end = slot.offset + pointerSize;
    if (end > layout.size || end < slot.offset)
      return layoutError("slot", slot.offset,
                         "behind the end of the symbol, expected inside");
  }
  uint64_t last = 0;
  for (uint64_t cut : layout.cuts) {
    if (cut < last || cut > layout.size)
      return layoutError("cut", cut, "out of order or outside of the symbol, "
                                     "expected ascending offsets inside");
    last = cut;
  }
  if (symbol.kind == SectionKind::NotLoaded && !layout.slots.empty())
    return createStringError("slots in a section that is not loaded, expected "
                             "none");
  return Error::success();
}

Error Generated::runLayout(Link &link) {
  pointerSize = link.pointerSize();
  if (Error e = generator->layout(link, layout))
    return inContext(std::move(e));
  return inContext(checkLayout());
}

Expected<bool> Generated::runArrange(Link &link) {
  size_t numSlots = layout.slots.size();
  Expected<bool> changed = generator->arrange(link, layout);
  if (!changed)
    return inContext(changed.takeError());
  if (!*changed)
    return false;
  if (layout.slots.size() != numSlots)
    return inContext(createStringError(
        formatv("arrange() left {0} slots, expected the {1} of layout()",
                layout.slots.size(), numSlots)
            .str()));
  if (Error e = checkLayout())
    return inContext(std::move(e));
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

void Generated::fillSlots(const Link &link, ArrayRef<Slot> slots,
                          uint64_t start,
                          MutableArrayRef<uint8_t> bytes) const {
  endianness order = link.byteOrder();
  uint64_t values[512];
  while (!slots.empty()) {
    ArrayRef<Slot> batch = slots.take_front(std::size(values));
    slots = slots.drop_front(batch.size());
    link.addresses([&](size_t i) { return batch[i].symbol; },
                   MutableArrayRef(values, batch.size()));
    for (auto [slot, value] : zip_first(batch, values)) {
      uint8_t *word = bytes.data() + (slot.offset - start);
      if (pointerSize == 8)
        support::endian::write64(word, value + slot.addend, order);
      else
        support::endian::write32(word, value + slot.addend, order);
    }
  }
}

Error Generated::runWrite(const Link &link, size_t range,
                          MutableArrayRef<uint8_t> bytes) const {
  uint64_t start = rangeStart(range), end = rangeEnd(range);
  if (start == end)
    return Error::success();
  if (Error e = generator->write(link, start, bytes))
    return inContext(std::move(e));

  auto byOffset = [](const Slot &slot, uint64_t offset) {
    return slot.offset < offset;
  };
  auto first = llvm::lower_bound(layout.slots, start, byOffset);
  auto last = llvm::lower_bound(layout.slots, end, byOffset);
  if (first != last && std::prev(last)->offset + pointerSize > end)
    return inContext(layoutError("slot", std::prev(last)->offset,
                                 "crosses the end of a range, expected no cut "
                                 "inside a slot"));
  fillSlots(link, slots().slice(first - layout.slots.begin(), last - first),
            start, bytes);
  return Error::success();
}
