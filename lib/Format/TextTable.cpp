//===- TextTable.cpp ------------------------------------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Open addressing with linear probing, at most half full. A slot has the hash
// beside the number, so most texts that differ are not compared.
//
//===----------------------------------------------------------------------===//

#include "TextTable.h"
#include "llvm/Support/xxhash.h"
#include <algorithm>

using namespace llvm;
using namespace gosym;

static uint32_t hashOf(StringRef text) {
  return uint32_t(xxh3_64bits(text)) | 1;
}

TextTable::Slot *TextTable::slotOf(StringRef text, uint32_t hash) const {
  size_t mask = slots.size() - 1;
  for (size_t at = hash & mask;; at = (at + 1) & mask) {
    Slot &slot = slots[at];
    if (slot.number == none || (slot.hash == hash && all[slot.number] == text))
      return &slot;
  }
}

uint32_t TextTable::hashAndPrefetch(StringRef text) const {
  uint32_t hash = hashOf(text);
  if (!slots.empty())
    __builtin_prefetch(&slots[hash & (slots.size() - 1)]);
  return hash;
}

uint32_t TextTable::find(StringRef text, uint32_t hash) const {
  return slots.empty() ? none : slotOf(text, hash)->number;
}

uint32_t TextTable::find(StringRef text) const {
  return find(text, hashOf(text));
}

uint32_t TextTable::insert(StringRef text) {
  if (all.size() >= slots.size() / 2)
    grow();
  uint32_t hash = hashOf(text);
  Slot *slot = slotOf(text, hash);
  if (slot->number == none) {
    *slot = {hash, uint32_t(all.size())};
    all.push_back(text);
  }
  return slot->number;
}

void TextTable::pack() {
  size_t size = 0;
  for (StringRef text : all)
    size += text.size();
  packed.reserve(size);
  for (StringRef &text : all) {
    packed.insert(packed.end(), text.begin(), text.end());
    text = StringRef(packed.data() + packed.size() - text.size(), text.size());
  }
}

void TextTable::grow() {
  std::vector<Slot> old(std::max<size_t>(1024, slots.size() * 2));
  old.swap(slots);
  size_t mask = slots.size() - 1;
  for (const Slot &slot : old) {
    if (slot.number == none)
      continue;
    size_t at = slot.hash & mask;
    while (slots[at].number != none)
      at = (at + 1) & mask;
    slots[at] = slot;
  }
}
