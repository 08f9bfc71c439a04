//===- TableNote.cpp - .note.gosym ----------------------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// TableNote.h has the encoding.
///
/// A segment may hold notes of others before ours. Between notes there is
/// padding to a multiple of 4, in segments with an alignment of 8 to one of 8.
/// The name of our note ends at byte 18, so the two would put its descriptor at
/// different places: it is always at byte 20, wherever the note is.
///
//===----------------------------------------------------------------------===//

#include "gosym/Format/TableNote.h"
#include "Malformed.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Endian.h"
#include <cstring>

using namespace llvm;

namespace gosym {

//===----------------------------------------------------------------------===//
// Encoder
//===----------------------------------------------------------------------===//

void encodeTableNote(MutableArrayRef<uint8_t> out, ArrayRef<NotedTable> tables,
                     endianness byteOrder) {
  assert(out.size() == tableNoteSize(tables.size()));
  auto write32 = [&](uint64_t offset, uint32_t value) {
    support::endian::write32(out.data() + offset, value, byteOrder);
  };
  auto write64 = [&](uint64_t offset, uint64_t value) {
    support::endian::write64(out.data() + offset, value, byteOrder);
  };
  std::fill(out.begin(), out.end(), 0);
  write32(GOSYM_NOTE_NAME_SIZE_OFFSET, GOSYM_NOTE_NAME_SIZE);
  write32(GOSYM_NOTE_DESCRIPTOR_SIZE_OFFSET,
          out.size() - GOSYM_NOTE_DESCRIPTOR_OFFSET);
  write32(GOSYM_NOTE_TYPE_OFFSET, GOSYM_NOTE_TYPE);
  memcpy(out.data() + GOSYM_NOTE_HEADER_SIZE, GOSYM_NOTE_NAME,
         GOSYM_NOTE_NAME_SIZE);

  uint64_t at = GOSYM_NOTE_DESCRIPTOR_OFFSET;
  write32(at + GOSYM_NOTE_VERSION_OFFSET, GOSYM_NOTE_VERSION);
  write32(at + GOSYM_NOTE_COUNT_OFFSET, tables.size());
  at += GOSYM_NOTE_ENTRIES_OFFSET;
  for (const NotedTable &table : tables) {
    write32(at + GOSYM_NOTE_ENTRY_KIND_OFFSET, table.kind);
    write64(at + GOSYM_NOTE_ENTRY_OFFSET_OFFSET, table.offset);
    write64(at + GOSYM_NOTE_ENTRY_SIZE_OFFSET, table.size);
    at += GOSYM_NOTE_ENTRY_SIZE;
  }
}

//===----------------------------------------------------------------------===//
// Decoder
//===----------------------------------------------------------------------===//

static Error bad(uint64_t offset, const Twine &facts) {
  return malformed("note", offset, facts);
}

namespace {

class Finder {
public:
  Finder(ArrayRef<uint8_t> notes, unsigned alignment, endianness byteOrder)
      : notes(notes), alignment(alignment), byteOrder(byteOrder) {}

  Expected<std::optional<TableNote>> find() const;

private:
  Expected<TableNote> decode(uint64_t note, uint64_t size) const;
  Error checkEntry(const TableNote &before, const NotedTable &table,
                   uint64_t entry) const;

  uint32_t read32(uint64_t offset) const {
    return support::endian::read32(notes.data() + offset, byteOrder);
  }
  uint64_t read64(uint64_t offset) const {
    return support::endian::read64(notes.data() + offset, byteOrder);
  }

