//===- gosym/Format/Entry.h - One record of a table -------------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// A table is its header and then entries, one behind the other, to the end.
///
/// ENCODING of the Go 1.1 table
///
///   Field     Size                 Meaning
///   type      1                    bits 0..5: the letter, A..Z are 0..25,
///                                  a..z are 26..51, 52..63 are invalid;
///                                  0x40: the value is wide;
///                                  0x80: a Go type follows the value
///   value     wide: pointer size   address in the byte order of the target,
///                                  filled by a relocation
///             else: 1..10          varint: little-endian base 128, high bit
///                                  set on all bytes but the last
///   Go type   pointer size         only with 0x80: address of the Go type
///   name      1 + its length       bytes, ended by a NUL
///     of z,Z  1 + 2*n + 2          a zero byte, n big-endian 16-bit indexes
///                                  of path components, the index 0
///
/// ENCODING of the older tables (words in the byte order of the form)
///
///   value     4
///   type      1                    0x80 and the letter in ASCII
///   name      as above             also of z, Z
///   Go type   4                    0: none
///
/// They do not say which values are addresses: an entry read from them is wide
/// if it is a text or data symbol, and a wide one is written like any other. So
/// what was read from one form can be written in another.
///
/// Records that are read and written:
///
///   T t L l   text symbol           value = address, wide
///   D d B b   data and bss symbol   value = address, wide
///   f         path component        value = its index, 1..0xffff, varint
///   z Z       history               value = absolute line, varint
///   m         `.frame`, `.locals`, `.args` of the function before it, varint
///   a p       local and parameter of the function before it, varint
///
/// Upper case T L D B is a global symbol, lower case a file-local one. Letters
/// of other records (Go's writer had `A`, `G`, `v`, ...) decode and encode by
/// the same rules: the format has no closed set, only the checks of
/// checkEntry().
///
/// What this file does not know: the order of entries in a table and which
/// path components exist; that is TableReader's (Reader.h).
///
//===----------------------------------------------------------------------===//

#ifndef GOSYM_FORMAT_ENTRY_H
#define GOSYM_FORMAT_ENTRY_H

#include "gosym-c/format.h"
#include "gosym/Format/Header.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringRef.h"
#include <cstring>
#include <optional>

namespace gosym {

/// Bits of the type byte of the Go 1.1 form.
enum : uint8_t {
  entryTypeMask = GOSYM_ENTRY_LETTER_MASK,
  entryWide = GOSYM_ENTRY_WIDE,
  entryHasGoType = GOSYM_ENTRY_HAS_GO_TYPE,
};

/// Largest index of a path component, most components of a path and most bytes
/// of a component.
constexpr uint64_t maxPathIndex = GOSYM_MAX_PATH_INDEX;
constexpr uint64_t maxPathComponents = GOSYM_MAX_PATH_COMPONENTS;
constexpr uint64_t maxComponentSize = GOSYM_MAX_COMPONENT_SIZE;

/// One record. Borrows its name: `name` points into the table it was decoded
/// from, or to the caller's string.
struct Entry {
  /// `A`..`Z` or `a`..`z`.
  char type = 0;
  /// Whether `value` is an address: a Go 1.1 table stores it as a pointer-size
  /// word (an address slot).
  bool wide = false;
  uint64_t value = 0;
  /// Address of the Go type of the symbol, when one is known. The older tables
  /// cannot tell an address of 0 from none.
  std::optional<uint64_t> goType;
  /// Name without the NUL. Empty for `z` and `Z`.
  llvm::StringRef name;
  /// For `z` and `Z`: indexes of the path components, each 1..maxPathIndex;
  /// empty path: end of a file. Empty for all other types.
  llvm::SmallVector<uint16_t, 8> path;

  bool isHistory() const { return gosym_is_history(type); }
  /// A history entry that begins a unit.
  bool beginsUnit() const {
    return isHistory() && gosym_begins_unit(value, path.size());
  }
  bool isText() const { return gosym_is_text(type); }
  /// A text entry that may be a mark: gosym_is_text_mark() says which one is.
  bool isTextMark() const {
    return gosym_is_text_mark(type, name.data(), name.size());
  }
  bool isEtextMark() const {
    return gosym_is_etext_mark(type, name.data(), name.size());
  }
  bool isData() const { return gosym_is_data(type); }
  /// What belongs to the function before it: a size, a local, a parameter.
  bool isDetail() const { return gosym_is_detail(type); }

