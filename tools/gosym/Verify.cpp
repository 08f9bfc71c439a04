//===- Verify.cpp - The verify command ------------------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "Commands.h"
#include "NotedTables.h"
#include "TableFile.h"
#include "Twin.h"
#include "gosym/Format/CompactCheck.h"
#include "gosym/Format/Printable.h"
#include "gosym/Format/SymbolIndex.h"
#include "gosym/Format/TableCheck.h"
#include "gosym/Format/TableIndex.h"
#include "llvm/ADT/StringExtras.h"

using namespace llvm;
using namespace llvm::object;

namespace gosym {

static std::string describe(TableTarget target) {
  return (Twine(target.byteOrder == endianness::little ? "little" : "big") +
          "-endian with " + Twine(unsigned(target.pointerSize)) +
          "-byte pointers")
      .str();
}

/// A table is written for the machine of the file it is in. The older forms
/// have one way to be written for all machines.
static Error checkTarget(TableTarget target, const ELFObjectFileBase &elf) {
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
static Error checkBounds(const ELFObjectFileBase &elf, const PartNames &names,
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

static Error differs(const Twine &what, uint64_t found, uint64_t expected) {
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
static Error checkNote(const ELFObjectFileBase &elf, raw_ostream &os) {
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
  os << "note: " << (*noted)->size() << " tables\n";
  return Error::success();
}

/// What may come with a table.
static Error checkCompanions(const TableFile &file, unsigned quantum,
                             raw_ostream &os) {
  if (!file.elf)
    return Error::success();
  bool isLater;
  Expected<std::optional<Part>> lineTable = findLineTable(file, isLater);
  if (!lineTable)
    return lineTable.takeError();
  ArrayRef<uint8_t> lines;
  if (*lineTable) {
    if (Error error = checkLineTable(**lineTable, file, quantum))
      return error;
    lines = (*lineTable)->bytes;
    os << "line table: " << lines.size() << " bytes\n";
  }

  Expected<std::optional<Part>> index = findPart(*file.elf, indexNames);
  if (!index)
    return index.takeError();
  if (*index) {
    if (Error error = checkIndex(**index, file, lines, quantum))
      return error;
    os << "index: " << (*index)->bytes.size() << " bytes\n";
  }
  return checkNote(*file.elf, os);
}

/// A linker without the plugin puts the tables of several relocatable outputs
/// one after the other; the symbols bound the first of them.
static Part firstTable(const TableFile &file, const TableSummary &summary) {
  return {file.table.take_front(summary.firstTableSize), file.address};
}

namespace {

/// A table that is sound, and what its bounds are the bounds of.
struct SoundTable {
  const TableFile &file;
  const PartNames &names;
  Part part;
};

} // namespace

static Error verifyAgainst(StringRef path, const SoundTable &table,
                           StringRef twinPath, raw_ostream &os) {
  Expected<TableFile> twin = openElfFile(twinPath);
  if (!twin)
    return twin.takeError();
  if (twin->elf->symbols().empty())
    return inFile(twinPath, createStringError(
                                "no .symtab, expected a file with symbols"));
  if (Error error = checkBounds(*twin->elf, table.names, table.part))
    return inFile(twinPath, std::move(error));
  Expected<bool> same = compareWithTwin(table.file, *twin->elf, os);
  if (!same)
    return inFile(twinPath, same.takeError());
  if (!*same)
    return inFile(path, createStringError("symbols differ from those of " +
                                          Twine(twinPath)));
  return Error::success();
}

//===----------------------------------------------------------------------===//
// Go tables
//===----------------------------------------------------------------------===//

/// Everything about the file that needs no twin.
static Expected<TableSummary> checkFile(const TableFile &file) {
  Expected<TableSummary> summary = checkTable(file.table);
  if (!summary || !file.elf)
    return summary;
  if (Error error = checkTarget(summary->target, *file.elf))
    return error;
  if (Error error =
          checkBounds(*file.elf, tableNames, firstTable(file, *summary)))
    return error;
  return summary;
}

static Error verifyGo(StringRef path, const TableFile &file, StringRef twinPath,
                      unsigned quantum, raw_ostream &os) {
  Expected<TableSummary> summary = checkFile(file);
  if (!summary)
    return inFile(path, summary.takeError());
  os << printable(path) << ": " << summary->functions << " functions, "
     << summary->dataSymbols << " data, " << summary->bssSymbols << " bss, "
     << summary->units << " units";
  if (summary->tables != 1)
    os << " in " << summary->tables << " tables";
  os << '\n';
  if (Error error = checkCompanions(file, quantum, os))
    return inFile(path, std::move(error));
  if (twinPath.empty())
    return Error::success();
  return verifyAgainst(path, {file, tableNames, firstTable(file, *summary)},
                       twinPath, os);
}

//===----------------------------------------------------------------------===//
// Compact tables
//===----------------------------------------------------------------------===//

static Expected<CompactSummary> checkCompactFile(const TableFile &file) {
  Expected<CompactReader> reader = readCompact(file);
  if (!reader)
    return reader.takeError();
  Expected<CompactSummary> summary = checkCompact(*reader);
  if (!summary || !file.elf)
    return summary;
  if (unsigned size = file.elf->getBytesInAddress();
      size != reader->pointerSize())
    return createStringError(
        "compact table has " + Twine(reader->pointerSize()) +
        "-byte pointers, expected " + Twine(size) + "-byte as the file has");
  if (Error error =
          checkBounds(*file.elf, compactNames, {file.table, file.address}))
    return error;
  return summary;
}

static Error verifyCompact(StringRef path, const TableFile &file,
                           StringRef twinPath, raw_ostream &os) {
  Expected<CompactSummary> summary = checkCompactFile(file);
  if (!summary)
    return inFile(path, summary.takeError());
  os << printable(path) << ": compact table: " << summary->functions
     << " functions, " << summary->dataSymbols << " data, "
     << summary->bssSymbols << " bss, " << summary->units << " units, "
     << summary->files << " files, " << summary->rows << " rows, "
     << summary->inlinedFunctions << " inlined functions\n";
  if (twinPath.empty())
    return Error::success();
  return verifyAgainst(path, {file, compactNames, {file.table, file.address}},
                       twinPath, os);
}

//===----------------------------------------------------------------------===//
// Function tables
//===----------------------------------------------------------------------===//

static Expected<FunctionSummary> checkFunctionFile(const TableFile &file) {
  Expected<FunctionTable> table = readFunctions(file);
  if (!table)
    return table.takeError();
  Expected<FunctionSummary> summary = checkFunctionTable(*table);
  if (!summary || !file.elf)
    return summary;
  TableTarget found, expected = targetOf(*file.elf);
  found.byteOrder = table->target().byteOrder;
  found.pointerSize = table->target().pointerSize;
  if (!(found == expected))
    return createStringError("function table is " + describe(found) +
                             ", expected " + describe(expected) +
                             " as the file is");
  if (Error error =
          checkBounds(*file.elf, functionNames, {file.table, file.address}))
    return error;
  // What readers take that look at the header only.
  if (table->hasTail() && file.address &&
      table->startInHeader() != table->start())
    return differs("function table: start of the code in the header",
                   table->startInHeader(), table->start());
  return summary;
}

/// A table that Go's linker made has the functions of Go only: it is compared
/// with a twin if \p isChosen.
static Error verifyFunctions(StringRef path, const TableFile &file,
                             bool isChosen, StringRef twinPath,
                             raw_ostream &os) {
  Expected<FunctionSummary> summary = checkFunctionFile(file);
  if (!summary)
    return inFile(path, summary.takeError());
  os << printable(path) << ": function table: " << summary->functions
     << " functions, " << summary->withLines << " with lines, "
     << summary->withDepths << " with depths, " << summary->files << " files, "
     << summary->rows << " rows\n";
  if (file.elf)
    if (Error error = checkNote(*file.elf, os))
      return inFile(path, std::move(error));
  if (twinPath.empty() ||
      (!isChosen && !cantFail(readFunctions(file)).hasTail()))
    return Error::success();
  return verifyAgainst(path, {file, functionNames, {file.table, file.address}},
                       twinPath, os);
}

/// The table of \p file to look at behind the one that was opened; Any: none.
static Expected<TableChoice> nextTable(const TableFile &file) {
  if (!file.elf || file.isFunctions)
    return TableChoice::Any;
  if (!file.isCompact) {
    Expected<std::optional<Part>> part = findPart(*file.elf, compactNames);
    if (!part)
      return part.takeError();
    if (*part)
      return TableChoice::Compact;
  }
  Expected<std::optional<Part>> part = findFunctionTable(*file.elf);
  if (!part)
    return part.takeError();
  return *part ? TableChoice::Functions : TableChoice::Any;
}

Error verifyTable(StringRef path, TableChoice choice, StringRef twinPath,
                  unsigned quantum, raw_ostream &os) {
  for (TableChoice one = choice;;) {
    Expected<TableFile> file = openTableFile(path, one);
    if (!file)
      return file.takeError();
    if (Error error =
            file->isCompact ? verifyCompact(path, *file, twinPath, os)
            : file->isFunctions
                ? verifyFunctions(path, *file, choice == TableChoice::Functions,
                                  twinPath, os)
                : verifyGo(path, *file, twinPath, quantum, os))
      return error;
    if (choice != TableChoice::Any)
      return Error::success();
    Expected<TableChoice> next = nextTable(*file);
    if (!next)
      return inFile(path, next.takeError());
    if (*next == TableChoice::Any)
      return Error::success();
    one = *next;
  }
}

} // namespace gosym
