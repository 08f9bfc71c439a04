//===- ConsumedSections.cpp -----------------------------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Input sections that a generated symbol takes in: the tables of relocatable
// inputs, annotations. They must be gone from the output, and yet be read.
//
// Hook 1, for all of a link at once:
//
//   1. Find them (SectionHeaders.cpp).
//   2. Take them out of the output sections and of lld's lists, together with
//      what depends on them (under -r and --emit-relocs, the sections of their
//      relocations), and give an output section that had them the flags and
//      the alignment it would have had without.
//   3. What is defined in them: lld has entered local symbols in .symtab
//      already, where they are removed, and globals follow; all become
//      undefined, as lld does with symbols of discarded sections. A reference
//      to one from a section that stays is then lld's usual error.
//
// What an object says of the size of such a section, and of its relocations, is
// held to the file first; a section for which that fails is an error, and then
// has no bytes and no relocations.
//
// It is before relocations are scanned, so those of consumed sections leave no
// trace: no GOT entry, no dynamic relocation.
//
// What this cannot do is to be earlier than garbage collection: lld runs
// nothing of ours between reading the inputs and marking what is live.
//
//===----------------------------------------------------------------------===//

#include "ELF/Target.h"
#include "InputAnswers.h"
#include "PrivateMember.h"
#include "llvm/ADT/StringExtras.h"

using namespace llvm;
using namespace llvm::ELF;
using namespace lld;
using namespace lld::elf;
using namespace gosym;
using namespace gosym::lldaccess;

namespace gosym::lldaccess {
struct SymbolsOfTable {
  using Pointer = SmallVector<SymbolTableEntry, 0> SymbolTableBaseSection::*;
  friend Pointer pointerTo(SymbolsOfTable);
};
} // namespace gosym::lldaccess

template struct gosym::lldaccess::Expose<SymbolsOfTable,
                                         &SymbolTableBaseSection::symbols>;

/// Holds the relocations of \p section to the file: lld takes on trust where
/// they are, how many, and in what form, for most of its own are read later,
/// when it is known that they are needed.
template <class ELFT>
static Error checkRelocations(Ctx &ctx, const InputSection &section,
                              ArrayRef<uint8_t> bytes) {
  if (!section.relSecIdx)
    return Error::success();
  const auto &file = *cast<ObjFile<ELFT>>(section.file);
  object::ELFFile<ELFT> object = file.getObj();
  auto &header = file.template getELFShdrs<ELFT>()[section.relSecIdx];
  auto inRelocation = [](uint64_t offset, const Twine &facts) {
    return createStringError("relocation at offset 0x" +
                             utohexstr(offset, /*LowerCase=*/true) + ": " +
                             facts);
  };
  auto check = [&](const auto &relocations) -> Error {
    for (const auto &r : relocations) {
      uint32_t symbol = r.getSymbol(ctx.arg.isMips64EL);
      if (symbol >= file.getSymbols().size())
        return inRelocation(r.r_offset, "symbol " + Twine(symbol) +
                                            ", expected below " +
                                            Twine(file.getSymbols().size()));
      if (r.getType(ctx.arg.isMips64EL) == wordRelocation(ctx) &&
          (r.r_offset > bytes.size() ||
           bytes.size() - r.r_offset < unsigned(ctx.arg.wordsize)))
        return inRelocation(r.r_offset, "a word behind the end of the section, "
                                        "expected inside");
    }
    return Error::success();
  };

  if (header.sh_type == SHT_CREL) {
    auto contents = object.getSectionContents(header);
    if (!contents)
      return contents.takeError();
    if (Error e = checkCrelCount(*contents))
      return e;
    auto crels = object.decodeCrel(*contents);
    if (!crels)
      return crels.takeError();
    if (Error e = check(crels->first))
      return e;
    return check(crels->second);
  }
  if (header.sh_type == SHT_REL) {
    auto rels = object.rels(header);
    return rels ? check(*rels) : rels.takeError();
  }
  auto relas = object.relas(header);
  return relas ? check(*relas) : relas.takeError();
}

