//===- SyntheticCode.cpp --------------------------------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Finds the code of a link that no live symbol stands for, and makes a record
// for each piece of it. Without them a reader, for which the last record before
// an address is the function there, would take a PLT entry for the end of
// _fini, and the code of a stripped object for a function of its neighbour.
//
// What a symbol stands for: from its address, st_size bytes. A label, which has
// no size, stands for what follows up to the next symbol or the end of its
// input section; inside a function with a size, up to the end of that function.
// Nothing stands for code behind the end of its input section.
//
// The naive way, to look at each input section and its symbols, costs two cache
// misses for each of 180,000 functions. But whoever sorts functions by address
// visits each symbol and its section already, and notes then in one word which
// section it is in and whether it stands for all of it (placeOf). The order of
// addresses is the order of sections in lld's lists, but where output sections
// overlap. So the two lists are walked together, pointer by pointer, and a
// section is looked at only if no function stands for all of it; when they do
// not end together, it is done once more with a set:
//
//   places of symbols    a.text  a.text  b.text  .         d.text
//   list of lld          a.text          b.text  .plt      d.text
//                                                ^ looked at
//
// 1. Sections of the linker know their parts: the PLT, thunks. A patch for a
//    processor erratum is known by name only to the branch that goes to it.
// 2. Of other sections: the first byte if no symbol is there, and gaps between
//    symbols that are longer than padding is.
// 3. What a script puts between input sections (`. += 0x1000`).
//
// Before there are addresses only what will hardly change is told: the PLT and
// the small output sections, which in most programs is all there is; so the
// size of a table that lists it need not change later.
//
// What this file does not do: a function inside another one (both with a size)
// keeps its name up to the next symbol.
//
// On the main thread but for placeOf(), and for noting what symbols stand for
// that share a section: a program that was compiled without sections for
// functions has nothing else.
//
//===----------------------------------------------------------------------===//

#include "SyntheticCode.h"
#include "ELF/Target.h"
#include "ELF/Thunks.h"
#include "PrivateMember.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/Parallel.h"
#include "llvm/Support/TimeProfiler.h"

using namespace llvm;
using namespace llvm::ELF;
using namespace lld;
using namespace lld::elf;
using namespace gosym;
using namespace gosym::lldaccess;

namespace gosym::lldaccess {
struct EntriesOfIplt {
  using Pointer = SmallVector<const Symbol *, 0> IpltSection::*;
  friend Pointer pointerTo(EntriesOfIplt);
};
struct ThunksOfSection {
  using Pointer = SmallVector<Thunk *, 0> ThunkSection::*;
  friend Pointer pointerTo(ThunksOfSection);
};
} // namespace gosym::lldaccess

template struct gosym::lldaccess::Expose<EntriesOfIplt, &IpltSection::entries>;
template struct gosym::lldaccess::Expose<ThunksOfSection,
                                         &ThunkSection::thunks>;

/// Functions are aligned to 64 bytes at most, unless their section says more:
/// fewer bytes may be padding.
static constexpr uint64_t alwaysPadding = 63;
static uint64_t longestPadding(const InputSectionBase &section) {
  return std::max<uint64_t>(alwaysPadding + 1, section.addralign) - 1;
}

static uint64_t sizeOf(const InputSection &section) {
  return section.kind() == InputSectionBase::Regular
             ? section.size - section.bytesDropped
             : section.getSize();
}

/// Without the bit that says Thumb.
static uint64_t offsetOf(const Defined &d, const Machine &machine) {
  return machine.hasThumbBit && d.isFunc() ? d.value & ~uint64_t(1) : d.value;
}

CodePlace SyntheticCode::placeOf(const Machine &machine, const Defined &d) {
  if (auto *osec = dyn_cast<OutputSection>(d.section))
    return CodePlace(d.value >= osec->size ? CodePlace::atEnd : 0);
  auto *section = dyn_cast<InputSection>(d.section);
  if (!section)
    return CodePlace(0);
  uint64_t offset = offsetOf(d, machine);
  uint64_t size = sizeOf(*section);
  auto bits = reinterpret_cast<uintptr_t>(section);
  static_assert(alignof(InputSection) > CodePlace::flags);
  if (offset >= size)
    bits |= CodePlace::atEnd;
  else if (offset == 0 && d.size && d.size + longestPadding(*section) >= size)
    bits |= CodePlace::wholeSection;
  return CodePlace(bits);
}

