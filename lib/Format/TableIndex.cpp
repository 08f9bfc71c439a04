//===- TableIndex.cpp - .gosymtab.index -----------------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// TableIndex.h has the encoding. Made in one walk over the table, with the
/// line table read along: text symbols ascend and rows do, so the row in force
/// at a block is found by going on from that of the block before, never back.
///
/// The walk keeps addresses as 64 bits and the offset of every eighth text
/// entry. They become 32-bit differences at the end, when it is known whether
/// they fit.
///
/// The decoder is strict: a search in what it returns never leaves the table.
/// It does not read the table itself.
///
//===----------------------------------------------------------------------===//

#include "gosym/Format/TableIndex.h"
#include "Malformed.h"
#include "gosym/Format/LineTable.h"
#include "gosym/Format/Reader.h"
#include "llvm/Support/Endian.h"
#include "llvm/Support/MathExtras.h"

using namespace llvm;

namespace gosym {

static constexpr uint64_t wordSize = GOSYM_INDEX_WORD_SIZE;

uint64_t tableIndexSize(uint64_t functions, bool hasLines) {
  return gosym_index_total_size(functions, indexBlockShift,
                                hasLines ? indexHasLines : 0);
}

//===----------------------------------------------------------------------===//
// Making
//===----------------------------------------------------------------------===//

namespace {

/// Takes the entries of a table.
class Maker {
public:
  Error take(const Entry &entry, uint64_t offset);
  /// Turns what was taken into an index.
  Expected<TableIndex> finish(uint64_t tableSize, ArrayRef<uint8_t> lineTable,
                              unsigned quantum) const;

private:
  Error checkOrder(const Entry &entry, uint64_t offset);

  std::vector<uint64_t> addresses;
  std::vector<IndexBlock> blocks;
  uint32_t historyOffset = 0;
  /// The entry before was a history record.
  bool inHistory = false;
  /// The mark of the beginning of the code has been taken.
  bool hasBegin = false;
};

} // namespace

/// What a reader with an index counts on: it begins in the middle of the table,
/// and has all components and one whole history all the same.
Error Maker::checkOrder(const Entry &entry, uint64_t offset) {
  bool goesOn = std::exchange(inHistory, entry.isHistory());
  if (entry.isHistory() && !entry.beginsUnit() && !goesOn)
    return malformed("history", offset,
                     "absolute line " + Twine(entry.value) +
                         " behind another record, expected one history in one "
                         "piece");
  if (entry.type == 'f' && historyOffset != 0)
    return malformed("entry", offset,
                     "f entry behind a history, expected all before the first");
  if (!entry.isText())
    return Error::success();

  if (!addresses.empty() && entry.value < addresses.back())
    return textOutOfOrder(offset, entry.value, addresses.back());
  // Lines count from `text`, with an index from the first entry.
  if (entry.isTextMark() && !std::exchange(hasBegin, true) &&
      !addresses.empty() && entry.value != addresses.front())
    return malformed("text symbol", offset,
                     entry.name + " at " + hex(entry.value) +
                         ", expected the first address, " +
                         hex(addresses.front()));
  return Error::success();
}

Error Maker::take(const Entry &entry, uint64_t offset) {
  if (Error error = checkOrder(entry, offset))
    return error;
  if (entry.beginsUnit())
    historyOffset = offset;
  if (!entry.isText())
    return Error::success();
  if (addresses.size() % (1 << indexBlockShift) == 0) {
    IndexBlock &block = blocks.emplace_back();
    block.entryOffset = offset;
    block.historyOffset = historyOffset;
  }
  addresses.push_back(entry.value);
  return Error::success();
}

Expected<TableIndex> Maker::finish(uint64_t tableSize,
                                   ArrayRef<uint8_t> lineTable,
                                   unsigned quantum) const {
  TableIndex index;
  index.flags = 0;
  index.tableSize = tableSize;
  index.addresses.resize(addresses.size());
  index.blocks = blocks;
  uint64_t first = addresses.empty() ? 0 : addresses.front();
  if (!addresses.empty() && !isUInt<32>(addresses.back() - first))
    return index;

  index.flags = indexHasAddresses;
  for (auto [difference, address] : zip_equal(index.addresses, addresses))
    difference = address - first;
  if (lineTable.empty())
    return index;

  index.flags |= indexHasLines;
  LineTableCursor cursor(LineTableReader(lineTable, first, quantum),
                         {first, 0});
  for (auto [i, block] : enumerate(index.blocks)) {
    if (Error error = cursor.moveTo(addresses[i << indexBlockShift]))
      return createStringError("line table: " + toString(std::move(error)));
    block.lineOffset = cursor.offset();
    block.linePc = cursor.row().pc - first;
    block.line = cursor.row().line;
  }
  return index;
}

static Error checkSize(StringRef what, ArrayRef<uint8_t> bytes) {
  if (isUInt<32>(bytes.size()))
    return Error::success();
  return createStringError(what + ": " + Twine(bytes.size()) +
                           " bytes, expected less than 4 GiB");
}

Expected<TableIndex> makeTableIndex(ArrayRef<uint8_t> table,
                                    ArrayRef<uint8_t> lineTable,
                                    unsigned quantum) {
  if (Error error = checkSize("table", table))
    return error;
  if (Error error = checkSize("line table", lineTable))
    return error;
  Expected<TableReader> reader = TableReader::create(table);
  if (!reader)
    return reader.takeError();
  if (reader->target().form != TableForm::Go11)
    return malformed("header", 0,
                     "an older form has no index, expected the Go 1.1 form");

  auto checkOneTable = [&]() -> Error {
    if (uint64_t another = reader->tableOffset())
      return malformed("header", another,
                       "another table begins, expected one table");
    return Error::success();
  };
  Maker maker;
  auto take = [&](const Entry &entry) -> Error {
    if (Error error = checkOneTable())
      return error;
    return maker.take(entry, reader->offset());
  };
  if (Error error = forEachEntry(*reader, take))
    return error;
  if (Error error = checkOneTable())
    return error;
  return maker.finish(table.size(), lineTable, quantum);
}

//===----------------------------------------------------------------------===//
// Decoder
//===----------------------------------------------------------------------===//

namespace {

class Decoder {
public:
  Decoder(ArrayRef<uint8_t> bytes, endianness byteOrder)
      : bytes(bytes), byteOrder(byteOrder) {}

