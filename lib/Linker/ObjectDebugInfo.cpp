//===- ObjectDebugInfo.cpp ------------------------------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The debug info and unwind information of a relocatable object, for LLVM's
// DWARF library. An address
// in it is a relocation against a section or a symbol of the object; LLVM asks
// for each word it reads whether it is one, and gets the number of the section
// and the value.
//
// lld has such a view of its own, for --gdb-index. It is not taken, because it
// trusts the symbol numbers of relocations and keeps what it decompresses to
// the end of the link. LLVM's DWARFContext::create() looks at all relocations
// of all debug sections first, of which a reader of lines needs one in a
// thousand.
//
// So: contents are those of the file, or decompressed when first asked for, and
// go with the context. Relocations are found by binary search, and each number
// in them is checked.
//
// An unresolved word reads as it is. What is wrong is told once per section,
// for a section may have a million relocations.
//
// RISC-V and LoongArch: where code may be relaxed, the assembler leaves each
// difference of two addresses to a pair of relocations, ADD and SUB. Their sum
// is the difference before relaxation; whoever needs it after that must know
// (DebugInfo::isRelaxed).
//
//===----------------------------------------------------------------------===//

#include "ObjectDebugInfo.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/DebugInfo/DWARF/DWARFContext.h"
#include "llvm/DebugInfo/DWARF/DWARFObject.h"
#include "llvm/Object/Decompressor.h"
#include "llvm/Object/ELF.h"
#include <deque>

using namespace llvm;
using namespace llvm::object;
using namespace gosym;

using OnProblem = std::function<void(Error)>;

/// The value is in SymbolValue already.
static uint64_t takeValue(uint64_t, uint64_t, uint64_t value, uint64_t,
                          int64_t) {
  return value;
}

namespace {

/// Names of sections in the order of Which.
constexpr StringLiteral sectionNames[] = {
    ".debug_abbrev", ".debug_addr",        ".debug_line",
    ".debug_loc",    ".debug_line_str",    ".debug_loclists",
    ".debug_ranges", ".debug_rnglists",    ".debug_str",
    ".debug_types",  ".debug_str_offsets", ".debug_macro",
    ".debug_frame",  ".eh_frame",
};
enum Which {
  Abbrev,
  Addr,
  Line,
  Loc,
  LineStr,
  LocLists,
  Ranges,
  RngLists,
  Str,
  Types,
  StrOffsets,
  Macro,
  Frame,
  EHFrame,
  NumSections
};
static_assert(std::size(sectionNames) == NumSections, "a name each");

template <class ELFT> class ObjectDWARF final : public DWARFObject {
public:
  using Shdr = typename ELFT::Shdr;
  using Rela = typename ELFT::Rela;

  /// \p file must be good for sections().
  ObjectDWARF(ELFFile<ELFT> file, OnProblem onProblem)
      : file(file), onProblem(std::move(onProblem)) {}

  /// Finds the sections. False: the file has no good section headers.
  bool findSections();
  bool hasDebugInfo() const { return !infos.empty(); }
  bool hasUnwindInfo() const {
    return named[Frame].header || named[EHFrame].header;
  }
  /// Whether line numbers depend on pairs of relocations.
  bool isRelaxed();

  StringRef getFileName() const override { return ""; }
  uint8_t getAddressSize() const override { return ELFT::Is64Bits ? 8 : 4; }
  bool isLittleEndian() const override {
    return ELFT::Endianness == endianness::little;
  }
  void forEachInfoSections(
      function_ref<void(const DWARFSection &)> fn) const override {
    for (Section &s : infos) {
      read(s);
      fn(s);
    }
  }
  StringRef getAbbrevSection() const override { return at(Abbrev).Data; }
  StringRef getLineStrSection() const override { return at(LineStr).Data; }
  StringRef getStrSection() const override { return at(Str).Data; }
  const DWARFSection &getAddrSection() const override { return at(Addr); }
  const DWARFSection &getLineSection() const override { return at(Line); }
  const DWARFSection &getLocSection() const override { return at(Loc); }
  const DWARFSection &getLoclistsSection() const override {
    return at(LocLists);
  }
  const DWARFSection &getRangesSection() const override { return at(Ranges); }
  const DWARFSection &getRnglistsSection() const override {
    return at(RngLists);
  }
  const DWARFSection &getStrOffsetsSection() const override {
    return at(StrOffsets);
  }
  const DWARFSection &getMacroSection() const override { return at(Macro); }
  const DWARFSection &getFrameSection() const override { return at(Frame); }
  const DWARFSection &getEHFrameSection() const override { return at(EHFrame); }

  std::vector<StackSize> readStackSizes() const;
  uint16_t machine() const { return file.getHeader().e_machine; }

  std::optional<RelocAddrEntry> find(const DWARFSection &section,
                                     uint64_t position) const override;

private:
  struct Section final : DWARFSection {
    const Shdr *header = nullptr;
    StringRef name;
    const Shdr *relocationHeader = nullptr;
    /// What was decompressed.
    SmallVector<uint8_t, 0> storage;
    bool isRead = false;

    /// Ascending by offset, once read. `ownRelas` if they are not so in the
    /// file, or in another form.
    bool relocationsRead = false;
    bool addendInPlace = false;
    ArrayRef<Rela> relas;
    std::vector<Rela> ownRelas;
    ArrayRef<typename ELFT::Sym> symbols;
    DataRegion<typename ELFT::Word> extendedIndexes{
        ArrayRef<typename ELFT::Word>()};
    bool problemTold = false;
  };

  void read(Section &s) const;
  void readRelocations(Section &s) const;
  Error loadRelocations(Section &s) const;
  void tell(Section &s, Error error) const;
  /// Sets \p section, if \p r is against a place in one.
  uint64_t valueOf(Section &s, const Rela &r, uint64_t &section) const;

  const Section &at(Which which) const {
    read(named[which]);
    return named[which];
  }
  bool isOurs(const DWARFSection &s) const {
    if (&s >= &named[0] && &s < &named[0] + NumSections)
      return true;
    auto is = [&](const Section &other) { return &other == &s; };
    return any_of(infos, is) || any_of(stackSizes, is);
  }

  const ELFFile<ELFT> file;
  const OnProblem onProblem;
  // Read when asked for, by functions that LLVM has made const.
  mutable std::array<Section, NumSections> named;
  mutable std::deque<Section> infos;
  /// One for each section of code, as compilers make them.
  mutable std::deque<Section> stackSizes;
};

} // namespace

