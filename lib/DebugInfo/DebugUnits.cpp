//===- DebugUnits.cpp -----------------------------------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Units refer to one another: an entry of one (LTO) has its origin in another
// one, and a type may be in a unit of its own, called by its signature.
//
//===----------------------------------------------------------------------===//

#include "DebugUnit.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/DebugInfo/DWARF/DWARFObject.h"
#include "llvm/DebugInfo/DWARF/DWARFTypeUnit.h"

using namespace llvm;
using namespace llvm::dwarf;
using namespace gosym;

DebugUnits::DebugUnits(const DebugInfo &info) : sections(*info.sections) {
  const DWARFSection *last = nullptr;
  uint32_t numSections = 0;
  for (const std::unique_ptr<DWARFUnit> &unit : info.dwarf->compile_units()) {
    const DWARFSection *section = &unit->getInfoSection();
    numSections += section != std::exchange(last, section);
    units.push_back(std::make_unique<DebugUnit>(*this, *unit, numSections));
  }
}

Abbreviations &DebugUnits::abbreviationsOf(DWARFUnit &unit) {
  const FormParams &params = unit.getFormParams();
  uint64_t offset = unit.getAbbreviationsOffset();
  std::unique_ptr<Abbreviations> &table =
      tables[{offset, params.Version, params.AddrSize, params.Format}];
  if (!table)
    table = std::make_unique<Abbreviations>(sections.getAbbrevSection(), offset,
                                            params);
  return *table;
}

EntryPlace DebugUnits::entryAt(const DebugUnit &from, uint64_t offset) const {
  auto isIn = [&](const DebugUnit &unit) {
    return offset >= unit.firstEntry() && offset < unit.end();
  };
  if (isIn(from))
    return {&from, offset};
  // Units of one section follow one another.
  auto unit = partition_point(units, [&](const std::unique_ptr<DebugUnit> &u) {
    return std::pair(u->section, u->header.getNextUnitOffset()) <=
           std::pair(from.section, offset);
  });
  if (unit == units.end() || (*unit)->section != from.section || !isIn(**unit))
    return {};
  return {unit->get(), offset};
}

EntryPlace DebugUnits::typeOf(uint64_t signature) const {
  for (const std::unique_ptr<DebugUnit> &unit : units) {
    auto *ofType = dyn_cast<DWARFTypeUnit>(&unit->header);
    if (ofType && ofType->getTypeHash() == signature)
      return entryAt(*unit, ofType->getOffset() + ofType->getTypeOffset());
  }
  return {};
}

EntryPlace gosym::originOf(const DebugUnit &unit, const EntryValues &values) {
  const EntryValue *origin = values[Attr::AbstractOrigin];
  return unit.reference(origin ? origin : values[Attr::Specification]);
}

void gosym::walkOrigins(
    EntryPlace place,
    function_ref<bool(const DebugUnit &, const EntryValues &)> take) {
  // More than compilers make: an instance, its abstract one, its declaration.
  constexpr unsigned mostEntries = 8;
  for (unsigned i = 0; place && i != mostEntries; ++i) {
    EntryCursor entries(*place.unit, place.offset);
    if (!entries.next())
      return;
    const EntryValues &values = entries.read();
    if (entries.hasFailed() || take(*place.unit, values))
      return;
    place = originOf(*place.unit, values);
  }
}
