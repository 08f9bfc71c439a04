//===- Abbreviations.cpp --------------------------------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// An abbreviation says what the entries of its number consist of:
//
//   5: DW_TAG_formal_parameter, no children
//     DW_AT_location DW_FORM_exprloc, DW_AT_name DW_FORM_strx1,
//     DW_AT_decl_line DW_FORM_data1, DW_AT_type DW_FORM_ref4
//
// Nearly all entries are passed over, so that is made ready here, once: the
// sizes of values that follow one another are added up until there is one whose
// size only its bytes tell. Past the entry above it is two steps: a block, and
// 6 bytes.
//
// A table is read up to the abbreviation that is asked for. Who wants the root
// of a unit, which has the first one, reads no other.
//
// Reference: DWARF 5, 7.5.3.
//
//===----------------------------------------------------------------------===//

#include "Abbreviations.h"
#include "../Support/Hex.h"
#include "../Support/Leb128.h"
#include "llvm/ADT/Twine.h"

using namespace llvm;
using namespace llvm::dwarf;
using namespace gosym;

static Attr attrOf(uint64_t number) {
  switch (number) {
  case DW_AT_name:
    return Attr::Name;
  case DW_AT_linkage_name:
    return Attr::LinkageName;
  case DW_AT_MIPS_linkage_name:
    return Attr::MIPSLinkageName;
  case DW_AT_comp_dir:
    return Attr::CompDir;
  case DW_AT_stmt_list:
    return Attr::StmtList;
  case DW_AT_dwo_name:
    return Attr::DwoName;
  case DW_AT_GNU_dwo_name:
    return Attr::GNUDwoName;
  case DW_AT_addr_base:
    return Attr::AddrBase;
  case DW_AT_GNU_addr_base:
    return Attr::GNUAddrBase;
  case DW_AT_str_offsets_base:
    return Attr::StrOffsetsBase;
  case DW_AT_rnglists_base:
    return Attr::RnglistsBase;
  case DW_AT_loclists_base:
    return Attr::LoclistsBase;
  case DW_AT_low_pc:
    return Attr::LowPC;
  case DW_AT_high_pc:
    return Attr::HighPC;
  case DW_AT_entry_pc:
    return Attr::EntryPC;
  case DW_AT_ranges:
    return Attr::Ranges;
  case DW_AT_abstract_origin:
    return Attr::AbstractOrigin;
  case DW_AT_specification:
    return Attr::Specification;
  case DW_AT_call_file:
    return Attr::CallFile;
  case DW_AT_call_line:
    return Attr::CallLine;
  case DW_AT_location:
    return Attr::Location;
  case DW_AT_const_value:
    return Attr::ConstValue;
  case DW_AT_declaration:
    return Attr::Declaration;
  case DW_AT_external:
    return Attr::External;
  case DW_AT_frame_base:
    return Attr::FrameBase;
  case DW_AT_type:
    return Attr::Type;
  case DW_AT_byte_size:
    return Attr::ByteSize;
  case DW_AT_count:
    return Attr::Count;
  case DW_AT_upper_bound:
    return Attr::UpperBound;
  case DW_AT_lower_bound:
    return Attr::LowerBound;
  default:
    return Attr::Other;
  }
}

std::pair<SizeKind, uint8_t> gosym::sizeOfForm(uint64_t form,
                                               FormParams params) {
  switch (form) {
  case DW_FORM_string:
    return {SizeKind::Text, 0};
  case DW_FORM_block1:
    return {SizeKind::Block1, 0};
  case DW_FORM_block2:
    return {SizeKind::Block2, 0};
  case DW_FORM_block4:
    return {SizeKind::Block4, 0};
  case DW_FORM_block:
  case DW_FORM_exprloc:
    return {SizeKind::Block, 0};
  case DW_FORM_sdata:
  case DW_FORM_udata:
  case DW_FORM_ref_udata:
  case DW_FORM_strx:
  case DW_FORM_addrx:
  case DW_FORM_loclistx:
  case DW_FORM_rnglistx:
  case DW_FORM_GNU_addr_index:
  case DW_FORM_GNU_str_index:
    return {SizeKind::Number, 0};
  // A number, and 4 bytes.
  case DW_FORM_LLVM_addrx_offset:
    return {SizeKind::Number, 4};
  case DW_FORM_indirect:
    return {SizeKind::OtherForm, 0};
  default:
    if (form <= UINT16_MAX)
      if (std::optional<uint8_t> size =
              getFixedFormByteSize(Form(form), params))
        return {SizeKind::Fixed, *size};
    return {SizeKind::Unknown, 0};
  }
}