template <class ELFT>
void ObjectDWARF<ELFT>::tell(Section &s, Error error) const {
  if (std::exchange(s.problemTold, true))
    return consumeError(std::move(error));
  onProblem(createStringError(s.name + ": " + toString(std::move(error))));
}

template <class ELFT> bool ObjectDWARF<ELFT>::findSections() {
  auto headers = file.sections();
  if (!headers) {
    // lld has read them too, so it never comes to this.
    consumeError(headers.takeError());
    return false;
  }
  auto names = file.getSectionStringTable(*headers);
  if (!names) {
    consumeError(names.takeError());
    return false;
  }
  DenseMap<uint32_t, Section *> byIndex;
  for (const Shdr &header : *headers) {
    // Debug sections are PROGBITS, on MIPS of a type of their own.
    if (header.sh_type == ELF::SHT_NULL || header.sh_type == ELF::SHT_NOBITS ||
        header.sh_name >= names->size())
      continue;
    StringRef name(names->data() + header.sh_name);
    bool isLoaded = header.sh_flags & ELF::SHF_ALLOC;
    if (isLoaded ? name != ".eh_frame"
                 : !name.starts_with(".debug_") && name != ".stack_sizes")
      continue;
    Section *s = nullptr;
    if (name == ".stack_sizes") {
      s = &stackSizes.emplace_back();
    } else if (name == ".debug_info") {
      // Those of a group are type units.
      if (!(header.sh_flags & ELF::SHF_GROUP))
        s = &infos.emplace_back();
    } else if (auto *it = llvm::find(sectionNames, name);
               it != std::end(sectionNames)) {
      Section &candidate = named[it - std::begin(sectionNames)];
      if (!candidate.header)
        s = &candidate;
    }
    if (!s)
      continue;
    s->header = &header;
    s->name = name;
    byIndex[&header - headers->begin()] = s;
  }
  for (const Shdr &header : *headers)
    if (header.sh_type == ELF::SHT_RELA || header.sh_type == ELF::SHT_REL ||
        header.sh_type == ELF::SHT_CREL)
      if (Section *s = byIndex.lookup(header.sh_info))
        s->relocationHeader = &header;
  return true;
}

