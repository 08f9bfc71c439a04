//===- LineTable.cpp - The PC-line table ----------------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// LineTable.h has the encoding. Easy to get wrong is that a line step also
/// moves pc by one quantum. A row at the very start of the code has no pc step
/// before it, and neither has a row one quantum after another row. So the
/// writer counts pc steps from the pc *after* the previous line step, and the
/// reader gives a row the pc from *before* its line step.
///
/// The reader moves on only when it has read a whole row. So after an error the
/// next call returns the same error, and pc steps at the end that no line step
/// follows, such as padding, are never consumed.
///
//===----------------------------------------------------------------------===//

#include "gosym/Format/LineTable.h"
#include "Malformed.h"
#include "llvm/Support/Endian.h"
#include "llvm/Support/MathExtras.h"

using namespace llvm;

namespace gosym {

/// Largest step of one byte, in lines and in quanta.
static constexpr int64_t maxLineStep = GOSYM_LAST_LINE_FORWARD;
static constexpr uint64_t maxPcStep = UINT8_MAX - GOSYM_LAST_LINE_BACKWARD;

//===----------------------------------------------------------------------===//
// Writer
//===----------------------------------------------------------------------===//

void appendPcSteps(SmallVectorImpl<uint8_t> &out, uint64_t quanta) {
  out.append(quanta / maxPcStep, GOSYM_LAST_LINE_BACKWARD + maxPcStep);
  if (uint64_t last = quanta % maxPcStep)
    out.push_back(GOSYM_LAST_LINE_BACKWARD + last);
}

void appendLineStep(SmallVectorImpl<uint8_t> &out, int64_t step) {
  if (step > 0 && step <= maxLineStep) {
    out.push_back(step);
  } else if (step < 0 && step >= -maxLineStep) {
    out.push_back(GOSYM_LAST_LINE_FORWARD - step);
  } else {
    uint8_t operand[sizeof(int32_t)];
    support::endian::write32be(operand, uint32_t(int32_t(step)));
    out.push_back(GOSYM_LINE_OPERAND);
    out.append(std::begin(operand), std::end(operand));
  }
}

//===----------------------------------------------------------------------===//
// Reader
//===----------------------------------------------------------------------===//

Expected<std::optional<LineRow>> LineTableReader::next() {
  uint64_t at = position;
  uint64_t rowPc = pc;
  for (; at < whole.size() && whole[at] > GOSYM_LAST_LINE_BACKWARD; ++at)
    rowPc += uint64_t(quantum) * (whole[at] - GOSYM_LAST_LINE_BACKWARD);
  if (at == whole.size())
    return std::nullopt;

  ArrayRef<uint8_t> rest = whole.drop_front(at);
  uint8_t first = rest.front();
  uint64_t size = first == GOSYM_LINE_OPERAND ? GOSYM_LONG_LINE_STEP_SIZE : 1;
  if (rest.size() < size)
    return malformed("line step", at,
                     Twine(rest.size()) + " bytes, expected 5");

  int64_t newLine = line;
  if (first == GOSYM_LINE_OPERAND)
    newLine += int32_t(support::endian::read32be(rest.data() + 1));
  else if (first <= GOSYM_LAST_LINE_FORWARD)
    newLine += first;
  else
    newLine -= first - GOSYM_LAST_LINE_FORWARD;
  if (newLine < 0 || newLine > int64_t(maxLine))
    return malformed("line step", at,
                     "line " + Twine(newLine) + ", expected 0 to 2147483647");

  position = at + size;
  pc = rowPc + quantum;
  line = newLine;
  return LineRow{rowPc, uint64_t(newLine)};
}

Error LineTableCursor::moveTo(uint64_t pc) {
  while (true) {
    LineTableReader ahead = reader;
    Expected<std::optional<LineRow>> next = ahead.next();
    if (!next)
      return next.takeError();
    if (!*next || (*next)->pc > pc || (*next)->pc < current.pc)
      return Error::success();
    reader = ahead;
    current = **next;
    rowEnd = reader.offset();
  }
}

} // namespace gosym