void Abbreviations::fail(const Twine &facts) {
  atEnd = true;
  theProblem =
      (".debug_abbrev: abbreviation at offset " + hex(start) + ": " + facts)
          .str();
}

bool Abbreviations::readNumber(uint64_t &value) {
  Leb128<uint64_t> read =
      readULEB128(section.bytes_begin() + position, section.bytes_end());
  if (read.error) {
    fail("ends behind the section, expected a number at " + hex(position));
    return false;
  }
  value = read.value;
  position += read.size;
  return true;
}

/// Reads the attributes, and makes the steps past them.
bool Abbreviations::readAttributes(Abbreviation &abbreviation) {
  attributes.clear();
  steps.clear();
  SkipStep step;
  while (true) {
    uint64_t number, form;
    if (!readNumber(number) || !readNumber(form))
      return false;
    if (!number && !form)
      break;
    if (!number || !form) {
      fail("attribute " + hex(number) + " of form " + hex(form) +
           ", expected both or none of them");
      return false;
    }
    AttributeSpec &spec = attributes.emplace_back();
    spec.attr = attrOf(number);
    spec.form = Form(form);
    std::tie(spec.kind, spec.fixedSize) = sizeOfForm(form, params);
    if (spec.attr != Attr::Other)
      abbreviation.known |= bitOf(spec.attr);
    if (form == DW_FORM_implicit_const) {
      Leb128<int64_t> read =
          readSLEB128(section.bytes_begin() + position, section.bytes_end());
      if (read.error) {
        fail(read.error);
        return false;
      }
      spec.implicitValue = read.value;
      position += read.size;
    }
    if (spec.kind != SizeKind::Fixed) {
      step.kind = spec.kind;
      steps.push_back(std::exchange(step, SkipStep()));
    }
    step.bytes += spec.fixedSize;
  }
  if (step.bytes)
    steps.push_back(step);
  abbreviation.attributes = ArrayRef(attributes).copy(memory);
  abbreviation.steps = ArrayRef(steps).copy(memory);
  return true;
}

/// Null: there is no other.
Abbreviation *Abbreviations::readNext() {
  start = position;
  if (position > section.size()) {
    fail("behind the section, expected it below " + hex(section.size()));
    return nullptr;
  }
  uint64_t code, tag;
  // The end of the section ends the table, too.
  if (position == section.size())
    atEnd = true;
  if (atEnd || !readNumber(code))
    return nullptr;
  if (code == 0 || code > UINT32_MAX) {
    if (code)
      fail("number " + hex(code) + ", expected one of 32 bits");
    atEnd = true;
    return nullptr;
  }
  auto *read = new (memory) Abbreviation;
  read->code = code;
  if (!readNumber(tag))
    return nullptr;
  if (tag == 0 || tag > UINT16_MAX || position == section.size()) {
    fail("tag " + hex(tag) + ", expected one of entries");
    return nullptr;
  }
  read->tag = Tag(tag);
  read->hasChildren = section[position++] == DW_CHILDREN_yes;
  return readAttributes(*read) ? read : nullptr;
}

const Abbreviation *Abbreviations::findOther(uint64_t code) {
  if (code > UINT32_MAX)
    return nullptr;
  auto known = others.find(code);
  if (known != others.end())
    return known->second;
  while (!atEnd) {
    const Abbreviation *read = readNext();
    if (!read)
      break;
    // Of two with one number the first counts.
    auto [first, isNew] = others.try_emplace(read->code, read);
    inOrder.push_back(first->second);
    if (isNew && read->code == inOrder.size())
      others.erase(first);
    if (read->code == code)
      return inOrder.back();
  }
  return nullptr;
}
