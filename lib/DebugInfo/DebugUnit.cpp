//===- DebugUnit.cpp ------------------------------------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What values of attributes mean. Many are numbers of something that the unit
// has a table of, and the root says where that begins:
//
//   DW_FORM_strx      DW_AT_str_offsets_base    .debug_str_offsets ->
//   .debug_str DW_FORM_addrx     DW_AT_addr_base           .debug_addr
//   DW_FORM_rnglistx  DW_AT_rnglists_base       .debug_rnglists
//   DW_FORM_loclistx  DW_AT_loclists_base       .debug_loclists
//
// In an object nearly each word that is an address or an offset in another
// section is a relocation, which LLVM's DWARFDataExtractor asks of the object.
//
// Reference: DWARF 5, 7.5.5 and 7.5.6; of GNU's forms binutils.
//
//===----------------------------------------------------------------------===//

#include "DebugUnit.h"
#include "../Support/Hex.h"
#include "../Support/Leb128.h"
#include "llvm/DebugInfo/DWARF/DWARFListTable.h"
#include "llvm/DebugInfo/DWARF/DWARFObject.h"
#include "llvm/Support/Endian.h"

using namespace llvm;
using namespace llvm::dwarf;
using namespace gosym;
using object::SectionedAddress;

DebugUnit::DebugUnit(DebugUnits &units, DWARFUnit &header, uint32_t section)
    : header(header), units(units), section(section),
      info(dataOf(header.getInfoSection())),
      addresses(dataOf(sections().getAddrSection())),
      textOffsets(dataOf(sections().getStrOffsetsSection())),
      order(info.isLittleEndian() ? endianness::little : endianness::big),
      theEnd(std::min<uint64_t>(header.getNextUnitOffset(), info.size())),
      table(&units.abbreviationsOf(header)) {
  readRoot();
}

const DWARFObject &DebugUnit::sections() const { return units.sections; }

DWARFDataExtractor DebugUnit::dataOf(const DWARFSection &section) const {
  return DWARFDataExtractor(sections(), section, sections().isLittleEndian(),
                            params().AddrSize);
}

void DebugUnit::readRoot() {
  EntryCursor entries(*this);
  bool hasRoot = entries.next() && entries.tag() != DW_TAG_null;
  if (hasRoot)
    rootValues = entries.read();
  if (Error e = entries.takeError()) {
    problem = toString(std::move(e));
    return;
  }
  if (!hasRoot) {
    problem = ".debug_info: unit at offset " + hex(header.getOffset()) +
              ": no entry, expected one";
    return;
  }
  const EntryValues &root = rootValues;
  addressBase = sectionOffset(root[Attr::AddrBase]);
  if (!addressBase)
    addressBase = sectionOffset(root[Attr::GNUAddrBase]);
  locationsBase = sectionOffset(root[Attr::LoclistsBase]).value_or(0);
  if (header.getVersion() >= 5) {
    textBase = sectionOffset(root[Attr::StrOffsetsBase]);
    rangesBase =
        sectionOffset(root[Attr::RnglistsBase])
            .value_or(DWARFListTableHeader::getHeaderSize(header.getFormat()));
  }
  base = address(root[Attr::LowPC]);
  if (!base)
    base = address(root[Attr::EntryPC]);
}

/// With what a relocation makes of it. Most words of entries have none: where
/// the next is, is asked once for all up to there.
uint64_t DebugUnit::wordAt(uint64_t offset, unsigned size) const {
  if (offset < clearBegin || offset >= clearEnd) {
    clearBegin = offset;
    clearEnd = units.sections.nextRelocation(header.getInfoSection(), offset);
    if (clearEnd == offset)
      return info.getRelocatedValue(size, &offset);
  }
  const uint8_t *bytes = info.getData().bytes_begin() + offset;
  if (size == 4)
    return support::endian::read32(bytes, order);
  return support::endian::read64(bytes, order);
}

uint64_t DebugUnit::lebAt(uint64_t offset) const {
  // EntryCursor has found its end.
  const uint8_t *bytes = info.getData().bytes_begin();
  if (bytes[offset] < 0x80)
    return bytes[offset];
  return readULEB128(bytes + offset, bytes + theEnd).value;
}

