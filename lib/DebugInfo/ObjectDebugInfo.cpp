//===- ObjectDebugInfo.cpp ------------------------------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The debug info and unwind information of a relocatable object, for LLVM's
// DWARF library.
//
// lld has such a view of its own, for --gdb-index. It is not taken, because it
// trusts the symbol numbers of relocations and keeps what it decompresses to
// the end of the link. LLVM's DWARFContext::create() looks at all relocations
// of all debug sections first, of which a reader of lines needs one in a
// thousand. So: contents are those of the file, or decompressed when first
// asked for (StatedSizes.cpp), and go with the context.
//
// What is wrong is told once per section, for a section may have a million
// relocations.
//
//===----------------------------------------------------------------------===//

#include "ObjectDebugInfo.h"
#include "ObjectDWARF.h"
#include "llvm/ADT/StringExtras.h"

using namespace llvm;
using namespace llvm::object;
using namespace gosym;

/// In the order of ObjectDWARF::Which.
static constexpr StringLiteral sectionNames[] = {
    ".debug_abbrev", ".debug_addr",        ".debug_line",
    ".debug_loc",    ".debug_line_str",    ".debug_loclists",
    ".debug_ranges", ".debug_rnglists",    ".debug_str",
    ".debug_types",  ".debug_str_offsets", ".debug_macro",
    ".debug_frame",  ".eh_frame",
};

template <class ELFT>
void ObjectDWARF<ELFT>::tell(Section &s, Error error) const {
  if (std::exchange(s.problemTold, true))
    return consumeError(std::move(error));
  onProblem(createStringError(s.name + ": " + toString(std::move(error))));
}

template <class ELFT> bool ObjectDWARF<ELFT>::findSections() {
  static_assert(std::size(sectionNames) == NumSections, "a name each");
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
  s.Data = "";
  auto decompressed = decompressSection<ELFT>(*contents);
  if (!decompressed)
    return tell(s, decompressed.takeError());
  s.storage = std::move(*decompressed);
  s.Data = toStringRef(s.storage.bytes());
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
    info.sections = object.get();
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

Error gosym::namingSection(Error error) {
  std::string text = toString(std::move(error));
  return createStringError(
      (StringRef(text).starts_with(".debug_") ? "" : ".debug_info: ") + text);
}

DebugInfo gosym::readDebugInfo(ArrayRef<uint8_t> bytes, OnProblem onProblem) {
  return readObject<DebugInfoReader>(bytes, onProblem);
}

UnwindInfo gosym::readUnwindInfo(ArrayRef<uint8_t> bytes, OnProblem onProblem) {
  return readObject<UnwindInfoReader>(bytes, onProblem);
}

// ObjectRelocations.cpp calls them.
template void ObjectDWARF<ELF32LE>::read(Section &s) const;
template void ObjectDWARF<ELF32BE>::read(Section &s) const;
template void ObjectDWARF<ELF64LE>::read(Section &s) const;
template void ObjectDWARF<ELF64BE>::read(Section &s) const;
template void ObjectDWARF<ELF32LE>::tell(Section &s, Error error) const;
template void ObjectDWARF<ELF32BE>::tell(Section &s, Error error) const;
template void ObjectDWARF<ELF64LE>::tell(Section &s, Error error) const;
template void ObjectDWARF<ELF64BE>::tell(Section &s, Error error) const;