static const SectionBase *sectionOf(CodePlace place) {
  return reinterpret_cast<const SectionBase *>(place.opaque() &
                                               ~CodePlace::flags);
}

void SyntheticCode::reset() {
  found.clear();
  poolUsed = 0;
}

void SyntheticCode::add(Defined &d, StringRef name, uint32_t object) {
  LiveSymbol s;
  s.ref = SymbolRef(&d);
  s.nameData = name.data();
  s.nameSize = name.size();
  s.object = object;
  s.isLocal = true;
  s.isFunction = true;
  s.isFolded = false;
  s.hasSize = false;
  s.symbolClass = unsigned(SymbolClass::Text);
  found.push_back(s);
}

void SyntheticCode::add(SectionBase &section, uint64_t offset, StringRef name,
                        uint32_t object) {
  if (poolUsed == pool.size())
    pool.push_back(makeBound(ctx, nullptr, 0));
  Defined &d = *pool[poolUsed++];
  d.section = &section;
  d.value = offset;
  add(d, name, object);
}

StringRef SyntheticCode::entryName(const Symbol &sym) {
  StringRef &name = entryNames[&sym];
  if (name.empty())
    name = ctx.saver.save(sym.getName() + "@plt");
  return name;
}

//===----------------------------------------------------------------------===//
// Sections of the linker
//===----------------------------------------------------------------------===//

// With IBT on x86, .plt.sec has the entries, and the .plt before it one header
// and a lazy stub for each entry, to which nothing but the dynamic linker goes:
// they are one piece. PPC32 has its canonical entries first, which it counts as
// the header, and ends with what is a header elsewhere.
bool SyntheticCode::addPLT(InputSection &section) {
  if (&section == ctx.in.ibtPlt.get()) {
    add(section, 0, section.name, noObject);
    return true;
  }
  uint64_t offset = 0;
  if (&section == ctx.in.plt.get()) {
    const PltSection &plt = *ctx.in.plt;
    bool isPPC32 = machineOf(ctx.arg.emachine).canonicalPLTFirst;
    if (isPPC32) {
      constexpr uint64_t canonicalSize = 16;
      for (const Symbol *sym :
           static_cast<const PPC32GlinkSection &>(plt).canonical_plts) {
        add(section, offset, entryName(*sym), noObject);
        offset += canonicalSize;
      }
    } else if (plt.headerSize) {
      add(section, 0, section.name, noObject);
    }
    offset = plt.headerSize;
    for (const Symbol *sym : plt.entries) {
      add(section, offset, entryName(*sym), noObject);
      offset += ctx.target->pltEntrySize;
    }
    if (isPPC32)
      add(section, offset, section.name, noObject);
    return true;
  }
  if (&section != ctx.in.iplt.get())
    return false;
  for (const Symbol *sym : (*ctx.in.iplt).*pointerTo(EntriesOfIplt())) {
    add(section, offset, entryName(*sym), noObject);
    offset += ctx.target->ipltEntrySize;
  }
  return true;
}

/// A thunk has symbols for disassemblers beside its own.
static bool isNameOfThunk(const Defined &d) {
  return !d.getName().empty() && !d.getName().starts_with("$");
}

void SyntheticCode::addThunks(ThunkSection &section) {
  uint64_t end = 0;
  for (Thunk *thunk : section.*pointerTo(ThunksOfSection())) {
    for (Defined *d : thunk->syms)
      if (isNameOfThunk(*d))
        add(*d, d->getName(), noObject);
    end = thunk->offset + thunk->size();
  }
  // lld may make the section a multiple of 4 KiB, against errata.
  if (section.getSize() - end > longestPadding(section))
    add(section, end, section.name, noObject);
}

static constexpr StringLiteral patchSection = ".text.patch";

