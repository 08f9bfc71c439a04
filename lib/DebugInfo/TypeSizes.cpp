//===- TypeSizes.cpp ------------------------------------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A type states its size, or is that of another one: `const T`, an alias, an
// array of so many T. Types are asked for rarely, of arguments on the stack
// only, so each is read anew.
//
//===----------------------------------------------------------------------===//

#include "TypeSizes.h"

using namespace llvm;
using namespace llvm::dwarf;
using namespace gosym;

/// More types in one another are no program's.
static constexpr unsigned deepestType = 64;

namespace {

/// A value and the unit whose entry has it.
struct FoundValue {
  const DebugUnit *unit = nullptr;
  EntryValue value;
};

} // namespace

/// The value of \p attr of the entry at \p place, or of one of its origins.
static std::optional<FoundValue> find(EntryPlace place, Attr attr) {
  std::optional<FoundValue> found;
  walkOrigins(place, [&](const DebugUnit &unit, const EntryValues &values) {
    if (const EntryValue *value = values[attr])
      found = FoundValue{&unit, *value};
    return found.has_value();
  });
  return found;
}

/// The same of the entry of \p unit with \p values.
static std::optional<FoundValue> find(const DebugUnit &unit,
                                      const EntryValues &values, Attr attr) {
  if (const EntryValue *value = values[attr])
    return FoundValue{&unit, *value};
  return find(originOf(unit, values), attr);
}

std::optional<StringRef> gosym::nameOf(const DebugUnit &unit,
                                       const EntryValues &values) {
  std::optional<FoundValue> name = find(unit, values, Attr::Name);
  return name ? name->unit->text(&name->value) : std::nullopt;
}

EntryPlace gosym::typeOf(const DebugUnit &unit, const EntryValues &values) {
  std::optional<FoundValue> type = find(unit, values, Attr::Type);
  return type ? type->unit->reference(&type->value) : EntryPlace();
}

EntryPlace gosym::typeOf(EntryPlace place) {
  std::optional<FoundValue> type = find(place, Attr::Type);
  return type ? type->unit->reference(&type->value) : EntryPlace();
}

/// How many elements \p array has, whose entry \p entries is at.
static uint64_t countElements(const DebugUnit &unit, EntryCursor &entries) {
  uint64_t count = 1;
  unsigned depth = 1;
  while (depth && entries.next()) {
    if (entries.tag() == DW_TAG_null) {
      --depth;
      continue;
    }
    bool isRange = depth == 1 && entries.tag() == DW_TAG_subrange_type;
    depth += entries.hasChildren();
    if (!isRange)
      continue;
    const EntryValues &values = entries.read();
    if (std::optional<uint64_t> n = unit.number(values[Attr::Count]))
      count *= *n;
    if (std::optional<int64_t> last =
            unit.signedNumber(values[Attr::UpperBound]))
      count *= uint64_t(*last) -
               unit.signedNumber(values[Attr::LowerBound]).value_or(0) + 1;
  }
  return count;
}

static std::optional<uint64_t> sizeOf(EntryPlace type, unsigned depth) {
  if (!type || depth == deepestType)
    return std::nullopt;
  const DebugUnit &unit = *type.unit;
  EntryCursor entries(unit, type.offset);
  if (!entries.next())
    return std::nullopt;
  const EntryValues &values = entries.read();
  if (std::optional<uint64_t> size = unit.number(values[Attr::ByteSize]))
    return size;
  uint64_t pointerSize = unit.params().AddrSize;
  EntryPlace base = unit.reference(values[Attr::Type]);
  switch (entries.tag()) {
  case DW_TAG_pointer_type:
  case DW_TAG_reference_type:
  case DW_TAG_rvalue_reference_type:
    return pointerSize;
  case DW_TAG_ptr_to_member_type: {
    // One to a function is an address and what to add to `this`.
    if (!base)
      return pointerSize;
    EntryCursor pointed(*base.unit, base.offset);
    bool isFunction = pointed.next() && pointed.tag() == DW_TAG_subroutine_type;
    return isFunction ? 2 * pointerSize : pointerSize;
  }
  case DW_TAG_array_type: {
    bool hasChildren = entries.hasChildren();
    std::optional<uint64_t> size = sizeOf(base, depth + 1);
    if (size && hasChildren)
      *size *= countElements(unit, entries);
    return size;
  }
  default:
    return sizeOf(base, depth + 1);
  }
}

std::optional<uint64_t> gosym::sizeOf(EntryPlace type) {
  return ::sizeOf(type, 0);
}

bool gosym::mayBeLarge(EntryPlace type) {
  for (unsigned i = 0; type && i != deepestType; ++i) {
    EntryCursor entries(*type.unit, type.offset);
    if (!entries.next())
      return false;
    switch (entries.tag()) {
    case DW_TAG_typedef:
    case DW_TAG_const_type:
    case DW_TAG_volatile_type:
      type = typeOf(type);
      break;
    case DW_TAG_base_type:
    case DW_TAG_enumeration_type:
    case DW_TAG_pointer_type:
    case DW_TAG_reference_type:
    case DW_TAG_rvalue_reference_type:
      return false;
    default:
      return true;
    }
  }
  return bool(type);
}
