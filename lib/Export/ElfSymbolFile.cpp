//===- ElfSymbolFile.cpp - A symbol file beside a stripped program --------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Debuggers and profilers take a second ELF file for a program, if it has the
/// same sections at the same addresses and the same build id:
///
///   program headers     as they are in the program, offsets too
///   .text, .data, ...   the same headers, SHT_NOBITS: no bytes
///   .note.*             with their bytes: the build id is one of them
///   .eh_frame           with its bytes, for backtraces
///   .debug_*            Dwarf.h
///   .symtab, .strtab    all symbols of the table
///
/// That program headers keep offsets that mean nothing in this file is what
/// elfutils does, too: perf makes of an address what it is in the program by
/// them. Those of notes lead to the notes.
///
/// A program without section headers gets a section for each of its segments.
///
/// The size of a function that the table does not know reaches to the next
/// function: valgrind passes over symbols without size.
///
//===----------------------------------------------------------------------===//

#include "../Support/AskElf.h"
#include "Dwarf.h"
#include "Export.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/MC/StringTableBuilder.h"
#include "llvm/Object/ELF.h"

using namespace llvm;
using namespace llvm::object;

namespace gosym {

namespace {

template <class ELFT> class SymbolFileWriter {
public:
  SymbolFileWriter(const CodeMap &map, const ELFFile<ELFT> &from)
      : map(map), from(from) {}
  Expected<SmallVector<char, 0>> write();

private:
  using Shdr = typename ELFT::Shdr;
  using Sym = typename ELFT::Sym;
  struct Section {
    std::string name;
    Shdr header = {};
    /// Empty of SHT_NOBITS.
    SmallVector<char, 0> bytes;
  };
  Error addMemory();
  Error addSegments(typename ELFT::PhdrRange segments);
  void placeNotes(MutableArrayRef<typename ELFT::Phdr> segments) const;
  Error addDebugInfo();
  Error addSymbols();
  Sym makeSymbol(const CodeMap::Symbol &symbol, uint64_t size) const;
  uint16_t sectionAt(uint64_t address) const;
  Section &add(StringRef name, uint32_t type, uint64_t alignment,
               ArrayRef<char> bytes);
  SmallVector<char, 0> assemble(typename ELFT::PhdrRange segments);

  const CodeMap &map;
  const ELFFile<ELFT> &from;
  /// Section 0 is none.
  std::vector<Section> sections = std::vector<Section>(1);
};

} // namespace

template <class T> static ArrayRef<char> bytesOf(const T &value) {
  return ArrayRef(reinterpret_cast<const char *>(&value), sizeof(T));
}

//===----------------------------------------------------------------------===//
// Sections
//===----------------------------------------------------------------------===//

template <class ELFT>
typename SymbolFileWriter<ELFT>::Section &
SymbolFileWriter<ELFT>::add(StringRef name, uint32_t type, uint64_t alignment,
                            ArrayRef<char> bytes) {
  Section section;
  section.name = name.str();
  section.header.sh_type = type;
  section.header.sh_addralign = alignment;
  section.bytes.assign(bytes.begin(), bytes.end());
  sections.push_back(std::move(section));
  return sections.back();
}

/// A section for each segment in memory, and for notes.
template <class ELFT>
Error SymbolFileWriter<ELFT>::addSegments(typename ELFT::PhdrRange segments) {
  for (const auto &segment : segments) {
    bool isNote = segment.p_type == ELF::PT_NOTE;
    if (segment.p_type != ELF::PT_LOAD && !isNote)
      continue;
    bool isCode = segment.p_flags & ELF::PF_X;
    Section &section =
        add(isNote   ? ".note"
            : isCode ? ".text"
                     : ".segment",
            isNote ? ELF::SHT_NOTE : ELF::SHT_NOBITS, segment.p_align, {});
    unsigned flags = ELF::SHF_ALLOC;
    if (isCode)
      flags |= ELF::SHF_EXECINSTR;
    if (segment.p_flags & ELF::PF_W)
      flags |= ELF::SHF_WRITE;
    section.header.sh_flags = flags;
    section.header.sh_addr = segment.p_vaddr;
    section.header.sh_size = segment.p_memsz;
    if (!isNote)
      continue;
    if (segment.p_offset > from.getBufSize() ||
        segment.p_filesz > from.getBufSize() - segment.p_offset)
      return createStringError("a note ends behind the end of the file, "
                               "expected it inside");
    section.bytes.assign(from.base() + segment.p_offset,
                         from.base() + segment.p_offset + segment.p_filesz);
  }
  return Error::success();
}

/// Notes, and how to walk the stack: gdb looks for that in the file that
/// `symbol-file` names, not in the program.
static bool keepsBytes(StringRef name, uint32_t type) {
  return type == ELF::SHT_NOTE ||
         (type != ELF::SHT_NOBITS &&
          (name == ".eh_frame" || name.starts_with(".ARM.ex")));
}

/// What the program has in memory, and its notes.
template <class ELFT> Error SymbolFileWriter<ELFT>::addMemory() {
  auto theirs = from.sections();
  if (!theirs)
    return theirs.takeError();
  for (const Shdr &header : *theirs) {
    if (!(header.sh_flags & ELF::SHF_ALLOC))
      continue;
    Expected<StringRef> name = from.getSectionName(header);
    if (!name)
      return name.takeError();
    Section section;
    section.name = name->str();
    section.header = header;
    // No section has bytes that it could refer to.
    section.header.sh_link = 0;
    section.header.sh_info = 0;
    constexpr unsigned ofContents =
        ELF::SHF_INFO_LINK | ELF::SHF_LINK_ORDER | ELF::SHF_COMPRESSED;
    section.header.sh_flags = header.sh_flags & ~ofContents;
    if (keepsBytes(section.name, header.sh_type)) {
      auto bytes = from.getSectionContents(header);
      if (!bytes)
        return bytes.takeError();
      section.bytes.assign(bytes->begin(), bytes->end());
    } else {
      section.header.sh_type = ELF::SHT_NOBITS;
    }
    sections.push_back(std::move(section));
  }
  return Error::success();
}

template <class ELFT> Error SymbolFileWriter<ELFT>::addDebugInfo() {
  Expected<std::unique_ptr<DwarfSections>> dwarf =
      dwarfOf(map, {ELFT::Endianness, ELFT::Is64Bits ? 8u : 4u});
  if (!dwarf)
    return dwarf.takeError();
  // A table without lines makes no unit.
  if (!(*dwarf)->info.size())
    return Error::success();
  const std::pair<StringLiteral, const DwarfBytes *> made[] = {
      {".debug_abbrev", &(*dwarf)->abbrev},
      {".debug_info", &(*dwarf)->info},
      {".debug_line", &(*dwarf)->line},
      {".debug_ranges", &(*dwarf)->ranges},
      {".debug_aranges", &(*dwarf)->aranges}};
  for (auto [name, bytes] : made)
    add(name, ELF::SHT_PROGBITS, 1, bytes->data());
  Section &strings =
      add(".debug_str", ELF::SHT_PROGBITS, 1, (*dwarf)->str.data());
  strings.header.sh_flags = ELF::SHF_MERGE | ELF::SHF_STRINGS;
  strings.header.sh_entsize = 1;
  return Error::success();
}

//===----------------------------------------------------------------------===//
// Symbols
//===----------------------------------------------------------------------===//

/// The section that \p address is in, or at the end of.
template <class ELFT>
uint16_t SymbolFileWriter<ELFT>::sectionAt(uint64_t address) const {
  uint16_t behind = ELF::SHN_ABS;
  for (size_t i = 1; i < sections.size(); ++i) {
    const Shdr &header = sections[i].header;
    if (!(header.sh_flags & ELF::SHF_ALLOC) ||
        (header.sh_flags & ELF::SHF_TLS) || address < header.sh_addr)
      continue;
    uint64_t offset = address - header.sh_addr;
    if (offset < header.sh_size)
      return i;
    if (offset == header.sh_size)
      behind = i;
  }
  return behind;
}

template <class ELFT>
typename ELFT::Sym
SymbolFileWriter<ELFT>::makeSymbol(const CodeMap::Symbol &symbol,
                                   uint64_t size) const {
  Sym made = {};
  made.st_value = symbol.address + symbol.isThumb;
  made.st_size = size;
  made.st_shndx = sectionAt(symbol.address);
  made.setBindingAndType(symbol.isLocal ? ELF::STB_LOCAL : ELF::STB_GLOBAL,
                         symbol.kind == SymbolKind::Text ? ELF::STT_FUNC
                                                         : ELF::STT_OBJECT);
  return made;
}

template <class ELFT> Error SymbolFileWriter<ELFT>::addSymbols() {
  // Where each function ends whose size is not known.
  DenseMap<uint64_t, uint64_t> sizes;
  for (const CodeMap::Function &function : map.functions)
    sizes[function.begin] = function.size;

  StringTableBuilder strings(StringTableBuilder::ELF);
  for (const CodeMap::Symbol &symbol : map.symbols)
    strings.add(symbol.name);
  strings.finalizeInOrder();
  if (strings.getSize() > UINT32_MAX)
    return createStringError("names of 4 GiB or more, expected less");

  std::vector<Sym> list(1);
  uint32_t firstGlobal = 1;
  for (bool isLocal : {true, false}) {
    for (const CodeMap::Symbol &symbol : map.symbols) {
      if (symbol.isLocal != isLocal)
        continue;
      uint64_t size = symbol.size;
      if (!size && symbol.kind == SymbolKind::Text)
        size = sizes.lookup(symbol.address);
      list.push_back(makeSymbol(symbol, size));
      list.back().st_name = strings.getOffset(symbol.name);
    }
    if (isLocal)
      firstGlobal = list.size();
  }
  Section &symbols = add(".symtab", ELF::SHT_SYMTAB, ELFT::Is64Bits ? 8 : 4,
                         ArrayRef(reinterpret_cast<const char *>(list.data()),
                                  list.size() * sizeof(Sym)));
  symbols.header.sh_entsize = sizeof(Sym);
  symbols.header.sh_link = sections.size();
  symbols.header.sh_info = firstGlobal;
  SmallVector<char, 0> text;
  raw_svector_ostream os(text);
  strings.write(os);
  add(".strtab", ELF::SHT_STRTAB, 1, text);
  return Error::success();
}

//===----------------------------------------------------------------------===//
// The file
//===----------------------------------------------------------------------===//

/// Lets segments of notes lead to the sections with their bytes.
template <class ELFT>
void SymbolFileWriter<ELFT>::placeNotes(
    MutableArrayRef<typename ELFT::Phdr> segments) const {
  for (auto &segment : segments) {
    if (segment.p_type != ELF::PT_NOTE)
      continue;
    uint64_t size = 0;
    for (const Section &section : sections) {
      const Shdr &header = section.header;
      uint64_t inside = header.sh_addr - segment.p_vaddr;
      if (header.sh_type != ELF::SHT_NOTE || inside >= segment.p_memsz)
        continue;
      if (inside == 0)
        segment.p_offset = header.sh_offset;
      // As long as they are as far from each other as in memory.
      if (header.sh_offset - segment.p_offset == inside)
        size = inside + header.sh_size;
    }
    segment.p_filesz = size;
  }
}

template <class ELFT>
SmallVector<char, 0>
SymbolFileWriter<ELFT>::assemble(typename ELFT::PhdrRange segments) {
  Section &nameSection = add(".shstrtab", ELF::SHT_STRTAB, 1, {});
  // It borrows the names, so there are no more sections from here on.
  StringTableBuilder names(StringTableBuilder::ELF);
  for (const Section &section : sections)
    names.add(section.name);
  names.finalizeInOrder();
  raw_svector_ostream nameStream(nameSection.bytes);
  names.write(nameStream);

  typename ELFT::Ehdr header = from.getHeader();
  header.e_phoff = segments.empty() ? 0 : sizeof(header);
  header.e_phnum = segments.size();
  header.e_phentsize = sizeof(typename ELFT::Phdr);
  SmallVector<char, 0> file;
  raw_svector_ostream os(file);
  os.write(bytesOf(header).data(), sizeof(header));
  os.write(reinterpret_cast<const char *>(segments.data()),
           segments.size() * sizeof(typename ELFT::Phdr));
  for (Section &section : drop_begin(sections)) {
    bool hasBytes = section.header.sh_type != ELF::SHT_NOBITS;
    if (hasBytes && section.header.sh_addralign > 1)
      os.write_zeros(
          offsetToAlignment(file.size(), Align(section.header.sh_addralign)));
    section.header.sh_name = names.getOffset(section.name);
    section.header.sh_offset = file.size();
    if (hasBytes)
      section.header.sh_size = section.bytes.size();
    os.write(section.bytes.data(), section.bytes.size());
  }
  os.write_zeros(offsetToAlignment(file.size(), Align(8)));
  header.e_shoff = file.size();
  header.e_shentsize = sizeof(Shdr);
  header.e_shnum = sections.size();
  header.e_shstrndx = sections.size() - 1;
  for (const Section &section : sections)
    os.write(bytesOf(section.header).data(), sizeof(Shdr));
  std::vector<typename ELFT::Phdr> placed(segments.begin(), segments.end());
  placeNotes(placed);
  memcpy(file.data(), &header, sizeof(header));
  if (!placed.empty())
    memcpy(file.data() + sizeof(header), placed.data(),
           placed.size() * sizeof(placed[0]));
  return file;
}

template <class ELFT>
Expected<SmallVector<char, 0>> SymbolFileWriter<ELFT>::write() {
  auto segments = from.program_headers();
  if (!segments)
    return segments.takeError();
  if (Error error = addMemory())
    return error;
  if (sections.size() == 1)
    if (Error error = addSegments(*segments))
      return error;
  if (Error error = addDebugInfo())
    return error;
  if (Error error = addSymbols())
    return error;
  // Numbers from here on mean something else.
  if (sections.size() + 1 >= ELF::SHN_LORESERVE)
    return createStringError(Twine(sections.size()) +
                             " sections, expected fewer than " +
                             Twine(unsigned(ELF::SHN_LORESERVE)));
  return assemble(*segments);
}

Expected<SmallVector<char, 0>> elfSymbolFileOf(const CodeMap &map,
                                               const ELFObjectFileBase &of) {
  return askElf(of, [&](const auto &from) {
    return SymbolFileWriter(map, from).write();
  });
}

} // namespace gosym
