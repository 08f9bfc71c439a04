//===- EntryCursor.cpp ----------------------------------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// An entry is the number of an abbreviation, which says the attributes and
// their forms, and the values of the attributes:
//
//   abbreviation 5: DW_TAG_inlined_subroutine, has children
//     DW_AT_abstract_origin DW_FORM_ref4, DW_AT_low_pc DW_FORM_addr, ...
//   entry: 05 | 2a 00 00 00 | address | ...
//
// Past an entry it is a few steps, which the abbreviation has ready. Each must
// end in the unit; what a value means is asked later, and only of those that
// somebody wants.
//
//===----------------------------------------------------------------------===//

#include "EntryCursor.h"
#include "../Support/Hex.h"
#include "../Support/Leb128.h"
#include "DebugUnit.h"

using namespace llvm;
using namespace llvm::dwarf;
using namespace gosym;

EntryCursor::EntryCursor(const DebugUnit &unit)
    : EntryCursor(unit, unit.firstEntry()) {}

EntryCursor::EntryCursor(const DebugUnit &unit, uint64_t offset)
    : unit(unit), abbreviations(unit.abbreviations()),
      bytes(unit.data().getData().bytes_begin()), end(unit.end()),
      position(offset) {}

void EntryCursor::fail(const Twine &facts) {
  if (problem.empty())
    problem =
        (".debug_info: entry at offset " + hex(entry) + ": " + facts).str();
  isPending = false;
  values.known = 0;
}

Error EntryCursor::takeError() {
  if (problem.empty())
    return Error::success();
  return createStringError(std::exchange(problem, ""));
}

/// Past all attributes. This is what most of the time goes to.
inline void EntryCursor::skip() {
  isPending = false;
  for (const SkipStep &step : abbreviation->steps) {
    if (step.bytes > end - position) {
      skipBytes(step.bytes);
      return;
    }
    position += step.bytes;
    if (step.kind == SizeKind::Fixed)
      return;
    // A number or the size of a block, of one byte.
    uint8_t byte = position != end ? bytes[position] : 0xff;
    if (step.kind == SizeKind::Number && byte < 0x80)
      ++position;
    else if (step.kind == SizeKind::Block && byte < end - position &&
             byte < 0x80)
      position += 1 + byte;
    // What stands behind a number is part of the next step.
    else if (!skipValue(step.kind, /*fixedSize=*/0))
      return;
  }
}

bool EntryCursor::next() {
  if (isPending)
    skip();
  if (position >= end || !problem.empty())
    return false;
  entry = position;
  uint64_t code = bytes[position];
  if (code < 0x80) {
    ++position;
  } else {
    Leb128<uint64_t> read = readULEB128(bytes + position, bytes + end);
    if (read.error) {
      fail("number of the abbreviation does not end, expected one before " +
           hex(end));
      return false;
    }
    code = read.value;
    position += read.size;
  }
  abbreviation = code ? abbreviations.find(code) : nullptr;
  isPending = abbreviation;
  if (code && !abbreviation) {
    if (!abbreviations.problem().empty())
      problem = abbreviations.problem();
    fail("abbreviation " + Twine(code) + ", expected one of the unit");
    return false;
  }
  return true;
}

bool EntryCursor::skipBytes(uint64_t size) {
  if (size > end - position) {
    fail("an attribute of " + Twine(size) + " bytes at " + hex(position) +
         ", expected it to end at most at " + hex(end));
    return false;
  }
  position += size;
  return true;
}

bool EntryCursor::skipNumber() {
  for (uint64_t p = position; p != end; ++p)
    if (bytes[p] < 0x80) {
      position = p + 1;
      return true;
    }
  fail("a number at " + hex(position) + ", expected it to end before " +
       hex(end));
  return false;
}

/// Past a block whose size is a number of \p width bytes.
bool EntryCursor::skipBlock(unsigned width) {
  uint64_t at = position;
  return skipBytes(width) && skipBytes(unit.data().getUnsigned(&at, width));
}

bool EntryCursor::skipValue(SizeKind kind, uint8_t fixedSize) {
  switch (kind) {
  case SizeKind::Fixed:
    return skipBytes(fixedSize);
  case SizeKind::Number:
    return skipNumber() && skipBytes(fixedSize);
  case SizeKind::Text: {
    const void *nul = std::memchr(bytes + position, 0, end - position);
    if (!nul) {
      fail("a string at " + hex(position) + ", expected it to end before " +
           hex(end));
      return false;
    }
    position = static_cast<const uint8_t *>(nul) - bytes + 1;
    return true;
  }
  case SizeKind::Block1:
    return skipBlock(1);
  case SizeKind::Block2:
    return skipBlock(2);
  case SizeKind::Block4:
    return skipBlock(4);
  case SizeKind::Block: {
    uint64_t at = position;
    return skipNumber() &&
           skipBytes(bytes[at] < 0x80 ? bytes[at]
                                      : unit.data().getULEB128(&at));
  }
  case SizeKind::OtherForm: {
    EntryValue value;
    return skipOtherForm(value);
  }
  case SizeKind::Unknown:
    break;
  }
  fail("a form at " + hex(position) + ", expected a known one");
  return false;
}

/// Reads the number of a form, and goes past the value behind it, which
/// \p value is then.
bool EntryCursor::skipOtherForm(EntryValue &value) {
  uint64_t at = position;
  if (!skipNumber())
    return false;
  value.at = position;
  uint64_t number = unit.data().getULEB128(&at);
  auto [kind, fixedSize] = sizeOfForm(number, unit.params());
  // One after the other would be as deep as the unit is long.
  if (kind == SizeKind::OtherForm || number == DW_FORM_implicit_const)
    kind = SizeKind::Unknown;
  value.form = Form(number);
  return skipValue(kind, fixedSize);
}

const EntryValues &EntryCursor::read() {
  values.known = 0;
  if (!std::exchange(isPending, false))
    return values;
  for (const AttributeSpec &spec : abbreviation->attributes) {
    EntryValue value{spec.form, position};
    if (!(spec.kind == SizeKind::OtherForm
              ? skipOtherForm(value)
              : skipValue(spec.kind, spec.fixedSize)))
      break;
    if (spec.form == DW_FORM_implicit_const)
      value.at = spec.implicitValue;
    uint32_t bit = spec.attr == Attr::Other ? 0 : bitOf(spec.attr);
    // Of two with one name the first counts.
    if (values.known & bit || !bit)
      continue;
    values.known |= bit;
    values.values[unsigned(spec.attr)] = value;
  }
  return values;
}
