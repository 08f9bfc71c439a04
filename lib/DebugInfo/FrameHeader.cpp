//===- FrameHeader.cpp ----------------------------------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// LLVM's reader of unwind information believes what an entry says of itself: an
// address of 3 bytes, augmentation data that goes on behind the section. Such
// an entry crashes it (found by the fuzz targets debug-unwind and
// debug-variables), and it makes objects of all instructions of all entries. So
// the fields are read here, and each that tells how far to read is checked:
//
//   entry   its length ends in the section
//   CIE     a version and an address size that there are; augmentation data of
//           known letters, as long as it says
//   FDE     belongs to a CIE of the section; its addresses and augmentation
//           data end in the entry
//
// The instructions behind these fields are FrameRows.cpp's.
//
//===----------------------------------------------------------------------===//

#include "FrameHeader.h"
#include "../Support/Hex.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/BinaryFormat/Dwarf.h"
#include "llvm/Support/MathExtras.h"

using namespace llvm;
using namespace llvm::dwarf;
using namespace gosym;

namespace {

class EntryReader {
public:
  EntryReader(const DWARFDataExtractor &section, bool isEH)
      : section(section), isEH(isEH), cursor(0) {}
  ~EntryReader() { consumeError(cursor.takeError()); }

  Expected<FrameEntries> run();

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
  Error readCIE();
  Error readAugmentation(StringRef letters, FrameCIE &cie);
  Error readFDE(uint64_t cieOffset);
  std::optional<uint64_t> sizeOf(uint8_t encoding) const;

  const DWARFDataExtractor &section;
  const bool isEH;
  DataExtractor::Cursor cursor;
  FrameEntries out;
  /// Numbers of CIEs, by where they are.
  DenseMap<uint64_t, uint32_t> known;
  /// Where the entry begins and ends.
  uint64_t entry = 0, end = 0;
};

} // namespace

/// Of a pointer; nothing for one that LLVM does not read.
std::optional<uint64_t> EntryReader::sizeOf(uint8_t encoding) const {
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

Error EntryReader::readAugmentation(StringRef letters, FrameCIE &cie) {
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

Error EntryReader::readCIE() {
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
  FrameCIE cie;
  cie.codeFactor = section.getULEB128(cursor);
  cie.dataFactor = section.getSLEB128(cursor);
  if (version == 1)
    section.getU8(cursor);
  else
    section.getULEB128(cursor);
  if (!isInside())
    return endsEarly();
  if (isEH)
    if (Error e = readAugmentation(letters, cie))
      return e;
  cie.begin = cursor.tell();
  cie.end = end;
  known[entry] = out.cies.size();
  out.cies.push_back(cie);
  return Error::success();
}

Error EntryReader::readFDE(uint64_t cieOffset) {
  // The numbers at the end of the range are DenseMap's own.
  auto number = cieOffset < entry ? known.find(cieOffset) : known.end();
  if (number == known.end())
    return bad("of a CIE at offset " + hex(cieOffset) +
               ", expected one that comes before it");
  const FrameCIE &cie = out.cies[number->second];
  std::optional<uint64_t> pointer =
      isEH ? sizeOf(cie.pointerEncoding)
           : std::optional<uint64_t>(section.getAddressSize());
  if (!pointer)
    return bad("address in the unknown encoding " + hex(cie.pointerEncoding) +
               ", expected one of 2, 4 or 8 bytes");
  FrameFDE fde;
  fde.cie = number->second;
  fde.offset = entry;
  fde.address = cursor.tell();
  fde.addressSize = *pointer;
  fde.end = end;
  skip(*pointer);
  uint64_t lengthAt = cursor.tell();
  skip(*pointer);
  if (cie.hasAugmentationData)
    skip(section.getULEB128(cursor));
  if (!isInside())
    return endsEarly();
  fde.begin = cursor.tell();
  // That of .eh_frame is never relocated but where code is relaxed, and then
  // nobody knows it.
  fde.length = isEH ? section.getUnsigned(&lengthAt, *pointer)
                    : section.getRelocatedValue(*pointer, &lengthAt);
  if (isEH && (cie.pointerEncoding & DW_EH_PE_signed))
    fde.length = SignExtend64(fde.length, 8 * *pointer);
  out.fdes.push_back(fde);
  return Error::success();
}

Expected<FrameEntries> EntryReader::run() {
  while (cursor && !section.eof(cursor)) {
    entry = cursor.tell();
    auto [length, format] = section.getInitialLength(cursor);
    if (!cursor)
      return bad("length that is cut, expected 4 or 12 bytes");
    // A terminator.
    if (length == 0)
      return std::move(out);
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
    if (Error e = id == cieId ? readCIE() : readFDE(isEH ? start - id : id))
      return e;
    cursor.seek(end);
  }
  return std::move(out);
}

Expected<FrameEntries>
gosym::readFrameEntries(const DWARFDataExtractor &section, bool isEH) {
  return EntryReader(section, isEH).run();
}
