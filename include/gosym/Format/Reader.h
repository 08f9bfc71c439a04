//===- gosym/Format/Reader.h - Walks a table --------------------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Reads a whole table, of any form, entry by entry, without copying it:
///
///   Expected<TableReader> reader = TableReader::create(bytes);
///   if (!reader) return reader.takeError();
///   if (Error e = forEachEntry(*reader, [&](const Entry &entry) { ... }))
///     return e;
///
/// On top of what one entry must satisfy (Entry.h) the reader holds a table to
/// the rules that tie entries together: an index in a path must have been
/// named by an `f` before. It gives entries in the order of the table and
/// checks no other order; TableCheck.h does.
///
/// SEVERAL TABLES. A link of relocatable outputs by a linker that knows nothing
/// of tables puts them one behind the other, each with its header. No entry
/// begins with a byte of a header, so a copy of the first header in the place
/// of an entry begins another table: the reader goes on with it, and its path
/// components begin anew. (Go 1.0 and interim tables have no header to find.)
///
//===----------------------------------------------------------------------===//

#ifndef GOSYM_FORMAT_READER_H
#define GOSYM_FORMAT_READER_H

#include "gosym/Format/Entry.h"
#include <string>
#include <type_traits>
#include <vector>

namespace gosym {

/// The text of a path: \p components joined by `/`, without one behind a
/// component that ends in `/`.
std::string joinPath(llvm::ArrayRef<llvm::StringRef> components);

/// A cursor over one table. Borrows the bytes. Not thread-safe; several
/// readers over the same bytes are.
class TableReader {
public:
  /// Reads the header of \p table. Errors: those of decodeHeader().
  static llvm::Expected<TableReader> create(llvm::ArrayRef<uint8_t> table);

  TableTarget target() const { return tableTarget; }

  /// Returns the next entry, owned by the reader and valid until the next
  /// call, or null at the end of the table. Errors: those of decodeEntry();
  /// `path at offset 0x..: unknown index N, expected an f entry before it`,
  /// where the path begins at its first index. After an error the reader stays
  /// where it is: every further call gives the same error.
  llvm::Expected<const Entry *> next();

  /// Offset of the entry that next() returned last, from the first byte of
  /// the table.
  uint64_t offset() const { return entryOffset; }

  /// Offset of the table that holds that entry, when there are several one
  /// behind the other: its header is there. 0: the first.
  uint64_t tableOffset() const { return ownTable; }

  /// The components of a `z` or `Z` entry that this reader returned. They point
  /// into the table.
  llvm::SmallVector<llvm::StringRef> pathComponents(const Entry &entry) const;

  /// The path of such an entry, joined.
  std::string path(const Entry &entry) const {
    return joinPath(pathComponents(entry));
  }

private:
  TableReader(llvm::ArrayRef<uint8_t> table, TableTarget target)
      : whole(table), rest(table.drop_front(headerSizeOf(target.form))),
        tableTarget(target) {}

  bool isKnown(uint16_t index) const;
  /// Goes behind the header of another table, if one begins here.
  void enterTable();
  /// Fails if the path of `entry`, which ends at offset \p entryEnd, has an
  /// index that no `f` has named.
  llvm::Error checkPath(uint64_t entryEnd) const;

  llvm::ArrayRef<uint8_t> whole;
  llvm::ArrayRef<uint8_t> rest;
  TableTarget tableTarget;
  uint64_t entryOffset = 0;
  uint64_t ownTable = 0;
  Entry entry;
  /// Path components by index; a null data pointer is an index without `f`.
  std::vector<llvm::StringRef> components;
};

/// Gives each entry that \p reader has not returned yet to \p fn, which takes a
/// `const Entry &` and returns nothing or an llvm::Error. The first error ends
/// the walk: one of the reader or of \p fn. What a reader knows of the entry,
/// as its offset, \p fn may ask it.
///
/// Several tables: the last may have no entries. So whoever has something to do
/// where a table begins looks at tableOffset() for each entry and once more
/// behind the last.
template <typename Fn> llvm::Error forEachEntry(TableReader &reader, Fn fn) {
  while (true) {
    llvm::Expected<const Entry *> entry = reader.next();
    if (!entry)
      return entry.takeError();
    if (!*entry)
      return llvm::Error::success();
    if constexpr (std::is_void_v<decltype(fn(**entry))>)
      fn(**entry);
    else if (llvm::Error error = fn(**entry))
      return error;
  }
}

} // namespace gosym

#endif
