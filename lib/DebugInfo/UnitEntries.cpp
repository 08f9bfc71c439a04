//===- UnitEntries.cpp ----------------------------------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// LLVM skips an attribute by the length that it states, and reads the next one
// wherever that is: a block that says it is longer than the section crashes it
// (found by the fuzz target debug-variables). So the attributes are skipped
// here first, one by one, and each must end in its unit. What else may be wrong
// with an entry is left to LLVM.
//
//===----------------------------------------------------------------------===//

#include "UnitEntries.h"
#include "../Support/Hex.h"
#include "llvm/DebugInfo/DWARF/DWARFDebugAbbrev.h"
#include "llvm/DebugInfo/DWARF/DWARFFormValue.h"

using namespace llvm;
using namespace gosym;

Error gosym::checkEntries(DWARFUnit &unit, bool rootOnly) {
  DWARFDataExtractor data = unit.getDebugInfoExtractor();
  uint64_t position = unit.getOffset() + unit.getHeaderSize();
  uint64_t end = std::min<uint64_t>(unit.getNextUnitOffset(), data.size());
  const DWARFAbbreviationDeclarationSet *abbreviations =
      unit.getAbbreviations();
  while (abbreviations && position < end) {
    uint64_t entry = position;
    uint64_t code = data.getULEB128(&position);
    // A number that does not end is not read.
    if (position == entry)
      return Error::success();
    // Codes end lists of children; one that is unknown ends LLVM's reading.
    const DWARFAbbreviationDeclaration *declaration =
        code ? abbreviations->getAbbreviationDeclaration(code) : nullptr;
    if (code && !declaration)
      return Error::success();
    if (!declaration)
      continue;
    for (const auto &attribute : declaration->attributes()) {
      if (attribute.isImplicitConst())
        continue;
      uint64_t before = position;
      if (!DWARFFormValue::skipValue(attribute.Form, data, &position,
                                     unit.getFormParams()))
        return Error::success();
      if (position < before || position > end)
        return createStringError(".debug_info: entry at offset " + hex(entry) +
                                 ": an attribute at " + hex(before) +
                                 " ends at " + hex(position) +
                                 ", expected at most " + hex(end));
    }
    if (rootOnly)
      return Error::success();
  }
  return Error::success();
}