/// Of a form that is a number, whatever that means.
uint64_t DebugUnit::wordOf(const EntryValue &value) const {
  uint64_t at = value.at;
  const uint8_t *bytes = info.getData().bytes_begin() + at;
  switch (value.form) {
  case DW_FORM_data1:
  case DW_FORM_ref1:
  case DW_FORM_strx1:
  case DW_FORM_addrx1:
  case DW_FORM_flag:
    return *bytes;
  case DW_FORM_data2:
  case DW_FORM_ref2:
  case DW_FORM_strx2:
  case DW_FORM_addrx2:
    return support::endian::read16(bytes, order);
  case DW_FORM_strx3:
  case DW_FORM_addrx3:
    return info.getU24(&at);
  case DW_FORM_data4:
  case DW_FORM_ref4:
  case DW_FORM_strx4:
  case DW_FORM_addrx4:
    return wordAt(at, 4);
  case DW_FORM_data8:
  case DW_FORM_ref8:
    return wordAt(at, 8);
  case DW_FORM_sec_offset:
  case DW_FORM_strp:
  case DW_FORM_line_strp:
    return wordAt(at, params().getDwarfOffsetByteSize());
  case DW_FORM_ref_addr:
    return wordAt(at, params().getRefAddrByteSize());
  default:
    return lebAt(at);
  }
}

std::optional<uint64_t> DebugUnit::number(const EntryValue *value) const {
  if (!value)
    return std::nullopt;
  switch (value->form) {
  case DW_FORM_data1:
  case DW_FORM_data2:
  case DW_FORM_data4:
  case DW_FORM_data8:
  case DW_FORM_udata:
  case DW_FORM_flag:
    return wordOf(*value);
  case DW_FORM_flag_present:
    return 1;
  case DW_FORM_implicit_const:
    return value->at;
  default:
    return std::nullopt;
  }
}

std::optional<int64_t> DebugUnit::signedNumber(const EntryValue *value) const {
  if (value && value->form == DW_FORM_sdata) {
    const uint8_t *bytes = info.getData().bytes_begin();
    return readSLEB128(bytes + value->at, bytes + theEnd).value;
  }
  std::optional<uint64_t> plain = number(value);
  if (!plain)
    return std::nullopt;
  switch (value->form) {
  case DW_FORM_data1:
    return int8_t(*plain);
  case DW_FORM_data2:
    return int16_t(*plain);
  case DW_FORM_data4:
    return int32_t(*plain);
  case DW_FORM_udata:
    if (*plain > uint64_t(INT64_MAX))
      return std::nullopt;
    return *plain;
  default:
    return *plain;
  }
}

/// Of string \p index of the unit in `.debug_str`.
std::optional<uint64_t> DebugUnit::textOffset(uint64_t index) const {
  unsigned size = params().getDwarfOffsetByteSize();
  // Without a base: DWARF 4's split units, whose strings are elsewhere.
  if (!textBase || index > UINT32_MAX)
    return std::nullopt;
  uint64_t at = *textBase + index * size;
  if (at < *textBase || !textOffsets.isValidOffsetForDataOfSize(at, size))
    return std::nullopt;
  return textOffsets.getRelocatedValue(size, &at);
}

std::optional<StringRef> DebugUnit::text(const EntryValue *value) const {
  if (!value)
    return std::nullopt;
  StringRef section;
  std::optional<uint64_t> offset;
  switch (value->form) {
  case DW_FORM_string:
    section = info.getData();
    offset = value->at;
    break;
  case DW_FORM_strp:
    section = sections().getStrSection();
    offset = wordOf(*value);
    break;
  case DW_FORM_line_strp:
    section = sections().getLineStrSection();
    offset = wordOf(*value);
    break;
  case DW_FORM_strx:
  case DW_FORM_strx1:
  case DW_FORM_strx2:
  case DW_FORM_strx3:
  case DW_FORM_strx4:
  case DW_FORM_GNU_str_index:
    section = sections().getStrSection();
    offset = textOffset(wordOf(*value));
    break;
  default:
    return std::nullopt;
  }
  if (!offset || *offset >= section.size())
    return std::nullopt;
  StringRef rest = section.drop_front(*offset);
  size_t size = rest.find('\0');
  if (size == StringRef::npos)
    return std::nullopt;
  return rest.take_front(size);
}