template <class ELFT> void ObjectDWARF<ELFT>::read(Section &s) const {
  if (!s.header || std::exchange(s.isRead, true))
    return;
  auto contents = file.getSectionContents(*s.header);
  if (!contents)
    return tell(s, contents.takeError());
  s.Data = toStringRef(*contents);
  if (!(s.header->sh_flags & ELF::SHF_COMPRESSED))
    return;
  auto decompressor = Decompressor::create(
      s.name, s.Data, ELFT::Endianness == endianness::little, ELFT::Is64Bits);
  s.Data = "";
  if (!decompressor)
    return tell(s, decompressor.takeError());
  if (Error e = decompressor->resizeAndDecompress(s.storage))
    return tell(s, std::move(e));
  s.Data = toStringRef(s.storage);
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
    auto crels = file.crels(header);
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

/// Is it a relocation that subtracts, of a pair?
static bool subtracts(uint16_t machine, uint32_t type) {
  if (machine == ELF::EM_RISCV)
    return (type >= ELF::R_RISCV_SUB8 && type <= ELF::R_RISCV_SUB64) ||
           type == ELF::R_RISCV_SUB6 || type == ELF::R_RISCV_SUB_ULEB128;
  if (machine == ELF::EM_LOONGARCH)
    return (type >= ELF::R_LARCH_SUB8 && type <= ELF::R_LARCH_SUB64) ||
           type == ELF::R_LARCH_SUB6 || type == ELF::R_LARCH_SUB_ULEB128;
  return false;
}

template <class ELFT> bool ObjectDWARF<ELFT>::isRelaxed() {
  uint16_t machine = file.getHeader().e_machine;
  if (machine != ELF::EM_RISCV && machine != ELF::EM_LOONGARCH)
    return false;
  Section &line = named[Line];
  readRelocations(line);
  return any_of(line.relas, [&](const Rela &r) {
    return subtracts(machine, r.getType(false));
  });
}

template <class ELFT>
std::optional<RelocAddrEntry>
ObjectDWARF<ELFT>::find(const DWARFSection &section, uint64_t position) const {
  if (!isOurs(section))
    return std::nullopt;
  auto &s = const_cast<Section &>(static_cast<const Section &>(section));
  readRelocations(s);
  auto it = partition_point(
      s.relas, [&](const Rela &r) { return r.r_offset < position; });
  bool isMips = file.isMips64EL();
  uint16_t machine = file.getHeader().e_machine;
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
    uint64_t target = SectionedAddress::UndefSection;
    uint64_t value = valueOf(s, *it, target);
    if (subtracts(machine, type)) {
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

/// Entries are the address of a function, relocated, and a ULEB128.
template <class ELFT>
std::vector<StackSize> ObjectDWARF<ELFT>::readStackSizes() const {
  std::vector<StackSize> sizes;
  for (Section &s : stackSizes) {
    read(s);
    DWARFDataExtractor data(*this, s, isLittleEndian(), getAddressSize());
    DataExtractor::Cursor cursor(0);
    while (cursor && !data.eof(cursor)) {
      uint64_t section = SectionedAddress::UndefSection;
      StackSize size;
      size.offset = data.getRelocatedAddress(cursor, &section);
      size.size = data.getULEB128(cursor);
      size.sectionIndex = section;
      if (cursor && section != SectionedAddress::UndefSection)
        sizes.push_back(size);
    }
    if (Error e = cursor.takeError())
      tell(s, std::move(e));
  }
  return sizes;
}

template <class ELFT>
static std::unique_ptr<ObjectDWARF<ELFT>>
openObject(StringRef bytes, const OnProblem &onProblem) {
  auto file = ELFFile<ELFT>::create(bytes);
  if (!file) {
    consumeError(file.takeError());
    return nullptr;
  }
  auto object = std::make_unique<ObjectDWARF<ELFT>>(*file, onProblem);
  if (!object->findSections())
    return nullptr;
  return object;
}

namespace {

struct DebugInfoReader {
  using Answer = DebugInfo;
  template <class ELFT>
  static DebugInfo read(StringRef bytes, const OnProblem &onProblem) {
    auto object = openObject<ELFT>(bytes, onProblem);
    if (!object || !object->hasDebugInfo())
      return DebugInfo();
    DebugInfo info;
    info.isRelaxed = object->isRelaxed();
    info.dwarf = std::make_shared<DWARFContext>(std::move(object), "",
                                                onProblem, onProblem);
    return info;
  }
};

struct UnwindInfoReader {
  using Answer = UnwindInfo;
  template <class ELFT>
  static UnwindInfo read(StringRef bytes, const OnProblem &onProblem) {
    auto object = openObject<ELFT>(bytes, onProblem);
    if (!object)
      return UnwindInfo();
    UnwindInfo info;
    info.stackSizes = object->readStackSizes();
    info.machine = object->machine();
    if (object->hasUnwindInfo())
      info.sections = std::move(object);
    return info;
  }
};

} // namespace

template <class Reader>
static typename Reader::Answer readObject(ArrayRef<uint8_t> bytes,
                                          const OnProblem &onProblem) {
  StringRef text = toStringRef(bytes);
  if (text.size() < ELF::EI_NIDENT)
    return {};
  bool isLittle = text[ELF::EI_DATA] == ELF::ELFDATA2LSB;
  bool is64 = text[ELF::EI_CLASS] == ELF::ELFCLASS64;
  if (is64)
    return isLittle ? Reader::template read<ELF64LE>(text, onProblem)
                    : Reader::template read<ELF64BE>(text, onProblem);
  return isLittle ? Reader::template read<ELF32LE>(text, onProblem)
                  : Reader::template read<ELF32BE>(text, onProblem);
}

DebugInfo gosym::readDebugInfo(ArrayRef<uint8_t> bytes, OnProblem onProblem) {
  return readObject<DebugInfoReader>(bytes, onProblem);
}

UnwindInfo gosym::readUnwindInfo(ArrayRef<uint8_t> bytes, OnProblem onProblem) {
  return readObject<UnwindInfoReader>(bytes, onProblem);
}
