//===- CompactSymbolWriter.cpp --------------------------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A symbol takes two bytes in most programs: one for how far it is from the end
// of the one before it, with its kind, and one or two for its size. Aliases
// take one. Blocks know nothing of one another, so each thread does some. They
// are kept until they are written: that is less memory than the addresses they
// are made of, and when all addresses move by one distance, as they do when the
// table finds out its size, they stay as they are.
//
//===----------------------------------------------------------------------===//

#include "CompactSymbolWriter.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/MathExtras.h"

using namespace llvm;
using namespace gosym;

namespace {
constexpr uint64_t maxGap = GOSYM_COMPACT_GAP_ALIAS - 1;
constexpr size_t maxRecordSize = 1 + 3 * maxVarintBytes;
} // namespace

/// Without the bit that says Thumb.
uint64_t SymbolListWriter::addressOf(size_t i) const {
  uint64_t address = c.addresses[placeOf(i)];
  return c.hasThumbBit && c.units ? address & ~uint64_t(1) : address;
}

/// The unit in force before symbol \p i.
uint32_t SymbolListWriter::unitBefore(size_t i) const {
  SymbolSource::Facts facts;
  while (i--) {
    c.units->describe(c.symbols[placeOf(i)], facts);
    if (facts.unit != noUnit)
      return facts.unit;
  }
  return noUnit;
}

/// Writes the records of a block and returns their size.
size_t SymbolListWriter::encodeBlock(size_t block, uint8_t *out) const {
  static_assert(perBlock == SymbolSource::batch, "asked at once");
  size_t first = block * perBlock;
  size_t n = std::min(perBlock, c.symbols.size() - first);
  SymbolSource::Facts facts[perBlock];
  uint32_t unit = noUnit;
  if (c.units) {
    Symbol symbols[perBlock];
    for (size_t i = 0; i < n; ++i)
      symbols[i] = c.symbols[placeOf(first + i)];
    c.units->describe(ArrayRef(symbols, n), MutableArrayRef(facts, n));
    unit = unitBefore(first);
  }
  ByteWriter to(out);
  uint64_t lastAddress = addressOf(first), lastSize = 0;
  for (size_t i = 0; i < n; ++i) {
    size_t place = placeOf(first + i);
    const Symbol &s = c.symbols[place];
    uint64_t address = addressOf(first + i), size = c.sizes[place];
    uint8_t head = s.isLocal ? GOSYM_COMPACT_LOCAL : 0;
    if (c.units ? c.hasThumbBit && (c.addresses[place] & 1)
                : s.kind == SymbolKind::Bss)
      head |= GOSYM_COMPACT_FLAG;
    bool newUnit = facts[i].unit != noUnit && facts[i].unit != unit;
    if (newUnit)
      head |= GOSYM_COMPACT_NEW_UNIT;
    int64_t gap = address - (lastAddress + lastSize);
    if (i && address == lastAddress && size == lastSize) {
      to.u8(head | GOSYM_COMPACT_GAP_ALIAS);
    } else if (uint64_t(gap) <= maxGap) {
      to.u8(head | uint8_t(gap));
      to.varint(size);
    } else {
      to.u8(head | GOSYM_COMPACT_GAP_FAR);
      to.signedVarint(gap);
      to.varint(size);
    }
    if (newUnit) {
      unit = facts[i].unit;
      to.varint(uint64_t(unit) + 1);
    }
    lastAddress = address;
    lastSize = size;
  }
  return to.position() - out;
}

void SymbolListWriter::assignOffsets(const Contents &contents, bool sameRecords,
                                     const Parallel &parallel) {
  c = contents;
  if (sameRecords)
    return;
  size_t numBlocks = divideCeil(c.symbols.size(), perBlock);
  blockOffsets.assign(numBlocks, 0);
  records.assign(divideCeil(numBlocks, blocksPerPiece), {});
  parallel(records.size(), [&](size_t piece) {
    uint8_t buffer[perBlock * maxRecordSize];
    SmallVector<uint8_t, 0> bytes;
    size_t last = std::min(numBlocks, (piece + 1) * blocksPerPiece);
    for (size_t b = piece * blocksPerPiece; b < last; ++b) {
      size_t size = encodeBlock(b, buffer);
      bytes.append(buffer, buffer + size);
      blockOffsets[b] = size;
    }
    // Of exactly the size that is needed.
    records[piece].append(bytes.begin(), bytes.end());
  });
  totalSize = headerSize() + offsetsOfSizes(blockOffsets);
}

void SymbolListWriter::addPieces(uint64_t offset,
                                 std::vector<CompactPiece> &pieces) const {
  pieces.push_back({offset, [this](MutableArrayRef<uint8_t> bytes) {
                      ByteWriter out(bytes.data());
                      out.u32(c.symbols.size());
                      out.u32(c.firstName);
                      out.u64(c.begin - c.base);
                      out.u64(c.end - c.base);
                      for (size_t b = 0; b < blockOffsets.size(); ++b) {
                        out.u64(addressOf(b * perBlock) - c.base);
                        out.u32(blockOffsets[b]);
                        out.u32(c.units ? unitBefore(b * perBlock) : noUnit);
                      }
                    }});
  for (size_t first = 0; first < blockOffsets.size(); first += blocksPerPiece)
    pieces.push_back({offset + headerSize() + blockOffsets[first],
                      [this, first](MutableArrayRef<uint8_t> bytes) {
                        llvm::copy(records[first / blocksPerPiece],
                                   bytes.begin());
                      }});
}