std::optional<ArrayRef<uint8_t>>
DebugUnit::block(const EntryValue *value) const {
  if (!value)
    return std::nullopt;
  uint64_t at = value->at, size;
  switch (value->form) {
  case DW_FORM_exprloc:
  case DW_FORM_block:
    size = info.getULEB128(&at);
    break;
  case DW_FORM_block1:
    size = info.getU8(&at);
    break;
  case DW_FORM_block2:
    size = info.getU16(&at);
    break;
  case DW_FORM_block4:
    size = info.getU32(&at);
    break;
  case DW_FORM_data16:
    size = 16;
    break;
  default:
    return std::nullopt;
  }
  return arrayRefFromStringRef(info.getData().substr(at, size));
}

std::optional<uint64_t>
DebugUnit::sectionOffset(const EntryValue *value) const {
  if (!value)
    return std::nullopt;
  switch (value->form) {
  case DW_FORM_data4:
  case DW_FORM_data8:
    // Before there was a form for it.
    if (header.getVersion() > 3)
      return std::nullopt;
    [[fallthrough]];
  case DW_FORM_sec_offset:
    return wordOf(*value);
  default:
    return std::nullopt;
  }
}

std::optional<SectionedAddress> DebugUnit::addressAt(uint64_t index) const {
  unsigned size = params().AddrSize;
  if (!addressBase || index > UINT32_MAX)
    return std::nullopt;
  uint64_t at = *addressBase + index * size;
  if (at < *addressBase || !addresses.isValidOffsetForDataOfSize(at, size))
    return std::nullopt;
  SectionedAddress address;
  address.Address = addresses.getRelocatedAddress(&at, &address.SectionIndex);
  return address;
}

std::optional<SectionedAddress>
DebugUnit::address(const EntryValue *value) const {
  if (!value)
    return std::nullopt;
  switch (value->form) {
  case DW_FORM_addr: {
    SectionedAddress address;
    uint64_t at = value->at;
    address.Address = info.getRelocatedAddress(&at, &address.SectionIndex);
    return address;
  }
  case DW_FORM_addrx:
  case DW_FORM_addrx1:
  case DW_FORM_addrx2:
  case DW_FORM_addrx3:
  case DW_FORM_addrx4:
  case DW_FORM_GNU_addr_index:
    return addressAt(wordOf(*value));
  case DW_FORM_LLVM_addrx_offset: {
    std::optional<SectionedAddress> address = addressAt(lebAt(value->at));
    uint64_t at = value->at;
    info.getULEB128(&at);
    if (address)
      address->Address += info.getU32(&at);
    return address;
  }
  default:
    return std::nullopt;
  }
}

EntryPlace DebugUnit::reference(const EntryValue *value) const {
  if (!value)
    return {};
  switch (value->form) {
  case DW_FORM_ref1:
  case DW_FORM_ref2:
  case DW_FORM_ref4:
  case DW_FORM_ref8:
  case DW_FORM_ref_udata:
    return units.entryAt(*this, header.getOffset() + wordOf(*value));
  case DW_FORM_ref_addr:
    return units.entryAt(*this, wordOf(*value));
  case DW_FORM_ref_sig8: {
    uint64_t at = value->at;
    return units.typeOf(info.getU64(&at));
  }
  default:
    return {};
  }
}

std::optional<uint64_t> DebugUnit::listAt(StringRef section, uint64_t base,
                                          uint64_t index) const {
  DWARFDataExtractor data(section, info.isLittleEndian(), params().AddrSize);
  unsigned size = params().getDwarfOffsetByteSize();
  uint64_t at = base + index * size;
  if (index > UINT32_MAX || at < base ||
      !data.isValidOffsetForDataOfSize(at, size))
    return std::nullopt;
  return base + data.getUnsigned(&at, size);
}

std::optional<uint64_t> DebugUnit::rangeList(const EntryValue &value) const {
  if (value.form == DW_FORM_rnglistx)
    return listAt(sections().getRnglistsSection().Data, rangesBase,
                  wordOf(value));
  return sectionOffset(&value);
}

std::optional<uint64_t> DebugUnit::locationList(const EntryValue &value) const {
  if (value.form == DW_FORM_loclistx)
    return listAt(sections().getLoclistsSection().Data, locationsBase,
                  wordOf(value));
  return sectionOffset(&value);
}
