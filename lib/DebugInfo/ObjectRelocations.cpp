//===- ObjectRelocations.cpp ----------------------------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// An address in the debug info of an object is a relocation against a section
// or a symbol of the object. LLVM asks for each word it reads whether it is
// one, and gets the number of the section and the value. Each number in a
// relocation is checked. An unresolved word reads as it is.
//
// RISC-V and LoongArch: where code may be relaxed, the assembler leaves each
// difference of two addresses to a pair of relocations, ADD and SUB. Their sum
// is the difference before relaxation; whoever needs it after that must know
// (DebugInfo::isRelaxed).
//
//===----------------------------------------------------------------------===//

#include "ObjectDWARF.h"
#include "llvm/ADT/StringExtras.h"

using namespace llvm;
using namespace llvm::object;
using namespace gosym;

/// The value is in SymbolValue already.
static uint64_t takeValue(uint64_t, uint64_t, uint64_t value, uint64_t,
                          int64_t) {
  return value;
}

static uint64_t takeSixBits(uint64_t, uint64_t, uint64_t value,
                            uint64_t content, int64_t) {
  return (content & 0xc0) | (value & 0x3f);
}

/// Takes the relocations from \p range, converted if they are without addend.
template <class Rela, class Range>
static void convert(const Range &range, std::vector<Rela> &out, bool isMips) {
  for (const auto &r : range) {
    Rela &converted = out.emplace_back();
    converted.r_offset = r.r_offset;
    converted.setRInfo(r.getRInfo(isMips), isMips);
    converted.r_addend = 0;
  }
}

template <class ELFT>
Error ObjectDWARF<ELFT>::loadRelocations(Section &s) const {
  const Shdr &header = *s.relocationHeader;
  auto symtab = file.getSection(header.sh_link);
  if (!symtab)
    return symtab.takeError();
  auto symbols = file.symbols(*symtab);
  if (!symbols)
    return symbols.takeError();
  s.symbols = *symbols;

  auto headers = file.sections();
  if (!headers)
    return headers.takeError();
  for (const Shdr &other : *headers)
    if (other.sh_type == ELF::SHT_SYMTAB_SHNDX &&
        other.sh_link == header.sh_link) {
      auto table = file.getSHNDXTable(other);
      if (!table)
        return table.takeError();
      s.extendedIndexes = DataRegion<typename ELFT::Word>(*table);
    }

  bool isMips = file.isMips64EL();
  if (header.sh_type == ELF::SHT_RELA) {
    auto relas = file.relas(header);
    if (!relas)
      return relas.takeError();
    s.relas = *relas;
  } else if (header.sh_type == ELF::SHT_REL) {
    auto rels = file.rels(header);
    if (!rels)
      return rels.takeError();
    s.addendInPlace = true;
    convert(*rels, s.ownRelas, isMips);
  } else {
    auto contents = file.getSectionContents(header);
    if (!contents)
      return contents.takeError();
    if (Error e = checkCrelCount(*contents))
      return e;
    auto crels = file.decodeCrel(*contents);
    if (!crels)
      return crels.takeError();
    s.addendInPlace = crels->second.empty();
    s.ownRelas = std::move(crels->second);
    convert(crels->first, s.ownRelas, isMips);
  }

  auto byOffset = [](const Rela &a, const Rela &b) {
    return a.r_offset < b.r_offset;
  };
  if (!s.ownRelas.empty())
    s.relas = s.ownRelas;
  // Those of .debug_info are most of the object, and compilers write it from
  // the front to the end; looking at each would double the time for lines.
  bool isInfo = s.name == ".debug_info";
  if (!isInfo && !llvm::is_sorted(s.relas, byOffset)) {
    if (s.ownRelas.empty())
      s.ownRelas.assign(s.relas.begin(), s.relas.end());
    llvm::stable_sort(s.ownRelas, byOffset);
    s.relas = s.ownRelas;
  }
  return Error::success();
}

template <class ELFT>
void ObjectDWARF<ELFT>::readRelocations(Section &s) const {
  if (!s.relocationHeader || std::exchange(s.relocationsRead, true))
    return;
  if (Error e = loadRelocations(s)) {
    s.relas = {};
    tell(s, std::move(e));
  }
}

