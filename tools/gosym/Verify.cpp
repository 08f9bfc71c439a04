//===- Verify.cpp - The verify command ------------------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "Commands.h"
#include "TableFile.h"
#include "Twin.h"
#include "gosym/Format/TableCheck.h"
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
  TableTarget expected;
  expected.byteOrder =
      elf.isLittleEndian() ? endianness::little : endianness::big;
  expected.pointerSize = elf.getBytesInAddress();
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
      where + " of the table");
}

/// Where \p elf defines the symbols that bound the table, they are its bounds.
static Error checkBounds(const ELFObjectFileBase &elf, const TableFile &file) {
  if (!file.address)
    return Error::success();
  Expected<TableBounds> bounds = findTableBounds(elf);
  if (!bounds)
    return bounds.takeError();
  if (Error error =
          checkBound("runtime.symtab", bounds->begin, *file.address, "start"))
    return error;
  return checkBound("runtime.esymtab", bounds->end,
                    *file.address + file.table.size(), "end");
}

/// Everything about the file that needs no twin.
static Expected<TableSummary> checkFile(const TableFile &file) {
  Expected<TableSummary> summary = checkTable(file.table);
  if (!summary || !file.elf)
    return summary;
  if (Error error = checkTarget(summary->target, *file.elf))
    return error;
  if (Error error = checkBounds(*file.elf, file))
    return error;
  return summary;
}

static Error verifyAgainst(StringRef path, const TableFile &file,
                           StringRef twinPath, raw_ostream &os) {
  Expected<TableFile> twin = openElfFile(twinPath);
  if (!twin)
    return twin.takeError();
  if (twin->elf->symbols().empty())
    return inFile(twinPath, createStringError(
                                "no .symtab, expected a file with symbols"));
  if (Error error = checkBounds(*twin->elf, file))
    return inFile(twinPath, std::move(error));
  Expected<bool> same = compareWithTwin(file.table, *twin->elf, os);
  if (!same)
    return inFile(twinPath, same.takeError());
  if (!*same)
    return inFile(path, createStringError("symbols differ from those of " +
                                          Twine(twinPath)));
  return Error::success();
}

Error verifyTable(StringRef path, StringRef twinPath, raw_ostream &os) {
  Expected<TableFile> file = openTableFile(path);
  if (!file)
    return file.takeError();
  Expected<TableSummary> summary = checkFile(*file);
  if (!summary)
    return inFile(path, summary.takeError());
  os << path << ": " << summary->functions << " functions, "
     << summary->dataSymbols << " data, " << summary->bssSymbols << " bss, "
     << summary->units << " units\n";
  if (twinPath.empty())
    return Error::success();
  return verifyAgainst(path, *file, twinPath, os);
}

} // namespace gosym