void SyntheticCode::findPatches(Outputs outputs) {
  patches.clear();
  if (!ctx.arg.fixCortexA53Errata843419 && !ctx.arg.fixCortexA8)
    return;
  for (OutputSection *osec : outputs)
    forEachSection(*osec, [&](InputSection &section) {
      for (const Relocation &rel : section.relocs()) {
        auto *d = dyn_cast_or_null<Defined>(rel.sym);
        if (d && d->section && isa<SyntheticSection>(d->section) &&
            d->section->name == patchSection)
          patches[d->section] = d;
      }
    });
}

//===----------------------------------------------------------------------===//
// Sections of objects
//===----------------------------------------------------------------------===//

// Functions one behind the other are as one: nobody looks for gaps that may be
// padding.
void SyntheticCode::note(Extents &extents, const Defined &d) {
  // A Thumb function may seem to begin one byte late, which is no matter here
  // but at the beginning of a section.
  uint64_t begin = d.value == 1 && d.isFunc() ? 0 : d.value;
  Extent e{begin, begin + d.size};
  if (!extents.empty()) {
    Extent &last = extents.back();
    if (e.end > e.begin && last.end > last.begin && e.begin >= last.begin &&
        e.begin <= last.end + alwaysPadding) {
      last.end = std::max(last.end, e.end);
      return;
    }
  }
  extents.push_back(e);
}

void SyntheticCode::noteAll(ExtentsOf &extentsOf, ArrayRef<CodePlace> places,
                            function_ref<SymbolRef(size_t)> symbolAt) {
  using Run = std::pair<const SectionBase *, Extents>;
  constexpr size_t perTask = 8192;
  std::vector<std::vector<Run>> runs(divideCeil(places.size(), perTask));
  llvm::parallelFor(0, runs.size(), [&](size_t task) {
    size_t end = std::min(places.size(), (task + 1) * perTask);
    SmallVector<SymbolRef, 0> symbols;
    for (size_t i = task * perTask; i < end; ++i)
      if (!(places[i].opaque() & CodePlace::flags) && sectionOf(places[i]))
        symbols.push_back(symbolAt(i));
    std::vector<Run> &found = runs[task];
    forEachSymbolAhead(symbols, [&](size_t, Defined &d) {
      if (found.empty() || found.back().first != d.section)
        found.emplace_back(d.section, Extents());
      note(found.back().second, d);
    });
  });
  for (const std::vector<Run> &some : runs)
    for (const auto &[section, extents] : some)
      llvm::append_range(extentsOf[section], extents);
}

void SyntheticCode::examine(InputSection &section, ExtentsOf &extentsOf) {
  uint64_t size = sizeOf(section);
  if (size == 0 || ours.contains(&section) || addPLT(section))
    return;
  if (ThunkSection *thunks = thunkSections.lookup(&section))
    return addThunks(*thunks);
  if (Defined *patch = patches.lookup(&section))
    return add(*patch, patch->getName(), noObject);
  auto it = extentsOf.find(&section);
  if (it == extentsOf.end())
    return add(section, 0, section.name, inputs.objectOf(section.file));
  addBetween(section, it->second);
}

void SyntheticCode::addBetween(InputSection &section, Extents &extents) {
  uint64_t padding = longestPadding(section);
  uint32_t object = inputs.objectOf(section.file);
  auto isBefore = [](const Extent &a, const Extent &b) {
    return std::tie(a.begin, a.end) < std::tie(b.begin, b.end);
  };
  if (!llvm::is_sorted(extents, isBefore))
    llvm::sort(extents, isBefore);
  if (extents.front().begin != 0)
    add(section, 0, section.name, object);
  // Up to where something stands for the code; if it is a label, farther.
  uint64_t end = extents.front().begin;
  bool isLabel = true;
  auto fillTo = [&](uint64_t next) {
    if (!isLabel && next > end && next - end > padding)
      add(section, end, section.name, object);
  };
  for (const Extent &e : extents) {
    fillTo(e.begin);
    if (e.end > e.begin || e.begin >= end)
      isLabel = e.end == e.begin;
    end = std::max(end, e.end);
  }
  fillTo(sizeOf(section));
}

