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

static Error badPc(uint64_t pc, const Twine &fact) {
  return createStringError("pc " + hex(pc) + ": " + fact);
}

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

Error LineRowWriter::add(LineRow row) {
  if (row.line > maxLine)
    return createStringError("line " + Twine(row.line) +
                             ": above 31 bits, expected at most 2147483647");
  if (row.line == line)
    return Error::success();

  // Not `pc + quantum`, which overflows if the previous row is at the last
  // address.
  uint64_t taken = hasRow ? quantum : 0;
  if (row.pc < pc || row.pc - pc < taken)
    return badPc(row.pc,
                 hasRow ? "less than one quantum behind the row before, "
                          "expected at least " +
                              hex(pc + taken)
                        : "below the start of the code, expected at least " +
                              hex(pc));
  uint64_t distance = row.pc - pc - taken;
  if (distance % quantum != 0)
    return badPc(row.pc, "between two instructions, expected a multiple of " +
                             Twine(quantum) + " from the row before");

  appendPcSteps(out, distance / quantum);
  appendLineStep(out, int64_t(row.line) - int64_t(line));

  pc = row.pc;
  line = row.line;
  hasRow = true;
  return Error::success();
}

void LineRowWriter::finish() {
  if ((out.size() - begin) % 2 != 0)
    out.push_back(lineTablePadding);
}

uint64_t LineRowWriter::maxRowSize(uint64_t distance, unsigned quantum) {
  uint64_t quanta = distance / quantum;
  uint64_t pcSteps = quanta == 0 ? 0 : divideCeil(quanta - 1, maxPcStep);
  return pcSteps + GOSYM_LONG_LINE_STEP_SIZE;
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

Expected<std::optional<LineRow>> findLine(ArrayRef<uint8_t> table,
                                          uint64_t start, uint64_t pc,
                                          unsigned quantum) {
  std::optional<LineRow> inForce;
  LineTableReader reader(table, start, quantum);
  while (true) {
    Expected<std::optional<LineRow>> row = reader.next();
    if (!row)
      return row.takeError();
    // Rows ascend, except where pc wraps around after the last address.
    if (!*row || (*row)->pc > pc || (*row)->pc < start)
      return inForce;
    inForce = **row;
  }
}

} // namespace gosym
