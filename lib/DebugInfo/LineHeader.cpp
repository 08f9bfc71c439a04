//===- LineHeader.cpp -----------------------------------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A table of directories or files in the header of a DWARF 5 line table is a
// list of forms, a count and so many entries. LLVM believes both: a form
// without bytes together with a large count would fill the memory, a string
// where a number belongs would be one. Only forms that make sense pass.
//
// Reference: DWARF 5, 6.2.4.1.
//
//===----------------------------------------------------------------------===//

#include "LineHeader.h"
#include "../Support/Hex.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/DebugInfo/DWARF/DWARFFormValue.h"

using namespace llvm;
using namespace gosym;

/// Forms that a name, a number or a hash of a file can have. Each takes at
/// least one byte, so the entries of a table of files end with its bytes.
static bool isFileForm(uint64_t form) {
  switch (form) {
  case dwarf::DW_FORM_string:
  case dwarf::DW_FORM_line_strp:
  case dwarf::DW_FORM_strp:
  case dwarf::DW_FORM_strx:
  case dwarf::DW_FORM_strx1:
  case dwarf::DW_FORM_strx2:
  case dwarf::DW_FORM_strx3:
  case dwarf::DW_FORM_strx4:
  case dwarf::DW_FORM_udata:
  case dwarf::DW_FORM_data1:
  case dwarf::DW_FORM_data2:
  case dwarf::DW_FORM_data4:
  case dwarf::DW_FORM_data8:
  case dwarf::DW_FORM_data16:
  case dwarf::DW_FORM_block:
  case dwarf::DW_FORM_block1:
  case dwarf::DW_FORM_block2:
  case dwarf::DW_FORM_block4:
    return true;
  default:
    return false;
  }
}

static bool isNumberForm(uint64_t form) {
  return form == dwarf::DW_FORM_udata || form == dwarf::DW_FORM_data1 ||
         form == dwarf::DW_FORM_data2 || form == dwarf::DW_FORM_data4 ||
         form == dwarf::DW_FORM_data8;
}

static bool takesNumber(uint64_t type) {
  return type == dwarf::DW_LNCT_directory_index ||
         type == dwarf::DW_LNCT_timestamp || type == dwarf::DW_LNCT_size;
}

Error gosym::checkFileForms(const DWARFDataExtractor &section,
                            uint64_t offset) {
  DataExtractor::Cursor at(offset);
  auto [length, format] = section.getInitialLength(at);
  uint64_t tableEnd = at.tell() + length;
  if (!at || tableEnd < length || section.getU16(at) < 5) {
    consumeError(at.takeError());
    return Error::success();
  }
  DWARFDataExtractor data(section, tableEnd);
  auto bad = [&](uint64_t where, const Twine &fact) {
    consumeError(at.takeError());
    return createStringError("line table header at offset " + hex(where) +
                             ": " + fact);
  };
  uint8_t addressSize = data.getU8(at);
  // LLVM's sizes of forms are those of no unit when an address has no size.
  if (at && addressSize != 4 && addressSize != 8)
    return bad(at.tell() - 1, "address of " + Twine(unsigned(addressSize)) +
                                  " bytes, expected 4 or 8");
  data.getU8(at);
  data.getRelocatedValue(at, dwarf::getDwarfOffsetByteSize(format));
  data.skip(at, 5);
  uint8_t opcodeBase = data.getU8(at);
  data.skip(at, opcodeBase ? opcodeBase - 1 : 0);
  dwarf::FormParams params{5, addressSize, format};

  for (bool ofFiles : {false, true}) {
    SmallVector<dwarf::Form, 5> forms;
    for (unsigned n = data.getU8(at); at && n; --n) {
      uint64_t where = at.tell();
      uint64_t type = data.getULEB128(at);
      uint64_t form = data.getULEB128(at);
      if (at &&
          (!isFileForm(form) || (takesNumber(type) && !isNumberForm(form))))
        return bad(where, "form " + hex(form) + " of content type " +
                              hex(type) + ", expected one that fits");
      forms.push_back(dwarf::Form(form));
    }
    if (ofFiles)
      break;
    uint64_t position = 0;
    for (uint64_t n = data.getULEB128(at); at && n && !forms.empty(); --n) {
      position = at.tell();
      for (dwarf::Form form : forms) {
        uint64_t before = position;
        // A block may say that it is longer than the table, and LLVM would go
        // on behind it.
        if (!DWARFFormValue::skipValue(form, data, &position, params) ||
            position < before || position > data.size())
          return bad(before, "value of form " + hex(form) +
                                 " ends behind the table, expected it inside");
      }
      // A table that is over before its count is has no more to check.
      if (position == at.tell())
        break;
      data.skip(at, position - at.tell());
    }
  }
  return at.takeError();
}
