//===- CompactPrint.cpp - nm and dump of a compact table ------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "CompactPrint.h"
#include "Commands.h"
#include "SymbolPrinter.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/Format.h"
#include <set>

using namespace llvm;

namespace gosym {

char letterOf(const CompactSymbol &symbol, bool isFunction) {
  char letter = isFunction ? 'T' : symbol.isNoBits ? 'B' : 'D';
  return symbol.isLocal ? toLower(letter) : letter;
}

Error printCompactSymbols(const CompactReader &reader, const Output &out) {
  for (bool isFunction : {false, true}) {
    const CompactSymbols &list =
        isFunction ? reader.functions() : reader.data();
    if (Error error = list.forEach([&](const CompactSymbol &symbol) -> Error {
          Expected<std::string> name = reader.name(symbol);
          if (!name)
            return name.takeError();
          printSymbol(out, reader.pointerSize(),
                      {reader.addressOf(symbol.distance),
                       letterOf(symbol, isFunction), *name, symbol.size});
          return Error::success();
        }))
      return error;
  }
  return Error::success();
}

//===----------------------------------------------------------------------===//
// dump
//===----------------------------------------------------------------------===//

namespace {

class Dumper {
public:
  Dumper(const CompactReader &reader, raw_ostream &os)
      : reader(reader), os(os) {}
  void header();
  void prefixes();
  Error entries();
  Error symbols(const CompactSymbols &list, bool isFunction);
  Error files();
  Error units();
  Error frames();
  Error inlined();
  Error rows();

private:
  raw_ostream &hex(uint64_t value) { return os << format_hex(value, 0); }
  void quoted(StringRef text);
  Error quoted(const CompactStrings &strings, uint32_t i);
  Error place(uint32_t file, uint32_t line);
  void size(StringRef what, std::optional<uint64_t> value);
  Error entry(uint32_t rank);
  Error row(CompactRow row);

