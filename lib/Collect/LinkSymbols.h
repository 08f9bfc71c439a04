//===- LinkSymbols.h - The symbols of a link by number ----------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// The numbers of the model (Model/Program.h), as symbols of the link:
///
///   symbol   live symbols by their place in Link::liveSymbols(), then
///            synthetic code (CodeOrder)
///   unit     objects by their number, then one for what the linker made, then
///            more
///   type     whatever the sources of types gave a number to
///
//===----------------------------------------------------------------------===//

#ifndef GOSYM_LIB_COLLECT_LINKSYMBOLS_H
#define GOSYM_LIB_COLLECT_LINKSYMBOLS_H

#include "../Linker/CodeOrder.h"
#include "gosym/Format/TableWriter.h"
#include "gosym/Linker/LinkInputs.h"
#include "gosym/Model/Program.h"

namespace gosym {

class LinkSymbols final : public SymbolSource {
public:
  /// The link, from layout() on.
  void open(const Link &l, const CodeOrder &o) {
    link = &l;
    order = &o;
  }

  const LiveSymbol &operator[](uint32_t number) const {
    size_t numLive = link->liveSymbols().size();
    return number < numLive ? link->liveSymbols()[number]
                            : syntheticCode()[number - numLive];
  }
  llvm::ArrayRef<LiveSymbol> syntheticCode() const {
    return order->syntheticCode();
  }
  /// Does \p number stand for synthetic code?
  bool isSynthetic(uint32_t number) const {
    return number >= link->liveSymbols().size();
  }

  /// The unit of a function: its own, or that of its object.
  uint32_t unitOf(uint32_t number) const {
    return unitOf(number, (*this)[number], !isSynthetic(number));
  }
  /// Says that live symbols have units other than that of their object; the
  /// first call takes a word a symbol.
  void setUnit(uint32_t number, uint32_t unit);
  bool haveUnits() const { return !units.empty(); }

  /// The number of \p type, a symbol that is the target of a slot.
  uint32_t typeNumber(SymbolRef type);

  /// What the address in \p slot is the address of.
  SymbolRef symbolOf(const TableSlot &slot) const;

  void describe(llvm::ArrayRef<Symbol> symbols,
                llvm::MutableArrayRef<Facts> facts) const override;

private:
  uint32_t unitOf(uint32_t number, const LiveSymbol &symbol, bool isLive) const;

  const Link *link = nullptr;
  const CodeOrder *order = nullptr;
  /// Of each live symbol; empty: the unit of a symbol is its object.
  std::vector<uint32_t> units;
  std::vector<SymbolRef> types;
  llvm::DenseMap<void *, uint32_t> typeNumbers;
};

/// The unit of \p object, as LiveSymbol has it.
inline uint32_t unitOfObject(uint32_t object) {
  return object == noObject ? noUnit : object;
}

} // namespace gosym

#endif
