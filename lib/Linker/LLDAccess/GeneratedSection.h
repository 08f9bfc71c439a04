//===- GeneratedSection.h - A generated symbol inside lld -------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef GOSYM_LIB_LINKER_GENERATEDSECTION_H
#define GOSYM_LIB_LINKER_GENERATEDSECTION_H

#include "../Ahead.h"
#include "../Generated.h"
#include "LLDAccess.h"
#include <atomic>

namespace gosym::lldaccess {

class GeneratedSection;
class Session;
class StaticRelocations;

/// A second or later range of a generated symbol: exists only so that lld
/// writes it in a task of its own.
class RangeSection final : public lld::elf::SyntheticSection {
public:
  RangeSection(GeneratedSection &head, size_t range);
  size_t getSize() const override;
  void writeTo(uint8_t *buf) override;

private:
  GeneratedSection &head;
  const size_t range;
};

/// A symbol in the section of a generated symbol.
struct NameInside {
  enum Place { Start, End, Part };
  Place place;
  /// Of a part.
  size_t part;
  std::string name;
  /// Defines it. Owned by lld.
  lld::elf::SymbolAssignment *command;
  /// Whether lld carries it out; else we do.
  bool isListed;
};

/// A generated symbol inside lld: its section, holding the first range, and the
/// life of the symbol through the hooks.
class GeneratedSection final : public lld::elf::SyntheticSection {
public:
  GeneratedSection(lld::elf::Ctx &ctx, Session &session, GeneratedSymbol symbol,
                   std::unique_ptr<Generator> generator);

  /// The assignments that define the symbols: the one at the start, then the
  /// end, if it has a name, and the parts.
  llvm::SmallVector<NameInside, 2> names;
  /// Names of the input sections that it consumes.
  llvm::SmallVector<std::string, 0> consumes;
  /// To be called before layout(), if there is one (Ahead.h).
  std::function<void(const EarlyLink &)> beginAhead;
  /// Is it the section through whose start command lld drives all of them? The
  /// first one is.
  bool drives() const;
  /// Slots at multiples of this are relocated by PackedSlots; 0: none.
  uint32_t packed = 0;
  /// How many these are.
  size_t numPacked = 0;
  bool isPacked(uint64_t offset) const {
    return packed && offset % packed == 0;
  }
  /// Those that have a relocation of their own.
  size_t numUnpacked() const { return generated.numSlots() - numPacked; }

  /// Hooks 1 and 3, for all sections, from the one that drives.
  void prepare();
  void arrange();
  /// Do for commands that are not listed what lld does for the others.
  void defineUnlisted();
  void assignUnlisted();
  /// What lld calls; hooks 1 and 3. \p i is an index in `names`.
  lld::elf::ExprValue evaluate(size_t i);
  /// Hook 2.
  bool isNeeded() const override;
  /// Hook 4.
  void writeTo(uint8_t *buf) override { writeNextRange(buf); }
  /// Writes the next range of the symbol, whose first byte is at \p
  /// symbolStart.
  void writeNextRange(uint8_t *symbolStart);

  size_t getSize() const override;

  const GeneratedSymbol &symbol() const { return generated.symbol; }
  const Generated &state() const { return generated; }
  /// Of the part that is about to get a name. Before hook 1.
  size_t addPart() {
    generated.addPart();
    return generated.parts().size() - 1;
  }
  /// Generated::askLate(). Hook 2.
  LateNode askLate() { return generated.askLate(getParent()->name); }

private:
  enum class Stage { Installed, Discarded, Prepared, LaidOut, Failed };

  void layOut();
  void weaken();
  void makeRelRo();
  void addRelativeRelocations();
  void updateRelativeRelocations();
  void insertRanges();
  void checkSegment();
  uint64_t offsetOf(const NameInside &name) const;
  void publishSizes();
  void fail(llvm::Error error);

  Session &session;
  Generated generated;
  Stage stage = Stage::Installed;
  /// Of the slots, under -r and --emit-relocs.
  StaticRelocations *staticRelocations = nullptr;
  bool rangesInserted = false;
  /// The slots have relocations of lld.
  bool hasRelocations = false;
  std::atomic<size_t> nextRange{0};
};

} // namespace gosym::lldaccess

#endif
