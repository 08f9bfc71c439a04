//===- Table.cpp ----------------------------------------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The parts of the table, each at a multiple of 8 bytes. The kernel declares
// them as variables:
//
//   kallsyms_offsets        u32 for each symbol: its address, as a distance
//   kallsyms_relative_base  pointer: where distances are counted from, the
//                           address of the first symbol that is not absolute
//   kallsyms_num_syms       u32
//   kallsyms_names          of each symbol the number of its codes, then the
//                           codes (Tokens.cpp), which spell its letter and its
//                           name. The number takes one byte, or two of seven
//                           bits each: the low bits first, with the top bit of
//                           that byte set
//   kallsyms_markers        u32 for each 256 symbols: where in the names the
//                           first of them is
//   kallsyms_seqs_of_names  the numbers of the symbols in the order of their
//                           names, three bytes each, the high one first
//   kallsyms_token_table    what each of the 256 codes stands for, with a NUL
//   kallsyms_token_index    u16 for each code: where that begins
//
// DISTANCES. Address less base. Where per-CPU variables have absolute addresses
// (CONFIG_KALLSYMS_ABSOLUTE_PERCPU) these are stored as they are, and to tell
// them from the others, a distance d is stored as -1 - d.
//
// ONE SLOT. Only the base is an address that a kernel which moves itself must
// correct, so there is one slot, and one relocation.
//
//===----------------------------------------------------------------------===//

#include "Table.h"
#include "Names.h"
#include "ParallelSort.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/MathExtras.h"

using namespace llvm;
using namespace gosym;
using namespace kallsyms;

/// A whole number of markers; the linker may write so many in one task.
static constexpr size_t symbolsPerCut = 4096;
static constexpr size_t symbolsPerMarker = 256;
static constexpr uint64_t alignment = 8;
/// The most codes whose number takes one byte, and two.
static constexpr size_t oneByteCodes = 0x7f, twoByteCodes = 0x3fff;

StringRef kallsyms::nameOf(Part part) {
  switch (part) {
  case Part::Offsets:
    return "kallsyms_offsets";
  case Part::RelativeBase:
    return "kallsyms_relative_base";
  case Part::NumSyms:
    return "kallsyms_num_syms";
  case Part::Names:
    return "kallsyms_names";
  case Part::Markers:
    return "kallsyms_markers";
  case Part::SeqsOfNames:
    return "kallsyms_seqs_of_names";
  case Part::TokenTable:
    return "kallsyms_token_table";
  case Part::TokenIndex:
    return "kallsyms_token_index";
  }
  llvm_unreachable("unknown part");
}

ArrayRef<Part> kallsyms::partsOf(Release release) {
  static constexpr Part linux6_1[] = {
      Part::Offsets, Part::RelativeBase, Part::NumSyms,    Part::Names,
      Part::Markers, Part::SeqsOfNames,  Part::TokenTable, Part::TokenIndex};
  static constexpr Part linux6_12[] = {
      Part::NumSyms,    Part::Names,   Part::Markers,      Part::TokenTable,
      Part::TokenIndex, Part::Offsets, Part::RelativeBase, Part::SeqsOfNames};
  return release == Release::Linux6_1 ? ArrayRef(linux6_1)
                                      : ArrayRef(linux6_12);
}

//===----------------------------------------------------------------------===//
// What is known once the order is
//===----------------------------------------------------------------------===//

Error Table::build(const Link &link, const Symbols &symbols) {
  ArrayRef<Entry> entries = symbols.entries();
  if (entries.empty())
    return createStringError("no symbols, expected those of a kernel");
  if (!isUInt<24>(entries.size() - 1))
    return createStringError(Twine(entries.size()) +
                             " symbols, expected at most 16777216");

  tokens = std::make_unique<Tokens>();
  for (const Entry &entry : entries) {
    StringRef name = symbols.nameOf(link, entry);
    uint8_t *text = tokens->add(1 + name.size());
    *text = entry.letter;
    llvm::copy(name, text + 1);
  }
  if (!tokens->compress(link))
    return createStringError("names take 4 GiB or more, expected less");

  nameAt.assign(1, 0);
  for (size_t i = 0; i != entries.size(); ++i) {
    size_t codes = tokens->text(i).size();
    nameAt.push_back(nameAt.back() + (codes > oneByteCodes ? 2 : 1) + codes);
  }
  sortNames(link, symbols);
  place();
  return Error::success();
}

