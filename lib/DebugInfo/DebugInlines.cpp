//===- DebugInlines.cpp ---------------------------------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Finds the inlined calls in the entries of a unit:
//
//   DW_TAG_subprogram 0x0-0x80                        the function of the code
//     DW_TAG_inlined_subroutine 0x10-0x40             push(), called in line 7
//       DW_AT_abstract_origin -> DW_TAG_subprogram push
//       DW_TAG_lexical_block
//         DW_TAG_inlined_subroutine 0x18-0x20 0x28-0x30   grow()
//
// Each function and call is a scope with its code. The code of a call that is
// not of the scope around it is left out, and the call is counted: what a
// reader makes of the ranges is a stack, and such code would be on another one
// than debug info says. A function inside of a function begins a stack of its
// own. A call that has no code of its own has that of the calls in it: GCC's
// lists of DWARF 4 end too soon when their first range is empty and at the
// start of the section.
//
// THE NAME of a call's function is that of the entry that abstract_origin
// names, or of one that that names in turn (DW_AT_specification, and
// abstract_origin again): the linkage name, if any of them has it, else the
// name. So does llvm-symbolizer. The entry may be in another unit of the
// section (LTO).
//
// WHAT IS NOT READ. Functions none of whose code is wanted are passed over
// without looking at what is in them: they are most of what units of C++ have.
//
// COST. Nothing is kept of entries. An object may state any number of ranges
// with few bytes, so all that is kept of it is at most as many as it has bytes
// of debug info (ReadLimit).
//
//===----------------------------------------------------------------------===//

#include "DebugInlines.h"
#include "../Support/Hex.h"
#include "llvm/ADT/STLExtras.h"

using namespace llvm;
using namespace llvm::dwarf;
using namespace gosym;

void InlineReader::begin(const DebugUnit &theUnit) {
  unit = &theUnit;
  scopes.clear();
  found = UnitInlines();
  problem.clear();
}

Expected<UnitInlines> InlineReader::end() {
  if (hasFailed())
    return createStringError(problem);
  return std::move(found);
}

void InlineReader::failByRanges(uint64_t offset) {
  fail(createStringError(".debug_info: entry at offset " + hex(offset) +
                         ": more ranges than bytes of debug info, expected "
                         "fewer"));
}

//===----------------------------------------------------------------------===//
// Scopes
//===----------------------------------------------------------------------===//

/// Stores the code of an entry that is of wanted sections. Returns whether it
/// has any of others.
bool InlineReader::readWantedCode(uint64_t offset, const EntryValues &values,
                                  CodeRanges &code) {
  code.clear();
  all.clear();
  if (Error e = readCode(*unit, values, limit, all))
    fail(std::move(e));
  bool hasOther = false;
  for (const CodeRange &range : all) {
    std::optional<uint64_t> size = wanted(range.section);
    if (!size) {
      hasOther = true;
      continue;
    }
    if (range.begin > range.end || range.end > *size)
      fail(createStringError(
          ".debug_info: entry at offset " + hex(offset) + ": code from " +
          hex(range.begin) + " to " + hex(range.end) + " of section " +
          Twine(range.section) + ", expected at most " + hex(*size)));
    code.push_back(range);
  }
  llvm::sort(code);
  return hasOther;
}

/// Appends to \p nested what of \p code, which may overlap itself, is in
/// \p outer.
void InlineReader::nestIn(const CodeRanges &outer, const CodeRanges &code,
                          CodeRanges &nested) {
  bool isCut = false;
  // Behind the last byte that was looked at.
  uint64_t section = 0, done = 0;
  for (const CodeRange &range : code) {
    if (range.section != std::exchange(section, range.section))
      done = 0;
    done = std::max(done, range.begin);
    auto around = partition_point(outer, [&](const CodeRange &o) {
      return std::tie(o.section, o.end) <= std::tie(range.section, done);
    });
    while (done < range.end) {
      if (around == outer.end() || around->section != range.section ||
          around->begin >= range.end) {
        isCut = true;
        done = range.end;
        break;
      }
      isCut |= around->begin > done;
      uint64_t begin = std::max(done, around->begin);
      done = std::min(range.end, around->end);
      nested.push_back({section, begin, done});
      ++around;
    }
  }
  out.counts.notNested += isCut;
}

