//===- CheckedWrite.cpp ---------------------------------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A generator writes straight into the output mapping, next to the bytes of
// others, and in ranges that the linker chooses. Two mistakes go unnoticed
// then: writing outside of the range, which someone else may or may not
// overwrite, and bytes that depend on how the symbol is split or on what ran
// before. Here each range is written into memory of its own between guard
// bytes, in one piece and again piece by piece from the last to the first, and
// the results compared.
//
//===----------------------------------------------------------------------===//

#include "CheckedWrite.h"
#include "gosym/Linker/GeneratedSymbol.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/FormatVariadic.h"

using namespace llvm;
using namespace gosym;

std::atomic<bool> CheckedWrite::enabled{false};

void gosym::checkGenerators(bool on) { CheckedWrite::enabled = on; }

static constexpr size_t guardSize = 64;
/// Not a byte that generators write by mistake, as 0 and 0xff are.
static constexpr uint8_t guardByte = 0xa5;

Error CheckedWrite::writeGuarded(uint64_t offset,
                                 MutableArrayRef<uint8_t> result,
                                 Write write) const {
  std::vector<uint8_t> memory(guardSize + result.size() + guardSize);
  auto before = MutableArrayRef(memory).take_front(guardSize);
  auto bytes = MutableArrayRef(memory).slice(guardSize, result.size());
  auto behind = MutableArrayRef(memory).take_back(guardSize);
  llvm::fill(before, guardByte);
  llvm::fill(behind, guardByte);
  if (Error e = write(offset, bytes))
    return e;
  auto intact = [](ArrayRef<uint8_t> guard) {
    return llvm::all_of(guard, [](uint8_t b) { return b == guardByte; });
  };
  if (!intact(before))
    return createStringError(
        formatv("range at offset 0x{0:x-}: bytes written before its begin, "
                "expected only its own {1}",
                offset, result.size())
            .str());
  if (!intact(behind))
    return createStringError(
        formatv("range at offset 0x{0:x-}: bytes written behind its end, "
                "expected only its own {1}",
                offset, result.size())
            .str());
  llvm::copy(bytes, result.begin());
  return Error::success();
}

Error CheckedWrite::run(ArrayRef<uint64_t> cuts, Write write) const {
  if (Error e = writeGuarded(start, output, write))
    return e;

  std::vector<uint8_t> again(output.size());
  uint64_t end = start + output.size();
  for (size_t i = cuts.size() + 1; i-- > 0;) {
    uint64_t pieceStart = i == 0 ? start : cuts[i - 1];
    auto piece =
        MutableArrayRef(again).slice(pieceStart - start, end - pieceStart);
    if (Error e = writeGuarded(pieceStart, piece, write))
      return e;
    end = pieceStart;
  }
  auto difference = llvm::mismatch(output, again);
  if (difference.first == output.end())
    return Error::success();
  return createStringError(
      formatv("byte at offset 0x{0:x-}: {1} when written in one piece and {2} "
              "when written again in {3}, expected the same",
              start + (difference.first - output.begin()),
              format_hex(*difference.first, 4),
              format_hex(*difference.second, 4), cuts.size() + 1)
          .str());
}
