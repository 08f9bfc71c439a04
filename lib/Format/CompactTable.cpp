//===- CompactTable.cpp - Header and parts --------------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// The header says how large the table is. That must be the size of the bytes
/// at hand: a table that was cut, or two of them one behind the other as a
/// linker without the plugin would leave them, are refused here.
///
//===----------------------------------------------------------------------===//

#include "gosym/Format/CompactTable.h"
#include "CompactCursor.h"
#include "llvm/ADT/STLExtras.h"

using namespace llvm;

namespace gosym {

/// By the number of the kind.
static constexpr StringLiteral partNames[] = {"unknown part",
                                              "dictionary",
                                              "names",
                                              "functions",
                                              "data",
                                              "units",
                                              "paths",
                                              "frames",
                                              "lines",
                                              "inlined functions",
                                              "names of inlined functions"};

StringRef compactPartName(uint32_t kind) {
  return partNames[kind < std::size(partNames) ? kind : 0];
}

bool isCompactTable(ArrayRef<uint8_t> bytes) {
  return bytes.size() >= sizeof(uint32_t) &&
         read32(bytes, GOSYM_COMPACT_MAGIC_OFFSET) == GOSYM_COMPACT_MAGIC;
}

const CompactPart *CompactTable::find(uint32_t kind) const {
  auto found =
      find_if(allParts, [&](const CompactPart &p) { return p.kind == kind; });
  return found == allParts.end() ? nullptr : found;
}

static Error badHeader(uint64_t at, const Twine &facts) {
  return malformed("header", at, facts);
}

Error CompactTable::readHeader() {
  if (!isCompactTable(whole)) {
    std::string found;
    for (uint8_t byte : whole.take_front(sizeof(uint32_t)))
      found += (found.empty() ? "" : " ") + utohexstr(byte, true, 2);
    return badHeader(GOSYM_COMPACT_MAGIC_OFFSET,
                     "bytes " + found + ", expected b7 47 53 63");
  }
  if (whole.size() < GOSYM_COMPACT_HEADER_SIZE)
    return badHeader(0, Twine(whole.size()) + " bytes, expected " +
                            Twine(GOSYM_COMPACT_HEADER_SIZE) + " or more");
  if (unsigned version = whole[GOSYM_COMPACT_VERSION_OFFSET];
      version != GOSYM_COMPACT_VERSION)
    return badHeader(GOSYM_COMPACT_VERSION_OFFSET,
                     "version " + Twine(version) + ", expected " +
                         Twine(GOSYM_COMPACT_VERSION));
  ownPointerSize = whole[GOSYM_COMPACT_POINTER_SIZE_OFFSET];
  if (ownPointerSize != 4 && ownPointerSize != 8)
    return badHeader(GOSYM_COMPACT_POINTER_SIZE_OFFSET,
                     "pointer size " + Twine(ownPointerSize) +
                         ", expected 4 or 8");
  unsigned flags = whole[GOSYM_COMPACT_FLAGS_OFFSET];
  if (flags & ~GOSYM_COMPACT_DEMANGLED)
    return badHeader(GOSYM_COMPACT_FLAGS_OFFSET,
                     "flags " + hex(flags) + ", expected 0 or 1");
  ownIsDemangled = flags & GOSYM_COMPACT_DEMANGLED;
  if (uint32_t size = read32(whole, GOSYM_COMPACT_SIZE_OFFSET);
      size != whole.size())
    return badHeader(GOSYM_COMPACT_SIZE_OFFSET, "size " + Twine(size) +
                                                    ", expected " +
                                                    Twine(whole.size()));
  if (uint32_t reserved = read32(whole, GOSYM_COMPACT_RESERVED_OFFSET))
    return badHeader(GOSYM_COMPACT_RESERVED_OFFSET,
                     "reserved " + hex(reserved) + ", expected 0");
  ownBase = int64_t(read64(whole, GOSYM_COMPACT_BASE_OFFSET));
  return Error::success();
}

Error CompactTable::readParts() {
  unsigned count = whole[GOSYM_COMPACT_PART_COUNT_OFFSET];
  uint64_t at = GOSYM_COMPACT_HEADER_SIZE;
  if (whole.size() - at < GOSYM_COMPACT_PART_SIZE * count)
    return badHeader(GOSYM_COMPACT_PART_COUNT_OFFSET,
                     Twine(count) + " parts, expected at most " +
                         Twine((whole.size() - at) / GOSYM_COMPACT_PART_SIZE));
  for (unsigned i = 0; i < count; ++i, at += GOSYM_COMPACT_PART_SIZE) {
    CompactPart part;
    part.kind = read32(whole, at);
    part.offset = read32(whole, at + GOSYM_COMPACT_PART_OFFSET_OFFSET);
    uint64_t end = uint64_t(part.offset) +
                   read32(whole, at + GOSYM_COMPACT_PART_SIZE_OFFSET);
    if (end > whole.size())
      return malformed("part", at,
                       "bytes up to " + hex(end) + ", expected " +
                           hex(whole.size()) + " or less");
    if (find(part.kind))
      return malformed("part", at,
                       "kind " + Twine(part.kind) +
                           " again, expected another one");
    if (part.kind & GOSYM_COMPACT_MUST_KNOW)
      return malformed("part", at,
                       "kind " + hex(part.kind) +
                           ", expected one that is known");
    part.bytes = whole.slice(part.offset, end - part.offset);
    allParts.push_back(part);
  }
  return Error::success();
}

Error CompactTable::require(uint32_t kind) const {
  if (find(kind))
    return Error::success();
  uint64_t end =
      GOSYM_COMPACT_HEADER_SIZE + GOSYM_COMPACT_PART_SIZE * allParts.size();
  return malformed("part", end,
                   "no " + compactPartName(kind) + ", expected it to be there");
}

Expected<CompactTable> CompactTable::create(ArrayRef<uint8_t> bytes) {
  CompactTable table;
  table.whole = bytes;
  if (Error error = table.readHeader())
    return error;
  if (Error error = table.readParts())
    return error;
  for (uint32_t kind :
       {GOSYM_COMPACT_DICTIONARY, GOSYM_COMPACT_NAMES, GOSYM_COMPACT_FUNCTIONS})
    if (Error error = table.require(kind))
      return error;
  const std::pair<uint32_t, uint32_t> needs[] = {
      {GOSYM_COMPACT_LINES, GOSYM_COMPACT_UNITS},
      {GOSYM_COMPACT_LINES, GOSYM_COMPACT_PATHS},
      {GOSYM_COMPACT_INLINED, GOSYM_COMPACT_INLINED_NAMES},
      {GOSYM_COMPACT_INLINED, GOSYM_COMPACT_LINES},
      {GOSYM_COMPACT_INLINED_NAMES, GOSYM_COMPACT_INLINED},
      {GOSYM_COMPACT_INLINED_NAMES, GOSYM_COMPACT_LINES}};
  for (auto [kind, needed] : needs)
    if (table.find(kind))
      if (Error error = table.require(needed))
        return error;
  return table;
}

} // namespace gosym