void InlineReader::enterFunction(EntryCursor &entries,
                                 const EntryValues &values) {
  Scope &scope = scopes.emplace_back();
  bool hasOther = readWantedCode(entries.offset(), values, some);
  scope.isDead = hasOther && some.empty();
  // A list may name one byte twice.
  for (const CodeRange &range : some) {
    CodeRange *last = scope.code.empty() ? nullptr : &scope.code.back();
    if (last && last->section == range.section && last->end >= range.begin)
      last->end = std::max(last->end, range.end);
    else
      scope.code.push_back(range);
  }
}

uint32_t InlineReader::addCall(const EntryValues &values, uint32_t parent) {
  InlinedCall call;
  call.parent = parent;
  call.function = functionAt(unit->reference(values[Attr::AbstractOrigin]));
  call.file = unit->number(values[Attr::CallFile]);
  call.line = std::min<uint64_t>(
      unit->number(values[Attr::CallLine]).value_or(0), UINT32_MAX);
  found.calls.push_back(call);
  return found.calls.size() - 1;
}

void InlineReader::enterCall(EntryCursor &entries) {
  bool isOuter = scopes.empty();
  // Places in a vector move.
  Scope &scope = scopes.emplace_back();
  const Scope *outer = isOuter ? nullptr : &scope - 1;
  if (outer && outer->isDead) {
    scope.isDead = true;
    return;
  }
  const EntryValues &values = entries.read();
  bool hasOther = readWantedCode(entries.offset(), values, some);
  scope.hasCodeOfCalls = outer && some.empty() && !hasOther;
  if (scope.hasCodeOfCalls)
    scope.code = outer->code;
  else
    nestIn(outer ? outer->code : CodeRanges(), some, scope.code);
  if (!scope.code.empty()) {
    scope.call = addCall(values, outer->call);
    if (!scope.hasCodeOfCalls)
      for (const CodeRange &range : scope.code)
        addCode(range, scope.call, entries.offset());
  }
  if (!limit.take(scope.code.size()))
    failByRanges(entries.offset());
}

/// Adds code of a call, which is the last scope, to it and to those around it
/// that have no other.
void InlineReader::addCode(const CodeRange &range, uint32_t call,
                           uint64_t offset) {
  found.code.push_back({range, call});
  for (const Scope &around : reverse(ArrayRef(scopes).drop_back())) {
    if (!around.hasCodeOfCalls)
      break;
    found.code.push_back({range, around.call});
    if (!limit.take())
      failByRanges(offset);
  }
}

//===----------------------------------------------------------------------===//
// Names
//===----------------------------------------------------------------------===//

/// The name of the function whose entry is at \p place; empty: none.
static StringRef nameAt(EntryPlace place) {
  StringRef linkage, plain;
  walkOrigins(place, [&](const DebugUnit &unit, const EntryValues &values) {
    for (Attr attr : {Attr::LinkageName, Attr::MIPSLinkageName})
      if (linkage.empty())
        linkage = unit.text(values[attr]).value_or("");
    if (plain.empty())
      plain = unit.text(values[Attr::Name]).value_or("");
    return !linkage.empty();
  });
  return linkage.empty() ? plain : linkage;
}

/// What is not in the object was decompressed, and goes with the reader.
StringRef InlineReader::keep(StringRef name) {
  auto at = reinterpret_cast<uintptr_t>(name.data());
  auto begin = reinterpret_cast<uintptr_t>(object.begin());
  auto end = reinterpret_cast<uintptr_t>(object.end());
  if (name.empty() || (at >= begin && at < end))
    return name;
  return name.copy(out.names);
}

uint32_t InlineReader::functionAt(EntryPlace origin) {
  auto [it, isNew] =
      functions.try_emplace({origin.unit, origin.offset}, out.functions.size());
  if (isNew)
    out.functions.emplace_back(keep(nameAt(origin)));
  return it->second;
}
