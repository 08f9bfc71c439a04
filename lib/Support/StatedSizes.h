//===- StatedSizes.h - Sizes that an object states --------------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// An object states how much a compressed section will be and how many
/// relocations a CREL section has. Nobody has checked these numbers, and both
/// are needed before anything is read: memory is asked for by them. Here they
/// are held to the bytes that are there.
///
//===----------------------------------------------------------------------===//

#ifndef GOSYM_LIB_SUPPORT_STATEDSIZES_H
#define GOSYM_LIB_SUPPORT_STATEDSIZES_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/Object/ELFTypes.h"
#include "llvm/Support/Error.h"
#include <cstdlib>
#include <memory>

namespace gosym {

/// Owns what was decompressed.
class DecompressedBytes {
public:
  DecompressedBytes() = default;
  /// Null, if there is no memory for \p size bytes. They are not initialized,
  /// so pages that nobody writes to cost no memory.
  explicit DecompressedBytes(size_t size)
      : memory(static_cast<uint8_t *>(std::malloc(size ? size : 1))),
        size(size) {}

  explicit operator bool() const { return memory != nullptr; }
  llvm::MutableArrayRef<uint8_t> bytes() const { return {memory.get(), size}; }

private:
  struct Free {
    void operator()(uint8_t *memory) const { std::free(memory); }
  };
  std::unique_ptr<uint8_t, Free> memory;
  size_t size = 0;
};

/// Where the header of a compressed section is, and what it says.
struct CompressionHeader {
  uint32_t type;
  uint64_t statedSize;
  /// Of statedSize, in the section.
  uint64_t sizeOffset;
  uint64_t headerSize;
};

/// Decompresses \p contents, a whole section with its header. An error if the
/// header states anything but the size of what comes out.
llvm::Expected<DecompressedBytes> decompress(const CompressionHeader &header,
                                             llvm::ArrayRef<uint8_t> contents);

template <class ELFT>
llvm::Expected<DecompressedBytes>
decompressSection(llvm::ArrayRef<uint8_t> contents) {
  using Header = typename ELFT::Chdr;
  if (contents.size() < sizeof(Header))
    return llvm::createStringError(
        "compression header at offset 0x0: " + llvm::Twine(contents.size()) +
        " bytes, expected at least " + llvm::Twine(sizeof(Header)));
  auto *header = reinterpret_cast<const Header *>(contents.data());
  return decompress({header->ch_type, header->ch_size,
                     offsetof(Header, ch_size), sizeof(Header)},
                    contents);
}

/// Holds the number of relocations that a CREL section begins with to
/// \p contents, the whole section.
llvm::Error checkCrelCount(llvm::ArrayRef<uint8_t> contents);

} // namespace gosym

#endif
