//===- CompactJson.cpp - dump --json of a compact table -------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// What dump prints of a compact table, as objects. Files are paths, not the
/// numbers that the table has for them, as in the text.
///
//===----------------------------------------------------------------------===//
#include "CompactDump.h"
#include "CompactPrint.h"

using namespace llvm;

namespace gosym {

namespace {

class JsonDumper final : public CompactDumper {
public:
  JsonDumper(const CompactReader &reader, const Output &out)
      : CompactDumper(reader), out(out) {}

private:
  void header() override;
  Error entry(uint32_t rank, StringRef text, bool) override;
  void beginSymbols(const CompactSymbols &, bool) override {}
  void symbol(const CompactSymbol &symbol, bool isFunction,
              StringRef name) override;
  void file(uint32_t number, StringRef path) override;
  void unit(uint32_t number, uint32_t file) override;
  void frame(uint32_t function, const CompactFrameSizes &sizes) override;
  void inlined(uint32_t number, StringRef name,
               CompactLines::Home home) override;
  Error rows() override;
  void path(Record &record, uint32_t file) const;
  void row(const CompactRow &row);

  const Output &out;
};

} // namespace

void JsonDumper::path(Record &record, uint32_t file) const {
  if (file)
    record.text("path", paths[file]);
  else
    record.null("path");
}

void JsonDumper::header() {
  Record(out, "header")
      .text("form", "compact")
      .number("pointerSize", reader.pointerSize())
      .number("size", reader.table().size());
  for (const CompactPart &part : reader.table().parts())
    Record(out, "part")
        .hex("offset", part.offset)
        .number("size", part.bytes.size())
        .number("kind", part.kind)
        .text("name", part.kind != 0 && part.kind <= GOSYM_COMPACT_INLINED_NAMES
                          ? compactPartName(part.kind)
                          : "unknown");
}

Error JsonDumper::entry(uint32_t rank, StringRef text, bool) {
  Record(out, "entry").number("rank", rank).text("text", text);
  return Error::success();
}

void JsonDumper::symbol(const CompactSymbol &symbol, bool isFunction,
                        StringRef name) {
  Record record(out, isFunction ? "function" : "data");
  record.number("number", symbol.number)
      .hex("address", reader.addressOf(symbol.distance))
      .number("size", symbol.size)
      .flag("local", symbol.isLocal);
  if (isFunction) {
    record.flag("thumb", symbol.isThumb);
    record.number("unit", symbol.unit == GOSYM_COMPACT_NONE
                              ? std::nullopt
                              : std::optional<uint64_t>(symbol.unit));
  } else {
    record.flag("nobits", symbol.isNoBits);
  }
  record.text("name", name);
}

void JsonDumper::file(uint32_t number, StringRef path) {
  Record(out, "file").number("number", number).text("path", path);
}

void JsonDumper::unit(uint32_t number, uint32_t file) {
  Record record(out, "unit");
  path(record.number("number", number), file);
}

void JsonDumper::frame(uint32_t function, const CompactFrameSizes &sizes) {
  Record(out, "frame")
      .number("function", function)
      .number("frame", sizes.frame)
      .number("locals", sizes.locals)
      .number("args", sizes.args);
}

void JsonDumper::inlined(uint32_t number, StringRef name,
                         CompactLines::Home home) {
  Record record(out, "inlined");
  path(record.number("number", number).text("name", name), home.file);
  record.number("line", home.line);
}

/// Innermost first, as addr2line prints frames.
void JsonDumper::row(const CompactRow &row) {
  Record record(out, "row");
  record.hex("address", reader.addressOf(row.distance));
  record.list("frames", [&](json::OStream &json) {
    for (const CompactRowFrame &frame : framesOf(row))
      json.object([&] {
        json.attribute("function", frame.inlined
                                       ? json::Value(json::fixUTF8(
                                             inlinedNames[*frame.inlined]))
                                       : json::Value(nullptr));
        json.attribute(
            "file", frame.file ? json::Value(json::fixUTF8(paths[frame.file]))
                               : json::Value(nullptr));
        json.attribute("line", frame.line);
      });
  });
}

Error JsonDumper::rows() {
  return reader.lines().forEach([&](const CompactRow &each) {
    row(each);
    return Error::success();
  });
}

Error dumpCompactAsJson(const CompactReader &reader, const Output &out) {
  return JsonDumper(reader, out).dump();
}

} // namespace gosym
