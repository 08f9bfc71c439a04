//===- RangeLists.cpp -----------------------------------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The same two ranges of code at address 0x100 of section 4, in the two forms:
//
//   .debug_ranges         0x10 0x18, 0x20 0x28, 0 0      from the base address,
//                                                        that of the unit
//   .debug_rnglists       base_address 4:0x100
//                         offset_pair 0x10 0x18
//                         offset_pair 0x20 0x28
//                         end_of_list
//
// In an object an address is a relocation, which tells the section, and a
// distance is none: then the section is that of the base. `0 0` ends an old
// list only if neither is an address, for a range may be empty at the start of
// a section.
//
// LLVM reads such lists, too. It is not asked because any number of entries may
// name one list, and a list may be as long as the object: an object of a
// megabyte could keep a link busy for hours. So there is a limit for all of an
// object (ReadLimit).
//
//===----------------------------------------------------------------------===//

#include "RangeLists.h"
#include "../Support/Hex.h"
#include "llvm/DebugInfo/DWARF/DWARFContext.h"
#include "llvm/DebugInfo/DWARF/DWARFObject.h"

using namespace llvm;
using namespace gosym;
using object::SectionedAddress;

namespace {

class ListReader {
public:
  ListReader(const DebugUnit &unit, uint64_t offset, ReadLimit &limit,
             CodeRanges &ranges)
      : unit(unit), isOld(unit.header.getVersion() < 5),
        data(unit.dataOf(isOld ? unit.sections().getRangesSection()
                               : unit.sections().getRnglistsSection())),
        offset(offset), cursor(offset), limit(limit), ranges(ranges) {
    if (std::optional<SectionedAddress> start = unit.baseAddress())
      base = *start;
  }

  Error run();

private:
  void fail(const Twine &facts) {
    if (problem.empty())
      problem = facts.str();
  }
  bool readPair();
  bool readElement();
  SectionedAddress address();
  SectionedAddress indexedAddress();
  void add(SectionedAddress begin, uint64_t end);

  const DebugUnit &unit;
  const bool isOld;
  const DWARFDataExtractor data;
  const uint64_t offset;
  DataExtractor::Cursor cursor;
  ReadLimit &limit;
  CodeRanges &ranges;
  SectionedAddress base;
  std::string problem;
};

} // namespace

SectionedAddress ListReader::address() {
  SectionedAddress a;
  a.Address = data.getRelocatedAddress(cursor, &a.SectionIndex);
  return a;
}

SectionedAddress ListReader::indexedAddress() {
  uint64_t index = data.getULEB128(cursor);
  std::optional<SectionedAddress> a = unit.addressAt(index);
  if (!a && cursor)
    fail("address " + Twine(index) + ", expected one of .debug_addr");
  return a.value_or(SectionedAddress());
}

void ListReader::add(SectionedAddress begin, uint64_t end) {
  if (!cursor || begin.SectionIndex == SectionedAddress::UndefSection)
    return;
  if (end < begin.Address)
    return fail("range from " + hex(begin.Address) + " ends at " + hex(end) +
                ", expected an end behind it");
  if (begin.Address != end)
    ranges.push_back({begin.SectionIndex, begin.Address, end});
}

/// Returns whether the list goes on.
bool ListReader::readPair() {
  SectionedAddress begin = address();
  SectionedAddress end = address();
  bool isAddress = begin.SectionIndex != SectionedAddress::UndefSection;
  if (!begin.Address && !end.Address && !isAddress)
    return false;
  uint64_t largest = maxUIntN(8 * unit.params().AddrSize);
  if (begin.Address == largest && !isAddress) {
    base = end;
    return true;
  }
  if (!isAddress)
    begin.SectionIndex = base.SectionIndex;
  begin.Address += base.Address;
  add(begin, end.Address + base.Address);
  return true;
}

/// Returns whether the list goes on.
bool ListReader::readElement() {
  SectionedAddress begin = base;
  uint8_t kind = data.getU8(cursor);
  switch (kind) {
  case dwarf::DW_RLE_end_of_list:
    return false;
  case dwarf::DW_RLE_base_addressx:
    base = indexedAddress();
    return true;
  case dwarf::DW_RLE_base_address:
    base = address();
    return true;
  case dwarf::DW_RLE_startx_endx:
    begin = indexedAddress();
    add(begin, indexedAddress().Address);
    return true;
  case dwarf::DW_RLE_startx_length:
    begin = indexedAddress();
    add(begin, begin.Address + data.getULEB128(cursor));
    return true;
  case dwarf::DW_RLE_offset_pair:
    begin.Address += data.getULEB128(cursor);
    add(begin, base.Address + data.getULEB128(cursor));
    return true;
  case dwarf::DW_RLE_start_end:
    begin = address();
    add(begin, address().Address);
    return true;
  case dwarf::DW_RLE_start_length:
    begin = address();
    add(begin, begin.Address + data.getULEB128(cursor));
    return true;
  default:
    fail("element of kind " + Twine(unsigned(kind)) + ", expected at most 7");
    return false;
  }
}

Error ListReader::run() {
  bool goesOn = true;
  while (goesOn && cursor && problem.empty()) {
    if (!limit.take())
      fail("more ranges than bytes of debug info, expected fewer");
    else
      goesOn = isOld ? readPair() : readElement();
  }
  if (Error e = cursor.takeError()) {
    problem = toString(std::move(e));
  } else if (problem.empty()) {
    return Error::success();
  }
  return createStringError(Twine(isOld ? ".debug_ranges" : ".debug_rnglists") +
                           ": list at offset " + hex(offset) + ": " + problem);
}

Error gosym::readRangeList(const DebugUnit &unit, const EntryValue &list,
                           ReadLimit &limit, CodeRanges &ranges) {
  std::optional<uint64_t> offset = unit.rangeList(list);
  if (!offset)
    return createStringError(".debug_info: unit at offset " +
                             hex(unit.header.getOffset()) +
                             ": DW_AT_ranges is no list, expected one");
  return ListReader(unit, *offset, limit, ranges).run();
}

ReadLimit gosym::limitOf(const DWARFObject &sections) {
  uint64_t bytes = sections.getRangesSection().Data.size() +
                   sections.getRnglistsSection().Data.size();
  sections.forEachInfoSections(
      [&](const DWARFSection &info) { bytes += info.Data.size(); });
  return ReadLimit(bytes);
}

Error gosym::readCode(const DebugUnit &unit, const EntryValues &values,
                      ReadLimit &limit, CodeRanges &ranges) {
  if (const EntryValue *list = values[Attr::Ranges])
    return readRangeList(unit, *list, limit, ranges);
  std::optional<SectionedAddress> low = unit.address(values[Attr::LowPC]);
  const EntryValue *highPC = values[Attr::HighPC];
  if (!low || !highPC || low->SectionIndex == SectionedAddress::UndefSection)
    return Error::success();
  uint64_t high;
  if (std::optional<uint64_t> size = unit.number(highPC))
    high = low->Address + *size;
  else if (std::optional<SectionedAddress> address = unit.address(highPC))
    high = address->Address;
  else
    return Error::success();
  if (high != low->Address)
    ranges.push_back({low->SectionIndex, low->Address, high});
  return Error::success();
}
