//===- SymbolElf.cpp - An ELF file of symbols only ------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
//   header | names of symbols | names of sections | symbols | section headers
//
// What the program has in memory has section headers without bytes
// (SHT_NOBITS), so that a debugger finds the section of each symbol by name in
// the program and moves the symbol with it. There are no program headers:
// nobody loads this file.
//
//===----------------------------------------------------------------------===//

#include "SymbolElf.h"
#include "llvm/BinaryFormat/ELF.h"
#include "llvm/Support/EndianStream.h"

using namespace llvm;

namespace {

struct Header {
  uint32_t name = 0, type = 0;
  uint64_t flags = 0, address = 0, offset = 0, size = 0;
  uint32_t link = 0, info = 0;
  uint64_t alignment = 1, entrySize = 0;
};

class Writer {
public:
  explicit Writer(const MiniProgram &program)
      : program(program), os(bytes), out(os, program.byteOrder) {}
  SmallVector<char, 0> write();

private:
  void half(uint16_t value) { out.write(value); }
  void word32(uint32_t value) { out.write(value); }
  /// As wide as an address.
  void word(uint64_t value) {
    if (program.is64Bit)
      out.write(value);
    else
      out.write(uint32_t(value));
  }
  void fileHeader(uint64_t sectionsAt, uint16_t count);
  void symbols();
  void symbol(uint32_t name, const MiniSymbol &symbol);
  void sectionHeader(const Header &header);
  uint32_t nameOfSection(StringRef name);
  void pad() { os.write_zeros(-bytes.size() & 7); }

  const MiniProgram &program;
  SmallVector<char, 0> bytes;
  raw_svector_ostream os;
  support::endian::Writer out;
  std::string sectionNames = std::string(1, '\0');
  std::vector<uint32_t> names;
  uint32_t numLocals = 0;
};

} // namespace

static uint64_t headerSize(bool is64Bit) { return is64Bit ? 64 : 52; }

void Writer::fileHeader(uint64_t sectionsAt, uint16_t count) {
  bool isLittle = program.byteOrder == endianness::little;
  os << StringRef(ELF::ElfMagic, 4)
     << char(program.is64Bit ? ELF::ELFCLASS64 : ELF::ELFCLASS32)
     << char(isLittle ? ELF::ELFDATA2LSB : ELF::ELFDATA2MSB)
     << char(ELF::EV_CURRENT);
  os.write_zeros(ELF::EI_NIDENT - 7);
  half(program.isPositionIndependent ? ELF::ET_DYN : ELF::ET_EXEC);
  half(program.machine);
  word32(ELF::EV_CURRENT);
  word(program.entry);
  word(0); // program headers
  word(sectionsAt);
  word32(program.flags);
  half(uint16_t(headerSize(program.is64Bit)));
  half(0); // size and number of program headers
  half(0);
  half(program.is64Bit ? 64 : 40);
  half(count);
  half(count - 1); // names of sections
}

void Writer::symbol(uint32_t name, const MiniSymbol &symbol) {
  uint8_t info =
      (symbol.isLocal ? ELF::STB_LOCAL : ELF::STB_GLOBAL) << 4 | ELF::STT_FUNC;
  word32(name);
  if (program.is64Bit) {
    out.write(info);
    out.write(uint8_t(ELF::STV_DEFAULT));
    half(symbol.section ? symbol.section : uint16_t(ELF::SHN_ABS));
    word(symbol.address);
    word(symbol.size);
    return;
  }
  word(symbol.address);
  word(symbol.size);
  out.write(info);
  out.write(uint8_t(ELF::STV_DEFAULT));
  half(symbol.section ? symbol.section : uint16_t(ELF::SHN_ABS));
}

/// Local ones first, as .symtab has them.
void Writer::symbols() {
  os.write_zeros(program.is64Bit ? 24 : 16);
  for (bool isLocal : {true, false})
    for (size_t i = 0; i < program.symbols.size(); ++i)
      if (program.symbols[i].isLocal == isLocal) {
        symbol(names[i], program.symbols[i]);
        numLocals += isLocal;
      }
}

uint32_t Writer::nameOfSection(StringRef name) {
  uint32_t at = sectionNames.size();
  sectionNames += name.str() + '\0';
  return at;
}

void Writer::sectionHeader(const Header &header) {
  word32(header.name);
  word32(header.type);
  word(header.flags);
  word(header.address);
  word(header.offset);
  word(header.size);
  word32(header.link);
  word32(header.info);
  word(header.alignment);
  word(header.entrySize);
}

SmallVector<char, 0> Writer::write() {
  std::vector<Header> headers(1);
  for (const gosym::SectionInfo &section : program.sections) {
    Header &header = headers.emplace_back();
    header.name = nameOfSection(section.name);
    header.type = ELF::SHT_NOBITS;
    header.flags = ELF::SHF_ALLOC;
    if (section.isExecutable)
      header.flags |= ELF::SHF_EXECINSTR;
    if (section.isWritable)
      header.flags |= ELF::SHF_WRITE;
    header.address = section.address;
    header.size = section.size;
  }
  os.write_zeros(headerSize(program.is64Bit));

  Header strings;
  strings.name = nameOfSection(".strtab");
  strings.type = ELF::SHT_STRTAB;
  strings.offset = bytes.size();
  os << '\0';
  for (const MiniSymbol &symbol : program.symbols) {
    names.push_back(bytes.size() - strings.offset);
    os << symbol.name << '\0';
  }
  strings.size = bytes.size() - strings.offset;
  pad();

  Header table;
  table.name = nameOfSection(".symtab");
  table.type = ELF::SHT_SYMTAB;
  table.offset = bytes.size();
  symbols();
  table.size = bytes.size() - table.offset;
  table.link = headers.size();
  table.info = numLocals + 1;
  table.alignment = program.is64Bit ? 8 : 4;
  table.entrySize = program.is64Bit ? 24 : 16;

  Header last;
  last.name = nameOfSection(".shstrtab");
  last.type = ELF::SHT_STRTAB;
  last.offset = bytes.size();
  os << sectionNames;
  last.size = bytes.size() - last.offset;
  pad();
  headers.insert(headers.end(), {strings, table, last});

  uint64_t sectionsAt = bytes.size();
  for (const Header &header : headers)
    sectionHeader(header);
  // The header is written last, in the room that it was given.
  size_t size = bytes.size();
  fileHeader(sectionsAt, headers.size());
  std::copy(bytes.begin() + size, bytes.end(), bytes.begin());
  bytes.truncate(size);
  return bytes;
}

SmallVector<char, 0> writeSymbolElf(const MiniProgram &program) {
  return Writer(program).write();
}
