//===- ObjectBytes.h - A small object in memory ----------------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// A relocatable object of x86-64 (or of another machine with 64 bits) around
/// sections that a test makes up: section 1 is 256 bytes of code, and words of
/// the others may be addresses in it.
///
//===----------------------------------------------------------------------===//

#ifndef GOSYM_TEST_UNIT_OBJECTBYTES_H
#define GOSYM_TEST_UNIT_OBJECTBYTES_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/BinaryFormat/ELF.h"
#include "llvm/Support/Endian.h"
#include "llvm/Support/MathExtras.h"
#include <cstring>
#include <string>
#include <vector>

namespace gosym {

class ObjectBytes {
public:
  /// Number and size of the section of code.
  static constexpr uint64_t codeSection = 1, codeSize = 256;

  explicit ObjectBytes(uint16_t machine = llvm::ELF::EM_X86_64)
      : machine(machine) {
    append(".text", llvm::ELF::SHT_PROGBITS,
           llvm::ELF::SHF_ALLOC | llvm::ELF::SHF_EXECINSTR,
           std::string(codeSize, '\x90'));
    // The null symbol, and the one of the section of code.
    std::string symbols(2 * sizeof(llvm::ELF::Elf64_Sym), '\0');
    symbols[sizeof(llvm::ELF::Elf64_Sym) + 4] = llvm::ELF::STT_SECTION;
    symbols[sizeof(llvm::ELF::Elf64_Sym) + 6] = codeSection;
    symtab = append(".symtab", llvm::ELF::SHT_SYMTAB, 0, symbols);
    sections[symtab - 1].info = 2;
  }

  /// A relocation of a word at `offset` of a section: the address of byte
  /// `addend` of the code.
  struct Address {
    uint64_t offset;
    uint64_t addend;
  };

  void add(llvm::StringRef name, llvm::ArrayRef<uint8_t> bytes,
           llvm::ArrayRef<Address> addresses = {}) {
    size_t section =
        append(name.str(), llvm::ELF::SHT_PROGBITS,
               name == ".eh_frame" ? unsigned(llvm::ELF::SHF_ALLOC) : 0,
               llvm::toStringRef(bytes).str());
    if (addresses.empty())
      return;
    std::string relocations;
    for (const Address &a : addresses)
      for (uint64_t word :
           {a.offset, codeSection << 32 | llvm::ELF::R_X86_64_64, a.addend})
        appendWord(relocations, word);
    size_t rela =
        append(".rela" + name.str(), llvm::ELF::SHT_RELA, 0, relocations);
    sections[rela - 1].link = symtab;
    sections[rela - 1].info = section;
  }

  std::vector<uint8_t> bytes() {
    append(".strtab", llvm::ELF::SHT_STRTAB, 0, std::string(1, '\0'));
    std::string names(1, '\0');
    for (Section &s : sections) {
      s.nameOffset = names.size();
      names += s.name + '\0';
    }
    size_t shstrtab = append(".shstrtab", llvm::ELF::SHT_STRTAB, 0, names);
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

  size_t append(std::string name, uint32_t type, uint64_t flags,
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
