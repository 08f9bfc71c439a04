//===- Print.cpp - The nm and dump commands -------------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "Commands.h"
#include "CompactPrint.h"
#include "FunctionPrint.h"
#include "SymbolPrinter.h"
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

/// Opens the table of \p input and gives it to one of the three.
static Error withTable(const InputFile &input, TableChoice choice,
                       function_ref<Error(const TableFile &)> go,
                       function_ref<Error(const CompactReader &)> compact,
                       function_ref<Error(const FunctionTable &)> functions) {
  Expected<TableFile> file = openTableFile(input, choice);
  if (!file)
    return file.takeError();
  if (Error error = file->isCompact     ? withCompact(*file, compact)
                    : file->isFunctions ? withFunctions(*file, functions)
                                        : go(*file))
    return inFile(input.name, std::move(error));
  return Error::success();
}

static unsigned addressDigits(TableTarget target) {
  return 2 * target.pointerSize;
}

/// `0x` and an address in the width of a pointer.
static FormattedNumber address(uint64_t value, TableTarget target) {
  return format_hex(value, 2 + addressDigits(target));
}

static Error printGoSymbols(const TableFile &file, const Output &out) {
  return walkTable(
      file, [](TableTarget) {},
      [&](const TableFile &file, const TableReader &reader,
          const Entry &entry) {
        if (!entry.isText() && !entry.isData())
          return;
        bool isMarked = entry.isText() && lowBitOf(file) == LowBit::Thumb;
        uint64_t value = isMarked ? entry.value & ~uint64_t(1) : entry.value;
        printSymbol(out, reader.target().pointerSize,
                    {value, entry.type, entry.name});
      });
}

Error printSymbols(const InputFile &input, TableChoice choice,
                   const Output &out) {
  return withTable(
      input, choice,
      [&](const TableFile &file) { return printGoSymbols(file, out); },
      [&](const CompactReader &reader) {
        return printCompactSymbols(reader, out);
      },
      [&](const FunctionTable &table) { return printFunctions(table, out); });
}

/// The older forms have no name but their version.
static StringRef formName(TableForm form) {
  return form == TableForm::Go10      ? "go1.0"
         : form == TableForm::Interim ? "interim"
                                      : "go1.1";
}

static void printHeader(const Output &out, TableTarget target) {
  raw_ostream &os = out.os;
  bool isLittle = target.byteOrder == endianness::little;
  if (out.json) {
    Record(out, "header")
        .text("form", formName(target.form))
        .text("byteOrder", isLittle ? "little" : "big")
        .number("pointerSize", target.pointerSize);
    return;
  }
  os << "header ";
  if (target.form == TableForm::Go10)
    os << "none: Go 1.0, ";
  else if (target.form == TableForm::Interim)
    os << "interim: ";
  os << (isLittle ? "little" : "big") << "-endian "
     << unsigned(target.pointerSize)
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

static void printJsonEntry(const Output &out, const TableReader &reader,
                           const Entry &entry) {
  Record record(out, "entry");
  record.hex("offset", reader.offset())
      .text("letter", StringRef(&entry.type, 1));
  if (entry.wide)
    record.hex("value", entry.value);
  else
    record.number("value", entry.value);
  if (entry.isHistory())
    record.text("path", reader.path(entry));
  else
    record.text("name", entry.name);
  if (entry.goType)
    record.hex("type", *entry.goType);
}

static void printEntry(const Output &out, const TableReader &reader,
                       const Entry &entry) {
  if (out.json)
    return printJsonEntry(out, reader, entry);
  raw_ostream &os = out.os;
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

static Error dumpGo(const TableFile &file, const Output &out) {
  return walkTable(
      file, [&](TableTarget target) { printHeader(out, target); },
      [&](const TableFile &, const TableReader &reader, const Entry &entry) {
        printEntry(out, reader, entry);
      });
}

Error dumpTable(const InputFile &input, TableChoice choice, const Output &out) {
  return withTable(
      input, choice, [&](const TableFile &file) { return dumpGo(file, out); },
      [&](const CompactReader &reader) {
        return out.json ? dumpCompactAsJson(reader, out)
                        : dumpCompact(reader, out.os);
      },
      [&](const FunctionTable &table) { return dumpFunctions(table, out); });
}

} // namespace gosym