  Error decode(TableIndex &index);

private:
  Error decodeHeader(TableIndex &index);
  Error decodeAddresses(TableIndex &index);
  Error decodeBlocks(TableIndex &index);
  Error checkBlock(const TableIndex &index, size_t number,
                   uint64_t offset) const;

  uint32_t wordAt(uint64_t offset) const {
    return support::endian::read<uint32_t>(bytes.data() + offset, byteOrder);
  }

  ArrayRef<uint8_t> bytes;
  endianness byteOrder;
};

} // namespace

static Error bad(uint64_t offset, const Twine &facts) {
  return malformed("index", offset, facts);
}

Error Decoder::decodeHeader(TableIndex &index) {
  if (bytes.size() < indexHeaderSize)
    return bad(0, Twine(bytes.size()) + " bytes, expected at least " +
                      Twine(indexHeaderSize));
  if (uint32_t magic = wordAt(GOSYM_INDEX_MAGIC_OFFSET);
      magic != GOSYM_INDEX_MAGIC)
    return bad(0,
               "magic " + hex(magic) + ", expected " + hex(GOSYM_INDEX_MAGIC));
  if (uint8_t version = bytes[GOSYM_INDEX_VERSION_OFFSET];
      version != GOSYM_INDEX_VERSION)
    return bad(GOSYM_INDEX_VERSION_OFFSET,
               "version " + Twine(unsigned(version)) + ", expected " +
                   Twine(GOSYM_INDEX_VERSION));
  index.blockShift = bytes[GOSYM_INDEX_SHIFT_OFFSET];
  if (index.blockShift > GOSYM_INDEX_MAX_BLOCK_SHIFT)
    return bad(GOSYM_INDEX_SHIFT_OFFSET,
               "blocks of 2^" + Twine(unsigned(index.blockShift)) +
                   " functions, expected at most 2^" +
                   Twine(GOSYM_INDEX_MAX_BLOCK_SHIFT));
  index.flags = bytes[GOSYM_INDEX_FLAGS_OFFSET];
  if (!gosym_are_index_flags(index.flags))
    return bad(GOSYM_INDEX_FLAGS_OFFSET,
               "flags " + hex(index.flags) + ", expected 0x0, 0x1 or 0x3");
  if (uint8_t reserved = bytes[GOSYM_INDEX_RESERVED_OFFSET])
    return bad(GOSYM_INDEX_RESERVED_OFFSET, hex(reserved) + ", expected 0x0");

  uint64_t size = gosym_index_total_size(wordAt(GOSYM_INDEX_COUNT_OFFSET),
                                         index.blockShift, index.flags);
  if (bytes.size() != size)
    return bad(GOSYM_INDEX_COUNT_OFFSET,
               Twine(wordAt(GOSYM_INDEX_COUNT_OFFSET)) + " text entries in " +
                   Twine(bytes.size()) + " bytes, expected " + Twine(size) +
                   " bytes");
  index.tableSize = wordAt(GOSYM_INDEX_TABLE_SIZE_OFFSET);
  return Error::success();
}

Error Decoder::decodeAddresses(TableIndex &index) {
  uint32_t count = wordAt(GOSYM_INDEX_COUNT_OFFSET);
  index.addresses.reserve(count);
  for (uint64_t i = 0; i < count; ++i) {
    uint64_t offset = gosym_index_address_offset(i);
    uint32_t address = wordAt(offset);
    bool mustBeZero = i == 0 || !(index.flags & indexHasAddresses);
    if (mustBeZero && address != 0)
      return bad(offset, "address " + hex(address) + ", expected 0x0");
    if (!mustBeZero && address < index.addresses.back())
      return bad(offset, "address " + hex(address) + ", expected at least " +
                             hex(index.addresses.back()));
    index.addresses.push_back(address);
  }
  return Error::success();
}

/// Checks block \p number, the last one, which is at \p offset.
Error Decoder::checkBlock(const TableIndex &index, size_t number,
                          uint64_t offset) const {
  const IndexBlock &block = index.blocks[number];
  uint32_t least =
      number ? index.blocks[number - 1].entryOffset + 1 : uint32_t(headerSize);
  if (block.entryOffset < least || block.entryOffset >= index.tableSize)
    return bad(offset, "entry at " + hex(block.entryOffset) + ", expected " +
                           hex(least) + " to the size of the table, " +
                           hex(index.tableSize));
  if (block.historyOffset != 0 && (block.historyOffset < headerSize ||
                                   block.historyOffset >= block.entryOffset))
    return bad(offset + GOSYM_BLOCK_HISTORY * wordSize,
               "history at " + hex(block.historyOffset) + ", expected " +
                   hex(headerSize) + " to the entry, " +
                   hex(block.entryOffset));

  bool hasRow = block.lineOffset != 0;
  if (!hasRow && (block.linePc != 0 || block.line != 0))
    return bad(offset + GOSYM_BLOCK_LINE_OFFSET * wordSize,
               "a pc or line without a row, expected none");
  uint32_t address = index.addresses[number << index.blockShift];
  if (block.linePc > address)
    return bad(offset + GOSYM_BLOCK_LINE_PC * wordSize,
               "row at " + hex(block.linePc) + ", expected at most " +
                   hex(address) + ", the address of the block");
  return Error::success();
}

Error Decoder::decodeBlocks(TableIndex &index) {
  bool hasLines = index.flags & indexHasLines;
  uint64_t count = index.addresses.size();
  uint64_t blocks = gosym_block_count(count, index.blockShift);
  index.blocks.reserve(blocks);
  for (uint64_t number = 0; number != blocks; ++number) {
    uint64_t offset = gosym_block_word_offset(count, index.flags, number, 0);
    auto word = [&](unsigned field) {
      return wordAt(offset + field * wordSize);
    };
    IndexBlock &block = index.blocks.emplace_back();
    block.entryOffset = word(GOSYM_BLOCK_ENTRY);
    block.historyOffset = word(GOSYM_BLOCK_HISTORY);
    if (hasLines) {
      block.lineOffset = word(GOSYM_BLOCK_LINE_OFFSET);
      block.linePc = word(GOSYM_BLOCK_LINE_PC);
      block.line = word(GOSYM_BLOCK_LINE);
    }
    if (Error error = checkBlock(index, number, offset))
      return error;
  }
  return Error::success();
}

Error Decoder::decode(TableIndex &index) {
  if (Error error = decodeHeader(index))
    return error;
  if (Error error = decodeAddresses(index))
    return error;
  return decodeBlocks(index);
}

Expected<TableIndex> decodeTableIndex(ArrayRef<uint8_t> bytes,
                                      endianness byteOrder) {
  TableIndex index;
  if (Error error = Decoder(bytes, byteOrder).decode(index))
    return error;
  return index;
}

} // namespace gosym
