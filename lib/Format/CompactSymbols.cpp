//===- CompactSymbols.cpp - Lists of symbols ------------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// A walk reads the records of one block. It knows the block it is in and
/// nothing of the others: that blocks ascend is for the check of the whole
/// table, and a search over blocks that do not ends all the same.
///
//===----------------------------------------------------------------------===//

#include "gosym/Format/CompactSymbols.h"
#include "CompactCursor.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/Sequence.h"

using namespace llvm;

namespace gosym {

static constexpr uint32_t blockLength = 1u << GOSYM_COMPACT_BLOCK_SHIFT;

Expected<CompactSymbols> CompactSymbols::create(const CompactPart &part, Of of,
                                                uint32_t numNames,
                                                uint32_t numUnits) {
  if (Error error = checkRoom(part, 0, GOSYM_COMPACT_LIST_HEADER_SIZE))
    return error;
  CompactSymbols list;
  list.part = part;
  list.of = of;
  list.count = read32(part.bytes, 0);
  list.ownFirstName = read32(part.bytes, GOSYM_COMPACT_LIST_FIRST_NAME_OFFSET);
  list.numUnits = of == Of::Functions ? numUnits : 0;
  list.coveredBegin = read64(part.bytes, GOSYM_COMPACT_LIST_BEGIN_OFFSET);
  list.coveredEnd = read64(part.bytes, GOSYM_COMPACT_LIST_END_OFFSET);
  uint64_t names = uint64_t(list.ownFirstName) + list.count;
  if (names > numNames)
    return malformed(part, 0,
                     "names up to " + Twine(names) + ", expected " +
                         Twine(numNames) + " or less");
  if (Error error =
          checkRoom(part, GOSYM_COMPACT_LIST_HEADER_SIZE,
                    uint64_t(list.numBlocks()) * GOSYM_COMPACT_BLOCK_SIZE))
    return error;
  return list;
}

uint32_t CompactSymbols::numBlocks() const {
  return count / blockLength + (count % blockLength != 0);
}

/// From the first byte of the part.
static uint64_t offsetOfBlock(uint64_t i) {
  return GOSYM_COMPACT_LIST_HEADER_SIZE + i * GOSYM_COMPACT_BLOCK_SIZE;
}

uint64_t CompactSymbols::blockOffset(uint32_t i) const {
  return part.offset + offsetOfBlock(i);
}

CompactSymbols::Block CompactSymbols::block(uint32_t i) const {
  uint64_t at = offsetOfBlock(i);
  return {read64(part.bytes, at),
          read32(part.bytes, at + GOSYM_COMPACT_BLOCK_OFFSET_OFFSET),
          read32(part.bytes, at + GOSYM_COMPACT_BLOCK_UNIT_OFFSET)};
}

Error CompactSymbols::checkUnit(uint32_t unit, uint64_t at) const {
  if (unit == GOSYM_COMPACT_NONE || unit < numUnits)
    return Error::success();
  return malformed(part, at, notBelow("unit", unit, numUnits));
}

//===----------------------------------------------------------------------===//
// Records
//===----------------------------------------------------------------------===//

/// The records of one block.
class CompactSymbols::Walk {
public:
  static Expected<Walk> create(const CompactSymbols &list, uint32_t block);
  /// The next symbol; nothing at the end of the block.
  Expected<std::optional<CompactSymbol>> next();

private:
  Walk(const CompactSymbols &list, uint64_t at)
      : list(list), cursor(list.part, at) {}
  Error readPlace(uint8_t head);
  Error readUnit();

