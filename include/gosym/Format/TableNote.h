//===- gosym/Format/TableNote.h - .note.gosym -------------------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// A note that says where the tables of a module are. It is loaded and a
/// program header (PT_NOTE) points to it, so a running process, a core dump and
/// a tool find the tables of a module that has neither symbols nor section
/// headers.
///
/// ENCODING (in target byte order, the same for targets of 32 and 64 bits;
/// begins at a multiple of 4)
///
///   Offset  Size  Meaning
///   0       4     6, size of the name
///   4       4     size of the descriptor, 8 + 24*n
///   8       4     1, type of the note
///   12      8     "GoSym", a NUL, and two zeros that pad it
///   20      4     version, 1; the descriptor begins here
///   24      4     n, number of entries
///   28      24*n  the entries, each of
///             4   kind of the table: 1 compact table, 2 Go 1.1 symbol table,
///                 3 its index, 4 PC-line table, 5 function table; others are
///                 skipped
///             4   0
///             8   offset of the first byte of the table from the first byte of
///                 the descriptor, signed
///             8   size of the table in bytes, not 0
///
/// Descriptor and tables are loaded together, so their distance is the same at
/// every address, and the note needs no relocation. A kind occurs once at most.
///
//===----------------------------------------------------------------------===//

#ifndef GOSYM_FORMAT_TABLENOTE_H
#define GOSYM_FORMAT_TABLENOTE_H

#include "gosym-c/format.h"
#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/bit.h"
#include "llvm/Support/Error.h"
#include <cstdint>
#include <optional>
#include <vector>

namespace gosym {

/// One entry.
struct NotedTable {
  /// GOSYM_NOTE_COMPACT and so on, or one that is not known here.
  uint32_t kind = 0;
  /// From the first byte of the descriptor.
  int64_t offset = 0;
  /// In bytes.
  uint64_t size = 0;

  bool operator==(const NotedTable &o) const {
    return kind == o.kind && offset == o.offset && size == o.size;
  }
};

/// A note that was found.
struct TableNote {
  /// Offset of the descriptor from the first byte of the notes.
  uint64_t descriptor = 0;
  /// Those of kinds that are not known, too.
  std::vector<NotedTable> tables;
};

/// Bytes that a note of \p tables entries takes. Thread-safe.
constexpr uint64_t tableNoteSize(uint64_t tables) {
  return GOSYM_NOTE_DESCRIPTOR_OFFSET + GOSYM_NOTE_ENTRIES_OFFSET +
         GOSYM_NOTE_ENTRY_SIZE * tables;
}

/// Writes the note to \p out, which has tableNoteSize() bytes. Thread-safe.
void encodeTableNote(llvm::MutableArrayRef<uint8_t> out,
                     llvm::ArrayRef<NotedTable> tables,
                     llvm::endianness byteOrder);

/// Finds the first note of this name and type in \p notes, which are a PT_NOTE
/// segment or a section of \p alignment (8 counts as 8, all others as 4); the
/// notes of others before it are passed over. Thread-safe; any bytes.
///
/// Errors: `note at offset 0x..: <fact>, expected <fact>`: a note before it or
/// the note itself is cut; version; a size of the descriptor that is not that
/// of the entries; of an entry of a known kind: a kind that occurred before, a
/// second word or a size that may not be, an end beyond 63 bits.
llvm::Expected<std::optional<TableNote>>
findTableNote(llvm::ArrayRef<uint8_t> notes, uint64_t alignment,
              llvm::endianness byteOrder);

} // namespace gosym

#endif
