//===- TableFile.cpp - The table in a file --------------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "TableFile.h"
#include "../../lib/Support/AskElf.h"
#include "../../lib/Support/Hex.h"
#include "../../lib/Support/Machine.h"
#include "ElfFacts.h"
#include "MissingTable.h"
#include "NotedTables.h"
#include "gosym/Format/Printable.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/BinaryFormat/ELF.h"
#include "llvm/Object/ObjectFile.h"
#include "llvm/Support/Endian.h"
#include "llvm/Support/WithColor.h"

using namespace llvm;
using namespace llvm::object;

namespace gosym {

Error inFile(StringRef path, Error error) {
  if (error.isA<MissingTable>()) {
    Error named = Error::success();
    handleAllErrors(std::move(error), [&](const MissingTable &missing) {
      consumeError(std::move(named));
      named = missing.inFile(path);
    });
    return named;
  }
  return createStringError(Twine(path) + ": " + toString(std::move(error)));
}

static bool isElf(StringRef contents) {
  return contents.starts_with(ELF::ElfMagic);
}

template <class ELFT> static Error checkSymbolTables(const ELFFile<ELFT> &elf) {
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

/// ELFSymbolRef ends the process if a symbol table is malformed, so it is
/// checked here first by functions of LLVM that return an error.
static Error checkSymbolTables(const ELFObjectFileBase &elf) {
  return askElf(elf, [](const auto &file) { return checkSymbolTables(file); });
}

/// Takes the file and, if it is ELF, reads its headers.
static Expected<TableFile> openFile(const InputFile &input) {
  TableFile file;
  file.input = input;
  if (!isElf(input.bytes.getBuffer()))
    return file;

  Expected<std::unique_ptr<ObjectFile>> object =
      ObjectFile::createELFObjectFile(file.input.bytes);
  if (!object)
    return object.takeError();
  file.elf.reset(cast<ELFObjectFileBase>(object->release()));
  if (Error error = checkSymbolTables(*file.elf))
    return error;
  return file;
}

TableTarget targetOf(const ELFObjectFileBase &elf) {
  TableTarget target;
  target.byteOrder =
      elf.isLittleEndian() ? endianness::little : endianness::big;
  target.pointerSize = elf.getBytesInAddress();
  return target;
}

LowBit lowBitOf(const ELFObjectFileBase *elf) {
  bool hasThumb = elf && machineOf(elf->getEMachine()).hasThumbBit;
  return hasThumb ? LowBit::Thumb : LowBit::Address;
}

LowBit lowBitOf(const TableFile &file) { return lowBitOf(file.elf.get()); }

Expected<PartBounds> findBounds(const ELFObjectFileBase &elf,
                                const PartNames &names) {
  PartBounds bounds;
  for (ELFSymbolRef symbol : elf.symbols()) {
    Expected<StringRef> name = symbol.getName();
    if (!name)
      return name.takeError();
    bool isBegin = *name == names.begin;
    if (!isBegin && *name != names.end)
      continue;

    Expected<uint32_t> flags = symbol.getFlags();
    if (!flags)
      return flags.takeError();
    if (*flags & SymbolRef::SF_Undefined)
      continue;
    Expected<uint64_t> address = symbol.getAddress();
    if (!address)
      return address.takeError();
    // A linker script that discards what was between the symbols leaves them
    // like this.
    if ((*flags & SymbolRef::SF_Absolute) && *address == 0)
      continue;
    (isBegin ? bounds.begin : bounds.end) = *address;
  }
  return bounds;
}

/// The bytes between the bounding symbols, in whatever section they are; what
/// the note names where these are not defined.
static Expected<std::optional<Part>>
findWithoutSection(const ELFObjectFileBase &elf, const PartNames &names) {
  Expected<PartBounds> bounds = findBounds(elf, names);
  if (!bounds)
    return bounds.takeError();
  if (!bounds->begin || !bounds->end)
    return findPartByNote(elf, names.kind);

  for (ELFSectionRef section : elf.sections()) {
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
    return Part{arrayRefFromStringRef(contents->slice(*bounds->begin - start,
                                                      *bounds->end - start)),
                *bounds->begin};
  }
  return createStringError(
      "no section holds the bytes from " + names.begin + ", 0x" +
      utohexstr(*bounds->begin, /*LowerCase=*/true) + ", to " + names.end +
      ", 0x" + utohexstr(*bounds->end, /*LowerCase=*/true));
}

Expected<std::optional<Part>> findPart(const ELFObjectFileBase &elf,
                                       const PartNames &names) {
  for (ELFSectionRef section : elf.sections()) {
    Expected<StringRef> name = section.getName();
    if (!name)
      return name.takeError();
    if (*name != names.section)
      continue;
    // `objcopy --only-keep-debug` leaves such sections.
    if (section.getType() == ELF::SHT_NOBITS)
      return createStringError("section " + names.section +
                               " has no bytes in this file");

    Expected<StringRef> contents = section.getContents();
    if (!contents) {
      consumeError(contents.takeError());
      return createStringError("section " + names.section + " at offset " +
                               hex(section.getOffset()) + ": " +
                               Twine(section.getSize()) +
                               " bytes, expected them to end within the " +
                               Twine(elf.getData().size()) + " of the file");
    }
    Part part;
    part.bytes = arrayRefFromStringRef(*contents);
    if (elf.getEType() != ELF::ET_REL)
      part.address = section.getAddress();
    return part;
  }
  return findWithoutSection(elf, names);
}

/// Whether the bytes begin with the header of a line table of Go 1.2 or later:
/// a magic word, two zero bytes, the alignment of instructions and the pointer
/// size. In the Go 1.1 form these bytes would be a first row that is above line
/// 65536.
static bool isLaterLineTable(ArrayRef<uint8_t> bytes, endianness byteOrder) {
  constexpr size_t size = 8;
  if (bytes.size() < size)
    return false;
  uint32_t magic = support::endian::read<uint32_t>(bytes.data(), byteOrder);
  return is_contained({0xfffffffb, 0xfffffffa, 0xfffffff0, 0xfffffff1},
                      magic) &&
         bytes[4] == 0 && bytes[5] == 0 && is_contained({1, 2, 4}, bytes[6]) &&
         is_contained({4, 8}, bytes[7]);
}

Expected<std::optional<Part>> findLineTable(const TableFile &file,
                                            bool &isLater) {
  isLater = false;
  if (!file.elf)
    return std::nullopt;
  Expected<std::optional<Part>> part = findPart(*file.elf, lineTableNames);
  if (!part || !*part)
    return part;
  isLater = isLaterLineTable((*part)->bytes, targetOf(*file.elf).byteOrder);
  if (isLater)
    part->reset();
  return part;
}

Expected<std::optional<Part>> findUsableLineTable(const TableFile &file,
                                                  StringRef path) {
  bool isLater;
  Expected<std::optional<Part>> part = findLineTable(file, isLater);
  if (isLater &&
      !isFunctionTable(cantFail(findPart(*file.elf, lineTableNames))->bytes))
    WithColor::note(errs(), "gosym")
        << printable(path)
        << ": " GOSYM_LINES_SECTION
           " is of Go 1.2 or 1.16, lines are unknown\n";
  return part;
}

Expected<std::optional<Part>> findFunctionTable(const ELFObjectFileBase &elf) {
  // Symbols and note are looked at where there is neither section.
  for (const PartNames &names : {relocatedFunctionNames, functionNames}) {
    bool isThere = any_of(elf.sections(), [&](ELFSectionRef section) {
      Expected<StringRef> name = section.getName();
      if (!name)
        consumeError(name.takeError());
      return name && *name == names.section;
    });
    if (!isThere && names.section != functionNames.section)
      continue;
    Expected<std::optional<Part>> part = findPart(elf, names);
    if (!part)
      return part;
    if (*part && isFunctionTable((*part)->bytes))
      return part;
  }
  return std::nullopt;
}

/// The table of \p file that is meant by \p choice, which is not Any.
static Expected<std::optional<Part>> findChosen(const TableFile &file,
                                                TableChoice choice) {
  switch (choice) {
  case TableChoice::Compact:
    return findPart(*file.elf, compactNames);
  case TableChoice::Functions:
    return findFunctionTable(*file.elf);
  default:
    return findPart(*file.elf, tableNames);
  }
}

static StringRef noTable(TableChoice choice) {
  switch (choice) {
  case TableChoice::Go:
    return "no " GOSYM_TABLE_SECTION " section";
  case TableChoice::Compact:
    return "no " GOSYM_COMPACT_SECTION " section";
  case TableChoice::Functions:
    return "no " GOSYM_LINES_SECTION " section of Go 1.18 or later";
  case TableChoice::Any:
    break;
  }
  return "no " GOSYM_TABLE_SECTION " section, no " GOSYM_COMPACT_SECTION
         " section and no " GOSYM_LINES_SECTION " section of Go 1.18 or later";
}

/// Finds the table of \p file as \p choice says.
static Error findTable(TableFile &file, TableChoice choice) {
  // Go's linker leaves an empty section for the symbol table.
  for (bool takesEmpty : {false, true})
    for (TableChoice one :
         {TableChoice::Go, TableChoice::Compact, TableChoice::Functions}) {
      if (choice != TableChoice::Any && choice != one)
        continue;
      Expected<std::optional<Part>> part = findChosen(file, one);
      if (!part)
        return part.takeError();
      if (!*part || ((*part)->bytes.empty() && !takesEmpty))
        continue;
      file.table = (*part)->bytes;
      file.address = (*part)->address;
      file.isCompact = one == TableChoice::Compact;
      file.isFunctions = one == TableChoice::Functions;
      return Error::success();
    }
  return make_error<MissingTable>(noTable(choice).str(), remedyFor(*file.elf));
}

/// A file that is nothing but a table tells by its first bytes which.
static Error takeWhole(TableFile &file, TableChoice choice) {
  file.table = arrayRefFromStringRef(file.input.bytes.getBuffer());
  file.isCompact = isCompactTable(file.table);
  file.isFunctions = isFunctionTable(file.table);
  if (file.isCompact && choice == TableChoice::Go)
    return createStringError("a compact table, expected one of Go's forms");
  if (file.isFunctions && choice == TableChoice::Go)
    return createStringError("a function table, expected a symbol table");
  if (!file.isCompact && choice == TableChoice::Compact)
    return createStringError("not a compact table, expected one");
  if (!file.isFunctions && choice == TableChoice::Functions)
    return createStringError("not a function table, expected one");
  return Error::success();
}

Expected<TableFile> openTableFile(const InputFile &input, TableChoice choice) {
  StringRef path = input.name;
  Expected<TableFile> file = openFile(input);
  if (!file)
    return inFile(path, file.takeError());
  if (Error error =
          file->elf ? findTable(*file, choice) : takeWhole(*file, choice))
    return inFile(path, std::move(error));
  return file;
}

Expected<CompactReader> readCompact(const TableFile &file) {
  return CompactReader::create(file.table, file.address.value_or(0));
}

/// Where the code of \p elf begins for tables that do not say it themselves.
static std::optional<uint64_t> textStartOf(const ELFObjectFileBase &elf,
                                           uint64_t inHeader) {
  if (std::optional<uint64_t> start = symbolAddress(elf, "runtime.text"))
    return start;
  std::optional<uint64_t> text;
  for (ELFSectionRef section : elf.sections()) {
    if (!(section.getFlags() & ELF::SHF_EXECINSTR))
      continue;
    uint64_t inside = inHeader - section.getAddress();
    if (inHeader != 0 && inside < section.getSize())
      return inHeader;
    Expected<StringRef> name = section.getName();
    if (!name)
      consumeError(name.takeError());
    else if (*name == ".text")
      text = section.getAddress();
  }
  return text;
}

Expected<FunctionTable> readFunctions(const ELFObjectFileBase *elf,
                                      const Part &part) {
  FunctionTable::Where where;
  where.table = part.address;
  Expected<FunctionTable> table = FunctionTable::create(part.bytes, where);
  if (!table || !elf || (table->hasTail() && part.address))
    return table;
  where.text = textStartOf(*elf, table->startInHeader());
  return FunctionTable::create(part.bytes, where);
}

Expected<FunctionTable> readFunctions(const TableFile &file) {
  return readFunctions(file.elf.get(), {file.table, file.address});
}

Expected<TableFile> openElfFile(StringRef path) {
  Expected<InputFile> input = openInput(path);
  if (!input)
    return input.takeError();
  Expected<TableFile> file = openFile(*input);
  if (!file)
    return inFile(path, file.takeError());
  if (!file->elf)
    return inFile(path, createStringError("not an ELF file"));
  return file;
}

} // namespace gosym
