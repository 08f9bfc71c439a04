//===- CompactPrint.cpp - nm and dump of a compact table ------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "CompactPrint.h"
#include "Commands.h"
#include "CompactDump.h"
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

class TextDumper final : public CompactDumper {
public:
  TextDumper(const CompactReader &reader, raw_ostream &os)
      : CompactDumper(reader), os(os) {}

private:
  void header() override;
  Error entry(uint32_t rank, StringRef text, bool isWhole) override;
  void beginSymbols(const CompactSymbols &list, bool isFunction) override;
  void symbol(const CompactSymbol &symbol, bool isFunction,
              StringRef name) override;
  void file(uint32_t number, StringRef path) override;
  void unit(uint32_t number, uint32_t file) override;
  void frame(uint32_t function, const CompactFrameSizes &sizes) override;
  void inlined(uint32_t number, StringRef name,
               CompactLines::Home home) override;
  Error rows() override;

  void prefixes();
  raw_ostream &hex(uint64_t value) { return os << format_hex(value, 0); }
  void quoted(StringRef text) { printQuotedASCII(os, text); }
  void place(uint32_t file, uint32_t line);
  void size(StringRef what, std::optional<uint64_t> value);
  void row(const CompactRow &row);

  raw_ostream &os;
};

} // namespace

void TextDumper::place(uint32_t file, uint32_t line) {
  if (file)
    quoted(paths[file]);
  else
    os << '?';
  os << ':' << line;
}

void TextDumper::header() {
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
  prefixes();
}

/// Each prefix once, by class.
void TextDumper::prefixes() {
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

Error TextDumper::entry(uint32_t rank, StringRef text, bool isWhole) {
  const CompactDictionary &dictionary = reader.dictionary();
  Expected<CompactDictionary::Entry> entry = dictionary.entry(rank);
  if (!entry)
    return entry.takeError();
  os << "entry " << rank << ' ';
  quoted(text);
  if (!isWhole)
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

static StringRef wordFor(bool isFunction) {
  return isFunction ? "function" : "data";
}

void TextDumper::beginSymbols(const CompactSymbols &list, bool isFunction) {
  os << wordFor(isFunction) << " from ";
  hex(reader.addressOf(list.begin())) << " to ";
  hex(reader.addressOf(list.end())) << '\n';
}

void TextDumper::symbol(const CompactSymbol &symbol, bool isFunction,
                        StringRef name) {
  os << wordFor(isFunction) << ' ' << symbol.number << ' ';
  hex(reader.addressOf(symbol.distance)) << " size ";
  hex(symbol.size);
  os << (symbol.isLocal ? " local" : "") << (symbol.isThumb ? " thumb" : "")
     << (symbol.isNoBits ? " nobits" : "") << ' ';
  if (symbol.unit != GOSYM_COMPACT_NONE)
    os << "unit " << symbol.unit << ' ';
  quoted(name);
  os << '\n';
}

void TextDumper::file(uint32_t number, StringRef path) {
  os << "file " << number << ' ';
  quoted(path);
  os << '\n';
}

void TextDumper::unit(uint32_t number, uint32_t file) {
  os << "unit " << number << " file ";
  if (file)
    os << file << '\n';
  else
    os << "?\n";
}

void TextDumper::size(StringRef what, std::optional<uint64_t> value) {
  os << ' ' << what << ' ';
  if (value)
    os << *value;
  else
    os << '?';
}

void TextDumper::frame(uint32_t function, const CompactFrameSizes &sizes) {
  os << "frame " << function;
  size("frame", sizes.frame);
  size("locals", sizes.locals);
  size("args", sizes.args);
  os << '\n';
}

void TextDumper::inlined(uint32_t number, StringRef name,
                         CompactLines::Home home) {
  os << "inlined " << number << ' ';
  quoted(name);
  os << ' ';
  place(home.file, home.line);
  os << '\n';
}

void TextDumper::row(const CompactRow &row) {
  os << "row ";
  hex(reader.addressOf(row.distance)) << ' ';
  for (const CompactRowFrame &frame : framesOf(row)) {
    place(frame.file, frame.line);
    if (!frame.inlined)
      continue;
    os << " of ";
    quoted(inlinedNames[*frame.inlined]);
    os << " from ";
  }
  os << '\n';
}

Error TextDumper::rows() {
  for (uint32_t i = 0; i < reader.lines().numBlocks(); ++i) {
    SmallVector<CompactRow, 0> block;
    if (Error error = reader.lines().forEachOf(i, [&](const CompactRow &row) {
          block.push_back(row);
          return Error::success();
        }))
      return error;
    os << "block of " << block.size() << " rows\n";
    for (const CompactRow &each : block)
      row(each);
  }
  return Error::success();
}

Error dumpCompact(const CompactReader &reader, raw_ostream &os) {
  return TextDumper(reader, os).dump();
}

} // namespace gosym