  const CompactReader &reader;
  raw_ostream &os;
};

} // namespace

void Dumper::quoted(StringRef text) { printQuotedASCII(os, text); }

Error Dumper::quoted(const CompactStrings &strings, uint32_t i) {
  Expected<std::string> text = strings.at(i);
  if (!text)
    return text.takeError();
  quoted(*text);
  return Error::success();
}

Error Dumper::place(uint32_t file, uint32_t line) {
  if (!file)
    os << '?';
  else if (Error error = quoted(reader.paths(), file - 1))
    return error;
  os << ':' << line;
  return Error::success();
}

void Dumper::header() {
  int64_t base = reader.table().base();
  os << "header pointer " << reader.pointerSize() << " size ";
  hex(reader.table().size()) << " base " << (base < 0 ? "-" : "");
  hex(base < 0 ? -uint64_t(base) : base) << '\n';
  for (const CompactPart &part : reader.table().parts()) {
    os << "part ";
    hex(part.offset) << " size ";
    hex(part.bytes.size()) << ' ';
    if (part.kind != 0 && part.kind <= GOSYM_COMPACT_INLINED_NAMES)
      os << compactPartName(part.kind) << '\n';
    else
      os << "unknown " << part.kind << '\n';
  }
}

/// Each prefix once, by class.
void Dumper::prefixes() {
  std::set<std::tuple<unsigned, unsigned, unsigned>> all;
  for (unsigned i = 0; i < GOSYM_COMPACT_PREFIX_ENTRIES; ++i) {
    unsigned bits = reader.dictionary().prefixBits(i);
    if (bits <= GOSYM_COMPACT_MAX_PREFIX_BITS)
      all.insert(
          {reader.dictionary().prefixClass(i), bits, i & ((1u << bits) - 1)});
  }
  for (auto [kind, bits, prefix] : all) {
    os << "class " << kind << " prefix ";
    for (unsigned bit = bits; bit-- != 0;)
      os << (prefix >> bit & 1);
    os << '\n';
  }
}

Error Dumper::entry(uint32_t rank) {
  const CompactDictionary &dictionary = reader.dictionary();
  Expected<CompactDictionary::Entry> entry = dictionary.entry(rank);
  if (!entry)
    return entry.takeError();
  std::string text;
  // What is longer is in no string.
  Expected<bool> whole = dictionary.expand(rank, [&](StringRef piece) {
    text += piece;
    return text.size() <= GOSYM_COMPACT_MAX_STRING;
  });
  if (!whole)
    return whole.takeError();
  os << "entry " << rank << ' ';
  quoted(text);
  if (!*whole)
    os << "...";
  if (entry->codes)
    os << " of";
  CompactCodes codes = dictionary.codesOf(*entry);
  for (unsigned i = 0; i < entry->codes; ++i) {
    Expected<uint32_t> code = codes.next();
    if (!code)
      return code.takeError();
    os << ' ' << *code;
  }
  os << '\n';
  return Error::success();
}

Error Dumper::entries() {
  for (uint32_t i = 0; i < reader.dictionary().size(); ++i)
    if (Error error = entry(i))
      return error;
  return Error::success();
}

Error Dumper::symbols(const CompactSymbols &list, bool isFunction) {
  StringRef what = isFunction ? "function" : "data";
  os << what << " from ";
  hex(reader.addressOf(list.begin())) << " to ";
  hex(reader.addressOf(list.end())) << '\n';
  return list.forEach([&](const CompactSymbol &symbol) -> Error {
    Expected<std::string> name = reader.name(symbol);
    if (!name)
      return name.takeError();
    os << what << ' ' << symbol.number << ' ';
    hex(reader.addressOf(symbol.distance)) << " size ";
    hex(symbol.size);
    os << (symbol.isLocal ? " local" : "") << (symbol.isThumb ? " thumb" : "")
       << (symbol.isNoBits ? " nobits" : "") << ' ';
    if (symbol.unit != GOSYM_COMPACT_NONE)
      os << "unit " << symbol.unit << ' ';
    quoted(*name);
    os << '\n';
    return Error::success();
  });
}

Error Dumper::files() {
  return reader.paths().forEach([&](uint32_t i, StringRef path) {
    os << "file " << uint64_t(i) + 1 << ' ';
    quoted(path);
    os << '\n';
    return Error::success();
  });
}

Error Dumper::units() {
  for (uint32_t i = 0; i < reader.numUnits(); ++i) {
    Expected<std::optional<uint32_t>> file = reader.mainFile(i);
    if (!file)
      return file.takeError();
    os << "unit " << i << " file ";
    if (*file)
      os << uint64_t(**file) + 1 << '\n';
    else
      os << "?\n";
  }
  return Error::success();
}

void Dumper::size(StringRef what, std::optional<uint64_t> value) {
  os << ' ' << what << ' ';
  if (value)
    os << *value;
  else
    os << '?';
}

Error Dumper::frames() {
  if (!reader.hasFrames())
    return Error::success();
  for (uint32_t i = 0; i < reader.functions().size(); ++i) {
    Expected<CompactFrameSizes> sizes = reader.frameSizes(i);
    if (!sizes)
      return sizes.takeError();
    os << "frame " << i;
    size("frame", sizes->frame);
    size("locals", sizes->locals);
    size("args", sizes->args);
    os << '\n';
  }
  return Error::success();
}

Error Dumper::inlined() {
  for (uint32_t i = 0; i < reader.lines().numInlined(); ++i) {
    Expected<CompactLines::Home> home = reader.lines().home(i);
    if (!home)
      return home.takeError();
    os << "inlined " << i << ' ';
    if (Error error = quoted(reader.inlinedNames(), i))
      return error;
    os << ' ';
    if (Error error = place(home->file, home->line))
      return error;
    os << '\n';
  }
  return Error::success();
}

Error Dumper::row(CompactRow row) {
  os << "row ";
  hex(reader.addressOf(row.distance)) << ' ';
  for (const CompactCall &call : reverse(row.calls)) {
    if (Error error = place(row.file, row.line))
      return error;
    os << " of ";
    if (Error error = quoted(reader.inlinedNames(), call.function))
      return error;
    os << " from ";
    row.file = call.file;
    row.line = call.line;
  }
  if (Error error = place(row.file, row.line))
    return error;
  os << '\n';
  return Error::success();
}

Error Dumper::rows() {
  for (uint32_t i = 0; i < reader.lines().numBlocks(); ++i) {
    SmallVector<CompactRow, 0> block;
    if (Error error = reader.lines().forEachOf(i, [&](const CompactRow &row) {
          block.push_back(row);
          return Error::success();
        }))
      return error;
    os << "block of " << block.size() << " rows\n";
    for (const CompactRow &each : block)
      if (Error error = row(each))
        return error;
  }
  return Error::success();
}

Error dumpCompact(const CompactReader &reader, raw_ostream &os) {
  Dumper dumper(reader, os);
  dumper.header();
  dumper.prefixes();
  if (Error error = dumper.entries())
    return error;
  if (Error error = dumper.symbols(reader.functions(), /*isFunction=*/true))
    return error;
  if (reader.table().find(GOSYM_COMPACT_DATA))
    if (Error error = dumper.symbols(reader.data(), /*isFunction=*/false))
      return error;
  if (Error error = dumper.files())
    return error;
  if (Error error = dumper.units())
    return error;
  if (Error error = dumper.frames())
    return error;
  if (Error error = dumper.inlined())
    return error;
  return dumper.rows();
}

} // namespace gosym
