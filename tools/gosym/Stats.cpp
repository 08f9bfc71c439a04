//===- Stats.cpp - The stats command --------------------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Where the bytes of a table go, so that a size can be explained:
///
///   letter        count      bytes      names  addresses
///   header            1          8
///   D                 1         14          5          8
///   ...
///   total            17        175         90         48
///   as go1.0: 243 bytes, ratio go1.1/go1.0 0.720
///   .symtab and .strtab: 115 bytes, ratio of the table to them 1.522
///
/// The bytes that belong to neither names nor addresses are type bytes and
/// varints. In the older forms all values are words and counted as addresses.
///
/// The other form is measured, not written: in Go 1.0 a value takes 4 bytes
/// whatever it is, also one that no Go 1.0 table could hold.
///
//===----------------------------------------------------------------------===//

#include "Stats.h"
#include "Commands.h"
#include "FunctionPrint.h"
#include "NotedTables.h"
#include "TableFile.h"
#include "gosym/Format/Reader.h"
#include "llvm/Support/Format.h"
#include "llvm/Support/MathExtras.h"
#include <array>

using namespace llvm;
using namespace llvm::object;

namespace gosym {

namespace {

struct Counts {
  uint64_t count = 0;
  uint64_t bytes = 0;
  uint64_t names = 0;
  uint64_t addresses = 0;

