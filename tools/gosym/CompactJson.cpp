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
#include "CompactPrint.h"

using namespace llvm;

namespace gosym {

namespace {

class JsonDumper {
public:
  JsonDumper(const CompactReader &reader, const Output &out)
      : reader(reader), out(out) {}
  void header();
  Error entries();
  Error symbols(const CompactSymbols &list, bool isFunction);
  Error files();
  Error units();
  Error frames();
  Error inlined();
  Error rows();

private:
  Error row(const CompactRow &row);

  const CompactReader &reader;
  const Output &out;
  /// By number in the list.
  std::vector<std::string> paths;
  std::vector<std::string> inlinedNames;
};

} // namespace

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

Error JsonDumper::entries() {
  for (uint32_t i = 0; i < reader.dictionary().size(); ++i) {
    std::string text;
    Expected<bool> whole = reader.dictionary().expand(i, [&](StringRef piece) {
      text += piece;
      return text.size() <= GOSYM_COMPACT_MAX_STRING;
    });
    if (!whole)
      return whole.takeError();
    Record(out, "entry").number("rank", i).text("text", text);
  }
  return Error::success();
}

Error JsonDumper::symbols(const CompactSymbols &list, bool isFunction) {
  return list.forEach([&](const CompactSymbol &symbol) -> Error {
    Expected<std::string> name = reader.name(symbol);
    if (!name)
      return name.takeError();
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
    record.text("name", *name);
    return Error::success();
  });
}

Error JsonDumper::files() {
  return reader.paths().forEach([&](uint32_t i, StringRef path) {
    Record(out, "file").number("number", uint64_t(i) + 1).text("path", path);
    paths.push_back(path.str());
    return Error::success();
  });
}

Error JsonDumper::units() {
  for (uint32_t i = 0; i < reader.numUnits(); ++i) {
    Expected<std::optional<uint32_t>> file = reader.mainFile(i);
    if (!file)
      return file.takeError();
    Record record(out, "unit");
    record.number("number", i);
    if (*file)
      record.text("path", paths[**file]);
    else
      record.null("path");
  }
  return Error::success();
}

Error JsonDumper::frames() {
  if (!reader.hasFrames())
    return Error::success();
  for (uint32_t i = 0; i < reader.functions().size(); ++i) {
    Expected<CompactFrameSizes> sizes = reader.frameSizes(i);
    if (!sizes)
      return sizes.takeError();
    Record(out, "frame")
        .number("function", i)
        .number("frame", sizes->frame)
        .number("locals", sizes->locals)
        .number("args", sizes->args);
  }
  return Error::success();
}

Error JsonDumper::inlined() {
  for (uint32_t i = 0; i < reader.lines().numInlined(); ++i) {
    Expected<CompactLines::Home> home = reader.lines().home(i);
    if (!home)
      return home.takeError();
    Expected<std::string> name = reader.inlinedNames().at(i);
    if (!name)
      return name.takeError();
    Record record(out, "inlined");
    record.number("number", i).text("name", *name);
    if (home->file)
      record.text("path", paths[home->file - 1]);
    else
      record.null("path");
    record.number("line", home->line);
    inlinedNames.push_back(std::move(*name));
  }
  return Error::success();
}

/// Innermost first, as addr2line prints frames.
Error JsonDumper::row(const CompactRow &row) {
  Record record(out, "row");
  record.hex("address", reader.addressOf(row.distance));
  record.list("frames", [&](json::OStream &json) {
    uint32_t file = row.file, line = row.line;
    auto frame = [&](json::Value function) {
      json.object([&] {
        json.attribute("function", std::move(function));
        json.attribute("file", file
                                   ? json::Value(json::fixUTF8(paths[file - 1]))
                                   : json::Value(nullptr));
        json.attribute("line", line);
      });
    };
    for (const CompactCall &call : reverse(row.calls)) {
      frame(json::fixUTF8(inlinedNames[call.function]));
      file = call.file;
      line = call.line;
    }
    frame(nullptr);
  });
  return Error::success();
}

Error JsonDumper::rows() {
  return reader.lines().forEach(
      [&](const CompactRow &each) { return row(each); });
}

Error dumpCompactAsJson(const CompactReader &reader, const Output &out) {
  JsonDumper dumper(reader, out);
  dumper.header();
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
