//===- StatedSizes.cpp ----------------------------------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A header of 24 bytes may state that 600 bytes of zlib stream are 8 GB of
// debug info. Believed, that is 8 GB of zeros and 20 seconds, or, with a larger
// number, a linker that is aborted for want of memory, though lld alone, which
// need not look into the section, links the object.
//
//   1. No stream can be longer than its format allows: a deflate stream has at
//      least two bits for 258 bytes, so 1,032 bytes come from one; a zstd frame
//      at least four bytes for a block of 128 KiB.
//   2. What passes may still be a lie, of zstd a large one. So the memory is
//      asked for but not touched (the system gives pages when they are
//      written), and when there is none, that is an error of the section.
//   3. What came out must be as long as was stated: the rest of the memory has
//      no contents.
//
// A section that really decompresses to 8 GB gets them, as from lld.
//
//===----------------------------------------------------------------------===//

#include "StatedSizes.h"
#include "Leb128.h"
#include "Malformed.h"
#include "llvm/BinaryFormat/ELF.h"
#include "llvm/Support/Compression.h"

using namespace llvm;
using namespace gosym;

static constexpr uint64_t zlibBytesPerByte = 1032;
static constexpr uint64_t zstdBytesPerByte = (128 << 10) / 4;

Expected<DecompressedBytes> gosym::decompress(const CompressionHeader &header,
                                              ArrayRef<uint8_t> contents) {
  bool isZlib = header.type == ELF::ELFCOMPRESS_ZLIB;
  if (!isZlib && header.type != ELF::ELFCOMPRESS_ZSTD)
    return malformed("compression type", 0,
                     Twine(header.type) + ", expected 1 (zlib) or 2 (zstd)");
  auto format = isZlib ? compression::Format::Zlib : compression::Format::Zstd;
  if (const char *reason = compression::getReasonIfUnsupported(format))
    return createStringError(reason);

  ArrayRef<uint8_t> stream = contents.drop_front(header.headerSize);
  uint64_t most =
      stream.size() * (isZlib ? zlibBytesPerByte : zstdBytesPerByte);
  if (header.statedSize > most)
    return malformed("uncompressed size", header.sizeOffset,
                     Twine(header.statedSize) + " bytes, expected at most " +
                         Twine(most) + " from " + Twine(stream.size()));
  size_t size = header.statedSize;
  DecompressedBytes result(size);
  if (!result || size != header.statedSize)
    return malformed("uncompressed size", header.sizeOffset,
                     Twine(header.statedSize) +
                         " bytes, expected no more than there is memory");
  uint8_t *out = result.bytes().data();
  if (Error e = isZlib ? compression::zlib::decompress(stream, out, size)
                       : compression::zstd::decompress(stream, out, size))
    return e;
  if (size != header.statedSize)
    return malformed("uncompressed size", header.sizeOffset,
                     Twine(header.statedSize) + " bytes, expected the " +
                         Twine(size) + " that the section has");
  return result;
}

// The first number has the count above three bits of flags. Each relocation
// takes a byte or more.
Error gosym::checkCrelCount(ArrayRef<uint8_t> contents) {
  Leb128<uint64_t> read = readULEB128(contents.begin(), contents.end());
  if (read.error)
    return malformed("number of relocations", 0,
                     Twine(read.error) + ", expected a whole number");
  uint64_t count = read.value / 8;
  uint64_t bytes = contents.size() - read.size;
  if (count <= bytes)
    return Error::success();
  return malformed("number of relocations", 0,
                   Twine(count) + ", expected at most " + Twine(bytes) +
                       ", the bytes that follow");
}
