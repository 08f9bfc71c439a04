//===- Print.cpp - The nm and dump commands -------------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "Commands.h"
#include "CompactPrint.h"
#include "FunctionPrint.h"
#include "TableFile.h"
#include "gosym/Format/Printable.h"
#include "gosym/Format/Reader.h"
#include "llvm/ADT/STLFunctionalExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/Format.h"

using namespace llvm;

namespace gosym {

void printQuotedASCII(raw_ostream &os, StringRef text) {
  os << '"';
  for (unsigned char c : text)
    if (isPrint(c) && c != '"' && c != '\\')
      os << c;
    else
      os << "\\x" << format_hex_no_prefix(c, 2);
  os << '"';
}

using EntryPrinter =
    function_ref<void(const TableFile &, const TableReader &, const Entry &)>;

using HeaderPrinter = function_ref<void(TableTarget)>;

static Error printTable(const TableFile &file, TableReader &reader,
                        HeaderPrinter printHeader, EntryPrinter print) {
  printHeader(reader.target());
  uint64_t current = 0;
  auto enterTable = [&] {
    if (std::exchange(current, reader.tableOffset()) != reader.tableOffset())
      printHeader(reader.target());
  };
  if (Error error = forEachEntry(reader, [&](const Entry &entry) {
        enterTable();
        print(file, reader, entry);
      }))
    return error;
  enterTable();
  return Error::success();
}

/// Gives the entries of the Go table \p file to \p print, after its header to
/// \p printHeader.
static Error walkTable(const TableFile &file, HeaderPrinter printHeader,
                       EntryPrinter print) {
  Expected<TableReader> reader = TableReader::create(file.table);
  if (!reader)
    return reader.takeError();
  return printTable(file, *reader, printHeader, print);
}

static Error withFunctions(const TableFile &file,
                           function_ref<Error(const FunctionTable &)> fn) {
  Expected<FunctionTable> table = readFunctions(file);
  if (!table)
    return table.takeError();
  return fn(*table);
}

static Error withCompact(const TableFile &file,
                         function_ref<Error(const CompactReader &)> fn) {
  Expected<CompactReader> reader = readCompact(file);
  if (!reader)
    return reader.takeError();
  return fn(*reader);
}

/// Opens the table of \p path and gives it to one of the three.
static Error withTable(StringRef path, TableChoice choice,
                       function_ref<Error(const TableFile &)> go,
                       function_ref<Error(const CompactReader &)> compact,
                       function_ref<Error(const FunctionTable &)> functions) {
  Expected<TableFile> file = openTableFile(path, choice);
  if (!file)
    return file.takeError();
  if (Error error = file->isCompact     ? withCompact(*file, compact)
                    : file->isFunctions ? withFunctions(*file, functions)
                                        : go(*file))
    return inFile(path, std::move(error));
  return Error::success();
}

static unsigned addressDigits(TableTarget target) {
  return 2 * target.pointerSize;
}

/// `0x` and an address in the width of a pointer.
static FormattedNumber address(uint64_t value, TableTarget target) {
  return format_hex(value, 2 + addressDigits(target));
}

static Error printGoSymbols(const TableFile &file, raw_ostream &os) {
  return walkTable(
      file, [](TableTarget) {},
      [&](const TableFile &file, const TableReader &reader,
          const Entry &entry) {
        if (!entry.isText() && !entry.isData())
          return;
        bool isMarked = entry.isText() && lowBitOf(file) == LowBit::Thumb;
        uint64_t value = isMarked ? entry.value & ~uint64_t(1) : entry.value;
        os << format_hex_no_prefix(value, addressDigits(reader.target())) << ' '
           << entry.type << ' ' << printable(entry.name) << '\n';
      });
}

Error printSymbols(StringRef path, TableChoice choice, raw_ostream &os) {
  return withTable(
      path, choice,
      [&](const TableFile &file) { return printGoSymbols(file, os); },
      [&](const CompactReader &reader) {
        return printCompactSymbols(reader, os);
      },
      [&](const FunctionTable &table) { return printFunctions(table, os); });
}

static void printHeader(raw_ostream &os, TableTarget target) {
  os << "header ";
  if (target.form == TableForm::Go10)
    os << "none: Go 1.0, ";
  else if (target.form == TableForm::Interim)
    os << "interim: ";
  os << (target.byteOrder == endianness::little ? "little" : "big")
     << "-endian " << unsigned(target.pointerSize)
     << (target.form == TableForm::Go11 ? "-byte pointers\n" : "-byte words\n");
}

/// Backslashes and quotes are escaped too, so that the output tells the exact
/// bytes.
static void printExactly(raw_ostream &os, StringRef text) {
  while (!text.empty()) {
    StringRef run =
        text.take_until([](char c) { return c == '\\' || c == '"'; });
    os << printable(run);
    text = text.drop_front(run.size());
    if (text.empty())
      return;
    os << (text.front() == '"' ? "\\x22" : "\\x5c");
    text = text.drop_front();
  }
}

static void printQuoted(raw_ostream &os, StringRef text) {
  os << '"';
  printExactly(os, text);
  os << '"';
}

static void printEntry(raw_ostream &os, const TableReader &reader,
                       const Entry &entry) {
  constexpr unsigned offsetWidth = sizeof("0x00000000") - 1;
  os << format_hex(reader.offset(), offsetWidth) << ' ' << entry.type << ' ';
  if (entry.wide)
    os << address(entry.value, reader.target());
  else
    os << entry.value;

  os << ' ';
  if (entry.isHistory())
    printQuoted(os, reader.path(entry));
  else if (entry.type == 'f')
    printQuoted(os, entry.name);
  else
    printExactly(os, entry.name);

  if (entry.goType)
    os << " type=" << address(*entry.goType, reader.target());
  os << '\n';
}

static Error dumpGo(const TableFile &file, raw_ostream &os) {
  return walkTable(
      file, [&](TableTarget target) { printHeader(os, target); },
      [&](const TableFile &, const TableReader &reader, const Entry &entry) {
        printEntry(os, reader, entry);
      });
}

Error dumpTable(StringRef path, TableChoice choice, raw_ostream &os) {
  return withTable(
      path, choice, [&](const TableFile &file) { return dumpGo(file, os); },
      [&](const CompactReader &reader) { return dumpCompact(reader, os); },
      [&](const FunctionTable &table) { return dumpFunctions(table, os); });
}

} // namespace gosym
