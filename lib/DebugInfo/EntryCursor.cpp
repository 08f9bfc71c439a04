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
// Each value is skipped first, which finds where it ends, and must end in the
// unit; only then LLVM reads it. Entries of one abbreviation often have one
// size, which LLVM has counted: they are skipped at once.
//
//===----------------------------------------------------------------------===//

#include "EntryCursor.h"
#include "../Support/Hex.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/DebugInfo/DWARF/DWARFDebugAbbrev.h"

using namespace llvm;
using namespace gosym;

EntryCursor::EntryCursor(DWARFUnit &unit, uint64_t offset)
    : unit(unit), data(unit.getDebugInfoExtractor()),
      abbreviations(unit.getAbbreviations()),
      end(std::min<uint64_t>(unit.getNextUnitOffset(), data.size())),
      position(offset) {}

void EntryCursor::fail(const Twine &facts) {
  if (problem.empty())
    problem =
        (".debug_info: entry at offset " + hex(entry) + ": " + facts).str();
}

Error EntryCursor::takeError() {
  if (problem.empty())
    return Error::success();
  return createStringError(std::exchange(problem, ""));
}

bool EntryCursor::next() {
  if (isPending)
    skip();
  if (!problem.empty() || !abbreviations || position >= end)
    return false;
  entry = position;
  uint64_t code = data.getULEB128(&position);
  if (position == entry || position > end) {
    fail("number of the abbreviation does not end, expected one before " +
         hex(end));
    return false;
  }
  declaration =
      code ? abbreviations->getAbbreviationDeclaration(code) : nullptr;
  if (code && !declaration) {
    fail("abbreviation " + Twine(code) + ", expected one of the unit");
    return false;
  }
  isPending = code != 0;
  return true;
}

/// Past all attributes.
void EntryCursor::skip() {
  isPending = false;
  if (std::optional<size_t> size =
          declaration->getFixedAttributesByteSize(unit)) {
    if (*size > end - position)
      return fail(Twine(*size) + " bytes of attributes, expected at most " +
                  Twine(end - position));
    position += *size;
    return;
  }
  for (const auto &attribute : declaration->attributes()) {
    if (!attribute.isImplicitConst())
      skipValue(attribute);
    if (!problem.empty())
      return;
  }
}

void EntryCursor::skipValue(
    const DWARFAbbreviationDeclaration::AttributeSpec &attribute) {
  uint64_t before = position;
  if (!DWARFFormValue::skipValue(attribute.Form, data, &position,
                                 unit.getFormParams()))
    return fail("form " + hex(attribute.Form) + ", expected a known one");
  if (position < before || position > end)
    fail("an attribute at " + hex(before) + " ends at " + hex(position) +
         ", expected at most " + hex(end));
}

void EntryCursor::read(ArrayRef<dwarf::Attribute> wanted, Values values) {
  assert(wanted.size() == values.size() && "a place for each");
  llvm::fill(values, std::nullopt);
  if (!std::exchange(isPending, false))
    return;
  for (const auto &attribute : declaration->attributes()) {
    size_t place = llvm::find(wanted, attribute.Attr) - wanted.begin();
    bool isWanted = place != wanted.size() && !values[place];
    if (attribute.isImplicitConst()) {
      if (isWanted)
        values[place] = DWARFFormValue::createFromSValue(
            attribute.Form, attribute.getImplicitConstValue());
      continue;
    }
    uint64_t before = position;
    skipValue(attribute);
    if (!problem.empty())
      return;
    if (!isWanted)
      continue;
    DWARFFormValue value(attribute.Form);
    if (value.extractValue(data, &before, unit.getFormParams(), &unit))
      values[place] = value;
  }
}
