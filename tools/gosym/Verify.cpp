//===- Verify.cpp - The verify command ------------------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "Commands.h"
#include "FunctionPrint.h"
#include "TableFile.h"
#include "Twin.h"
#include "VerifyParts.h"
#include "gosym/Format/CompactCheck.h"
#include "gosym/Format/Printable.h"
#include "gosym/Format/TableCheck.h"

using namespace llvm;
using namespace llvm::object;

namespace gosym {

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

/// Says that the table of the file \p path is sound, and what it has. \p what
/// and \p more stand in the text only, around the counts.
static void printSound(const Output &out, StringRef path, StringRef form,
                       StringRef what, ArrayRef<Count> counts,
                       StringRef more = "") {
  if (out.json) {
    Record(out, "table").text("form", form).numbers(counts);
    return;
  }
  out.os << printable(path) << ": " << what;
  printCounts(out.os, counts);
  out.os << more << '\n';
}

static Error verifyAgainst(StringRef path, const SoundTable &table,
                           StringRef twinPath, const Output &out) {
  Expected<TableFile> twin = openElfFile(twinPath);
  if (!twin)
    return twin.takeError();
  if (twin->elf->symbols().empty())
    return inFile(twinPath, createStringError(
                                "no .symtab, expected a file with symbols"));
  if (Error error = checkBounds(*twin->elf, table.names, table.part))
    return inFile(twinPath, std::move(error));
  Expected<bool> same = compareWithTwin(table.file, *twin->elf, out);
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
                      unsigned quantum, const Output &out) {
  Expected<TableSummary> summary = checkFile(file);
  if (!summary)
    return inFile(path, summary.takeError());
  std::string more;
  if (summary->tables != 1)
    more = (" in " + Twine(summary->tables) + " tables").str();
  printSound(out, path, "go", "",
             {{"functions", "functions", summary->functions},
              {"data", "data", summary->dataSymbols},
              {"bss", "bss", summary->bssSymbols},
              {"units", "units", summary->units},
              {"tables", "", summary->tables}},
             more);
  if (Error error = checkCompanions(file, quantum, out))
    return inFile(path, std::move(error));
  if (twinPath.empty())
    return Error::success();
  return verifyAgainst(path, {file, tableNames, firstTable(file, *summary)},
                       twinPath, out);
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
                           StringRef twinPath, const Output &out) {
  Expected<CompactSummary> summary = checkCompactFile(file);
  if (!summary)
    return inFile(path, summary.takeError());
  printSound(
      out, path, "compact", "compact table: ",
      {{"functions", "functions", summary->functions},
       {"data", "data", summary->dataSymbols},
       {"bss", "bss", summary->bssSymbols},
       {"units", "units", summary->units},
       {"files", "files", summary->files},
       {"rows", "rows", summary->rows},
       {"inlinedFunctions", "inlined functions", summary->inlinedFunctions}});
  if (twinPath.empty())
    return Error::success();
  return verifyAgainst(path, {file, compactNames, {file.table, file.address}},
                       twinPath, out);
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
                             const Output &out) {
  Expected<FunctionSummary> summary = checkFunctionFile(file);
  if (!summary)
    return inFile(path, summary.takeError());
  printSound(out, path, "functions", "function table: ", countsOf(*summary));
  if (file.elf)
    if (Error error = checkNote(*file.elf, out))
      return inFile(path, std::move(error));
  if (twinPath.empty() ||
      (!isChosen && !cantFail(readFunctions(file)).hasTail()))
    return Error::success();
  return verifyAgainst(path, {file, functionNames, {file.table, file.address}},
                       twinPath, out);
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

Error verifyTable(const InputFile &input, TableChoice choice,
                  StringRef twinPath, unsigned quantum, const Output &out) {
  StringRef path = input.name;
  for (TableChoice one = choice;;) {
    Expected<TableFile> file = openTableFile(input, one);
    if (!file)
      return file.takeError();
    if (Error error =
            file->isCompact ? verifyCompact(path, *file, twinPath, out)
            : file->isFunctions
                ? verifyFunctions(path, *file, choice == TableChoice::Functions,
                                  twinPath, out)
                : verifyGo(path, *file, twinPath, quantum, out))
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
