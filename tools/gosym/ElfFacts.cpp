//===- ElfFacts.cpp - What symbolize asks of an ELF file ------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Each question is written once for all classes and byte orders of ELF and
/// asked through askElf(). What is malformed is as
/// good as absent here: a file that tells no build id is compared with none.
///
//===----------------------------------------------------------------------===//
#include "ElfFacts.h"
#include "../../lib/Support/AskElf.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/BinaryFormat/ELF.h"
#include "llvm/Support/MathExtras.h"

using namespace llvm;
using namespace llvm::object;

namespace gosym {

Expected<std::vector<ProgramHeader>>
programHeaders(const ELFObjectFileBase &elf) {
  using Result = Expected<std::vector<ProgramHeader>>;
  return askElf(elf, [](const auto &file) -> Result {
    auto headers = file.program_headers();
    if (!headers)
      return headers.takeError();
    std::vector<ProgramHeader> found;
    for (const auto &header : *headers)
      found.push_back({header.p_type, header.p_flags, header.p_vaddr,
                       header.p_memsz, header.p_align});
    return found;
  });
}

uint64_t firstLoadedAddress(ArrayRef<ProgramHeader> headers) {
  constexpr uint64_t pageSize = 4096;
  std::optional<uint64_t> first;
  for (const ProgramHeader &header : headers)
    if (header.type == ELF::PT_LOAD && (!first || header.address < *first))
      first = header.address;
  return alignDown(first.value_or(0), pageSize);
}

bool isCodeAddress(ArrayRef<ProgramHeader> headers, uint64_t address) {
  return any_of(headers, [&](const ProgramHeader &header) {
    return header.type == ELF::PT_LOAD && (header.flags & ELF::PF_X) &&
           address >= header.address && address - header.address < header.size;
  });
}

bool isOnlyDebugInfo(const ELFObjectFileBase &elf) {
  bool hasCode = false;
  for (ELFSectionRef section : elf.sections()) {
    if (!(section.getFlags() & ELF::SHF_EXECINSTR))
      continue;
    if (section.getType() != ELF::SHT_NOBITS)
      return false;
    hasCode = true;
  }
  return hasCode;
}

/// The build id among the notes of a segment or of a section.
template <class File, class Header>
static std::string buildIdIn(const File &file, const Header &header,
                             uint64_t alignment) {
  Error error = Error::success();
  std::string found;
  for (const auto &note : file.notes(header, error))
    if (found.empty() && note.getType() == ELF::NT_GNU_BUILD_ID &&
        note.getName() == ELF::ELF_NOTE_GNU)
      found = toHex(note.getDesc(alignment == 8 ? 8 : 4), /*LowerCase=*/true);
  consumeError(std::move(error));
  return found;
}

std::string buildIdOf(const ELFObjectFileBase &elf) {
  return askElf(elf, [](const auto &file) -> std::string {
    auto headers = file.program_headers();
    if (headers) {
      for (const auto &header : *headers)
        if (header.p_type == ELF::PT_NOTE)
          if (std::string id = buildIdIn(file, header, header.p_align);
              !id.empty())
            return id;
    } else {
      consumeError(headers.takeError());
    }
    auto sections = file.sections();
    if (!sections) {
      consumeError(sections.takeError());
      return {};
    }
    for (const auto &section : *sections)
      if (section.sh_type == ELF::SHT_NOTE)
        if (std::string id = buildIdIn(file, section, section.sh_addralign);
            !id.empty())
          return id;
    return {};
  });
}

/// The address of \p name in the symbol table \p section.
template <class File, class Section>
static std::optional<uint64_t>
addressIn(const File &file, const Section &section, StringRef name) {
  auto symbols = file.symbols(&section);
  auto strings = file.getStringTableForSymtab(section);
  if (!symbols || !strings) {
    consumeError(symbols.takeError());
    consumeError(strings.takeError());
    return std::nullopt;
  }
  for (const auto &symbol : *symbols) {
    if (symbol.st_shndx == ELF::SHN_UNDEF)
      continue;
    Expected<StringRef> found = symbol.getName(*strings);
    if (!found)
      consumeError(found.takeError());
    else if (*found == name)
      return symbol.st_value;
  }
  return std::nullopt;
}

std::optional<uint64_t> symbolAddress(const ELFObjectFileBase &elf,
                                      StringRef name) {
  return askElf(elf, [&](const auto &file) -> std::optional<uint64_t> {
    auto sections = file.sections();
    if (!sections) {
      consumeError(sections.takeError());
      return std::nullopt;
    }
    for (const auto &section : *sections)
      if (section.sh_type == ELF::SHT_DYNSYM ||
          section.sh_type == ELF::SHT_SYMTAB)
        if (std::optional<uint64_t> found = addressIn(file, section, name))
          return found;
    return std::nullopt;
  });
}

} // namespace gosym
