//===- NotedTables.cpp - What the note of a file says ---------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "NotedTables.h"
#include "../../lib/Support/AskElf.h"
#include "../../lib/Support/Hex.h"
#include "llvm/BinaryFormat/ELF.h"

using namespace llvm;
using namespace llvm::object;

namespace gosym {

namespace {
/// A program header and its bytes in the file.
struct Segment {
  uint64_t address = 0;
  uint64_t alignment = 0;
  ArrayRef<uint8_t> bytes;
};
} // namespace

template <class ELFT>
static Expected<std::vector<Segment>> segmentsIn(const ELFFile<ELFT> &elf,
                                                 uint32_t type) {
  auto headers = elf.program_headers();
  if (!headers)
    return headers.takeError();
  std::vector<Segment> segments;
  for (const auto &header : *headers) {
    if (header.p_type != type)
      continue;
    Expected<ArrayRef<uint8_t>> bytes = elf.getSegmentContents(header);
    if (!bytes)
      return bytes.takeError();
    segments.push_back({header.p_vaddr, header.p_align, *bytes});
  }
  return segments;
}

/// The segments of \p type, one of PT_*.
static Expected<std::vector<Segment>> segmentsOf(const ELFObjectFileBase &elf,
                                                 uint32_t type) {
  return askElf(elf, [&](const auto &file) { return segmentsIn(file, type); });
}

Expected<std::optional<std::vector<NotedPart>>>
findNotedParts(const ELFObjectFileBase &elf) {
  Expected<std::vector<Segment>> segments = segmentsOf(elf, ELF::PT_NOTE);
  if (!segments)
    return segments.takeError();
  // A malformed segment does not hide the next one.
  Error malformed = Error::success();
  for (const Segment &segment : *segments) {
    Expected<std::optional<TableNote>> note = findTableNote(
        segment.bytes, segment.alignment, targetOf(elf).byteOrder);
    if (!note) {
      consumeError(std::move(malformed));
      malformed = note.takeError();
      continue;
    }
    if (!*note)
      continue;
    consumeError(std::move(malformed));
    std::vector<NotedPart> parts;
    for (const NotedTable &table : (*note)->tables)
      parts.push_back({table.kind,
                       segment.address + (*note)->descriptor + table.offset,
                       table.size});
    return parts;
  }
  if (malformed)
    return malformed;
  return std::nullopt;
}

Expected<std::optional<Part>> findPartByNote(const ELFObjectFileBase &elf,
                                             uint32_t kind) {
  auto parts = findNotedParts(elf);
  if (!parts)
    return parts.takeError();
  if (!*parts)
    return std::nullopt;
  auto part =
      find_if(**parts, [&](const NotedPart &p) { return p.kind == kind; });
  if (part == (*parts)->end())
    return std::nullopt;
  Expected<std::vector<Segment>> segments = segmentsOf(elf, ELF::PT_LOAD);
  if (!segments)
    return segments.takeError();
  for (const Segment &segment : *segments) {
    uint64_t inside = part->address - segment.address;
    if (inside <= segment.bytes.size() &&
        part->size <= segment.bytes.size() - inside)
      return Part{segment.bytes.slice(inside, part->size), part->address};
  }
  return createStringError("note: " + noteKindName(kind) + " of " +
                           Twine(part->size) + " bytes at " +
                           hex(part->address) +
                           ", expected to lie in a segment that is loaded");
}

std::string noteKindName(uint32_t kind) {
  switch (kind) {
  case GOSYM_NOTE_COMPACT:
    return "compact table";
  case GOSYM_NOTE_TABLE:
    return tableNames.what.str();
  case GOSYM_NOTE_INDEX:
    return indexNames.what.str();
  case GOSYM_NOTE_LINES:
    return lineTableNames.what.str();
  case GOSYM_NOTE_FUNCTIONS:
    return functionNames.what.str();
  }
  return "kind " + std::to_string(kind);
}

} // namespace gosym