// Most names differ in the first sixteen bytes, so these are compared as two
// numbers, in the order of the bytes.
void Table::sortNames(const Link &link, const Symbols &symbols) {
  struct Key {
    uint64_t begin[2];
    uint32_t entry;
  };
  ArrayRef<Entry> entries = symbols.entries();
  auto nameOf = [&](uint32_t entry) {
    return sortedBy(settings, symbols.nameOf(link, entries[entry]));
  };
  std::vector<Key> keys(entries.size());
  link.parallelFor(divideCeil(keys.size(), symbolsPerCut), [&](size_t task) {
    size_t begin = task * symbolsPerCut;
    size_t end = std::min(keys.size(), begin + symbolsPerCut);
    for (size_t i = begin; i != end; ++i) {
      uint8_t first[16] = {};
      llvm::copy(nameOf(i).take_front(sizeof(first)), first);
      keys[i] = {{support::endian::read64be(first),
                  support::endian::read64be(first + 8)},
                 uint32_t(i)};
    }
  });
  parallelSort(link, keys, [&](const Key &a, const Key &b) {
    for (int i : {0, 1})
      if (a.begin[i] != b.begin[i])
        return a.begin[i] < b.begin[i];
    int names = nameOf(a.entry).compare(nameOf(b.entry));
    return names ? names < 0 : a.entry < b.entry;
  });
  byName.clear();
  for (const Key &key : keys)
    byName.push_back(key.entry);
}

void Table::place() {
  size_t n = byName.size(), meanings = 0;
  for (const std::string &meaning : tokens->meanings())
    meanings += meaning.size() + 1;
  auto sizeOf = [&](Part part) -> uint64_t {
    switch (part) {
    case Part::Offsets:
      return n * 4;
    case Part::RelativeBase:
      return 8;
    case Part::NumSyms:
      return 4;
    case Part::Names:
      return nameAt.back();
    case Part::Markers:
      return divideCeil(n, symbolsPerMarker) * 4;
    case Part::SeqsOfNames:
      return n * 3;
    case Part::TokenTable:
      return meanings;
    case Part::TokenIndex:
      return tokens->meanings().size() * 2;
    }
    llvm_unreachable("unknown part");
  };
  size = 0;
  for (Part part : partsOf(settings.release)) {
    places[size_t(part)] = {alignTo(size, alignment), sizeOf(part)};
    size = places[size_t(part)].end();
  }
}

void Table::layOut(Layout &layout) const {
  layout.size = size;
  layout.cuts.clear();
  ArrayRef<Part> parts = partsOf(settings.release);
  for (auto [i, part] : enumerate(parts)) {
    const Place &place = places[size_t(part)];
    // The first one is the generated symbol itself.
    if (i)
      layout.parts[i - 1] = {place.offset, place.size};
    layout.cuts.push_back(place.offset);
    for (size_t k = symbolsPerCut; k < byName.size(); k += symbolsPerCut) {
      if (part == Part::Offsets)
        layout.cuts.push_back(place.offset + k * 4);
      else if (part == Part::Names)
        layout.cuts.push_back(place.offset + nameAt[k]);
      else if (part == Part::SeqsOfNames)
        layout.cuts.push_back(place.offset + k * 3);
    }
  }
}

uint64_t Table::base(const Symbols &symbols) const {
  for (const Entry &entry : symbols.entries())
    if (!entry.isPerCPU)
      return entry.address;
  return UINT64_MAX;
}

//===----------------------------------------------------------------------===//
// write()
//===----------------------------------------------------------------------===//