template <class ELFT>
uint64_t ObjectDWARF<ELFT>::valueOf(Section &s, const Rela &r,
                                    uint64_t &section) const {
  uint32_t number = r.getSymbol(file.isMips64EL());
  uint64_t addend = s.addendInPlace ? 0 : uint64_t(int64_t(r.r_addend));
  if (number >= s.symbols.size()) {
    tell(s, createStringError("relocation at offset 0x" +
                              utohexstr(r.r_offset, /*LowerCase=*/true) +
                              ": symbol " + Twine(number) +
                              ", expected below " + Twine(s.symbols.size())));
    return addend;
  }
  const typename ELFT::Sym &symbol = s.symbols[number];
  if (symbol.st_shndx == ELF::SHN_XINDEX ||
      symbol.st_shndx < ELF::SHN_LORESERVE) {
    auto index = file.getSectionIndex(symbol, s.symbols, s.extendedIndexes);
    if (!index)
      tell(s, index.takeError());
    else if (*index != ELF::SHN_UNDEF)
      section = *index;
  }
  return symbol.st_value + addend;
}

template <class ELFT> bool ObjectDWARF<ELFT>::isRelaxed() {
  if (!facts.isRelaxed)
    return false;
  Section &line = named[Line];
  readRelocations(line);
  return any_of(line.relas, [&](const Rela &r) {
    return facts.isSubtraction(r.getType(false));
  });
}

/// Reads the relocations, if nobody has yet. Two guesses come before a binary
/// search: readers go from the front to the end, so it may be the one behind
/// the last that was asked for; and in `.debug_addr` and `.debug_str_offsets`
/// all relocations are equally far apart.
template <class ELFT>
size_t ObjectDWARF<ELFT>::findPlace(Section &s, uint64_t position) const {
  readRelocations(s);
  size_t count = s.relas.size();
  auto isFirst = [&](size_t place) {
    return (place == count || s.relas[place].r_offset >= position) &&
           (place == 0 || s.relas[place - 1].r_offset < position);
  };
  size_t place = s.likely;
  if (place > count || !isFirst(place)) {
    place = count;
    if (count > 1 && position >= s.relas[0].r_offset) {
      uint64_t step = s.relas[1].r_offset - s.relas[0].r_offset;
      if (step)
        place =
            std::min<uint64_t>((position - s.relas[0].r_offset) / step, count);
    }
    if (!isFirst(place))
      place =
          partition_point(
              s.relas, [&](const Rela &r) { return r.r_offset < position; }) -
          s.relas.begin();
  }
  bool isAt = place != count && s.relas[place].r_offset == position;
  s.likely = place + isAt;
  return place;
}

template <class ELFT>
uint64_t ObjectDWARF<ELFT>::nextRelocation(const DWARFSection &section,
                                           uint64_t position) const {
  if (!isOurs(section))
    return UINT64_MAX;
  auto &s = const_cast<Section &>(static_cast<const Section &>(section));
  size_t place = findPlace(s, position);
  return place == s.relas.size() ? UINT64_MAX
                                 : uint64_t(s.relas[place].r_offset);
}

template <class ELFT>
std::optional<RelocAddrEntry>
ObjectDWARF<ELFT>::find(const DWARFSection &section, uint64_t position) const {
  if (!isOurs(section))
    return std::nullopt;
  auto &s = const_cast<Section &>(static_cast<const Section &>(section));
  size_t place = findPlace(s, position);
  auto it = s.relas.begin() + place;
  bool isMips = file.isMips64EL();
  std::optional<RelocAddrEntry> entry;
  for (; it != s.relas.end() && it->r_offset == position; ++it) {
    uint32_t type = it->getType(isMips);
    // R_*_NONE everywhere; ld -r leaves it where a section was dropped.
    if (type == 0)
      continue;
    if (!entry)
      entry = RelocAddrEntry{SectionedAddress::UndefSection,
                             RelocationRef(),
                             0,
                             std::nullopt,
                             0,
                             takeValue};
    if (facts.isOfSixBits(type))
      entry->Resolver = takeSixBits;
    uint64_t target = SectionedAddress::UndefSection;
    uint64_t value = valueOf(s, *it, target);
    if (facts.isSubtraction(type)) {
      entry->SymbolValue -= value;
      entry->SectionIndex = SectionedAddress::UndefSection;
    } else {
      entry->SymbolValue += value;
      entry->SectionIndex = target;
    }
  }
  if (entry && s.addendInPlace)
    entry->Resolver = [](uint64_t, uint64_t, uint64_t value, uint64_t inPlace,
                         int64_t) { return value + inPlace; };
  return entry;
}

// The members that are defined here; their callers are elsewhere.
template class gosym::ObjectDWARF<ELF32LE>;
template class gosym::ObjectDWARF<ELF32BE>;
template class gosym::ObjectDWARF<ELF64LE>;
template class gosym::ObjectDWARF<ELF64BE>;
