//===- EntryCursor.h - The entries of a unit, one by one --------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Goes over the entries of a unit of `.debug_info` in the order of their
/// bytes, and finds the values of those that are asked for.
///
///   EntryCursor entries(unit);
///   while (entries.next())
///     if (entries.tag() == DW_TAG_subprogram)
///       name = unit.text(entries.read()[Attr::Name]);
///   if (Error e = entries.takeError()) ...
///
/// Errors stick: next() is false from then on. Their text is
/// `.debug_info: entry at offset 0x..: <fact>, expected <fact>`.
///
//===----------------------------------------------------------------------===//

#ifndef GOSYM_LIB_DEBUGINFO_ENTRYCURSOR_H
#define GOSYM_LIB_DEBUGINFO_ENTRYCURSOR_H

#include "Abbreviations.h"
#include "llvm/Support/Error.h"
#include <array>

namespace gosym {

class DebugUnit;

/// Where a value is; DebugUnit knows what it means.
struct EntryValue {
  llvm::dwarf::Form form = llvm::dwarf::Form(0);
  /// In the section; of DW_FORM_implicit_const the value.
  uint64_t at = 0;
};

/// The values of an entry that have an Attr.
class EntryValues {
public:
  /// Null: the entry has none.
  const EntryValue *operator[](Attr attr) const {
    return known & bitOf(attr) ? &values[unsigned(attr)] : nullptr;
  }
  bool has(Attr attr) const { return known & bitOf(attr); }

private:
  friend class EntryCursor;
  uint32_t known = 0;
  std::array<EntryValue, numAttrs> values;
};

/// Not thread-safe for the units of one object.
class EntryCursor {
public:
  /// From the root of \p unit on.
  explicit EntryCursor(const DebugUnit &unit);
  /// From the entry at \p offset of the section on.
  EntryCursor(const DebugUnit &unit, uint64_t offset);

  /// Goes to the next entry. False: there is none, or an error.
  bool next();
  /// DW_TAG_null: the end of a list of children.
  llvm::dwarf::Tag tag() const {
    return abbreviation ? abbreviation->tag : llvm::dwarf::DW_TAG_null;
  }
  bool hasChildren() const { return abbreviation && abbreviation->hasChildren; }
  bool has(Attr attr) const { return abbreviation && abbreviation->has(attr); }
  /// Of the entry, in the section.
  uint64_t offset() const { return entry; }
  /// Finds the values of the entry. At most once for an entry; they are good up
  /// to the next one.
  const EntryValues &read();

  llvm::Error takeError();
  bool hasFailed() const { return !problem.empty(); }

private:
  void fail(const llvm::Twine &facts);
  void skip();
  bool skipBytes(uint64_t size);
  bool skipNumber();
  bool skipBlock(unsigned width);
  bool skipValue(SizeKind kind, uint8_t fixedSize);
  bool skipOtherForm(EntryValue &value);

  const DebugUnit &unit;
  Abbreviations &abbreviations;
  const uint8_t *const bytes;
  const uint64_t end;
  uint64_t position;
  uint64_t entry = 0;
  const Abbreviation *abbreviation = nullptr;
  /// The attributes of the entry are behind `position`.
  bool isPending = false;
  EntryValues values;
  std::string problem;
};

} // namespace gosym

#endif
