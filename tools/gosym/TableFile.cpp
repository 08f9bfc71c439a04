//===- TableFile.cpp - The table in a file --------------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "TableFile.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/BinaryFormat/ELF.h"
#include "llvm/Object/ObjectFile.h"

using namespace llvm;
using namespace llvm::object;

namespace gosym {

Error inFile(StringRef path, Error error) {
  return createStringError(Twine(path) + ": " + toString(std::move(error)));
}

static bool isElf(StringRef contents) {
  return contents.starts_with(ELF::ElfMagic);
}

template <class ELFT>
static Error checkSymbolTables(const ELFObjectFile<ELFT> &object) {
  const ELFFile<ELFT> &elf = object.getELFFile();
  auto sections = elf.sections();
  if (!sections)
    return sections.takeError();
  for (const auto &section : *sections) {
    if (section.sh_type != ELF::SHT_SYMTAB)
      continue;
    if (auto symbols = elf.symbols(&section); !symbols)
      return symbols.takeError();
  }
  return Error::success();
}

/// ELFSymbolRef ends the process on a symbol table that is malformed: ask
/// first, where LLVM gives an error for it.
static Error checkSymbolTables(const ELFObjectFileBase &elf) {
  if (const auto *object = dyn_cast<ELF64LEObjectFile>(&elf))
    return checkSymbolTables(*object);
  if (const auto *object = dyn_cast<ELF32LEObjectFile>(&elf))
    return checkSymbolTables(*object);
  if (const auto *object = dyn_cast<ELF64BEObjectFile>(&elf))
    return checkSymbolTables(*object);
  return checkSymbolTables(*cast<ELF32BEObjectFile>(&elf));
}

/// Reads the file and, if it is ELF, its headers.
static Expected<TableFile> openFile(StringRef path) {
  ErrorOr<std::unique_ptr<MemoryBuffer>> buffer = MemoryBuffer::getFile(
      path, /*IsText=*/false, /*RequiresNullTerminator=*/false);
  if (!buffer)
    return errorCodeToError(buffer.getError());

  TableFile file;
  file.buffer = std::move(*buffer);
  if (!isElf(file.buffer->getBuffer()))
    return file;

  Expected<std::unique_ptr<ObjectFile>> object =
      ObjectFile::createELFObjectFile(*file.buffer);
  if (!object)
    return object.takeError();
  file.elf.reset(cast<ELFObjectFileBase>(object->release()));
  if (Error error = checkSymbolTables(*file.elf))
    return error;
  return file;
}

Expected<TableBounds> findTableBounds(const ELFObjectFileBase &elf) {
  TableBounds bounds;
  for (ELFSymbolRef symbol : elf.symbols()) {
    Expected<StringRef> name = symbol.getName();
    if (!name)
      return name.takeError();
    bool isBegin = *name == "runtime.symtab";
    if (!isBegin && *name != "runtime.esymtab")
      continue;

    Expected<uint32_t> flags = symbol.getFlags();
    if (!flags)
      return flags.takeError();
    if (*flags & SymbolRef::SF_Undefined)
      continue;
    Expected<uint64_t> address = symbol.getAddress();
    if (!address)
      return address.takeError();
    (isBegin ? bounds.begin : bounds.end) = *address;
  }
  return bounds;
}

/// The table between the bounding symbols, in whatever section it is.
static Error findTableBetweenSymbols(TableFile &file) {
  Expected<TableBounds> bounds = findTableBounds(*file.elf);
  if (!bounds)
    return bounds.takeError();
  if (!bounds->begin || !bounds->end)
    return createStringError("no .gosymtab section");

  for (ELFSectionRef section : file.elf->sections()) {
    uint64_t start = section.getAddress();
    bool holdsBytes = (section.getFlags() & ELF::SHF_ALLOC) &&
                      section.getType() != ELF::SHT_NOBITS;
    if (!holdsBytes || *bounds->begin < start ||
        *bounds->end < *bounds->begin ||
        *bounds->end - start > section.getSize())
      continue;

    Expected<StringRef> contents = section.getContents();
    if (!contents)
      return contents.takeError();
    file.table = arrayRefFromStringRef(
        contents->slice(*bounds->begin - start, *bounds->end - start));
    file.address = *bounds->begin;
    return Error::success();
  }
  return createStringError(
      "no section holds the bytes from runtime.symtab, 0x" +
      utohexstr(*bounds->begin, /*LowerCase=*/true) +
      ", to runtime.esymtab, 0x" + utohexstr(*bounds->end, /*LowerCase=*/true));
}

static Error findTable(TableFile &file) {
  for (ELFSectionRef section : file.elf->sections()) {
    Expected<StringRef> name = section.getName();
    if (!name)
      return name.takeError();
    if (*name != ".gosymtab")
      continue;
    // As `objcopy --only-keep-debug` leaves it.
    if (section.getType() == ELF::SHT_NOBITS)
      return createStringError("section .gosymtab has no bytes in this file");

    Expected<StringRef> contents = section.getContents();
    if (!contents)
      return contents.takeError();
    file.table = arrayRefFromStringRef(*contents);
    if (file.elf->getEType() != ELF::ET_REL)
      file.address = section.getAddress();
    return Error::success();
  }
  return findTableBetweenSymbols(file);
}

Expected<TableFile> openTableFile(StringRef path) {
  Expected<TableFile> file = openFile(path);
  if (!file)
    return inFile(path, file.takeError());
  if (!file->elf)
    file->table = arrayRefFromStringRef(file->buffer->getBuffer());
  else if (Error error = findTable(*file))
    return inFile(path, std::move(error));
  return file;
}

Expected<TableFile> openElfFile(StringRef path) {
  Expected<TableFile> file = openFile(path);
  if (!file)
    return inFile(path, file.takeError());
  if (!file->elf)
    return inFile(path, createStringError("not an ELF file"));
  return file;
}

} // namespace gosym
