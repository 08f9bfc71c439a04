//===- FunctionPrint.cpp - nm, dump, stats of a function table ------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "FunctionPrint.h"
#include "Commands.h"
#include "Stats.h"
#include "SymbolPrinter.h"
#include "llvm/Support/Format.h"

using namespace llvm;

namespace gosym {

StringRef formName(FunctionForm form) {
  return form == FunctionForm::Go118 ? "go1.18" : "go1.20";
}

SmallVector<Count, 5> countsOf(const FunctionSummary &summary) {
  return {{"functions", "functions", summary.functions},
          {"withLines", "with lines", summary.withLines},
          {"withDepths", "with depths", summary.withDepths},
          {"files", "files", summary.files},
          {"rows", "rows", summary.rows}};
}

Error printFunctions(const FunctionTable &table, const Output &out) {
  for (uint32_t i = 0; i != table.size(); ++i) {
    Expected<FunctionRecord> function = table.function(i);
    if (!function)
      return function.takeError();
    printSymbol(out, table.target().pointerSize,
                {function->entry, 'T', function->name});
  }
  return Error::success();
}

//===----------------------------------------------------------------------===//
// dump
//===----------------------------------------------------------------------===//

namespace {

class FunctionDumper {
public:
  FunctionDumper(const FunctionTable &table, const Output &out)
      : table(table), out(out), os(out.os) {}
  void header();
  void jsonHeader();
  Error function(uint32_t i);

private:
  raw_ostream &hex(uint64_t value) { return os << format_hex(value, 0); }
  void head(const FunctionRecord &function);
  void value(StringRef what, uint64_t begin, uint32_t value,
             std::optional<StringRef> path);
  Error values(StringRef what, const FunctionRecord &function, uint32_t stream);

  const FunctionTable &table;
  const Output &out;
  raw_ostream &os;
};

} // namespace

void FunctionDumper::header() {
  const FunctionTarget &target = table.target();
  os << "header " << formName(target.form) << ' '
     << (target.byteOrder == endianness::little ? "little" : "big")
     << "-endian pointer " << unsigned(target.pointerSize) << " quantum "
     << unsigned(target.quantum) << " functions " << table.size() << " files "
     << table.numFiles() << " start ";
  hex(table.startInHeader()) << '\n';
  for (const FunctionTable::Part &part : table.parts()) {
    os << "part ";
    hex(part.offset) << " size ";
    hex(part.size) << ' ' << part.name << '\n';
  }
  if (table.hasTail()) {
    os << "tail, code from ";
    hex(table.start()) << '\n';
  }
}

void FunctionDumper::jsonHeader() {
  const FunctionTarget &target = table.target();
  Record(out, "header")
      .text("form", formName(target.form))
      .text("byteOrder",
            target.byteOrder == endianness::little ? "little" : "big")
      .number("pointerSize", target.pointerSize)
      .number("quantum", target.quantum)
      .number("functions", table.size())
      .number("files", table.numFiles())
      .hex("start", table.startInHeader());
  for (const FunctionTable::Part &part : table.parts())
    Record(out, "part")
        .hex("offset", part.offset)
        .number("size", part.size)
        .text("name", part.name);
  if (table.hasTail())
    Record(out, "tail").hex("start", table.start());
}

void FunctionDumper::value(StringRef what, uint64_t begin, uint32_t value,
                           std::optional<StringRef> path) {
  if (out.json) {
    Record record(out, what);
    record.hex("address", begin);
    if (what != "file")
      record.number(what, value);
    else if (path)
      record.text("path", *path);
    else
      record.null("path");
    return;
  }
  os << what << ' ';
  hex(begin) << ' ';
  if (what != "file")
    os << value;
  else if (path)
    printQuotedASCII(os, *path);
  else
    os << '?';
  os << '\n';
}

Error FunctionDumper::values(StringRef what, const FunctionRecord &function,
                             uint32_t stream) {
  return table.forEachValue(
      function, stream, [&](uint64_t begin, uint64_t, uint32_t each) -> Error {
        if (what != "file") {
          value(what, begin, each, std::nullopt);
          return Error::success();
        }
        Expected<std::optional<StringRef>> path =
            table.path(function.unit, each);
        if (!path)
          return path.takeError();
        value(what, begin, each, *path);
        return Error::success();
      });
}

void FunctionDumper::head(const FunctionRecord &function) {
  if (out.json) {
    Record(out, "function")
        .hex("offset", function.offset)
        .hex("address", function.entry)
        .hex("end", function.end)
        .text("name", function.name)
        .number("args", function.args)
        .number("startLine", function.startLine
                                 ? std::optional<uint64_t>(function.startLine)
                                 : std::nullopt);
    return;
  }
  os << "function ";
  hex(function.offset) << ' ';
  hex(function.entry) << " to ";
  hex(function.end) << ' ';
  printQuotedASCII(os, function.name);
  if (function.args)
    os << " args " << *function.args;
  if (function.startLine)
    os << " from line " << function.startLine;
  os << '\n';
}

Error FunctionDumper::function(uint32_t i) {
  Expected<FunctionRecord> function = table.function(i);
  if (!function)
    return function.takeError();
  head(*function);
  if (Error error = values("file", *function, function->files))
    return error;
  if (Error error = values("line", *function, function->lines))
    return error;
  return values("depth", *function, function->depths);
}

Error dumpFunctions(const FunctionTable &table, const Output &out) {
  FunctionDumper dumper(table, out);
  if (out.json)
    dumper.jsonHeader();
  else
    dumper.header();
  for (uint32_t i = 0; i != table.size(); ++i)
    if (Error error = dumper.function(i))
      return error;
  return Error::success();
}

//===----------------------------------------------------------------------===//
// stats
//===----------------------------------------------------------------------===//

Error printFunctionStats(const TableFile &file, const Output &out) {
  Expected<FunctionTable> table = readFunctions(file);
  if (!table)
    return table.takeError();
  Expected<FunctionSummary> summary = checkFunctionTable(*table);
  if (!summary)
    return summary.takeError();
  raw_ostream &os = out.os;
  auto row = [&](StringRef name, uint64_t bytes) {
    if (out.json) {
      Record(out, "part").text("name", name).number("bytes", bytes);
      return;
    }
    os << format("%-10s %10llu", name.str().c_str(), (unsigned long long)bytes);
    if (table->size())
      os << format(" %10.1f", double(bytes) / table->size());
    os << '\n';
  };
  if (!out.json)
    os << "part            bytes a function\n";
  row("header", gosym_functions_header_size(table->target().pointerSize));
  for (const FunctionTable::Part &part : table->parts())
    row(part.name, part.size);
  if (table->hasTail())
    row("tail", GOSYM_FUNCTIONS_TAIL_SIZE);
  row("total", file.table.size());
  if (out.json) {
    Record(out, "summary").numbers(countsOf(*summary));
  } else {
    printCounts(os, countsOf(*summary));
    os << '\n';
  }
  return printOthers(out, file);
}

} // namespace gosym