/// The bytes of \p section. Decompressed by us, and kept in \p storage: lld
/// would ask for as much memory as the section states.
template <class ELFT>
static Expected<ArrayRef<uint8_t>>
readBytes(const InputSection &section,
          std::vector<DecompressedBytes> &storage) {
  if (!section.compressed)
    return section.content();
  auto bytes = decompressSection<ELFT>(
      ArrayRef(section.content_, section.compressedSize));
  if (!bytes)
    return bytes.takeError();
  storage.push_back(std::move(*bytes));
  return storage.back().bytes();
}

template <class ELFT> void InputAnswers::readConsumed() {
  for (ConsumedSection &s : consumed) {
    auto *section = static_cast<InputSection *>(s.impl);
    auto bytes = readBytes<ELFT>(*section, decompressed);
    Error e = bytes ? checkRelocations<ELFT>(ctx, *section, *bytes)
                    : bytes.takeError();
    if (e)
      Err(ctx) << section << ": " << toString(std::move(e));
    else
      s.bytes = *bytes;
  }
}

/// What \p osec would be without what has left it. Of the flags only those that
/// went are touched: others may be a script's.
static void describeAnew(OutputSection &osec, uint64_t flagsGone) {
  uint64_t flags = 0;
  uint32_t alignment = 1;
  bool empty = true;
  forEachSection(osec, [&](InputSection &s) {
    flags |= s.flags;
    alignment = std::max(alignment, s.addralign);
    empty = false;
  });
  if (empty)
    return;
  osec.flags &= ~(flagsGone & ~flags);
  if (!osec.alignExpr)
    osec.addralign = alignment;
}

static void takeOut(Ctx &ctx, const SectionSet &gone) {
  auto isGone = [&](const SectionBase *s) { return gone.contains(s); };
  MapVector<OutputSection *, uint64_t> outputs;
  DenseSet<InputFile *> files;
  for (const SectionBase *s : gone) {
    files.insert(s->file);
    auto *section = const_cast<InputSection *>(cast<InputSection>(s));
    if (OutputSection *osec = section->getParent())
      outputs[osec] |= section->flags;
    section->markDead();
    section->parent = nullptr;
  }
  llvm::erase_if(ctx.inputSections, isGone);
  llvm::erase_if(ctx.script->orphanSections, isGone);

  SectionSet emptied;
  for (auto [osec, flags] : outputs) {
    bool empty = true;
    forEachDescription(*osec, [&](InputSectionDescription &isd) {
      llvm::erase_if(isd.sections, isGone);
      empty &= isd.sections.empty();
    });
    if (empty)
      emptied.insert(osec);
    describeAnew(*osec, flags);
  }

  // Local symbols, and section symbols of output sections that go.
  if (ctx.in.symTab)
    llvm::erase_if((*ctx.in.symTab).*pointerTo(SymbolsOfTable()),
                   [&](const SymbolTableEntry &e) {
                     auto *d = dyn_cast<Defined>(e.sym);
                     return d && d->section &&
                            (isGone(d->section) ||
                             (d->isSection() && emptied.contains(d->section)));
                   });
  for (InputFile *file : files)
    for (Symbol *sym : file->getSymbols()) {
      auto *d = dyn_cast_or_null<Defined>(sym);
      if (!d || !d->section || !isGone(d->section))
        continue;
      auto sections = d->file->getSections();
      size_t index = llvm::find(sections, d->section) - sections.begin();
      Undefined(d->file, d->getName(),
                d->isWeak() ? uint8_t(STB_GLOBAL) : d->binding, d->stOther,
                d->type, index)
          .overwrite(*d);
      sym->isUsedInRegularObj = false;
    }
}

void InputAnswers::consume(ArrayRef<std::string> names) {
  invokeELFT(readHeaders, names);
  if (consumed.empty())
    return;
  invokeELFT(readConsumed);

  SectionSet gone;
  for (ConsumedSection &s : consumed) {
    auto *section = static_cast<InputSection *>(s.impl);
    gone.insert(section);
    for (InputSection *dependent : section->dependentSections)
      if (isStaticRelSecType(dependent->type))
        gone.insert(dependent);
  }
  takeOut(ctx, gone);
}

namespace {
/// Which named symbols of one object are at a place of one of its sections?
/// Sorted when first asked; most relocations name their symbol.
class SymbolPlaces {
public:
  explicit SymbolPlaces(InputFile *file) : file(file) {}

