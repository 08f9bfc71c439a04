//===- CompactDump.cpp - What dump says of a compact table ----------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "CompactDump.h"

using namespace llvm;

namespace gosym {

Error CompactDumper::entries() {
  for (uint32_t i = 0; i < reader.dictionary().size(); ++i) {
    std::string text;
    // What is longer is in no string.
    Expected<bool> isWhole =
        reader.dictionary().expand(i, [&](StringRef piece) {
          text += piece;
          return text.size() <= GOSYM_COMPACT_MAX_STRING;
        });
    if (!isWhole)
      return isWhole.takeError();
    if (Error error = entry(i, text, *isWhole))
      return error;
  }
  return Error::success();
}

Error CompactDumper::symbols(const CompactSymbols &list, bool isFunction) {
  beginSymbols(list, isFunction);
  return list.forEach([&](const CompactSymbol &each) -> Error {
    Expected<std::string> name = reader.name(each);
    if (!name)
      return name.takeError();
    symbol(each, isFunction, *name);
    return Error::success();
  });
}

Error CompactDumper::files() {
  return reader.paths().forEach([&](uint32_t i, StringRef path) {
    file(i + 1, path);
    paths.push_back(path.str());
    return Error::success();
  });
}

Error CompactDumper::units() {
  for (uint32_t i = 0; i < reader.numUnits(); ++i) {
    Expected<std::optional<uint32_t>> file = reader.mainFile(i);
    if (!file)
      return file.takeError();
    unit(i, *file ? **file + 1 : 0);
  }
  return Error::success();
}

Error CompactDumper::frames() {
  if (!reader.hasFrames())
    return Error::success();
  for (uint32_t i = 0; i < reader.functions().size(); ++i) {
    Expected<CompactFrameSizes> sizes = reader.frameSizes(i);
    if (!sizes)
      return sizes.takeError();
    frame(i, *sizes);
  }
  return Error::success();
}

Error CompactDumper::inlinedFunctions() {
  for (uint32_t i = 0; i < reader.lines().numInlined(); ++i) {
    Expected<CompactLines::Home> home = reader.lines().home(i);
    if (!home)
      return home.takeError();
    Expected<std::string> name = reader.inlinedNames().at(i);
    if (!name)
      return name.takeError();
    inlined(i, *name, *home);
    inlinedNames.push_back(std::move(*name));
  }
  return Error::success();
}

Error CompactDumper::dump() {
  header();
  if (Error error = entries())
    return error;
  if (Error error = symbols(reader.functions(), /*isFunction=*/true))
    return error;
  if (reader.table().find(GOSYM_COMPACT_DATA))
    if (Error error = symbols(reader.data(), /*isFunction=*/false))
      return error;
  if (Error error = files())
    return error;
  if (Error error = units())
    return error;
  if (Error error = frames())
    return error;
  if (Error error = inlinedFunctions())
    return error;
  return rows();
}

} // namespace gosym
