//===- Plugin.cpp - An image that carries its checksums -------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// CRC-32 and SHA-256 of chosen output sections, one section after the other, in
// two symbols that the program compares with what it finds in memory:
//
//   image_crc32    4 bytes, byte order of the target; zlib's polynomial
//   image_sha256   32 bytes
//
// The usual way rewrites the file after the link, and then a build id, a
// signature or a map that was made by the link is about another file. Here the
// linker has written everything but the late symbols when it calls
// writeLate(), and makes the build id afterwards.
//
// WHICH SECTIONS. A checksum is of the bytes in the file. What the loader or
// the program writes is different by the time it is verified, so the sections
// must be read-only and free of dynamic relocations: .text and .rodata, in any
// output that is linked without -z notext. In position-independent output not
// .data.rel.ro, .init_array, .got or .dynamic, and nowhere .data. The section
// of the checksums itself cannot be among them: that is an error of the link.
//
// The two generators do not depend on each other; the linker may run them at
// the same time.
//
// OPTION. A list of sections creates the symbols anew, and an empty one means
// not to create them.
//
//===----------------------------------------------------------------------===//

#include "gosym/Linker/Plugin.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/Support/CRC.h"
#include "llvm/Support/CommandLine.h"
#include "llvm/Support/Endian.h"
#include "llvm/Support/SHA256.h"

using namespace llvm;
using namespace gosym;

namespace {

class Checksum : public LateGenerator {
public:
  explicit Checksum(std::vector<std::string> sections)
      : sections(std::move(sections)) {}

  StringRef name() const override { return "checksum"; }
  std::vector<std::string> reads() const override { return sections; }

protected:
  /// Calls \p update with the bytes of each section, in the order of the
  /// option.
  Error forEachSection(const OutputBytes &output,
                       function_ref<void(ArrayRef<uint8_t>)> update) const {
    for (const std::string &section : sections) {
      Expected<ArrayRef<uint8_t>> bytes = output.section(section);
      if (!bytes)
        return bytes.takeError();
      update(*bytes);
    }
    return Error::success();
  }

private:
  const std::vector<std::string> sections;
};

class CRC32 : public Checksum {
public:
  using Checksum::Checksum;
  static constexpr uint64_t numBytes = 4;

  Error writeLate(const Link &link, const OutputBytes &output,
                  MutableArrayRef<uint8_t> out) override {
    uint32_t crc = 0;
    Error error = forEachSection(
        output, [&](ArrayRef<uint8_t> bytes) { crc = crc32(crc, bytes); });
    support::endian::write32(out.data(), crc, link.byteOrder());
    return error;
  }
};

class SHA256Sum : public Checksum {
public:
  using Checksum::Checksum;
  static constexpr uint64_t numBytes = 32;

  Error writeLate(const Link &, const OutputBytes &output,
                  MutableArrayRef<uint8_t> out) override {
    SHA256 hash;
    Error error = forEachSection(
        output, [&](ArrayRef<uint8_t> bytes) { hash.update(bytes); });
    llvm::copy(hash.final(), out.begin());
    return error;
  }
};

template <typename T>
void create(StringRef name, const std::vector<std::string> &sections) {
  withdrawGeneratedSymbol(name);
  if (sections.empty())
    return;
  GeneratedSymbol symbol;
  symbol.name = name.str();
  symbol.section = ".image_checksum";
  // Compilers take arrays of 16 bytes and more to be aligned so (x86-64 psABI).
  symbol.alignment = 16;
  symbol.size = T::numBytes;
  createGeneratedSymbol(symbol, std::make_unique<T>(sections));
}

void checksumSections(StringRef list) {
  SmallVector<StringRef, 4> names;
  list.split(names, ',', /*MaxSplit=*/-1, /*KeepEmpty=*/false);
  std::vector<std::string> sections(names.begin(), names.end());
  create<CRC32>("image_crc32", sections);
  create<SHA256Sum>("image_sha256", sections);
}

constexpr char defaultSections[] = ".text,.rodata";

cl::opt<std::string> sectionsOption(
    "checksum-sections",
    cl::desc("Output sections that the checksums cover, in this order "
             "(default: .text,.rodata)"),
    cl::value_desc("name,..."), cl::ZeroOrMore,
    cl::callback([](const std::string &list) { checksumSections(list); }));

} // namespace

GOSYM_PLUGIN("checksum") { checksumSections(defaultSections); }
