//===- Lines.cpp - The addr2line and line2addr commands -------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "Commands.h"
#include "TableFile.h"
#include "gosym/Format/Printable.h"
#include "gosym/Format/SymbolIndex.h"
#include "llvm/Support/Errno.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Format.h"
#include "llvm/Support/WithColor.h"
#include <cstdio>
#include <iostream>

using namespace llvm;

namespace gosym {

namespace {

/// An index and the file that it borrows from.
struct IndexedFile {
  TableFile file;
  SymbolIndex index;
  bool hasLineTable = false;
};

} // namespace

static Expected<IndexedFile> openIndexed(StringRef path, unsigned quantum) {
  Expected<TableFile> file = openTableFile(path);
  if (!file)
    return file.takeError();
  bool isLater;
  Expected<std::optional<Part>> lineTable = findLineTable(*file, isLater);
  if (!lineTable)
    return inFile(path, lineTable.takeError());
  if (isLater)
    WithColor::note(errs(), "gosym")
        << printable(path)
        << ": " GOSYM_LINES_SECTION
           " is of Go 1.2 or later, lines are unknown\n";

  Expected<SymbolIndex> index = SymbolIndex::create(
      file->table, *lineTable ? (*lineTable)->bytes : ArrayRef<uint8_t>(),
      quantum, lowBitOf(*file));
  if (!index)
    return inFile(path, index.takeError());
  return IndexedFile{std::move(*file), std::move(*index),
                     lineTable->has_value()};
}

//===----------------------------------------------------------------------===//
// addr2line
//===----------------------------------------------------------------------===//

static std::optional<uint64_t> parseAddress(StringRef text) {
  text = text.trim();
  if (!text.consume_front("0x"))
    text.consume_front("0X");
  uint64_t address;
  if (text.getAsInteger(16, address))
    return std::nullopt;
  return address;
}

static Error badAddress(StringRef text) {
  return createStringError("address " + text +
                           ": not a number, expected hexadecimal digits");
}

static void printLine(const SymbolIndex &index, std::optional<uint64_t> address,
                      raw_ostream &os) {
  const Function *function = address ? index.findFunction(*address) : nullptr;
  os << (function ? printable(function->name) : "??") << '\n';
  std::optional<SourceLine> line =
      address ? index.fileLine(*address) : std::nullopt;
  if (line)
    os << printable(line->file) << ':' << line->line << '\n';
  else
    os << "??:0\n";
}

static Error badInput(std::error_code code) {
  return createStringError("standard input: " + code.message());
}

/// Fails if standard input is closed: the next file that is opened would get
/// its descriptor and be read instead.
static Error checkInput() {
  sys::fs::file_status status;
  if (std::error_code code = sys::fs::status(fileno(stdin), status))
    return badInput(code);
  return Error::success();
}

/// A program that asks line by line expects two lines for each of its own.
static Error answerInput(const SymbolIndex &index, raw_ostream &os) {
  for (std::string text; std::getline(std::cin, text);) {
    std::optional<uint64_t> address = parseAddress(text);
    if (!address)
      WithColor::warning(errs(), "gosym")
          << printable(toString(badAddress(text))) << '\n';
    printLine(index, address, os);
    os.flush();
  }
  // The input has ended or cannot be read, like a folder. std::cin reads from
  // stdin, so ferror() tells which.
  if (ferror(stdin))
    return badInput(errnoAsErrorCode());
  return Error::success();
}

Error printLines(StringRef path, ArrayRef<std::string> addresses,
                 unsigned quantum, raw_ostream &os) {
  // Checked first, before a table is read for nothing.
  for (StringRef text : addresses)
    if (!parseAddress(text))
      return badAddress(text);
  if (addresses.empty())
    if (Error error = checkInput())
      return error;

  Expected<IndexedFile> indexed = openIndexed(path, quantum);
  if (!indexed)
    return indexed.takeError();
  for (StringRef text : addresses)
    printLine(indexed->index, parseAddress(text), os);
  if (!addresses.empty())
    return Error::success();

  return answerInput(indexed->index, os);
}

//===----------------------------------------------------------------------===//
// line2addr
//===----------------------------------------------------------------------===//

static Error printPc(StringRef path, const IndexedFile &indexed,
                     StringRef position, raw_ostream &os) {
  auto [source, number] = position.rsplit(':');
  uint64_t line;
  if (source.empty() || number.getAsInteger(10, line) || line == 0)
    return createStringError("position " + position +
                             ": expected SOURCE:LINE, lines from 1");

  const SymbolIndex &index = indexed.index;
  std::optional<uint64_t> pc = index.findPc(source, line);
  if (!pc && index.functionsOfFile(source).empty())
    return inFile(path, createStringError("no functions of a file " + source));
  if (!pc)
    return inFile(path, createStringError("no code on line " + Twine(line) +
                                          " of " + source));
  os << format_hex(*pc, 2 + 2 * index.target().pointerSize) << ' '
     << printable(index.findFunction(*pc)->name) << '\n';
  return Error::success();
}

Error printPcs(StringRef path, ArrayRef<std::string> positions,
               unsigned quantum, raw_ostream &os) {
  Expected<IndexedFile> indexed = openIndexed(path, quantum);
  if (!indexed)
    return indexed.takeError();
  if (!indexed->hasLineTable)
    return inFile(path, createStringError("no line table of the Go 1.1 form"));
  for (StringRef position : positions)
    if (Error error = printPc(path, *indexed, position, os))
      return error;
  return Error::success();
}

} // namespace gosym
