//===- VerifyParts.cpp - What comes with a table --------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// A table of an ELF file is for the machine of that file; symbols bound it; a
/// line table, an index and a note may come with it. All of them must fit.
///
//===----------------------------------------------------------------------===//
#include "VerifyParts.h"
#include "NotedTables.h"
#include "gosym/Format/SymbolIndex.h"
#include "gosym/Format/TableIndex.h"
#include "llvm/ADT/StringExtras.h"

using namespace llvm;
using namespace llvm::object;

namespace gosym {

std::string describe(TableTarget target) {
  return (Twine(target.byteOrder == endianness::little ? "little" : "big") +
          "-endian with " + Twine(unsigned(target.pointerSize)) +
          "-byte pointers")
      .str();
}

/// A table is written for the machine of the file it is in. The older forms
/// have one way to be written for all machines.
Error checkTarget(TableTarget target, const ELFObjectFileBase &elf) {
  if (target.form != TableForm::Go11)
    return Error::success();
  TableTarget expected = targetOf(elf);
  if (target == expected)
    return Error::success();
  return createStringError("table is " + describe(target) + ", expected " +
                           describe(expected) + " as the file is");
}

static Error checkBound(StringRef name, std::optional<uint64_t> found,
                        uint64_t expected, StringRef where) {
  if (!found || *found == expected)
    return Error::success();
  return createStringError(
      Twine(name) + " is 0x" + utohexstr(*found, /*LowerCase=*/true) +
      ", expected 0x" + utohexstr(expected, /*LowerCase=*/true) + ", the " +
      where);
}

/// Where \p elf defines the symbols that bound a part, they are its bounds. A
/// relocatable file has no addresses yet.
Error checkBounds(const ELFObjectFileBase &elf, const PartNames &names,
                  const Part &part) {
  if (!part.address || elf.isRelocatableObject())
    return Error::success();
  Expected<PartBounds> bounds = findBounds(elf, names);
  if (!bounds)
    return bounds.takeError();
  if (Error error = checkBound(names.begin, bounds->begin, *part.address,
                               ("start of the " + names.what).str()))
    return error;
  return checkBound(names.end, bounds->end, *part.address + part.bytes.size(),
                    ("end of the " + names.what).str());
}

/// The line table can be read to its end along with the table.
static Error checkLineTable(const Part &lineTable, const TableFile &file,
                            unsigned quantum) {
  if (Error error = checkBounds(*file.elf, lineTableNames, lineTable))
    return error;
  return SymbolIndex::create(file.table, lineTable.bytes, quantum,
                             lowBitOf(file))
      .takeError();
}

Error differs(const Twine &what, uint64_t found, uint64_t expected) {
  return createStringError(
      what + " is 0x" + utohexstr(found, /*LowerCase=*/true) + ", expected 0x" +
      utohexstr(expected, /*LowerCase=*/true));
}

/// The first difference.
static Error compare(const TableIndex &found, const TableIndex &expected) {
  if (found.tableSize != expected.tableSize)
    return differs("index: size of the table", found.tableSize,
                   expected.tableSize);
  if (found.addresses.size() != expected.addresses.size())
    return differs("index: number of text entries", found.addresses.size(),
                   expected.addresses.size());
  if (found.flags != expected.flags)
    return differs("index: flags", found.flags, expected.flags);
  if (found.blockShift != expected.blockShift)
    return differs("index: log2 of functions of a block", found.blockShift,
                   expected.blockShift);
  for (size_t i = 0; i < found.addresses.size(); ++i)
    if (found.addresses[i] != expected.addresses[i])
      return differs("index: address of text entry " + Twine(i),
                     found.addresses[i], expected.addresses[i]);

  const std::pair<StringLiteral, uint32_t IndexBlock::*> fields[] = {
      {"entry", &IndexBlock::entryOffset},
      {"history", &IndexBlock::historyOffset},
      {"offset of the row", &IndexBlock::lineOffset},
      {"pc of the row", &IndexBlock::linePc},
      {"line", &IndexBlock::line}};
  for (size_t i = 0; i < found.blocks.size(); ++i)
    for (const auto &[name, field] : fields)
      if (found.blocks[i].*field != expected.blocks[i].*field)
        return differs("index: " + name + " of block " + Twine(i),
                       found.blocks[i].*field, expected.blocks[i].*field);
  return Error::success();
}

/// Checks that the index is the one that can be made of the table and the line
/// table. So bytes that are no index are refused, and so is an index of a table
/// for which none can be made.
static Error checkIndex(const Part &part, const TableFile &file,
                        ArrayRef<uint8_t> lineTable, unsigned quantum) {
  if (Error error = checkBounds(*file.elf, indexNames, part))
    return error;
  constexpr uint64_t alignment = sizeof(uint32_t);
  if (part.address && *part.address % alignment != 0)
    return createStringError("index: begins at 0x" +
                             utohexstr(*part.address, /*LowerCase=*/true) +
                             ", expected a multiple of " + Twine(alignment));
  Expected<TableIndex> found =
      decodeTableIndex(part.bytes, targetOf(*file.elf).byteOrder);
  if (!found)
    return found.takeError();
  // An index may leave the lines out.
  if (!(found->flags & indexHasLines))
    lineTable = {};
  Expected<TableIndex> expected =
      makeTableIndex(file.table, lineTable, quantum);
  if (!expected)
    return expected.takeError();
  return compare(*found, *expected);
}

/// Checks that the note names just the tables that the file has, where sections
/// and symbols have them.
Error checkNote(const ELFObjectFileBase &elf, const Output &out) {
  auto noted = findNotedParts(elf);
  if (!noted)
    return noted.takeError();
  if (!*noted)
    return Error::success();
  Expected<std::optional<Part>> functions = findFunctionTable(elf);
  if (!functions)
    return functions.takeError();
  for (const PartNames &names : {compactNames, tableNames, indexNames,
                                 *functions ? functionNames : lineTableNames}) {
    Expected<std::optional<Part>> part = findPart(elf, names);
    if (!part)
      return part.takeError();
    auto entry = find_if(**noted, [&](const NotedPart &noted) {
      return noted.kind == names.kind;
    });
    bool isNoted = entry != (*noted)->end();
    bool isThere = *part && !(*part)->bytes.empty();
    if (isThere && !isNoted)
      return createStringError("note: names no " + names.what +
                               ", expected the one of the file");
    if (!isThere)
      continue;
    if ((*part)->address && entry->address != *(*part)->address)
      return differs("note: address of the " + names.what, entry->address,
                     *(*part)->address);
    if (entry->size != (*part)->bytes.size())
      return differs("note: size of the " + names.what, entry->size,
                     (*part)->bytes.size());
  }
  if (out.json)
    Record(out, "note").number("tables", (*noted)->size());
  else
    out.os << "note: " << (*noted)->size() << " tables\n";
  return Error::success();
}

/// What may come with a table.
Error checkCompanions(const TableFile &file, unsigned quantum,
                      const Output &out) {
  if (!file.elf)
    return Error::success();
  auto found = [&](StringRef record, StringRef what, uint64_t bytes) {
    if (out.json)
      Record(out, record).number("bytes", bytes);
    else
      out.os << what << ": " << bytes << " bytes\n";
  };
  bool isLater;
  Expected<std::optional<Part>> lineTable = findLineTable(file, isLater);
  if (!lineTable)
    return lineTable.takeError();
  ArrayRef<uint8_t> lines;
  if (*lineTable) {
    if (Error error = checkLineTable(**lineTable, file, quantum))
      return error;
    lines = (*lineTable)->bytes;
    found("lineTable", "line table", lines.size());
  }

  Expected<std::optional<Part>> index = findPart(*file.elf, indexNames);
  if (!index)
    return index.takeError();
  if (*index) {
    if (Error error = checkIndex(**index, file, lines, quantum))
      return error;
    found("index", "index", (*index)->bytes.size());
  }
  return checkNote(*file.elf, out);
}

} // namespace gosym