  bool operator==(const Entry &o) const {
    return type == o.type && wide == o.wide && value == o.value &&
           goType == o.goType && name == o.name && path == o.path;
  }
};

/// The checks that an entry must pass to be written, and that every entry that
/// was read has passed. Returns a null StringRef for a valid entry, or what is
/// wrong with it, `<fact>, expected <fact>`, in static storage:
///
///  * the type is a letter;
///  * a wide value and a Go type fit the pointer size, and in the older tables
///    every value does;
///  * the name has no NUL, and is empty for `z` and `Z`; a path belongs to `z`
///    and `Z` only and holds no index 0;
///  * a path has at most maxPathComponents indexes;
///  * the value of an `f` is 1..0xffff, its name has at most maxComponentSize
///    bytes;
///  * the name of an `m` is `.frame`, `.locals` or `.args`.
///
/// Thread-safe. Costs one pass over the name.
llvm::StringRef checkEntry(const Entry &entry, TableTarget target);

/// Number of bytes that encodeEntry() writes for \p entry, which must be
/// valid. Never depends on the value of a wide entry: that is what lets a
/// linker know the size of a table before it knows an address. Thread-safe.
uint64_t encodedSize(const Entry &entry, TableTarget target);

/// Size of an entry of a Go 1.1 table with a wide value, no Go type and a name
/// of \p nameSize bytes: what every address symbol costs.
constexpr uint64_t wideEntrySize(uint64_t nameSize, TableTarget target) {
  return 1 + target.pointerSize + nameSize + 1;
}

/// Offset of the address slot of a wide entry of a Go 1.1 table from its first
/// byte.
constexpr uint64_t wideSlotOffset = GOSYM_SLOT_OFFSET;

/// Offset of the Go type of such an entry that has one; it makes the entry a
/// pointer longer than wideEntrySize() says.
constexpr uint64_t typeSlotOffset(TableTarget target) {
  return wideSlotOffset + target.pointerSize;
}

/// Offset of the value of an entry from its first byte.
constexpr uint64_t valueOffset(TableTarget target) {
  return target.form == TableForm::Go11 ? wideSlotOffset : 0;
}

/// Writes \p entry, which must be valid (see checkEntry(); asserted), to
/// \p out, which has room for encodedSize() bytes, and returns the first byte
/// behind it. Thread-safe.
uint8_t *encodeEntry(uint8_t *out, const Entry &entry, TableTarget target);

/// Writes what a linker writes most: the record of a symbol of a Go 1.1 table
/// with a wide value and no Go type, leaving the bytes of the slot
/// (wideSlotOffset) untouched for the linker to fill. \p type is a letter, \p
/// name has no NUL, \p out has room for wideEntrySize() bytes. Returns the
/// first byte behind it. Thread-safe.
inline uint8_t *encodeAddressSymbol(uint8_t *out, char type,
                                    llvm::StringRef name, TableTarget target) {
  *out = entryWide | gosym_code_of_letter(type);
  out += wideSlotOffset + target.pointerSize;
  memcpy(out, name.data(), name.size());
  out += name.size();
  *out++ = 0;
  return out;
}

/// The same for a symbol with a Go type, whose slot is left untouched too. \p
/// out has room for a pointer more.
inline uint8_t *encodeTypedAddressSymbol(uint8_t *out, char type,
                                         llvm::StringRef name,
                                         TableTarget target) {
  *out = entryHasGoType | entryWide | gosym_code_of_letter(type);
  out += typeSlotOffset(target) + target.pointerSize;
  memcpy(out, name.data(), name.size());
  out += name.size();
  *out++ = 0;
  return out;
}

/// Reads the entry at the start of \p bytes and moves \p bytes behind it; on
/// an error \p bytes is unspecified. \p offset is that of the first byte of
/// \p bytes in its table and only appears in messages. `entry.name` points into
/// \p bytes. Thread-safe; no crash and no read outside of \p bytes, whatever
/// they hold.
///
/// Errors, all `<what> at offset 0x<hex>: <fact>, expected <fact>`: truncated
/// value, type, Go type, name or path; a varint longer than 64 bits; what
/// checkEntry() says; in the older tables `type at offset 0x..: 0x.., expected
/// 0x80 and a letter`.
llvm::Error decodeEntry(llvm::ArrayRef<uint8_t> &bytes, uint64_t offset,
                        TableTarget target, Entry &entry);

} // namespace gosym

#endif