  void find(const SectionBase *section, uint64_t value,
            SmallVectorImpl<SymbolRef> &result) {
    if (!sorted)
      sort();
    // ICF has moved the symbols of what it folded.
    if (auto *input = dyn_cast<InputSection>(section))
      section = input->repl;
    Place wanted{section, value, nullptr};
    for (auto it = llvm::lower_bound(places, wanted, before);
         it != places.end() && it->section == section && it->value == value;
         ++it)
      result.push_back(SymbolRef(it->symbol));
  }

private:
  struct Place {
    const SectionBase *section;
    uint64_t value;
    Defined *symbol;
  };
  static bool before(const Place &a, const Place &b) {
    return std::tie(a.section, a.value) < std::tie(b.section, b.value);
  }
  void sort() {
    sorted = true;
    for (Symbol *sym : file->getSymbols())
      if (auto *d = dyn_cast_or_null<Defined>(sym))
        if (d->file == file && d->section && !d->isSection() &&
            !d->getName().empty())
          places.push_back({d->section, d->value, d});
    llvm::stable_sort(places, before);
  }

  InputFile *file;
  bool sorted = false;
  std::vector<Place> places;
};
} // namespace

/// Is the symbol in the output, so that a slot may name it?
static bool isInOutput(const Symbol &sym) {
  auto *d = dyn_cast<Defined>(&sym);
  if (!d || !d->section || d->isTls() || d->hasFlag(NEEDS_COPY))
    return false;
  return d->section->isLive() && d->getOutputSection();
}

template <class ELFT>
void InputAnswers::forEachRelocationOf(
    const ConsumedSection &consumed,
    function_ref<void(const SectionRelocation &)> fn) const {
  auto *section = static_cast<InputSection *>(consumed.impl);
  // Refused, or there is nothing to relocate.
  if (consumed.bytes.empty())
    return;
  SymbolPlaces places(section->file);
  SmallVector<SymbolRef, 4> named;
  auto tell = [&](uint64_t offset, RelType type, Symbol &sym, int64_t addend) {
    SectionRelocation r;
    r.offset = offset;
    r.isAddress = type == wordRelocation(ctx);
    r.addend = addend;
    r.symbolName = sym.getName();
    named.clear();
    auto *d = dyn_cast<Defined>(&sym);
    // lld has made the symbols of dead sections undefined.
    if (d && d->isSection() && d->section)
      r.symbolName = d->section->name;
    else if (auto *u = dyn_cast<Undefined>(&sym); u && u->discardedSecIdx)
      if (r.symbolName.empty())
        r.symbolName = section->file->getSections()[u->discardedSecIdx]->name;
    if (isInOutput(sym)) {
      r.symbol = SymbolRef(d);
      if (!d->isSection() && addend == 0)
        named.push_back(r.symbol);
      else
        places.find(d->section, d->value + addend, named);
    }
    r.named = named;
    fn(r);
  };

  auto relocations = section->template relsOrRelas<ELFT>();
  const InputFile &file = *section->file;
  for (const typename ELFT::Rel &rel : relocations.rels) {
    RelType type = rel.getType(ctx.arg.isMips64EL);
    uint64_t offset = rel.r_offset;
    // Bytes that are not there have no addend.
    bool inside = offset <= consumed.bytes.size() &&
                  consumed.bytes.size() - offset >= unsigned(ctx.arg.wordsize);
    int64_t addend = inside && type == wordRelocation(ctx)
                         ? ctx.target->getImplicitAddend(
                               consumed.bytes.data() + offset, type)
                         : 0;
    tell(offset, type, file.getRelocTargetSym(rel), addend);
  }
  for (const typename ELFT::Rela &rel : relocations.relas)
    tell(rel.r_offset, rel.getType(ctx.arg.isMips64EL),
         file.getRelocTargetSym(rel), rel.r_addend);
  for (const typename ELFT::Crel &rel : relocations.crels)
    tell(rel.r_offset, rel.getType(ctx.arg.isMips64EL),
         file.getRelocTargetSym(rel), rel.r_addend);
}

void InputAnswers::forEachRelocation(
    const ConsumedSection &section,
    function_ref<void(const SectionRelocation &)> fn) const {
  invokeELFT(forEachRelocationOf, section, fn);
}
