//===- FrameHeader.cpp ----------------------------------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// LLVM's reader of unwind information believes what an entry says of itself: an
// address of 3 bytes, augmentation data that goes on behind the section. Such
// an entry crashes it (found by the fuzz targets debug-unwind and
// debug-variables). So each field that tells how far to read is checked here
// first:
//
//   entry   its length ends in the section
//   CIE     a version and an address size that there are; augmentation data of
//           known letters, as long as it says
//   FDE     belongs to a CIE of the section; its addresses and augmentation
//           data end in the entry
//
// The instructions behind these fields are left to LLVM, which reads them up to
// the end of the entry and no further.
//
//===----------------------------------------------------------------------===//

#include "FrameHeader.h"
#include "../Support/Hex.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/BinaryFormat/Dwarf.h"

using namespace llvm;
using namespace llvm::dwarf;
using namespace gosym;

namespace {

/// What FDEs need to know of a CIE.
struct KnownCIE {
  uint8_t pointerEncoding = DW_EH_PE_absptr;
  bool hasAugmentationData = false;
};

class EntryChecker {
public:
  EntryChecker(const DWARFDataExtractor &section, bool isEH)
      : section(section), isEH(isEH), cursor(0) {}
  ~EntryChecker() { consumeError(cursor.takeError()); }

  Error run();

private:
  Error bad(const Twine &facts) const {
    return createStringError("entry at offset " + hex(entry) + ": " + facts);
  }
  /// The fields read so far lie in the entry.
  bool isInside() { return bool(cursor) && cursor.tell() <= end; }
  Error endsEarly() const {
    return bad("ends at " + hex(end) +
               " within its fields, expected all of "
               "them");
  }
  void skip(uint64_t size) { section.skip(cursor, size); }
  Error checkCIE();
  Error checkAugmentation(StringRef letters, KnownCIE &cie);
  Error checkFDE(uint64_t cieOffset);
  std::optional<uint64_t> sizeOf(uint8_t encoding) const;

  const DWARFDataExtractor &section;
  const bool isEH;
  DataExtractor::Cursor cursor;
  DenseMap<uint64_t, KnownCIE> known;
  /// Where the entry begins and ends.
  uint64_t entry = 0, end = 0;
};

} // namespace

/// Of a pointer; nothing for one that LLVM does not read.
std::optional<uint64_t> EntryChecker::sizeOf(uint8_t encoding) const {
  switch (encoding & 0x0f) {
  case DW_EH_PE_absptr:
    return section.getAddressSize();
  case DW_EH_PE_udata2:
  case DW_EH_PE_sdata2:
    return 2;
  case DW_EH_PE_udata4:
  case DW_EH_PE_sdata4:
    return 4;
  case DW_EH_PE_udata8:
  case DW_EH_PE_sdata8:
    return 8;
  default:
    return std::nullopt;
  }
}

Error EntryChecker::checkAugmentation(StringRef letters, KnownCIE &cie) {
  if (letters.empty())
    return Error::success();
  if (letters.front() != 'z')
    return bad("augmentation without its size, expected it to begin with z");
  cie.hasAugmentationData = true;
  uint64_t size = section.getULEB128(cursor);
  if (!isInside() || size > end - cursor.tell())
    return bad("augmentation data of " + Twine(size) +
               " bytes, expected it to end in the entry");
  uint64_t dataEnd = cursor.tell() + size;
  for (char letter : letters.drop_front()) {
    switch (letter) {
    case 'L':
    case 'R': {
      uint8_t encoding = section.getU8(cursor);
      if (letter == 'R')
        cie.pointerEncoding = encoding;
      break;
    }
    case 'P': {
      std::optional<uint64_t> pointer = sizeOf(section.getU8(cursor));
      if (!pointer)
        return bad("personality in an unknown encoding, expected one of 2, 4 "
                   "or 8 bytes");
      skip(*pointer);
      break;
    }
    case 'S':
    case 'B':
    case 'G':
      break;
    default:
      return bad("augmentation " + hex(uint8_t(letter)) +
                 ", expected L, P, R, S, B or G");
    }
  }
  if (!cursor || cursor.tell() != dataEnd)
    return bad("augmentation data of " + Twine(size) +
               " bytes, expected what its letters say");
  return Error::success();
}

Error EntryChecker::checkCIE() {
  uint8_t version = section.getU8(cursor);
  if (!isInside() || (version != 1 && version != 3 && version != 4))
    return bad("version " + Twine(unsigned(version)) + ", expected 1, 3 or 4");
  StringRef letters = section.getCStrRef(cursor);
  if (version == 4) {
    uint8_t addressSize = section.getU8(cursor);
    uint8_t segmentSize = section.getU8(cursor);
    if (!isInside())
      return endsEarly();
    if (addressSize != section.getAddressSize() || segmentSize != 0)
      return bad("addresses of " + Twine(unsigned(addressSize)) +
                 " bytes with segments of " + Twine(unsigned(segmentSize)) +
                 ", expected " + Twine(unsigned(section.getAddressSize())) +
                 " and 0");
  }
  section.getULEB128(cursor);
  section.getSLEB128(cursor);
  if (version == 1)
    section.getU8(cursor);
  else
    section.getULEB128(cursor);
  if (!isInside())
    return endsEarly();
  KnownCIE cie;
  if (isEH)
    if (Error e = checkAugmentation(letters, cie))
      return e;
  known[entry] = cie;
  return Error::success();
}

Error EntryChecker::checkFDE(uint64_t cieOffset) {
  // The numbers at the end of the range are DenseMap's own.
  auto cie = cieOffset < entry ? known.find(cieOffset) : known.end();
  if (cie == known.end())
    return bad("of a CIE at offset " + hex(cieOffset) +
               ", expected one that comes before it");
  std::optional<uint64_t> pointer =
      isEH ? sizeOf(cie->second.pointerEncoding)
           : std::optional<uint64_t>(section.getAddressSize());
  if (!pointer)
    return bad("address in the unknown encoding " +
               hex(cie->second.pointerEncoding) +
               ", expected one of 2, 4 or 8 bytes");
  skip(2 * *pointer);
  if (cie->second.hasAugmentationData)
    skip(section.getULEB128(cursor));
  return isInside() ? Error::success() : endsEarly();
}

Error EntryChecker::run() {
  while (cursor && !section.eof(cursor)) {
    entry = cursor.tell();
    auto [length, format] = section.getInitialLength(cursor);
    if (!cursor)
      return bad("length that is cut, expected 4 or 12 bytes");
    // A terminator: LLVM reads no further.
    if (length == 0)
      return Error::success();
    uint64_t start = cursor.tell();
    if (length > section.size() - start)
      return bad("length " + hex(length) + ", expected at most " +
                 hex(section.size() - start));
    end = start + length;
    bool isWide = format == DWARF64 && !isEH;
    uint64_t id = section.getRelocatedValue(cursor, isWide ? 8 : 4);
    if (!isInside())
      return endsEarly();
    uint64_t cieId = isEH ? 0 : isWide ? uint64_t(DW64_CIE_ID) : DW_CIE_ID;
    if (Error e = id == cieId ? checkCIE() : checkFDE(isEH ? start - id : id))
      return e;
    cursor.seek(end);
  }
  return Error::success();
}

Error gosym::checkFrameEntries(const DWARFDataExtractor &section, bool isEH) {
  return EntryChecker(section, isEH).run();
}
