//===- DebugUnit.h - The units of an object, opened once --------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// The units of an object's `.debug_info`, for all who read something of them:
/// lines, inlined calls, variables. A unit knows its abbreviations and its
/// root, and what a value of an attribute means.
///
/// LLVM's DWARFUnit has the header of the unit. Its entries are not asked for:
/// it makes an object of each, and needs some hundred instructions for what
/// EntryCursor does in twenty.
///
//===----------------------------------------------------------------------===//

#ifndef GOSYM_LIB_DEBUGINFO_DEBUGUNIT_H
#define GOSYM_LIB_DEBUGINFO_DEBUGUNIT_H

#include "EntryCursor.h"
#include "ObjectDebugInfo.h"
#include "llvm/ADT/STLFunctionalExtras.h"
#include "llvm/DebugInfo/DWARF/DWARFContext.h"
#include "llvm/DebugInfo/DWARF/DWARFUnit.h"
#include <map>
#include <memory>

namespace gosym {

class DebugUnits;
class DebugUnit;

/// Where an entry is; null unit: nowhere.
struct EntryPlace {
  const DebugUnit *unit = nullptr;
  /// In the section.
  uint64_t offset = 0;

  explicit operator bool() const { return unit; }
};

/// Not thread-safe for the units of one object.
class DebugUnit {
public:
  /// \p section is the number of the `.debug_info` that the unit is in.
  DebugUnit(DebugUnits &units, llvm::DWARFUnit &header, uint32_t section);

  uint64_t firstEntry() const {
    return header.getOffset() + header.getHeaderSize();
  }
  /// Of the unit, in the section; no larger than that.
  uint64_t end() const { return theEnd; }
  const llvm::DWARFDataExtractor &data() const { return info; }
  Abbreviations &abbreviations() const { return *table; }
  llvm::dwarf::FormParams params() const { return header.getFormParams(); }
  const llvm::DWARFObject &sections() const;
  /// A section of the object, for words as large as those of the unit.
  llvm::DWARFDataExtractor dataOf(const llvm::DWARFSection &section) const;

  /// The values of the root.
  const EntryValues &root() const { return rootValues; }
  /// There is no root, and this is why.
  llvm::StringRef rootProblem() const { return problem; }

  // What a value of an entry of this unit means; nothing where it is none of
  // that kind, or is not there.
  std::optional<uint64_t> number(const EntryValue *value) const;
  std::optional<int64_t> signedNumber(const EntryValue *value) const;
  std::optional<llvm::StringRef> text(const EntryValue *value) const;
  std::optional<llvm::ArrayRef<uint8_t>> block(const EntryValue *value) const;
  std::optional<uint64_t> sectionOffset(const EntryValue *value) const;
  /// Code without a section has UndefSection.
  std::optional<llvm::object::SectionedAddress>
  address(const EntryValue *value) const;
  EntryPlace reference(const EntryValue *value) const;

  /// Number \p index of the unit's part of `.debug_addr`.
  std::optional<llvm::object::SectionedAddress> addressAt(uint64_t index) const;
  /// To which lists of ranges and of locations add their numbers.
  std::optional<llvm::object::SectionedAddress> baseAddress() const {
    return base;
  }
  /// Where in its section the list is that \p value names.
  std::optional<uint64_t> rangeList(const EntryValue &value) const;
  std::optional<uint64_t> locationList(const EntryValue &value) const;

  llvm::DWARFUnit &header;
  DebugUnits &units;
  /// An object may have several `.debug_info`, which are numbered for this.
  const uint32_t section;

private:
  void readRoot();
  uint64_t wordAt(uint64_t offset, unsigned size) const;
  uint64_t wordOf(const EntryValue &value) const;
  uint64_t lebAt(uint64_t offset) const;
  std::optional<uint64_t> textOffset(uint64_t index) const;
  std::optional<uint64_t> listAt(llvm::StringRef section, uint64_t base,
                                 uint64_t index) const;

  const llvm::DWARFDataExtractor info, addresses, textOffsets;
  const llvm::endianness order;
  const uint64_t theEnd;
  Abbreviations *table;
  EntryValues rootValues;
  std::string problem;
  std::optional<uint64_t> addressBase, textBase;
  uint64_t rangesBase = 0, locationsBase = 0;
  /// No word of the section between them has a relocation.
  mutable uint64_t clearBegin = 1, clearEnd = 0;
  std::optional<llvm::object::SectionedAddress> base;
};

/// All units of an object, in the order of their bytes. Not thread-safe.
class DebugUnits {
public:
  /// \p info must outlive the units, and have something.
  explicit DebugUnits(const DebugInfo &info);

  std::vector<std::unique_ptr<DebugUnit>> units;

  /// The entry at \p offset of the section of \p from.
  EntryPlace entryAt(const DebugUnit &from, uint64_t offset) const;
  /// The type of a type unit with that signature.
  EntryPlace typeOf(uint64_t signature) const;

  const ObjectSections &sections;

private:
  friend class DebugUnit;
  Abbreviations &abbreviationsOf(llvm::DWARFUnit &unit);

  /// By their offsets and what sizes of forms depend on: units share them.
  using TableKey = std::tuple<uint64_t, uint16_t, uint8_t, uint8_t>;
  std::map<TableKey, std::unique_ptr<Abbreviations>> tables;
};

/// The origin of the entry of \p unit with \p values: the abstract instance of
/// a concrete one, or the declaration of a definition.
EntryPlace originOf(const DebugUnit &unit, const EntryValues &values);

/// Calls \p take with the entry at \p place, its origin, the origin of that and
/// so on, until it returns true, there is no other, or one cannot be read.
void walkOrigins(
    EntryPlace place,
    llvm::function_ref<bool(const DebugUnit &, const EntryValues &)> take);

} // namespace gosym

#endif
