//===- PcStream.h - A value for each pc of a function -----------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Writes a stream of the function table (docs/FunctionTable.md, "Streams"):
/// pairs of how much the value changes and how many quanta it holds.
///
///   PcStream lines(out, quantum);
///   lines.change(0, 10);      // from the entry on
///   lines.change(4, 11);
///   lines.finish(9);          // the end of the code
///
/// A step whose value does not change would end the stream, and one of no
/// quanta could. So the writer keeps the last two values back: where a later
/// one begins in the same quantum it takes the place of the earlier, and may
/// turn out to be what the value was before that.
///
//===----------------------------------------------------------------------===//

#ifndef GOSYM_LIB_FORMAT_PCSTREAM_H
#define GOSYM_LIB_FORMAT_PCSTREAM_H

#include "gosym-c/function_format.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/Support/MathExtras.h"
#include <algorithm>
#include <cstdint>

namespace gosym {

/// So many quanta are more than any function has: what a stream says that has
/// one value up to the end, wherever that is. Such streams are shared by all
/// functions.
constexpr uint64_t openEnd = (1u << 28) - 1;

class PcStream {
public:
  PcStream(llvm::SmallVectorImpl<uint8_t> &out, unsigned quantum)
      : out(out), quantum(quantum) {}

  bool empty() const { return !open.isSet; }
  /// There was one value so far.
  bool isConstant() const {
    return !held.isSet && last == GOSYM_STREAM_NO_VALUE;
  }
  /// From \p pc on, bytes behind the entry and not below the pc before, the
  /// value is \p value. The first time it is 0.
  void change(uint64_t pc, uint32_t value) {
    uint64_t at = pc / quantum;
    if (open.isSet && value == open.value)
      return;
    if (!open.isSet || at != open.begin) {
      flush();
      held = open;
      open = {value, at, true};
    } else if (held.isSet && held.value == value) {
      open = held;
      held.isSet = false;
    } else {
      open.value = value;
    }
  }
  /// The last value holds up to \p pc. There was one.
  void finish(uint64_t pc) { finishAt(llvm::divideCeil(pc, quantum)); }
  /// The last value holds to the end.
  void finishOpen() { finishAt(open.begin + openEnd); }

private:
  struct Value {
    uint32_t value = GOSYM_STREAM_NO_VALUE;
    uint64_t begin = 0;
    bool isSet = false;
  };

  void varint(uint32_t value) {
    for (; value >= 0x80; value >>= 7)
      out.push_back(uint8_t(value) | 0x80);
    out.push_back(uint8_t(value));
  }
  void step(const Value &of, uint64_t end) {
    uint32_t change = of.value - last;
    varint(change << 1 ^ (change >> 31 ? ~uint32_t(0) : 0));
    varint(uint32_t(end - of.begin));
    last = of.value;
  }
  void flush() {
    if (held.isSet)
      step(held, open.begin);
  }
  void finishAt(uint64_t end) {
    flush();
    // A stream without a step would not end at its zero: the first step may
    // change nothing.
    if (end > open.begin || last == GOSYM_STREAM_NO_VALUE)
      step(open, std::max(end, open.begin + 1));
    out.push_back(0);
  }

  llvm::SmallVectorImpl<uint8_t> &out;
  const unsigned quantum;
  uint32_t last = GOSYM_STREAM_NO_VALUE;
  Value held, open;
};

} // namespace gosym

#endif