Error Table::writeOffsets(const Link &link, const Symbols &symbols,
                          size_t begin, size_t end, uint8_t *to) const {
  uint64_t from = base(symbols);
  for (size_t i = begin; i != end; ++i, to += 4) {
    const Entry &entry = symbols.entries()[i];
    uint64_t distance = entry.isPerCPU ? entry.address : entry.address - from;
    if (settings.absolutePerCPU ? !isUInt<31>(distance) : !isUInt<32>(distance))
      return createStringError(
          "symbol '" + symbols.nameOf(link, entry) + "' at 0x" +
          utohexstr(entry.address, /*LowerCase=*/true) + " is 0x" +
          utohexstr(distance, /*LowerCase=*/true) +
          " behind the base, expected less than " +
          (settings.absolutePerCPU ? "2" : "4") + " GiB");
    bool isMirrored = settings.absolutePerCPU && !entry.isPerCPU;
    uint32_t value = isMirrored ? ~uint32_t(distance) : uint32_t(distance);
    support::endian::write32(to, value, link.byteOrder());
  }
  return Error::success();
}

Error Table::write(const Link &link, const Symbols &symbols, uint64_t offset,
                   MutableArrayRef<uint8_t> bytes) const {
  // A range begins and ends at cuts: with a whole part or a whole symbol of
  // one.
  uint64_t behind = offset + bytes.size();
  auto partHere = [&](Part part) -> uint8_t * {
    const Place &place = places[size_t(part)];
    bool isHere = offset <= place.offset && place.offset < behind;
    return isHere ? bytes.data() + (place.offset - offset) : nullptr;
  };
  // The symbols of a part that are written here, and where the first one goes.
  struct Some {
    size_t begin, end;
    uint8_t *to;
  };
  auto symbolsHere = [&](Part part, auto placeOf) -> Some {
    const Place &place = places[size_t(part)];
    uint64_t from = std::max(offset, place.offset);
    uint64_t to = std::min(behind, place.end());
    if (from >= to)
      return {0, 0, nullptr};
    auto numberAt = [&](uint64_t where) {
      size_t low = 0, high = byName.size();
      while (low != high) {
        size_t middle = (low + high) / 2;
        if (placeOf(middle) < where)
          low = middle + 1;
        else
          high = middle;
      }
      return low;
    };
    return {numberAt(from - place.offset), numberAt(to - place.offset),
            bytes.data() + (from - offset)};
  };

  Some some = symbolsHere(Part::Offsets, [](size_t i) { return i * 4; });
  if (Error e = writeOffsets(link, symbols, some.begin, some.end, some.to))
    return e;

  some = symbolsHere(Part::Names, [&](size_t i) { return nameAt[i]; });
  for (size_t i = some.begin; i != some.end; ++i) {
    ArrayRef<uint8_t> text = tokens->text(i);
    if (text.size() <= oneByteCodes) {
      *some.to++ = text.size();
    } else {
      *some.to++ = (text.size() & oneByteCodes) | (oneByteCodes + 1);
      *some.to++ = text.size() >> 7;
    }
    some.to = llvm::copy(text, some.to);
  }

  some = symbolsHere(Part::SeqsOfNames, [](size_t i) { return i * 3; });
  for (size_t i = some.begin; i != some.end; ++i) {
    *some.to++ = byName[i] >> 16;
    *some.to++ = byName[i] >> 8;
    *some.to++ = byName[i];
  }

  if (uint8_t *to = partHere(Part::NumSyms))
    support::endian::write32(to, byName.size(), link.byteOrder());
  if (uint8_t *to = partHere(Part::Markers))
    for (size_t i = 0; i < byName.size(); i += symbolsPerMarker, to += 4)
      support::endian::write32(to, nameAt[i], link.byteOrder());
  if (uint8_t *to = partHere(Part::TokenTable))
    for (const std::string &meaning : tokens->meanings())
      to = llvm::copy(meaning, to) + 1;
  if (uint8_t *to = partHere(Part::TokenIndex)) {
    uint16_t where = 0;
    for (const std::string &meaning : tokens->meanings()) {
      support::endian::write16(to, where, link.byteOrder());
      where += meaning.size() + 1;
      to += 2;
    }
  }
  return Error::success();
}