/// Calls \p fn for what a script puts between input sections, if it is longer
/// than padding. Only where a script says something between them are there such
/// places.
void SyntheticCode::forEachFill(OutputSection &osec,
                                function_ref<void(uint64_t)> fn) {
  if (llvm::all_of(osec.commands, [](SectionCommand *cmd) {
        return isa<InputSectionDescription>(cmd);
      }))
    return;
  uint64_t end = 0;
  forEachSection(osec, [&](InputSection &section) {
    uint64_t size = sizeOf(section);
    if (size == 0)
      return;
    if (section.outSecOff > end &&
        section.outSecOff - end > longestPadding(section))
      fn(end);
    end = section.outSecOff + size;
  });
  if (osec.size > end)
    fn(end);
}

//===----------------------------------------------------------------------===//
// All code
//===----------------------------------------------------------------------===//

void SyntheticCode::estimate(Outputs outputs, ArrayRef<SymbolRef> symbols) {
  reset();
  ExtentsOf extentsOf;
  for (SymbolRef symbol : symbols) {
    const Defined &d = definedOf(symbol);
    note(extentsOf[d.section], d);
  }
  for (OutputSection *osec : outputs)
    forEachSection(*osec, [&](InputSection &section) {
      auto *synthetic = dyn_cast<SyntheticSection>(&section);
      bool isPLT = synthetic && (synthetic == ctx.in.plt.get() ||
                                 synthetic == ctx.in.iplt.get() ||
                                 synthetic == ctx.in.ibtPlt.get());
      if (!synthetic || (isPLT && synthetic->isNeeded()))
        examine(section, extentsOf);
    });
}

void SyntheticCode::find(Outputs outputs, ArrayRef<CodePlace> places,
                         function_ref<SymbolRef(size_t)> symbolAt) {
  TimeTraceScope scope("Find code without symbols");
  reset();
  findPatches(outputs);
  ExtentsOf extentsOf;
  noteAll(extentsOf, places, symbolAt);

  // The orders differ where output sections overlap: then the sections that
  // need not be looked at are listed.
  if (!walk(outputs, places, {}, extentsOf)) {
    SectionSet whole;
    for (CodePlace place : places)
      if (place.opaque() & CodePlace::wholeSection)
        whole.insert(sectionOf(place));
    reset();
    walk(outputs, {}, whole, extentsOf);
  }
}

bool SyntheticCode::walk(Outputs outputs, ArrayRef<CodePlace> places,
                         const SectionSet &whole, ExtentsOf &extentsOf) {
  size_t next = 0;
  auto nextWhole = [&](const SectionBase *after) -> const SectionBase * {
    for (; next != places.size(); ++next)
      if ((places[next].opaque() & CodePlace::wholeSection) &&
          sectionOf(places[next]) != after)
        return sectionOf(places[next]);
    return nullptr;
  };
  const SectionBase *expected = nextWhole(nullptr);
  for (OutputSection *osec : outputs) {
    forEachDescription(*osec, [&](InputSectionDescription &isd) {
      for (auto [thunks, pass] : isd.thunkSections)
        thunkSections[thunks] = thunks;
      for (InputSection *section : isd.sections) {
        if (section == expected)
          expected = nextWhole(section);
        else if (!whole.contains(section))
          examine(*section, extentsOf);
      }
    });
    forEachFill(*osec, [&](uint64_t offset) {
      add(*osec, offset, osec->name, noObject);
    });
  }
  return !expected;
}

hash_code SyntheticCode::shape(Outputs outputs) const {
  hash_code hash = hash_value(ctx.in.plt ? ctx.in.plt->getNumEntries() : 0);
  for (OutputSection *osec : outputs) {
    forEachDescription(*osec, [&](InputSectionDescription &isd) {
      for (auto [thunks, pass] : isd.thunkSections)
        hash =
            hash_combine(hash, (thunks->*pointerTo(ThunksOfSection())).size());
    });
    forEachFill(*osec,
                [&](uint64_t offset) { hash = hash_combine(hash, offset); });
  }
  return hash;
}
