//===- PackedSlots.cpp ----------------------------------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// -z pack-relative-relocs (RELR) writes a relative relocation as one word, its
// place, where .rela.dyn has three; further ones that follow in whole words are
// bits. What is to be relocated stands at the place itself, as it does in every
// slot. A place must be even, for odd words are the bitmaps:
//
//   0x20468 0x204a2  0x3  0x204f0 ...     bit 1 of 0x3: one more, at 0x204aa
//
// Slots of the Go table are at any offset, so about half of them can move; the
// others keep a relocation in .rela.dyn. The section of a generated symbol is
// put at an even address for that, which it need not have otherwise.
//
// The loader relocates such a place with an ordinary load and store, and so it
// does for .rela.dyn on most machines; where these must be aligned, only slots
// at whole words move.
//
// The section stands behind lld's own in .relr.dyn: one sequence of words may
// follow the other. It says all of its words anew when it is written, and is
// measured without addresses, for the words of a symbol depend on distances
// alone; so its size follows from the layout and does not move with the
// addresses.
//
// lld mentions .relr.dyn in .dynamic only if it has relocations of its own
// there. In an output without any (a program without a C library, at most) all
// slots stay in .rela.dyn.
//
//===----------------------------------------------------------------------===//

#include "PackedSlots.h"
#include "../../Support/Machine.h"

using namespace llvm;
using namespace llvm::ELF;
using namespace lld;
using namespace lld::elf;
using namespace gosym;
using namespace gosym::lldaccess;

/// Makes the words from ascending places.
template <typename Emit> class RelrEncoder {
public:
  RelrEncoder(unsigned wordSize, Emit emit)
      : wordSize(wordSize), bitsPerWord(wordSize * 8 - 1), emit(emit) {}

  void add(uint64_t place) {
    if (begun && (place - base) % wordSize == 0) {
      uint64_t bit = (place - base) / wordSize;
      if (bitmap && bit >= bitsPerWord) {
        flush();
        base += bitsPerWord * wordSize;
        bit -= bitsPerWord;
      }
      if (bit < bitsPerWord) {
        bitmap |= uint64_t(1) << bit;
        return;
      }
    }
    flush();
    emit(place);
    begun = true;
    base = place + wordSize;
  }
  void flush() {
    if (bitmap)
      emit(bitmap << 1 | 1);
    bitmap = 0;
  }

private:
  const unsigned wordSize;
  const uint64_t bitsPerWord;
  Emit emit;
  bool begun = false;
  /// The place of the lowest bit.
  uint64_t base = 0;
  uint64_t bitmap = 0;
};

/// Makes the words of \p section at \p address, and counts its packed slots.
template <typename Emit>
static size_t encode(const Link &link, const GeneratedSection &section,
                     uint64_t address, Emit emit) {
  size_t count = 0;
  RelrEncoder<Emit> encoder(link.pointerSize(), emit);
  section.state().forEachSlot(link, [&](const Slot &slot) {
    if (!section.isPacked(slot.offset))
      return;
    ++count;
    encoder.add(address + slot.offset);
  });
  encoder.flush();
  return count;
}

static uint32_t placeAlignment(const Ctx &ctx) {
  return machineOf(ctx.arg.emachine).packsAlignedOnly ? ctx.arg.wordsize : 2;
}

PackedSlots::PackedSlots(Ctx &ctx, const Link &link)
    : SyntheticSection(ctx, packedRelocationSection(ctx)->name,
                       packedRelocationSection(ctx)->type, SHF_ALLOC,
                       ctx.arg.wordsize),
      link(link) {
  entsize = ctx.arg.wordsize;
  parent = packedRelocationSection(ctx)->parent;
  partition = packedRelocationSection(ctx)->partition;
}

// lld asks isNeeded() of what stands in its list of sections, and takes it out
// again if it is not.
PackedSlots *PackedSlots::install(Ctx &ctx, const Link &link) {
  SyntheticSection *lldPart = packedRelocationSection(ctx);
  if (!lldPart || !lldPart->getParent())
    return nullptr;
  auto *section = new PackedSlots(ctx, link);
  auto insertBehind = [&](auto &list) {
    auto it = llvm::find(list, lldPart);
    if (it != list.end())
      list.insert(it + 1, section);
  };
  insertBehind(ctx.inputSections);
  forEachDescription(*section->getParent(), [&](InputSectionDescription &isd) {
    insertBehind(isd.sections);
  });
  return section;
}

void PackedSlots::add(GeneratedSection &section) {
  if (!packedRelocationSection(ctx)->isNeeded())
    return;
  section.packed = placeAlignment(ctx);
  section.addralign = std::max(section.addralign, section.packed);
  OutputSection *osec = section.getParent();
  osec->addralign = std::max(osec->addralign, section.packed);
  sections.push_back(&section);
  recount();
}

void PackedSlots::recount() {
  numWords = 0;
  for (GeneratedSection *section : sections)
    section->numPacked =
        encode(link, *section, 0, [this](uint64_t) { ++numWords; });
}

void PackedSlots::writeTo(uint8_t *buf) {
  for (const GeneratedSection *section : sections)
    encode(link, *section, section->getVA(), [&](uint64_t word) {
      writeWord(link, buf, word);
      buf += entsize;
    });
}
