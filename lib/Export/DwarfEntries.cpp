//===- DwarfEntries.cpp - Units, functions and inlined calls --------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// A unit is a tree of entries:
///
///   DW_TAG_compile_unit "/src/main.c"
///     DW_TAG_subprogram "grow"                     what is inlined, once
///     DW_TAG_subprogram "main" 0x1040 to 0x1070
///       DW_TAG_inlined_subroutine of grow, called in main.c:7
///
/// Only functions with lines have entries; .symtab has all. A name that
/// compilers have coded is the linkage name, and what people call the function
/// stands beside it.
///
/// What attributes an entry has depends on what is known of it, so the
/// abbreviations are made as they are needed.
///
//===----------------------------------------------------------------------===//

#include "Dwarf.h"
#include "InlineTree.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/BinaryFormat/Dwarf.h"
#include "llvm/Demangle/Demangle.h"

using namespace llvm;
using namespace llvm::dwarf;

namespace gosym {

namespace {

class DwarfWriter {
public:
  DwarfWriter(const CodeMap &map, DwarfTarget target)
      : map(map), target(target), to(std::make_unique<DwarfSections>(target)) {}
  Expected<std::unique_ptr<DwarfSections>> write();

private:
  using Attribute = std::pair<dwarf::Attribute, dwarf::Form>;
  std::vector<DwarfUnit> findUnits() const;
  void writeUnit(DwarfUnit &unit);
  void beginEntry(Tag tag, bool hasChildren, ArrayRef<Attribute> attributes);
  void endChildren() { to->info.u8(0); }
  void string(StringRef text);
  void name(StringRef linkageName);
  SmallVector<Attribute, 2> nameAttributes(StringRef linkageName) const;
  uint16_t language(const DwarfUnit &unit) const;
  uint32_t writeRanges(ArrayRef<InlinedCall::Range> ranges);
  void writeAbstract(DwarfUnit &unit);
  void writeFunction(DwarfUnit &unit, const CodeMap::Function &function);
  void writeCall(DwarfUnit &unit, const InlinedCall &inlined);
  void writeAddressRanges(uint32_t unitOffset,
                          ArrayRef<InlinedCall::Range> ranges);
  bool isEntry(const CodeMap::Function &function) const;

