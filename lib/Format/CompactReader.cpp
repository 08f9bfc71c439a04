//===- CompactReader.cpp - Questions to a compact table -------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// The parts know nothing of each other but counts. Here they come together:
/// symbols get names, files paths, and rows the functions around them.
///
//===----------------------------------------------------------------------===//

#include "gosym/Format/CompactReader.h"
#include "CompactCursor.h"

using namespace llvm;

namespace gosym {

//===----------------------------------------------------------------------===//
// Opening
//===----------------------------------------------------------------------===//

/// Stores \p value in \p to, or gives its error.
template <typename T> static Error store(T &to, Expected<T> value) {
  if (!value)
    return value.takeError();
  to = std::move(*value);
  return Error::success();
}

Error CompactReader::readStrings() {
  if (Error error = store(
          ownDictionary,
          CompactDictionary::create(*ownTable.find(GOSYM_COMPACT_DICTIONARY))))
    return error;
  const std::pair<uint32_t, CompactStrings *> lists[] = {
      {GOSYM_COMPACT_NAMES, &ownNames},
      {GOSYM_COMPACT_PATHS, &ownPaths},
      {GOSYM_COMPACT_INLINED_NAMES, &ownInlinedNames}};
  for (auto [kind, list] : lists)
    if (const CompactPart *part = ownTable.find(kind))
      if (Error error =
              store(*list, CompactStrings::create(*part, ownDictionary)))
        return error;
  return Error::success();
}

Error CompactReader::readSymbols() {
  if (Error error =
          store(ownFunctions,
                CompactSymbols::create(*ownTable.find(GOSYM_COMPACT_FUNCTIONS),
                                       CompactSymbols::Of::Functions,
                                       ownNames.size(), unitCount)))
    return error;
  const CompactPart *part = ownTable.find(GOSYM_COMPACT_DATA);
  if (!part)
    return Error::success();
  return store(ownData,
               CompactSymbols::create(*part, CompactSymbols::Of::Data,
                                      ownNames.size(), /*numUnits=*/0));
}

Error CompactReader::readUnits() {
  const CompactPart *part = ownTable.find(GOSYM_COMPACT_UNITS);
  if (!part)
    return Error::success();
  unitPart = *part;
  Expected<uint32_t> count = readCount(*part);
  if (!count)
    return count.takeError();
  unitCount = *count;
  return checkRoom(*part, GOSYM_COMPACT_COUNT_SIZE,
                   uint64_t(unitCount) * GOSYM_COMPACT_UNIT_SIZE);
}

Error CompactReader::readFrames() {
  const CompactPart *part = ownTable.find(GOSYM_COMPACT_FRAMES);
  if (!part)
    return Error::success();
  framePart = *part;
  Expected<uint32_t> count = readCount(*part);
  if (!count)
    return count.takeError();
  if (*count != ownFunctions.size())
    return malformed(*part, 0,
                     Twine(*count) + " functions, expected " +
                         Twine(ownFunctions.size()));
  return checkRoom(*part, GOSYM_COMPACT_COUNT_SIZE,
                   GOSYM_COMPACT_OFFSET_SIZE * groupsOf(*count));
}

Expected<CompactReader> CompactReader::create(ArrayRef<uint8_t> table,
                                              uint64_t address) {
  CompactReader reader;
  reader.address = address;
  if (Error error = store(reader.ownTable, CompactTable::create(table)))
    return error;
  if (Error error = reader.readStrings())
    return error;
  if (Error error = reader.readUnits())
    return error;
  if (Error error = reader.readSymbols())
    return error;
  if (Error error = reader.readFrames())
    return error;
  if (const CompactPart *lines = reader.ownTable.find(GOSYM_COMPACT_LINES))
    if (Error error =
            store(reader.ownLines,
                  CompactLines::create(
                      *lines, reader.ownTable.find(GOSYM_COMPACT_INLINED),
                      reader.ownPaths.size(), reader.ownInlinedNames.size())))
      return error;
  return reader;
}

//===----------------------------------------------------------------------===//
// Units and frames
//===----------------------------------------------------------------------===//

Expected<std::optional<uint32_t>> CompactReader::mainFile(uint32_t i) const {
  uint64_t at =
      GOSYM_COMPACT_COUNT_SIZE + uint64_t(i) * GOSYM_COMPACT_UNIT_SIZE;
  uint32_t file = read32(unitPart.bytes, at);
  if (file == GOSYM_COMPACT_NONE)
    return std::nullopt;
  if (file >= ownPaths.size())
    return malformed(unitPart, at, notBelow("file", file, ownPaths.size()));
  return file;
}

Expected<CompactFrameSizes> CompactReader::frameSizes(uint32_t i) const {
  CompactFrameSizes sizes;
  if (!hasFrames())
    return sizes;
  Expected<uint64_t> begin =
      groupBegin(framePart, GOSYM_COMPACT_COUNT_SIZE,
                 groupsOf(ownFunctions.size()), i >> GOSYM_COMPACT_GROUP_SHIFT);
  if (!begin)
    return begin.takeError();
  CompactCursor cursor(framePart, *begin);
  for (uint32_t j = i >> GOSYM_COMPACT_GROUP_SHIFT << GOSYM_COMPACT_GROUP_SHIFT;
       j <= i; ++j)
    for (std::optional<uint64_t> *size :
         {&sizes.frame, &sizes.locals, &sizes.args}) {
      uint64_t stored = cursor.varint();
      *size = stored ? std::optional<uint64_t>(stored - 1) : std::nullopt;
    }
  if (Error error = cursor.failure())
    return error;
  return sizes;
}

//===----------------------------------------------------------------------===//
// Questions
//===----------------------------------------------------------------------===//

Expected<std::optional<CompactSymbol>>
CompactReader::findNamed(const CompactSymbols &symbols, StringRef name) const {
  std::optional<CompactSymbol> first;
  uint32_t firstName = symbols.firstName();
  uint32_t end = firstName + symbols.size();
  for (uint32_t from = firstName;;) {
    Expected<std::optional<uint32_t>> found = ownNames.find(name, from, end);
    if (!found)
      return found.takeError();
    if (!*found)
      return first;
    Expected<CompactSymbol> symbol = symbols.at(**found - firstName);
    if (!symbol)
      return symbol.takeError();
    if (!symbol->isLocal)
      return *symbol;
    if (!first)
      first = *symbol;
    from = **found + 1;
  }
}

Expected<CompactSourceFrame> CompactReader::sourceFrame(std::string function,
                                                        uint32_t file,
                                                        uint32_t line) const {
  CompactSourceFrame frame;
  frame.function = std::move(function);
  frame.line = line;
  if (file == 0)
    return frame;
  Expected<std::string> path = ownPaths.at(file - 1);
  if (!path)
    return path.takeError();
  frame.file = std::move(*path);
  return frame;
}

Expected<std::vector<CompactSourceFrame>>
CompactReader::frames(uint64_t pc) const {
  std::vector<CompactSourceFrame> frames;
  uint64_t distance = distanceOf(pc);
  Expected<std::optional<CompactSymbol>> function = ownFunctions.find(distance);
  if (!function)
    return function.takeError();
  if (!*function)
    return frames;
  Expected<std::optional<CompactRow>> found = ownLines.find(distance);
  if (!found)
    return found.takeError();
  for (CompactRowFrame at : framesOf(found->value_or(CompactRow()))) {
    // Code of no line is in the main file of its unit.
    if (at.file == 0 && !at.inlined && frames.empty()) {
      at.line = 0;
      if ((*function)->unit != GOSYM_COMPACT_NONE) {
        Expected<std::optional<uint32_t>> main = mainFile((*function)->unit);
        if (!main)
          return main.takeError();
        at.file = *main ? **main + 1 : 0;
      }
    }
    Expected<std::string> text =
        at.inlined ? ownInlinedNames.at(*at.inlined) : name(**function);
    if (!text)
      return text.takeError();
    Expected<CompactSourceFrame> frame =
        sourceFrame(std::move(*text), at.file, at.line);
    if (!frame)
      return frame.takeError();
    frames.push_back(std::move(*frame));
  }
  return frames;
}

} // namespace gosym
