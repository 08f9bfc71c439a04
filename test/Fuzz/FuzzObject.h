//===- FuzzObject.h - An object around made-up sections ------- -*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// The readers of lib/DebugInfo take whole objects. Most bytes of an object say
/// where its sections are, and an input that is wrong there is refused at once.
/// So a target takes the bytes of a few sections, and this puts a sound object
/// of x86-64 around them: section 1 is 256 bytes of code, and each word that the
/// input names is an address in it.
///
//===----------------------------------------------------------------------===//

#ifndef GOSYM_TEST_FUZZ_FUZZOBJECT_H
#define GOSYM_TEST_FUZZ_FUZZOBJECT_H

#include "Fuzz.h"
#include "llvm/BinaryFormat/ELF.h"
#include "llvm/Support/Endian.h"

namespace gosym {

/// Number and size of the section of code.
constexpr uint64_t codeSection = 1, codeSize = 256;

class FuzzObject {
public:
  explicit FuzzObject(uint16_t machine = llvm::ELF::EM_X86_64)
      : machine(machine) {
    add(".text", llvm::ELF::SHT_PROGBITS,
        llvm::ELF::SHF_ALLOC | llvm::ELF::SHF_EXECINSTR,
        std::string(codeSize, '\x90'));
    // The null symbol, and the one of the section of code.
    std::string symbols(2 * sizeof(llvm::ELF::Elf64_Sym), '\0');
    symbols[sizeof(llvm::ELF::Elf64_Sym) + 4] = llvm::ELF::STT_SECTION;
    symbols[sizeof(llvm::ELF::Elf64_Sym) + 6] = codeSection;
    symtab = add(".symtab", llvm::ELF::SHT_SYMTAB, 0, symbols);
    sections[symtab - 1].info = 2;
  }

  void add(llvm::StringRef name, llvm::ArrayRef<uint8_t> bytes) {
    add(name.str(), llvm::ELF::SHT_PROGBITS, 0, llvm::toStringRef(bytes).str());
  }
  /// A section and its relocations, both cut from \p input: two bytes each of
  /// offset, one of addend.
  void add(llvm::StringRef name, Input &input) {
    size_t section = add(
        name.str(), llvm::ELF::SHT_PROGBITS,
        name == ".eh_frame" ? unsigned(llvm::ELF::SHF_ALLOC) : 0,
        llvm::toStringRef(input.piece()).str());
    llvm::ArrayRef<uint8_t> places = input.piece();
    std::string relocations;
    for (; places.size() >= 3; places = places.drop_front(3)) {
      uint64_t words[] = {places[0] | uint64_t(places[1]) << 8,
                          uint64_t(codeSection) << 32 | llvm::ELF::R_X86_64_64,
                          places[2]};
      for (uint64_t word : words)
        appendWord(relocations, word);
    }
    if (relocations.empty())
      return;
    size_t rela = add(".rela" + name.str(), llvm::ELF::SHT_RELA, 0, relocations);
    sections[rela - 1].link = symtab;
    sections[rela - 1].info = section;
  }

  std::vector<uint8_t> bytes() {
    add(".strtab", llvm::ELF::SHT_STRTAB, 0, std::string(1, '\0'));
    std::string names(1, '\0');
    for (Section &s : sections) {
      s.nameOffset = names.size();
      names += s.name + '\0';
    }
    size_t shstrtab = add(".shstrtab", llvm::ELF::SHT_STRTAB, 0, names);
    sections[symtab - 1].link = shstrtab - 1;

    std::string out(sizeof(llvm::ELF::Elf64_Ehdr), '\0');
    std::string headers(sizeof(llvm::ELF::Elf64_Shdr), '\0');
    for (const Section &s : sections) {
      out.resize(llvm::alignTo(out.size(), 8), '\0');
      appendHeader(headers, s, out.size());
      out += s.bytes;
    }
    out.resize(llvm::alignTo(out.size(), 8), '\0');
    auto *header = reinterpret_cast<llvm::ELF::Elf64_Ehdr *>(out.data());
    memcpy(header->e_ident, llvm::ELF::ElfMagic, 4);
    header->e_ident[llvm::ELF::EI_CLASS] = llvm::ELF::ELFCLASS64;
    header->e_ident[llvm::ELF::EI_DATA] = llvm::ELF::ELFDATA2LSB;
    header->e_ident[llvm::ELF::EI_VERSION] = llvm::ELF::EV_CURRENT;
    header->e_type = llvm::ELF::ET_REL;
    header->e_machine = machine;
    header->e_version = llvm::ELF::EV_CURRENT;
    header->e_shoff = out.size();
    header->e_ehsize = sizeof(llvm::ELF::Elf64_Ehdr);
    header->e_shentsize = sizeof(llvm::ELF::Elf64_Shdr);
    header->e_shnum = sections.size() + 1;
    header->e_shstrndx = shstrtab;
    out += headers;
    return {out.begin(), out.end()};
  }

private:
  struct Section {
    std::string name;
    uint32_t type;
    uint64_t flags;
    std::string bytes;
    uint32_t link = 0, info = 0;
    uint32_t nameOffset = 0;
  };

  size_t add(std::string name, uint32_t type, uint64_t flags,
             std::string bytes) {
    sections.push_back({std::move(name), type, flags, std::move(bytes)});
    return sections.size();
  }
  static void appendWord(std::string &out, uint64_t word) {
    char bytes[8];
    llvm::support::endian::write64le(bytes, word);
    out.append(bytes, 8);
  }
  static void appendHeader(std::string &out, const Section &s,
                           uint64_t offset) {
    llvm::ELF::Elf64_Shdr header = {};
    header.sh_name = s.nameOffset;
    header.sh_type = s.type;
    header.sh_flags = s.flags;
    header.sh_offset = offset;
    header.sh_size = s.bytes.size();
    header.sh_link = s.link;
    header.sh_info = s.info;
    header.sh_addralign = 1;
    header.sh_entsize = s.type == llvm::ELF::SHT_RELA     ? 24
                        : s.type == llvm::ELF::SHT_SYMTAB ? 24
                                                          : 0;
    out.append(reinterpret_cast<const char *>(&header), sizeof(header));
  }

  const uint16_t machine;
  std::vector<Section> sections;
  size_t symtab = 0;
};

} // namespace gosym

#endif