  Counts &operator+=(const Counts &o) {
    count += o.count;
    bytes += o.bytes;
    names += o.names;
    addresses += o.addresses;
    return *this;
  }
};

struct Stats {
  TableTarget target;
  /// By letter; ASCII.
  std::array<Counts, 128> letters;
  /// Size of the same records in the other form.
  uint64_t otherSize = 0;
  /// How many entries have a value or a Go type that does not fit 32 bits.
  uint64_t wideValues = 0;
};

} // namespace

/// In the order of a table; other letters follow.
static constexpr StringLiteral usualLetters = "DdBbfZzTtLlmap";

static Counts countsOf(const Entry &entry, TableTarget target) {
  Counts counts;
  counts.count = 1;
  counts.bytes = encodedSize(entry, target);
  counts.names = entry.name.size() + 1;
  if (entry.isHistory())
    counts.names += GOSYM_PATH_INDEX_SIZE * (entry.path.size() + 1);
  bool isOld = target.form != TableForm::Go11;
  unsigned words = isOld ? 2 : entry.wide + entry.goType.has_value();
  counts.addresses = words * target.pointerSize;
  return counts;
}

static TableTarget otherTarget(TableTarget target, const TableFile &file) {
  if (target.form == TableForm::Go11)
    return go10Target;
  return file.elf ? targetOf(*file.elf) : TableTarget();
}

static Expected<Stats> collect(const TableFile &file) {
  Expected<TableReader> reader = TableReader::create(file.table);
  if (!reader)
    return reader.takeError();
  Stats stats;
  stats.target = reader->target();
  TableTarget other = otherTarget(stats.target, file);
  stats.otherSize = headerSizeOf(other.form);
  if (Error error = forEachEntry(*reader, [&](const Entry &entry) {
        stats.letters[entry.type] += countsOf(entry, stats.target);
        stats.otherSize += encodedSize(entry, other);
        stats.wideValues +=
            !isUInt<32>(entry.value) || !isUInt<32>(entry.goType.value_or(0));
      }))
    return error;
  return stats;
}

//===----------------------------------------------------------------------===//
// Output
//===----------------------------------------------------------------------===//

static void printRow(raw_ostream &os, StringRef name, const Counts &counts) {
  os << format(
      "%-8s %10llu %10llu %10llu %10llu\n", name.str().c_str(),
      (unsigned long long)counts.count, (unsigned long long)counts.bytes,
      (unsigned long long)counts.names, (unsigned long long)counts.addresses);
}

std::string ratio(uint64_t part, uint64_t whole) {
  std::string text;
  raw_string_ostream(text) << format("%.3f", double(part) / whole);
  return text;
}

static void printLetters(raw_ostream &os, const Stats &stats) {
  os << "letter        count      bytes      names  addresses\n";
  uint64_t headerBytes = headerSizeOf(stats.target.form);
  Counts total;
  total.bytes = headerBytes;
  if (headerBytes)
    os << format("header   %10u %10u\n", 1, unsigned(headerBytes));

  auto print = [&](char letter) {
    const Counts &counts = stats.letters[letter];
    if (counts.count)
      printRow(os, StringRef(&letter, 1), counts);
    total += counts;
  };
  for (char letter : usualLetters)
    print(letter);
  for (size_t letter = 0; letter < stats.letters.size(); ++letter)
    if (!usualLetters.contains(char(letter)))
      print(letter);
  printRow(os, "total", total);
}

static void printOtherForm(raw_ostream &os, const Stats &stats,
                           uint64_t tableSize) {
  bool isNew = stats.target.form == TableForm::Go11;
  uint64_t newSize = isNew ? tableSize : stats.otherSize;
  uint64_t oldSize = isNew ? stats.otherSize : tableSize;
  os << "as " << (isNew ? "go1.0" : "go1.1") << ": " << stats.otherSize
     << " bytes";
  if (oldSize)
    os << ", ratio go1.1/go1.0 " << ratio(newSize, oldSize);
  if (stats.wideValues)
    os << " (values above 32 bits counted as 4 bytes: " << stats.wideValues
       << ')';
  os << '\n';
}

static Error printSymtab(raw_ostream &os, const ELFObjectFileBase &elf,
                         uint64_t tableSize) {
  uint64_t size = 0;
  for (ELFSectionRef section : elf.sections()) {
    Expected<StringRef> name = section.getName();
    if (!name)
      return name.takeError();
    if (*name == ".symtab" || *name == ".strtab")
      size += section.getSize();
  }
  if (size)
    os << ".symtab and .strtab: " << size
       << " bytes, ratio of the table to them " << ratio(tableSize, size)
       << '\n';
  return Error::success();
}

static Error printPart(raw_ostream &os, const ELFObjectFileBase &elf,
                       const PartNames &names) {
  Expected<std::optional<Part>> part = findPart(elf, names);
  if (!part)
    return part.takeError();
  if (*part)
    os << names.section << ": " << (*part)->bytes.size() << " bytes\n";
  return Error::success();
}

static Error printNote(raw_ostream &os, const ELFObjectFileBase &elf) {
  auto noted = findNotedParts(elf);
  if (!noted)
    return noted.takeError();
  if (*noted)
    for (const NotedPart &part : **noted)
      os << "note: " << noteKindName(part.kind) << " of " << part.size
         << " bytes at " << format_hex(part.address, 0) << '\n';
  return Error::success();
}

Error printOthers(raw_ostream &os, const TableFile &file) {
  if (!file.elf)
    return Error::success();
  if (Error error = printSymtab(os, *file.elf, file.table.size()))
    return error;
  if (file.isCompact || file.isFunctions)
    if (Error error = printPart(os, *file.elf, tableNames))
      return error;
  if (!file.isCompact)
    if (Error error = printPart(os, *file.elf, compactNames))
      return error;
  if (Error error = printPart(os, *file.elf, indexNames))
    return error;
  if (!file.isFunctions)
    if (Error error = printPart(os, *file.elf, lineTableNames))
      return error;
  return printNote(os, *file.elf);
}

static Error printGoStats(const TableFile &file, raw_ostream &os) {
  Expected<Stats> stats = collect(file);
  if (!stats)
    return stats.takeError();
  printLetters(os, *stats);
  printOtherForm(os, *stats, file.table.size());
  return printOthers(os, file);
}

Error printStats(StringRef path, TableChoice choice, raw_ostream &os) {
  Expected<TableFile> file = openTableFile(path, choice);
  if (!file)
    return file.takeError();
  if (Error error = file->isCompact     ? printCompactStats(*file, os)
                    : file->isFunctions ? printFunctionStats(*file, os)
                                        : printGoStats(*file, os))
    return inFile(path, std::move(error));
  return Error::success();
}

} // namespace gosym
