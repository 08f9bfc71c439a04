//===- CompactStrings.cpp -------------------------------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Sixteen strings share a begin: a begin for each would cost two bytes and a
// half more, and to skip fifteen takes a tenth of a microsecond.
//
//===----------------------------------------------------------------------===//

#include "CompactStrings.h"
#include "NameParser.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/MathExtras.h"

using namespace llvm;
using namespace gosym;

/// copyBits() reads so far behind the last bit.
static constexpr size_t slack = 8;

void CodedStrings::encode(const NameCodes &codes, const NameSource &names,
                          bool areSampled, const Parallel &parallel) {
  constexpr size_t perGroup = NameGrammar::namesPerGroup;
  static_assert(perChunk % perGroup == 0, "a chunk is some groups");
  count = names.size();
  size_t numChunks = divideCeil(count, perChunk);
  chunks.assign(numChunks, {});
  starts.assign(numChunks * (perChunk + 1), 0);
  parallel(numChunks, [&](size_t c) {
    size_t first = c * perChunk;
    SmallVector<uint8_t, 0> bytes;
    NameParser parser(codes.ownGrammar());
    BitWriter out(bytes);
    uint32_t *start = &starts[c * (perChunk + 1)];
    size_t last = std::min(count, first + perChunk);
    for (size_t i = first; i < last; i += perGroup) {
      size_t n = std::min(perGroup, last - i);
      ArrayRef<uint32_t> parsed;
      if (areSampled)
        parsed = codes.ownGrammar().parsedGroup(i / perGroup);
      if (!parsed.empty()) {
        // The group may go on with other names.
        for (; n; --n) {
          const uint32_t *end = llvm::find(parsed, NameGrammar::end);
          *start++ = out.size();
          codes.append(ArrayRef(parsed.begin(), end), out);
          parsed = parsed.drop_front(end - parsed.begin() + 1);
        }
        continue;
      }
      StringRef buffer[perGroup];
      MutableArrayRef<StringRef> some(buffer, n);
      names.get(i, some);
      for (StringRef name : some) {
        *start++ = out.size();
        codes.append(parser.parse(name), out);
      }
    }
    *start = out.size();
    out.align();
    // Of exactly the size that is needed: it stays to the end of the link.
    chunks[c].reserve(bytes.size() + slack);
    chunks[c].append(bytes.begin(), bytes.end());
    chunks[c].append(slack, 0);
  });
}

ArrayRef<StringListWriter::Place>
StringListWriter::groupAt(size_t group, MutableArrayRef<Place> memory) const {
  size_t first = group * perGroup;
  memory = memory.take_front(std::min(perGroup, count - first));
  find(first, memory);
  return memory;
}

void StringListWriter::assignOffsets(size_t n, Find f,
                                     const Parallel &parallel) {
  count = n;
  find = std::move(f);
  size_t numGroups = divideCeil(count, perGroup);
  groupOffsets.assign(numGroups, 0);
  parallel(divideCeil(numGroups, groupsPerPiece), [&](size_t piece) {
    size_t last = std::min(numGroups, (piece + 1) * groupsPerPiece);
    Place places[perGroup];
    for (size_t g = piece * groupsPerPiece; g < last; ++g) {
      uint64_t bits = 0;
      for (auto [strings, number] : groupAt(g, places))
        bits += strings->numBits(number);
      groupOffsets[g] = divideCeil(bits, 8);
    }
  });
  totalSize = headerSize() + offsetsOfSizes(groupOffsets);
}

void StringListWriter::addPieces(uint64_t offset,
                                 std::vector<CompactPiece> &pieces) const {
  pieces.push_back({offset, [this](MutableArrayRef<uint8_t> bytes) {
                      ByteWriter out(bytes.data());
                      out.u32(count);
                      out.u32(0);
                      for (uint32_t group : groupOffsets)
                        out.u32(group);
                    }});
  for (size_t first = 0; first < groupOffsets.size(); first += groupsPerPiece)
    pieces.push_back({offset + headerSize() + groupOffsets[first],
                      [this, first](MutableArrayRef<uint8_t> bytes) {
                        size_t last = std::min(groupOffsets.size(),
                                               first + groupsPerPiece);
                        SmallVector<uint8_t, 0> buffer;
                        buffer.reserve(bytes.size() + 4);
                        BitWriter out(buffer);
                        Place places[perGroup];
                        for (size_t g = first; g < last; ++g) {
                          for (auto [strings, number] : groupAt(g, places))
                            strings->copy(number, out);
                          out.align();
                        }
                        std::copy(buffer.begin(), buffer.end(), bytes.begin());
                      }});
}
