//===- TextTable.cpp ------------------------------------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Open addressing with linear probing, at most half full. A slot has the hash
// of its text, so most texts that differ are not compared.
//
//===----------------------------------------------------------------------===//

#include "TextTable.h"
#include "ShortText.h"
#include "llvm/Support/Endian.h"
#include "llvm/Support/MathExtras.h"
#include <algorithm>

using namespace llvm;
using namespace gosym;

//===----------------------------------------------------------------------===//
// TextTable
//===----------------------------------------------------------------------===//

uint32_t TextTable::insert(StringRef text) {
  if (all.size() >= slots.size() / 2)
    grow();
  uint32_t hash = hashOf(text);
  size_t mask = slots.size() - 1;
  for (size_t at = hash & mask;; at = (at + 1) & mask) {
    Slot &slot = slots[at];
    if (slot.number == 0) {
      all.push_back(text);
      slot = {hash, uint32_t(all.size())};
    } else if (slot.hash != hash || !areSame(all[slot.number - 1], text)) {
      continue;
    }
    return slot.number - 1;
  }
}

void TextTable::grow() {
  std::vector<Slot> old(std::max<size_t>(1024, slots.size() * 2));
  old.swap(slots);
  size_t mask = slots.size() - 1;
  for (const Slot &slot : old) {
    if (slot.number == 0)
      continue;
    size_t at = slot.hash & mask;
    while (slots[at].number)
      at = (at + 1) & mask;
    slots[at] = slot;
  }
}

//===----------------------------------------------------------------------===//
// PackedTexts
//===----------------------------------------------------------------------===//

PackedTexts::PackedTexts(ArrayRef<StringRef> texts) {
  size_t size = 0;
  for (StringRef text : texts)
    size += headSize + text.size();
  bytes.resize(size);
  places.reserve(texts.size());
  slots.assign(PowerOf2Ceil(std::max<size_t>(2 * texts.size(), 2)), {0, none});
  size_t mask = slots.size() - 1;
  uint32_t place = 0;
  for (StringRef text : texts) {
    support::endian::write32le(&bytes[place], places.size());
    bytes[place + 4] = char(text.size());
    std::copy(text.begin(), text.end(), &bytes[place + headSize]);
    places.push_back(place);
    uint32_t hash = hashOf(text);
    size_t at = hash & mask;
    while (slots[at].place != none)
      at = (at + 1) & mask;
    slots[at] = {hash, place};
    place += headSize + text.size();
  }
}

uint32_t PackedTexts::ask(StringRef text) const {
  uint32_t hash = hashOf(text);
  __builtin_prefetch(&slots[hash & (slots.size() - 1)]);
  return hash;
}

void PackedTexts::askFor(uint32_t hash) const {
  const Slot &slot = slots[hash & (slots.size() - 1)];
  if (slot.hash == hash && slot.place != none)
    __builtin_prefetch(&bytes[slot.place]);
}

uint32_t PackedTexts::find(StringRef text, uint32_t hash) const {
  size_t mask = slots.size() - 1;
  for (size_t at = hash & mask;; at = (at + 1) & mask) {
    Slot slot = slots[at];
    if (slot.place == none)
      return none;
    if (slot.hash == hash && areSame(textAt(slot.place), text))
      return support::endian::read32le(&bytes[slot.place]);
  }
}

uint32_t PackedTexts::find(StringRef text) const {
  return find(text, hashOf(text));
}
