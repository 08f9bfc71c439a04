//===- FunctionPrint.cpp - nm, dump, stats of a function table ------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "FunctionPrint.h"
#include "Commands.h"
#include "Stats.h"
#include "gosym/Format/Printable.h"
#include "llvm/Support/Format.h"

using namespace llvm;

namespace gosym {

StringRef formName(FunctionForm form) {
  return form == FunctionForm::Go118 ? "go1.18" : "go1.20";
}

Error printFunctions(const FunctionTable &table, raw_ostream &os) {
  for (uint32_t i = 0; i != table.size(); ++i) {
    Expected<FunctionRecord> function = table.function(i);
    if (!function)
      return function.takeError();
    os << format_hex_no_prefix(function->entry, 2 * table.target().pointerSize)
       << " T " << printable(function->name) << '\n';
  }
  return Error::success();
}

//===----------------------------------------------------------------------===//
// dump
//===----------------------------------------------------------------------===//

namespace {

class FunctionDumper {
public:
  FunctionDumper(const FunctionTable &table, raw_ostream &os)
      : table(table), os(os) {}
  void header();
  Error function(uint32_t i);

private:
  raw_ostream &hex(uint64_t value) { return os << format_hex(value, 0); }
  Error values(StringRef what, const FunctionRecord &function, uint32_t stream);

  const FunctionTable &table;
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

Error FunctionDumper::values(StringRef what, const FunctionRecord &function,
                             uint32_t stream) {
  return table.forEachValue(
      function, stream, [&](uint64_t begin, uint64_t, uint32_t value) -> Error {
        os << what << ' ';
        hex(begin) << ' ';
        if (what != "file") {
          os << value << '\n';
          return Error::success();
        }
        Expected<std::optional<StringRef>> path =
            table.path(function.unit, value);
        if (!path)
          return path.takeError();
        if (*path)
          printQuotedASCII(os, **path);
        else
          os << '?';
        os << '\n';
        return Error::success();
      });
}

Error FunctionDumper::function(uint32_t i) {
  Expected<FunctionRecord> function = table.function(i);
  if (!function)
    return function.takeError();
  os << "function ";
  hex(function->offset) << ' ';
  hex(function->entry) << " to ";
  hex(function->end) << ' ';
  printQuotedASCII(os, function->name);
  if (function->args)
    os << " args " << *function->args;
  if (function->startLine)
    os << " from line " << function->startLine;
  os << '\n';
  if (Error error = values("file", *function, function->files))
    return error;
  if (Error error = values("line", *function, function->lines))
    return error;
  return values("depth", *function, function->depths);
}

Error dumpFunctions(const FunctionTable &table, raw_ostream &os) {
  FunctionDumper dumper(table, os);
  dumper.header();
  for (uint32_t i = 0; i != table.size(); ++i)
    if (Error error = dumper.function(i))
      return error;
  return Error::success();
}

//===----------------------------------------------------------------------===//
// stats
//===----------------------------------------------------------------------===//

Error printFunctionStats(const TableFile &file, raw_ostream &os) {
  Expected<FunctionTable> table = readFunctions(file);
  if (!table)
    return table.takeError();
  Expected<FunctionSummary> summary = checkFunctionTable(*table);
  if (!summary)
    return summary.takeError();
  auto row = [&](StringRef name, uint64_t bytes) {
    os << format("%-10s %10llu", name.str().c_str(), (unsigned long long)bytes);
    if (table->size())
      os << format(" %10.1f", double(bytes) / table->size());
    os << '\n';
  };
  os << "part            bytes a function\n";
  row("header", gosym_functions_header_size(table->target().pointerSize));
  for (const FunctionTable::Part &part : table->parts())
    row(part.name, part.size);
  if (table->hasTail())
    row("tail", GOSYM_FUNCTIONS_TAIL_SIZE);
  row("total", file.table.size());
  os << summary->functions << " functions, " << summary->withLines
     << " with lines, " << summary->withDepths << " with depths, "
     << summary->files << " files, " << summary->rows << " rows\n";
  return printOthers(os, file);
}

} // namespace gosym
