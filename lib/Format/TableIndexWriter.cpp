//===- TableIndexWriter.cpp - A whole index -------------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// An index consists of 32-bit words: a header, an address for each text entry,
/// a few words for each block. Any run of words can be written alone: the
/// addresses are final by then, and the blocks were noted when the table's size
/// was counted.
///
/// A reader does a binary search, so the addresses must ascend. A symbol
/// outside of the section that defines it (`before = start - 4`) may lie
/// outside of `text` and `etext`, and is an error here: a reader without an
/// index reads such a table from front to back and is right, but a search by an
/// index would find the wrong function.
///
//===----------------------------------------------------------------------===//

#include "gosym/Format/TableIndexWriter.h"
#include "../Support/Hex.h"
#include "gosym/Format/TableIndex.h"
#include "llvm/Support/Endian.h"
#include "llvm/Support/MathExtras.h"

using namespace llvm;

namespace gosym {

static constexpr uint64_t bytesBetweenCuts = 1 << 16;

Error TableIndexWriter::assignOffsets(bool withLines) {
  hasLines = withLines;
  if (!isUInt<32>(table.size()))
    return createStringError("table: " + Twine(table.size()) +
                             " bytes, expected less than 4 GiB");
  totalSize = tableIndexSize(table.numTexts(), hasLines);
  return Error::success();
}

std::vector<uint64_t> TableIndexWriter::cutOffsets() const {
  std::vector<uint64_t> cuts;
  for (uint64_t cut = indexHeaderSize; cut < totalSize; cut += bytesBetweenCuts)
    cuts.push_back(cut);
  return cuts;
}

uint64_t TableIndexWriter::addressOf(size_t text) const {
  uint64_t address;
  addresses(table.text(text), address);
  return address;
}

bool TableIndexWriter::addressesFit() const {
  size_t n = table.numTexts();
  return n == 0 || isUInt<32>(addressOf(n - 1) - addressOf(0));
}

void TableIndexWriter::writeHeader(uint8_t *out) const {
  auto word = [&](size_t offset, uint32_t value) {
    support::endian::write32(out + offset, value, byteOrder);
  };
  word(GOSYM_INDEX_MAGIC_OFFSET, GOSYM_INDEX_MAGIC);
  out[GOSYM_INDEX_VERSION_OFFSET] = GOSYM_INDEX_VERSION;
  out[GOSYM_INDEX_SHIFT_OFFSET] = indexBlockShift;
  out[GOSYM_INDEX_FLAGS_OFFSET] =
      (addressesFit() ? indexHasAddresses : 0) | (hasLines ? indexHasLines : 0);
  out[GOSYM_INDEX_RESERVED_OFFSET] = 0;
  word(GOSYM_INDEX_COUNT_OFFSET, table.numTexts());
  word(GOSYM_INDEX_TABLE_SIZE_OFFSET, table.size());
}

Error TableIndexWriter::unordered(size_t text) const {
  return createStringError(
      "text symbol '" + table.textNameOf(text) + "': address " +
      hex(addressOf(text)) + " after " + hex(addressOf(text - 1)) + " of '" +
      table.textNameOf(text - 1) + "', expected ascending addresses");
}

/// Writes the differences of \p count text entries, from \p first on; leaves
/// them 0 where some would not fit.
Error TableIndexWriter::writeAddresses(size_t first, size_t count,
                                       uint8_t *out) const {
  constexpr size_t batchSize = 512;
  TableSlot texts[batchSize];
  uint64_t values[batchSize];
  if (count == 0)
    return Error::success();
  bool fit = addressesFit();
  uint64_t start = addressOf(0);
  uint64_t last = addressOf(first ? first - 1 : 0);
  for (size_t done = 0; done != count;) {
    size_t n = std::min(batchSize, count - done);
    for (size_t i = 0; i != n; ++i)
      texts[i] = table.text(first + done + i);
    addresses(ArrayRef(texts, n), MutableArrayRef(values, n));
    for (size_t i = 0; i != n; ++i, ++done, out += GOSYM_INDEX_WORD_SIZE) {
      if (values[i] < last)
        return unordered(first + done);
      last = values[i];
      support::endian::write32(out, fit ? last - start : 0, byteOrder);
    }
  }
  return Error::success();
}

void TableIndexWriter::writeBlockWords(size_t first, size_t count,
                                       uint8_t *out) const {
  if (count == 0)
    return;
  size_t wordsPerBlock =
      hasLines ? GOSYM_BLOCK_WORDS_WITH_LINES : GOSYM_BLOCK_WORDS;
  LineTableWriter::RowFinder rows(lines);
  uint64_t start = addressOf(0);
  for (size_t word = first; count;
       ++word, --count, out += GOSYM_INDEX_WORD_SIZE) {
    size_t number = word / wordsPerBlock;
    size_t field = word % wordsPerBlock;
    uint64_t value;
    if (field < GOSYM_BLOCK_WORDS) {
      const TableWriter::Block &block = table.blocks()[number];
      value =
          field == GOSYM_BLOCK_ENTRY ? block.entryOffset : block.historyOffset;
    } else {
      LineTableWriter::PlacedRow p =
          rows.rowAt(addressOf(number << indexBlockShift));
      const uint64_t fields[] = {p.offset, p.row.pc - start, p.row.line};
      value = p.offset ? fields[field - GOSYM_BLOCK_LINE_OFFSET] : 0;
    }
    support::endian::write32(out, value, byteOrder);
  }
}

Error TableIndexWriter::write(uint64_t offset,
                              MutableArrayRef<uint8_t> bytes) const {
  constexpr size_t headerWords = indexHeaderSize / GOSYM_INDEX_WORD_SIZE;
  size_t begin = offset / GOSYM_INDEX_WORD_SIZE;
  size_t end = begin + bytes.size() / GOSYM_INDEX_WORD_SIZE;
  uint8_t *out = bytes.data();
  if (begin == 0) {
    writeHeader(out);
    begin = headerWords;
    out += indexHeaderSize;
  }
  size_t blocksBegin = headerWords + table.numTexts();
  size_t addressesEnd = std::clamp(blocksBegin, begin, end);
  if (Error e = writeAddresses(begin - headerWords, addressesEnd - begin, out))
    return e;
  out += (addressesEnd - begin) * GOSYM_INDEX_WORD_SIZE;
  writeBlockWords(addressesEnd - blocksBegin, end - addressesEnd, out);
  return Error::success();
}

} // namespace gosym
