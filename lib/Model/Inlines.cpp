//===- Inlines.cpp --------------------------------------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// ENCODING of a range, each number as a LEB128. "Before" is the range before.
//
//   head: bits 0 and 1   how many depths less than a range inside of the one
//                        before: 0, 1, 2, or 3 and more
//         bit 2          the call is in another file
//         bit 3          it ends where the one before does
//         the rest       begin - that before
//   depths less than that of a range inside of the one before, minus 3, if they
//   are 3 or more
//   end - begin, unless bit 3 is set
//   function - that before, signed
//   file of the call, if it is another one
//   line of the call - that before, signed
//
// Most calls are inside of the one before, begin and end with it, or follow it:
// wrappers around wrappers.
//
//===----------------------------------------------------------------------===//

#include "gosym/Model/Inlines.h"
#include "Numbers.h"
#include <algorithm>
#include <cassert>

using namespace llvm;
using namespace gosym;

namespace {

enum Head : uint64_t {
  LevelsMask = 3,
  OtherFile = 1 << 2,
  SameEnd = 1 << 3,
};
constexpr unsigned headBits = 4;
/// In the head; more are behind it.
constexpr uint32_t levelsInHead = 3;

} // namespace

void InlineList::append(const InlinedRange &range) {
  assert(range.begin >= last.begin && range.begin < range.end && range.depth &&
         range.depth <= last.depth + 1 && "in preorder");
  uint8_t encoded[6 * longestLEB128];
  uint8_t *out = encoded;
  uint32_t levels = last.depth + 1 - range.depth;
  uint64_t head = std::min(levels, levelsInHead);
  if (range.callFile != last.callFile)
    head |= OtherFile;
  if (range.end == last.end)
    head |= SameEnd;
  out += encodeULEB128((range.begin - last.begin) << headBits | head, out);
  if (levels >= levelsInHead)
    out += encodeULEB128(levels - levelsInHead, out);
  if (!(head & SameEnd))
    out += encodeULEB128(range.end - range.begin, out);
  out += encodeSLEB128(int64_t(range.function) - int64_t(last.function), out);
  if (head & OtherFile)
    out += encodeULEB128(range.callFile, out);
  out += encodeSLEB128(int64_t(range.callLine) - int64_t(last.callLine), out);
  bytes.append(encoded, out);
  last = range;
}

InlinedRange InlineCursor::next() {
  NumberReader in(rest.begin());
  uint64_t head = in.number();
  uint32_t levels = head & LevelsMask;
  if (levels == levelsInHead)
    levels += in.number();
  last.begin += head >> headBits;
  last.depth = last.depth + 1 - levels;
  if (!(head & SameEnd))
    last.end = last.begin + in.number();
  last.function += in.difference();
  if (head & OtherFile)
    last.callFile = in.number();
  last.callLine += in.difference();
  rest = rest.drop_front(in.position() - rest.begin());
  return last;
}
