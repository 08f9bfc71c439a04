//===- LinkSymbols.cpp ----------------------------------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A live symbol that no object owns (a script made it) stays in whatever unit
// is in force. Code that the linker made has a unit of its own, behind those of
// the objects: a PLT entry is of no source.
//
//===----------------------------------------------------------------------===//

#include "LinkSymbols.h"

using namespace llvm;
using namespace gosym;

uint32_t LinkSymbols::unitOf(uint32_t number, const LiveSymbol &s,
                             bool isLive) const {
  if (isLive)
    return units.empty() ? unitOfObject(s.object) : units[number];
  return s.object == noObject ? link->inputs().numObjects() : s.object;
}

void LinkSymbols::setUnit(uint32_t number, uint32_t unit) {
  if (units.empty())
    for (const LiveSymbol &s : link->liveSymbols())
      units.push_back(unitOfObject(s.object));
  units[number] = unit;
}

uint32_t LinkSymbols::typeNumber(SymbolRef type) {
  auto [it, isNew] = typeNumbers.try_emplace(type.opaque(), types.size());
  if (isNew)
    types.push_back(type);
  return it->second;
}

SymbolRef LinkSymbols::symbolOf(const TableSlot &slot) const {
  switch (slot.kind) {
  case TableSlot::Kind::Symbol:
    return (*this)[slot.number].ref;
  case TableSlot::Kind::Type:
    return types[slot.number];
  case TableSlot::Kind::TextStart:
    return link->textStart();
  case TableSlot::Kind::TextEnd:
    return link->textEnd();
  }
  return SymbolRef();
}

// The order of the table is not that of the link: each symbol is a cache miss,
// so all of a batch are asked for before the first is looked at.
void LinkSymbols::describe(ArrayRef<Symbol> symbols,
                           MutableArrayRef<Facts> facts) const {
  ArrayRef<LiveSymbol> live = link->liveSymbols();
  ArrayRef<LiveSymbol> synthetic = syntheticCode();
  for (const Symbol &s : symbols)
    if (s.number < live.size())
      __builtin_prefetch(&live[s.number]);
  for (auto [s, f] : zip_equal(symbols, facts)) {
    bool isLive = s.number < live.size();
    const LiveSymbol &l =
        isLive ? live[s.number] : synthetic[s.number - live.size()];
    f.name = l.name();
    f.unit = unitOf(s.number, l, isLive);
  }
}