  const ArrayRef<uint8_t> notes;
  const unsigned alignment;
  const endianness byteOrder;
};

} // namespace

Expected<std::optional<TableNote>> Finder::find() const {
  for (uint64_t note = 0; note < notes.size();) {
    uint64_t left = notes.size() - note;
    if (left < GOSYM_NOTE_HEADER_SIZE)
      return bad(note, Twine(left) + " bytes, expected a header of " +
                           Twine(GOSYM_NOTE_HEADER_SIZE));
    uint64_t nameSize = read32(note + GOSYM_NOTE_NAME_SIZE_OFFSET);
    uint64_t size = read32(note + GOSYM_NOTE_DESCRIPTOR_SIZE_OFFSET);
    left -= GOSYM_NOTE_HEADER_SIZE;
    if (nameSize > left)
      return bad(note + GOSYM_NOTE_NAME_SIZE_OFFSET,
                 "name of " + Twine(nameSize) + " bytes, expected at most " +
                     Twine(left));
    StringRef name(reinterpret_cast<const char *>(notes.data() + note) +
                       GOSYM_NOTE_HEADER_SIZE,
                   nameSize);
    bool isOurs = name == StringRef(GOSYM_NOTE_NAME, GOSYM_NOTE_NAME_SIZE) &&
                  read32(note + GOSYM_NOTE_TYPE_OFFSET) == GOSYM_NOTE_TYPE;
    uint64_t descriptor =
        note + gosym_note_padded(GOSYM_NOTE_HEADER_SIZE + nameSize,
                                 isOurs ? GOSYM_NOTE_ALIGNMENT : alignment);
    // The last note needs no padding, so an empty descriptor may begin behind
    // the end.
    left = notes.size() - std::min<uint64_t>(descriptor, notes.size());
    if (size > left)
      return bad(note + GOSYM_NOTE_DESCRIPTOR_SIZE_OFFSET,
                 "descriptor of " + Twine(size) + " bytes, expected at most " +
                     Twine(left));
    if (isOurs)
      return decode(note, size);
    note = gosym_note_padded(descriptor + size, alignment);
  }
  return std::nullopt;
}

/// Checks the entry at \p entry, the one behind those of \p before.
Error Finder::checkEntry(const TableNote &before, const NotedTable &table,
                         uint64_t entry) const {
  for (const NotedTable &other : before.tables)
    if (other.kind == table.kind)
      return bad(entry + GOSYM_NOTE_ENTRY_KIND_OFFSET,
                 "kind " + Twine(table.kind) +
                     " for the second time, expected each once at most");
  if (uint32_t zero = read32(entry + GOSYM_NOTE_ENTRY_ZERO_OFFSET))
    return bad(entry + GOSYM_NOTE_ENTRY_ZERO_OFFSET,
               "word " + hex(zero) + ", expected 0x0");
  uint64_t most = INT64_MAX - std::max<int64_t>(table.offset, 0);
  if (table.size == 0 || table.size > most)
    return bad(entry + GOSYM_NOTE_ENTRY_SIZE_OFFSET,
               "table of " + hex(table.size) + " bytes, expected 0x1 to " +
                   hex(most));
  return Error::success();
}

/// Decodes the note at \p note, whose descriptor has \p size bytes.
Expected<TableNote> Finder::decode(uint64_t note, uint64_t size) const {
  TableNote result;
  result.descriptor = note + GOSYM_NOTE_DESCRIPTOR_OFFSET;
  if (size < GOSYM_NOTE_ENTRIES_OFFSET)
    return bad(note + GOSYM_NOTE_DESCRIPTOR_SIZE_OFFSET,
               "descriptor of " + Twine(size) + " bytes, expected at least " +
                   Twine(GOSYM_NOTE_ENTRIES_OFFSET));
  uint32_t version = read32(result.descriptor + GOSYM_NOTE_VERSION_OFFSET);
  if (version != GOSYM_NOTE_VERSION)
    return bad(result.descriptor + GOSYM_NOTE_VERSION_OFFSET,
               "version " + Twine(version) + ", expected " +
                   Twine(GOSYM_NOTE_VERSION));
  uint64_t count = read32(result.descriptor + GOSYM_NOTE_COUNT_OFFSET);
  if (size != GOSYM_NOTE_ENTRIES_OFFSET + count * GOSYM_NOTE_ENTRY_SIZE)
    return bad(result.descriptor + GOSYM_NOTE_COUNT_OFFSET,
               Twine(count) + " entries in a descriptor of " + Twine(size) +
                   " bytes, expected " + Twine(GOSYM_NOTE_ENTRY_SIZE) +
                   " bytes for each behind the first " +
                   Twine(GOSYM_NOTE_ENTRIES_OFFSET));

  uint64_t entry = result.descriptor + GOSYM_NOTE_ENTRIES_OFFSET;
  for (uint64_t i = 0; i != count; ++i, entry += GOSYM_NOTE_ENTRY_SIZE) {
    NotedTable table;
    table.kind = read32(entry + GOSYM_NOTE_ENTRY_KIND_OFFSET);
    table.offset = read64(entry + GOSYM_NOTE_ENTRY_OFFSET_OFFSET);
    table.size = read64(entry + GOSYM_NOTE_ENTRY_SIZE_OFFSET);
    if (gosym_is_note_kind(table.kind))
      if (Error error = checkEntry(result, table, entry))
        return error;
    result.tables.push_back(table);
  }
  return result;
}

Expected<std::optional<TableNote>> findTableNote(ArrayRef<uint8_t> notes,
                                                 uint64_t alignment,
                                                 endianness byteOrder) {
  unsigned padding = alignment == GOSYM_NOTE_WIDE_ALIGNMENT
                         ? GOSYM_NOTE_WIDE_ALIGNMENT
                         : GOSYM_NOTE_ALIGNMENT;
  return Finder(notes, padding, byteOrder).find();
}

} // namespace gosym
