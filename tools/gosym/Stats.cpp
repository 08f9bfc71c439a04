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

static void printRow(const Output &out, StringRef name, const Counts &counts) {
  if (out.json)
    Record(out, "letter")
        .text("letter", name)
        .number("count", counts.count)
        .number("bytes", counts.bytes)
        .number("names", counts.names)
        .number("addresses", counts.addresses);
  else
    out.os << format(
        "%-8s %10llu %10llu %10llu %10llu\n", name.str().c_str(),
        (unsigned long long)counts.count, (unsigned long long)counts.bytes,
        (unsigned long long)counts.names, (unsigned long long)counts.addresses);
}

std::string ratio(uint64_t part, uint64_t whole) {
  std::string text;
  raw_string_ostream(text) << format("%.3f", double(part) / whole);
  return text;
}

static void printLetters(const Output &out, const Stats &stats) {
  if (!out.json)
    out.os << "letter        count      bytes      names  addresses\n";
  uint64_t headerBytes = headerSizeOf(stats.target.form);
  Counts total;
  total.bytes = headerBytes;
  Counts header;
  header.count = 1;
  header.bytes = headerBytes;
  if (headerBytes && out.json)
    printRow(out, "header", header);
  else if (headerBytes)
    out.os << format("header   %10u %10u\n", 1, unsigned(headerBytes));

  auto print = [&](char letter) {
    const Counts &counts = stats.letters[letter];
    if (counts.count)
      printRow(out, StringRef(&letter, 1), counts);
    total += counts;
  };
  for (char letter : usualLetters)
    print(letter);
  for (size_t letter = 0; letter < stats.letters.size(); ++letter)
    if (!usualLetters.contains(char(letter)))
      print(letter);
  printRow(out, "total", total);
}

static void printOtherForm(const Output &out, const Stats &stats,
                           uint64_t tableSize) {
  bool isNew = stats.target.form == TableForm::Go11;
  if (out.json) {
    Record(out, "otherForm")
        .text("form", isNew ? "go1.0" : "go1.1")
        .number("bytes", stats.otherSize)
        .number("wideValues", stats.wideValues);
    return;
  }
  raw_ostream &os = out.os;
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

static Error printSymtab(const Output &out, const ELFObjectFileBase &elf,
                         uint64_t tableSize) {
  uint64_t size = 0;
  for (ELFSectionRef section : elf.sections()) {
    Expected<StringRef> name = section.getName();
    if (!name)
      return name.takeError();
    if (*name == ".symtab" || *name == ".strtab")
      size += section.getSize();
  }
  if (size && out.json)
    Record(out, "section")
        .text("name", ".symtab and .strtab")
        .number("bytes", size);
  else if (size)
    out.os << ".symtab and .strtab: " << size
           << " bytes, ratio of the table to them " << ratio(tableSize, size)
           << '\n';
  return Error::success();
}

static Error printPart(const Output &out, const ELFObjectFileBase &elf,
                       const PartNames &names) {
  Expected<std::optional<Part>> part = findPart(elf, names);
  if (!part)
    return part.takeError();
  if (!*part)
    return Error::success();
  if (out.json)
    Record(out, "section")
        .text("name", names.section)
        .number("bytes", (*part)->bytes.size());
  else
    out.os << names.section << ": " << (*part)->bytes.size() << " bytes\n";
  return Error::success();
}

static Error printNote(const Output &out, const ELFObjectFileBase &elf) {
  auto noted = findNotedParts(elf);
  if (!noted)
    return noted.takeError();
  if (!*noted)
    return Error::success();
  for (const NotedPart &part : **noted)
    if (out.json)
      Record(out, "note")
          .text("name", noteKindName(part.kind))
          .hex("address", part.address)
          .number("bytes", part.size);
    else
      out.os << "note: " << noteKindName(part.kind) << " of " << part.size
             << " bytes at " << format_hex(part.address, 0) << '\n';
  return Error::success();
}

Error printOthers(const Output &out, const TableFile &file) {
  if (!file.elf)
    return Error::success();
  if (Error error = printSymtab(out, *file.elf, file.table.size()))
    return error;
  if (file.isCompact || file.isFunctions)
    if (Error error = printPart(out, *file.elf, tableNames))
      return error;
  if (!file.isCompact)
    if (Error error = printPart(out, *file.elf, compactNames))
      return error;
  if (Error error = printPart(out, *file.elf, indexNames))
    return error;
  if (!file.isFunctions)
    if (Error error = printPart(out, *file.elf, lineTableNames))
      return error;
  return printNote(out, *file.elf);
}

static Error printGoStats(const TableFile &file, const Output &out) {
  Expected<Stats> stats = collect(file);
  if (!stats)
    return stats.takeError();
  printLetters(out, *stats);
  printOtherForm(out, *stats, file.table.size());
  return printOthers(out, file);
}

Error printStats(const InputFile &input, TableChoice choice,
                 const Output &out) {
  Expected<TableFile> file = openTableFile(input, choice);
  if (!file)
    return file.takeError();
  if (Error error = file->isCompact     ? printCompactStats(*file, out)
                    : file->isFunctions ? printFunctionStats(*file, out)
                                        : printGoStats(*file, out))
    return inFile(input.name, std::move(error));
  return Error::success();
}

} // namespace gosym
