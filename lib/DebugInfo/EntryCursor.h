//===- EntryCursor.h - The entries of a unit, one by one --------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Goes over the entries of a unit of `.debug_info` in the order of their bytes
/// and reads only the attributes that are asked for.
///
///   EntryCursor entries(unit);
///   while (entries.next())
///     if (entries.tag() == DW_TAG_subprogram)
///       entries.read({DW_AT_name}, values);
///   if (Error e = entries.takeError()) ...
///
/// LLVM's way (DWARFUnit::dies()) keeps 32 bytes for each entry of the unit,
/// and trusts lengths that are stated.
///
/// Errors stick: next() is false from then on. Their text is
/// `.debug_info: entry at offset 0x..: <fact>, expected <fact>`.
///
//===----------------------------------------------------------------------===//

#ifndef GOSYM_LIB_DEBUGINFO_ENTRYCURSOR_H
#define GOSYM_LIB_DEBUGINFO_ENTRYCURSOR_H

#include "llvm/DebugInfo/DWARF/DWARFFormValue.h"
#include "llvm/DebugInfo/DWARF/DWARFUnit.h"
#include <optional>
#include <string>

namespace gosym {

/// Not thread-safe for the units of one object.
class EntryCursor {
public:
  using Values = llvm::MutableArrayRef<std::optional<llvm::DWARFFormValue>>;

  /// From the root of \p unit on.
  explicit EntryCursor(llvm::DWARFUnit &unit)
      : EntryCursor(unit, unit.getOffset() + unit.getHeaderSize()) {}
  /// From the entry at \p offset of the section on.
  EntryCursor(llvm::DWARFUnit &unit, uint64_t offset);

  /// Goes to the next entry. False: there is none, or an error.
  bool next();
  /// DW_TAG_null: the end of a list of children.
  llvm::dwarf::Tag tag() const {
    return declaration ? declaration->getTag() : llvm::dwarf::DW_TAG_null;
  }
  bool hasChildren() const { return declaration && declaration->hasChildren(); }
  /// Of the entry, in the section.
  uint64_t offset() const { return entry; }
  /// Stores the values of the attributes \p wanted, as far as the entry has
  /// them, in the places of \p values, which are as many. At most once for an
  /// entry.
  void read(llvm::ArrayRef<llvm::dwarf::Attribute> wanted, Values values);

  llvm::Error takeError();

private:
  void fail(const llvm::Twine &facts);
  void skip();
  void
  skipValue(const llvm::DWARFAbbreviationDeclaration::AttributeSpec &attribute);

  llvm::DWARFUnit &unit;
  const llvm::DWARFDataExtractor data;
  const llvm::DWARFAbbreviationDeclarationSet *const abbreviations;
  const uint64_t end;
  uint64_t position;
  uint64_t entry = 0;
  const llvm::DWARFAbbreviationDeclaration *declaration = nullptr;
  /// The attributes of the entry are behind `position`.
  bool isPending = false;
  std::string problem;
};

} // namespace gosym

#endif