  const CodeMap &map;
  DwarfTarget target;
  std::unique_ptr<DwarfSections> to;
  StringMap<uint32_t> strings;
  /// By the bytes of their declaration.
  StringMap<uint32_t> abbreviations;
  /// Of the unit that is being written: where it begins, and the entries of
  /// functions that are inlined in it, told from there.
  size_t unitBegin = 0;
  DenseMap<uint32_t, uint32_t> abstracts;
};

} // namespace

//===----------------------------------------------------------------------===//
// Entries
//===----------------------------------------------------------------------===//

void DwarfWriter::beginEntry(Tag tag, bool hasChildren,
                             ArrayRef<Attribute> attributes) {
  DwarfBytes declaration(target);
  declaration.uleb(tag);
  declaration.u8(hasChildren);
  for (auto [attribute, form] : attributes) {
    declaration.uleb(attribute);
    declaration.uleb(form);
  }
  declaration.u16(0);
  auto [at, isNew] = abbreviations.try_emplace(
      StringRef(declaration.data().data(), declaration.size()),
      abbreviations.size() + 1);
  if (isNew) {
    to->abbrev.uleb(at->second);
    to->abbrev.raw(declaration.data());
  }
  to->info.uleb(at->second);
}

void DwarfWriter::string(StringRef text) {
  auto [at, isNew] = strings.try_emplace(text, to->str.size());
  if (isNew)
    to->str.text(text);
  to->info.u32(at->second);
}

static bool isCoded(StringRef name) {
  return name.starts_with("_Z") || name.starts_with("_R");
}

SmallVector<DwarfWriter::Attribute, 2>
DwarfWriter::nameAttributes(StringRef linkageName) const {
  SmallVector<Attribute, 2> attributes = {{DW_AT_name, DW_FORM_strp}};
  if (isCoded(linkageName))
    attributes.push_back({DW_AT_linkage_name, DW_FORM_strp});
  return attributes;
}

/// `find` of `_ZN5store5Table4findEi`; all of what is not C++.
static std::string baseName(StringRef linkageName) {
  ItaniumPartialDemangler demangler;
  std::string text = linkageName.str();
  if (demangler.partialDemangle(text.c_str()) || !demangler.isFunction())
    return demangle(linkageName);
  char *base = demangler.getFunctionBaseName(nullptr, nullptr);
  std::string name = base ? base : text;
  std::free(base);
  return name;
}

void DwarfWriter::name(StringRef linkageName) {
  if (!isCoded(linkageName))
    return string(linkageName);
  string(baseName(linkageName));
  string(linkageName);
}

uint32_t DwarfWriter::writeRanges(ArrayRef<InlinedCall::Range> ranges) {
  uint32_t at = to->ranges.size();
  for (InlinedCall::Range range : ranges) {
    to->ranges.address(range.begin);
    to->ranges.address(range.end);
  }
  to->ranges.address(0);
  to->ranges.address(0);
  return at;
}

//===----------------------------------------------------------------------===//
// Functions
//===----------------------------------------------------------------------===//

bool DwarfWriter::isEntry(const CodeMap::Function &function) const {
  return any_of(map.piecesOf(function), [](const CodeMap::Piece &piece) {
    return piece.line || piece.calls;
  });
}

/// The functions that are inlined in \p unit, before anything refers to them.
void DwarfWriter::writeAbstract(DwarfUnit &unit) {
  abstracts.clear();
  for (uint32_t number : unit.functions)
    for (const CodeMap::Piece &piece : map.piecesOf(map.functions[number]))
      for (uint32_t i = piece.calls; i; i = map.calls[i].outer) {
        const CodeMap::Call &call = map.calls[i];
        auto [at, isNew] = abstracts.try_emplace(
            call.function, uint32_t(to->info.size() - unitBegin));
        if (!isNew)
          continue;
        StringRef linkageName = map.inlined[call.function];
        SmallVector<Attribute, 4> attributes(nameAttributes(linkageName));
        attributes.push_back({DW_AT_inline, DW_FORM_data1});
        beginEntry(DW_TAG_subprogram, false, attributes);
        name(linkageName);
        to->info.u8(DW_INL_inlined);
      }
}

void DwarfWriter::writeCall(DwarfUnit &unit, const InlinedCall &inlined) {
  const CodeMap::Call &call = map.calls[inlined.call];
  bool isOne = inlined.ranges.size() == 1;
  SmallVector<Attribute, 5> attributes = {
      {DW_AT_abstract_origin, DW_FORM_ref4}};
  if (isOne)
    attributes.append(
        {{DW_AT_low_pc, DW_FORM_addr}, {DW_AT_high_pc, DW_FORM_udata}});
  else
    attributes.push_back({DW_AT_ranges, DW_FORM_sec_offset});
  if (call.file)
    attributes.append(
        {{DW_AT_call_file, DW_FORM_udata}, {DW_AT_call_line, DW_FORM_udata}});
  beginEntry(DW_TAG_inlined_subroutine, !inlined.inner.empty(), attributes);
  to->info.u32(abstracts[call.function]);
  if (isOne) {
    to->info.address(inlined.ranges[0].begin);
    to->info.uleb(inlined.ranges[0].end - inlined.ranges[0].begin);
  } else {
    to->info.u32(writeRanges(inlined.ranges));
  }
  if (call.file) {
    to->info.uleb(unit.numberOf(call.file));
    to->info.uleb(call.line);
  }
  for (const InlinedCall &inner : inlined.inner)
    writeCall(unit, inner);
  if (!inlined.inner.empty())
    endChildren();
}

void DwarfWriter::writeFunction(DwarfUnit &unit,
                                const CodeMap::Function &function) {
  const CodeMap::Symbol &symbol = map.symbolOf(function);
  std::vector<InlinedCall> calls = inlineTreeOf(map, map.piecesOf(function));
  SmallVector<Attribute, 5> attributes(nameAttributes(symbol.name));
  attributes.append(
      {{DW_AT_low_pc, DW_FORM_addr}, {DW_AT_high_pc, DW_FORM_udata}});
  if (!symbol.isLocal)
    attributes.push_back({DW_AT_external, DW_FORM_flag_present});
  beginEntry(DW_TAG_subprogram, !calls.empty(), attributes);
  name(symbol.name);
  to->info.address(function.begin);
  to->info.uleb(function.size);
  for (const InlinedCall &call : calls)
    writeCall(unit, call);
  if (!calls.empty())
    endChildren();
}

//===----------------------------------------------------------------------===//
// Units
//===----------------------------------------------------------------------===//

/// Units in the order of their first code; those without lines are left out.
std::vector<DwarfUnit> DwarfWriter::findUnits() const {
  std::vector<DwarfUnit> units;
  DenseMap<uint32_t, uint32_t> places;
  for (uint32_t i = 0; i < map.functions.size(); ++i) {
    if (!isEntry(map.functions[i]))
      continue;
    auto [at, isNew] = places.try_emplace(map.functions[i].unit, units.size());
    if (isNew)
      units.emplace_back().unit = map.functions[i].unit;
    units[at->second].functions.push_back(i);
  }
  return units;
}

/// By which gdb knows how to print names, and nothing else.
uint16_t DwarfWriter::language(const DwarfUnit &unit) const {
  if (map.files[map.units[unit.unit]].ends_with(".rs"))
    return DW_LANG_Rust;
  bool isCpp = any_of(unit.functions, [&](uint32_t number) {
    return map.symbolOf(map.functions[number]).name.starts_with("_Z");
  });
  return isCpp ? DW_LANG_C_plus_plus_14 : DW_LANG_C99;
}

void DwarfWriter::writeAddressRanges(uint32_t unitOffset,
                                     ArrayRef<InlinedCall::Range> ranges) {
  constexpr uint16_t version = 2;
  DwarfBytes &aranges = to->aranges;
  size_t begin = aranges.beginLength();
  aranges.u16(version);
  aranges.u32(unitOffset);
  aranges.u8(target.pointerSize);
  aranges.u8(0); // segment selectors
  // Pairs are aligned to their size, from the first byte of the header.
  size_t pair = 2 * target.pointerSize;
  size_t headerSize = aranges.size() - begin + sizeof(uint32_t);
  aranges.zeros((pair - headerSize % pair) % pair);
  for (InlinedCall::Range range : ranges) {
    aranges.address(range.begin);
    aranges.address(range.end - range.begin);
  }
  aranges.address(0);
  aranges.address(0);
  aranges.endLength(begin);
}

void DwarfWriter::writeUnit(DwarfUnit &unit) {
  constexpr uint16_t version = 4;
  uint32_t mainFile = map.units[unit.unit];
  unit.numberOf(mainFile);
  SmallVector<InlinedCall::Range, 0> ranges;
  for (uint32_t number : unit.functions) {
    const CodeMap::Function &function = map.functions[number];
    uint64_t end = function.begin + function.size;
    if (!ranges.empty() && ranges.back().end == function.begin)
      ranges.back().end = end;
    else
      ranges.push_back({function.begin, end});
  }

  DwarfBytes &info = to->info;
  unitBegin = info.size();
  size_t begin = info.beginLength();
  info.u16(version);
  info.u32(0); // abbreviations, the same of all units
  info.u8(target.pointerSize);
  beginEntry(DW_TAG_compile_unit, true,
             {{DW_AT_producer, DW_FORM_strp},
              {DW_AT_language, DW_FORM_data2},
              {DW_AT_name, DW_FORM_strp},
              {DW_AT_stmt_list, DW_FORM_sec_offset},
              {DW_AT_low_pc, DW_FORM_addr},
              {DW_AT_ranges, DW_FORM_sec_offset}});
  string("gosym convert");
  info.u16(language(unit));
  string(mainFile ? map.files[mainFile] : "<unknown>");
  info.u32(to->line.size());
  info.address(0);
  info.u32(writeRanges(ranges));
  writeAbstract(unit);
  for (uint32_t number : unit.functions)
    writeFunction(unit, map.functions[number]);
  endChildren();
  info.endLength(begin);
  writeAddressRanges(unitBegin, ranges);
  writeDwarfLines(map, unit, target, to->line);
}

Expected<std::unique_ptr<DwarfSections>> DwarfWriter::write() {
  std::vector<DwarfUnit> units = findUnits();
  for (DwarfUnit &unit : units) {
    writeUnit(unit);
    for (const DwarfBytes *section :
         {&to->info, &to->line, &to->str, &to->ranges, &to->aranges})
      if (section->size() > UINT32_MAX)
        return createStringError("4 GiB of debug information or more, "
                                 "expected less");
  }
  to->abbrev.u8(0);
  return std::move(to);
}

Expected<std::unique_ptr<DwarfSections>> dwarfOf(const CodeMap &map,
                                                 DwarfTarget target) {
  return DwarfWriter(map, target).write();
}

} // namespace gosym