  const CompactSymbols &list;
  CompactCursor cursor;
  /// The symbol before.
  CompactSymbol symbol;
  uint32_t number = 0;
  uint32_t firstOfBlock = 0;
};

Expected<CompactSymbols::Walk>
CompactSymbols::Walk::create(const CompactSymbols &list, uint32_t block) {
  uint64_t at = offsetOfBlock(block);
  Expected<uint64_t> records =
      readOffset(list.part, at + GOSYM_COMPACT_BLOCK_OFFSET_OFFSET,
                 offsetOfBlock(list.numBlocks()));
  if (!records)
    return records.takeError();
  Block first = list.block(block);
  if (Error error =
          list.checkUnit(first.unit, at + GOSYM_COMPACT_BLOCK_UNIT_OFFSET))
    return error;
  Walk walk(list, *records);
  walk.firstOfBlock = walk.number = block << GOSYM_COMPACT_BLOCK_SHIFT;
  walk.symbol.distance = first.distance;
  walk.symbol.unit = first.unit;
  return walk;
}

/// Reads what tells address and size.
Error CompactSymbols::Walk::readPlace(uint8_t head) {
  unsigned gap = head & GOSYM_COMPACT_GAP_MASK;
  uint64_t at = cursor.at() - 1;
  if (number == firstOfBlock && gap != 0)
    return malformed(list.part, at,
                     "gap " + Twine(gap) +
                         " of the first one of a block, expected 0");
  if (gap == GOSYM_COMPACT_GAP_ALIAS)
    return Error::success();
  uint64_t before = symbol.distance;
  symbol.distance += symbol.size;
  symbol.distance += gap == GOSYM_COMPACT_GAP_FAR ? cursor.signedVarint() : gap;
  if (!cursor.failed() && symbol.distance < before)
    return malformed(list.part, at,
                     "address " + hex(symbol.distance) + ", expected " +
                         hex(before) + " or more");
  symbol.size = cursor.varint();
  return cursor.failure();
}

Error CompactSymbols::Walk::readUnit() {
  uint64_t at = cursor.at();
  uint64_t unit = cursor.varint();
  if (cursor.failed())
    return cursor.failure();
  if (unit > list.numUnits)
    return malformed(list.part, at, notBelow("unit", unit - 1, list.numUnits));
  symbol.unit = uint32_t(unit) - 1;
  return Error::success();
}

Expected<std::optional<CompactSymbol>> CompactSymbols::Walk::next() {
  if (number == list.count || number - firstOfBlock == blockLength)
    return std::nullopt;
  symbol.offset = list.part.offset + cursor.at();
  uint8_t head = cursor.byte();
  if (cursor.failed())
    return cursor.failure();
  bool isFunction = list.of == Of::Functions;
  bool hasUnit = head & GOSYM_COMPACT_NEW_UNIT;
  if (hasUnit && !isFunction)
    return malformed(list.part, cursor.at() - 1,
                     "a unit of data, expected none");
  if (Error error = readPlace(head))
    return error;
  if (hasUnit)
    if (Error error = readUnit())
      return error;
  symbol.isLocal = head & GOSYM_COMPACT_LOCAL;
  symbol.isThumb = isFunction && (head & GOSYM_COMPACT_FLAG);
  symbol.isNoBits = !isFunction && (head & GOSYM_COMPACT_FLAG);
  symbol.number = number;
  symbol.name = list.ownFirstName + number;
  ++number;
  return symbol;
}

//===----------------------------------------------------------------------===//
// Questions
//===----------------------------------------------------------------------===//

Expected<CompactSymbol> CompactSymbols::at(uint32_t i) const {
  Expected<Walk> walk = Walk::create(*this, i >> GOSYM_COMPACT_BLOCK_SHIFT);
  if (!walk)
    return walk.takeError();
  while (true) {
    Expected<std::optional<CompactSymbol>> symbol = walk->next();
    if (!symbol)
      return symbol.takeError();
    if ((*symbol)->number == i)
      return **symbol;
  }
}

Expected<std::optional<CompactSymbol>>
CompactSymbols::find(uint64_t distance) const {
  if (!covers(distance))
    return std::nullopt;
  auto blocks = seq<uint32_t>(0, numBlocks());
  uint32_t behind =
      partition_point(
          blocks, [&](uint32_t i) { return block(i).distance <= distance; }) -
      blocks.begin();
  if (behind == 0)
    return std::nullopt;
  Expected<Walk> walk = Walk::create(*this, behind - 1);
  if (!walk)
    return walk.takeError();
  std::optional<CompactSymbol> found;
  while (true) {
    Expected<std::optional<CompactSymbol>> symbol = walk->next();
    if (!symbol)
      return symbol.takeError();
    if (!*symbol || (*symbol)->distance > distance)
      return found;
    found = **symbol;
  }
}

Error CompactSymbols::forEach(
    function_ref<Error(const CompactSymbol &)> fn) const {
  for (uint32_t i = 0; i < numBlocks(); ++i) {
    Expected<Walk> walk = Walk::create(*this, i);
    if (!walk)
      return walk.takeError();
    while (true) {
      Expected<std::optional<CompactSymbol>> symbol = walk->next();
      if (!symbol)
        return symbol.takeError();
      if (!*symbol)
        break;
      if (Error error = fn(**symbol))
        return error;
    }
  }
  return Error::success();
}

} // namespace gosym
