//===- CoreFile.cpp - What a core dump has of a process -------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// A core dump is an ELF file whose PT_LOAD segments are memory. A dump that
/// was cut short, by a full disk or a limit, still has its notes, which come
/// first: segments are taken as far as the file goes.
///
/// NT_FILE is, in words of the target: a count n, the size of a page, n times
/// begin, end and offset in pages; then n paths that end with a NUL.
///
//===----------------------------------------------------------------------===//
#include "CoreFile.h"
#include "../../lib/Support/AskElf.h"
#include "../../lib/Support/Hex.h"
#include "ElfFacts.h"
#include "llvm/BinaryFormat/ELF.h"
#include "llvm/DebugInfo/DWARF/DWARFDataExtractor.h"

using namespace llvm;
using namespace llvm::object;

namespace gosym {

template <class File> Error CoreFile::takeSegments(const File &elf) {
  auto headers = elf.program_headers();
  if (!headers)
    return headers.takeError();
  StringRef all = file.input.bytes.getBuffer();
  for (const auto &header : *headers) {
    if (header.p_type != ELF::PT_LOAD)
      continue;
    StringRef bytes =
        header.p_offset < all.size()
            ? all.substr(header.p_offset,
                         std::min<uint64_t>(header.p_filesz, header.p_memsz))
            : StringRef();
    segments.push_back({header.p_vaddr, header.p_memsz,
                        (header.p_flags & ELF::PF_X) != 0,
                        ArrayRef<uint8_t>(bytes.bytes_begin(), bytes.size())});
  }
  sort(segments,
       [](const Segment &a, const Segment &b) { return a.begin < b.begin; });
  return Error::success();
}

Error CoreFile::parseMappings(ArrayRef<uint8_t> note) {
  // Its base class would do, but is not constructed alike in all versions of
  // LLVM.
  DWARFDataExtractor data(toStringRef(note), file.elf->isLittleEndian(),
                          file.elf->getBytesInAddress());
  const uint64_t word = file.elf->getBytesInAddress();
  DataExtractor::Cursor at(0);
  uint64_t count = data.getUnsigned(at, word);
  data.getUnsigned(at, word); // size of a page
  // Each takes three words and at least the NUL.
  if (at && count > note.size() / (3 * word + 1)) {
    consumeError(at.takeError());
    return createStringError("NT_FILE counts " + Twine(count) +
                             " mappings in " + Twine(note.size()) + " bytes");
  }
  for (uint64_t i = 0; at && i < count; ++i) {
    CoreMapping mapping;
    mapping.begin = data.getUnsigned(at, word);
    mapping.end = data.getUnsigned(at, word);
    data.getUnsigned(at, word); // offset
    ownMappings.push_back(std::move(mapping));
  }
  for (uint64_t i = 0; at && i < count; ++i)
    ownMappings[i].path = data.getCStrRef(at).str();
  if (Error error = at.takeError())
    return createStringError("NT_FILE: " + toString(std::move(error)));
  sort(ownMappings, [](const CoreMapping &a, const CoreMapping &b) {
    return a.begin < b.begin;
  });
  return Error::success();
}

template <class File> Error CoreFile::takeMappings(const File &elf) {
  auto headers = elf.program_headers();
  if (!headers)
    return headers.takeError();
  std::optional<ArrayRef<uint8_t>> found;
  for (const auto &header : *headers) {
    if (header.p_type != ELF::PT_NOTE)
      continue;
    Error error = Error::success();
    for (const auto &note : elf.notes(header, error))
      if (!found && note.getType() == ELF::NT_FILE && note.getName() == "CORE")
        found = note.getDesc(header.p_align == 8 ? 8 : 4);
    if (error)
      return error;
  }
  if (!found)
    return createStringError(
        "no NT_FILE note, expected the list of mapped files; give that of "
        "/proc/PID/maps with --maps, or --base and --module");
  return parseMappings(*found);
}

Expected<CoreFile> CoreFile::open(StringRef path) {
  Expected<TableFile> opened = openElfFile(path);
  if (!opened)
    return opened.takeError();
  CoreFile core;
  core.file = std::move(*opened);
  if (core.file.elf->getEType() != ELF::ET_CORE)
    return inFile(path, createStringError("not a core dump"));
  Error error = askElf(*core.file.elf, [&](const auto &elf) -> Error {
    if (Error failed = core.takeSegments(elf))
      return failed;
    return core.takeMappings(elf);
  });
  if (error)
    return inFile(path, std::move(error));
  return core;
}

const CoreFile::Segment *CoreFile::find(uint64_t address) const {
  auto above =
      upper_bound(segments, address, [](uint64_t value, const Segment &s) {
        return value < s.begin;
      });
  if (above == segments.begin())
    return nullptr;
  const Segment &segment = *std::prev(above);
  return address - segment.begin < segment.size ? &segment : nullptr;
}

bool CoreFile::isCode(uint64_t address) const {
  const Segment *segment = find(address);
  return segment && segment->isCode;
}

StringRef CoreFile::head(uint64_t address) const {
  const Segment *segment = find(address);
  if (!segment || address - segment->begin >= segment->bytes.size())
    return {};
  ArrayRef<uint8_t> bytes = segment->bytes.drop_front(address - segment->begin);
  return StringRef(reinterpret_cast<const char *>(bytes.data()), bytes.size());
}

std::optional<std::vector<uint8_t>> CoreFile::read(uint64_t address,
                                                   uint64_t size) const {
  // A size that is made up, and segments that overlap, take no memory.
  if (size > file.input.bytes.getBufferSize())
    return std::nullopt;
  std::vector<uint8_t> bytes;
  while (bytes.size() < size) {
    StringRef piece = head(address + bytes.size());
    if (piece.empty())
      return std::nullopt;
    piece = piece.take_front(size - bytes.size());
    bytes.insert(bytes.end(), piece.bytes_begin(), piece.bytes_end());
  }
  return bytes;
}

} // namespace gosym
