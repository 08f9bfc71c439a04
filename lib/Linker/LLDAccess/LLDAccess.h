//===- LLDAccess.h - The seam to lld ----------------------------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// The files of this folder are the only ones that include lld's private
/// headers; a new version of lld is ported here. Everything above sees Link.h
/// and GeneratedSymbol.h.
///
/// To lld a generated symbol is a synthetic section and one or two assignments
/// `NAME = ...` in the list of linker script commands, whose expressions are
/// ours. lld calls us back through them:
///
///   #  callback                        what lld is doing
///   1  expression of the assignment    processSymbolAssignments: GC, ICF and
///                                      script are done -> prepare()
///   2  isNeeded() of the section       removeUnusedSyntheticSections: the
///                                      relocations are scanned -> layOut()
///   3  the expression again            each assignAddresses -> arrange()
///   4  writeTo() of the section        the output is allocated, on any thread
///
/// Install.cpp brings these in, Prepare.cpp and GeneratedSection.cpp do 1 to 4,
/// LateStage.cpp what follows when everything is written; Link.cpp,
/// LiveSymbols.cpp, ScriptSymbols.cpp, UnnamedCode.cpp, InputSections.cpp,
/// ObjectNames.cpp, SectionHeaders.cpp and ConsumedSections.cpp answer for Link;
/// what is different under -r is in RelocatableOutput.cpp and
/// StaticRelocations.cpp.
/// What we keep for a link lives in lld's context and goes with it (PerLink.h).
///
/// Invariants: nothing of lld is touched before VersionGuard has run. No symbol
/// and no section of an input is ever changed, but for sections that are
/// consumed (ConsumedSections.cpp). Everything but 4 runs on the thread that
/// drives the link.
///
//===----------------------------------------------------------------------===//

#ifndef GOSYM_LIB_LINKER_LLDACCESS_H
#define GOSYM_LIB_LINKER_LLDACCESS_H

#include "../Generated.h"
#include "../../Support/StatedSizes.h"
#include "ELF/Config.h"
#include "ELF/InputFiles.h"
#include "ELF/InputSection.h"
#include "ELF/LinkerScript.h"
#include "ELF/OutputSections.h"
#include "ELF/SymbolTable.h"
#include "ELF/Symbols.h"
#include "ELF/SyntheticSections.h"
#include <mutex>

namespace gosym::lldaccess {

/// Where our commands of the script come from, for lld.
inline constexpr llvm::StringLiteral ourLocation = "<gosym>";

inline SymbolClass classOfSection(const lld::elf::OutputSection &osec) {
  if (osec.flags & llvm::ELF::SHF_EXECINSTR)
    return SymbolClass::Text;
  return osec.type == llvm::ELF::SHT_NOBITS ? SymbolClass::Bss
                                            : SymbolClass::Data;
}

/// Asks for the section of \p d, which is two cache lines, ahead of its use.
inline void prefetchSection(const lld::elf::Defined &d) {
  auto *section = reinterpret_cast<const char *>(d.section);
  __builtin_prefetch(section);
  __builtin_prefetch(section + 64);
}

class GeneratedSection;
class LateStage;
class PackedSlots;
class SlotRelocations;
class StaticRelocations;
class UnnamedCode;

/// Link.h's questions, answered from lld's context.
class LLDLink final : public Link {
public:
  explicit LLDLink(lld::elf::Ctx &ctx);
  ~LLDLink() override;

  llvm::endianness byteOrder() const override { return ctx.arg.endianness; }
  unsigned pointerSize() const override { return ctx.arg.wordsize; }
  OutputKind outputKind() const override;
  llvm::ArrayRef<LiveSymbol> liveSymbols() const override { return live; }
  const LeftOutSymbols &leftOut() const override { return left; }
  std::string origin(SymbolRef symbol) const override;
  uint64_t size(SymbolRef symbol) const override;
  SymbolClass classOf(SymbolRef symbol) const override;
  llvm::StringRef sectionName(SymbolRef symbol) const override;
  bool isGenerated(SymbolRef symbol) const override;
  uint64_t address(SymbolRef symbol) const override;
  void addresses(llvm::ArrayRef<SymbolRef> symbols,
                 llvm::MutableArrayRef<uint64_t> addresses) const override;
  uint64_t orderOfCode() const override { return codeOrder; }
  SymbolRef find(llvm::StringRef name) const override;
  SymbolRef textStart() const override { return SymbolRef(textStartSym); }
  SymbolRef textEnd() const override { return SymbolRef(textEndSym); }
  uint32_t numObjects() const override { return ctx.objectFiles.size(); }
  std::string objectName(uint32_t object) const override;
  std::string stableName(uint32_t object) const override;
  void parallelFor(size_t n,
                   llvm::function_ref<void(size_t)> fn) const override;
  void warn(const llvm::Twine &message) const override;
  void note(const llvm::Twine &message) const override;
  void error(const llvm::Twine &message) const override;
  llvm::ArrayRef<uint8_t> objectBytes(uint32_t object) const override;
  std::optional<SectionInfo> section(llvm::StringRef name) const override;
  SymbolRef sectionStart(llvm::StringRef name) const override;
  SymbolRef sectionEnd(llvm::StringRef name) const override;
  llvm::ArrayRef<ConsumedSection> consumedSections() const override {
    return consumed;
  }
  void forEachRelocation(
      const ConsumedSection &section,
      llvm::function_ref<void(const SectionRelocation &)> fn) const override;
  llvm::ArrayRef<LiveSymbol> codeWithoutSymbols() const override;
  llvm::ArrayRef<uint32_t> codeOutsideText() const override {
    return outsideText;
  }
  void places(llvm::ArrayRef<SymbolRef> symbols,
              llvm::MutableArrayRef<uint64_t> addresses,
              llvm::MutableArrayRef<CodePlace> places) const override;
  void findCodeWithoutSymbols(
      llvm::ArrayRef<CodePlace> places,
      llvm::function_ref<SymbolRef(size_t)> symbolAt) override;
  SectionRef inputSection(uint32_t object, uint64_t index) const override;
  InputSectionInfo inputSectionInfo(SectionRef section) const override;
  uint64_t sectionAddress(SectionRef section, uint64_t offset) const override;
  SymbolPlace placeOf(SymbolRef symbol) const override;
  bool hasDebugInfo(uint32_t object) const override {
    return debugInfoOf[object];
  }

  /// Gathers the live symbols, once, when the first generator is laid out.
  void collect();
  /// Takes note of where the code is, for textStart(), textEnd() and
  /// orderOfCode(); before each arrange().
  void locateCode();
  /// The same in a relocatable link (RelocatableOutput.cpp).
  void locateRelocatableCode();
  /// A symbol that other objects may know in \p osec, a section of a COMDAT
  /// group that bounds the code of a relocatable output; null for any other
  /// section.
  lld::elf::Defined *groupSymbol(const lld::elf::OutputSection *osec) const {
    return groupSymbols.lookup(osec);
  }
  /// Puts the output sections of code in the order in which other linkers will.
  void orderRelocatableCode();

  /// The generated symbols of the link.
  llvm::SmallVector<GeneratedSection *, 2> generatedSections;
  bool isOurs(const lld::elf::SectionBase *section) const {
    return ourSections.contains(section);
  }
  void addOurs(llvm::ArrayRef<lld::elf::InputSection *> ranges) {
    ourSections.insert(ranges.begin(), ranges.end());
  }
  /// Hooks 1 and 3, for all generated symbols at once.
  void prepareSections();
  void arrangeSections();
  /// Whether \p osec may be made RELRO for our sake.
  bool mayBeRelRo(const lld::elf::OutputSection &osec) const {
    return relRoOutputs.contains(&osec);
  }
  /// The symbols have been laid out: the next evaluations are hook 3.
  void noteLayout() { laidOut = true; }
  /// Reports scripts that assign to a generated symbol, once. When addresses
  /// are assigned.
  void reportConflicts();

  /// What relocates the slots of position-independent output; null if they are
  /// relocations of lld like others.
  SlotRelocations *slotRelocations = nullptr;
  /// What relocates some of them in less space; null if the link does not ask
  /// for that.
  PackedSlots *packedSlots = nullptr;

  /// What runs the late generators, once there is one.
  std::unique_ptr<LateStage> lateStage;

private:
  llvm::DenseSet<const lld::elf::SectionBase *> ourSections;
  llvm::DenseSet<const lld::elf::OutputSection *> relRoOutputs;
  bool conflictsReported = false;
  bool laidOut = false;
  bool assignmentsSeen = false;
  bool arrangedForGood = false;

  /// Finds what is to be consumed, and takes it out of the link. Hook 1.
  void consumeSections();
  template <class ELFT> void readConsumed();
  void findGroupSymbols(
      std::initializer_list<const lld::elf::OutputSection *> bounds);
  /// Finds the sections called \p names, and which objects have debug info.
  template <class ELFT> void readHeaders(llvm::ArrayRef<std::string> names);
  void takeOut(const llvm::DenseSet<const lld::elf::SectionBase *> &gone);
  template <class ELFT>
  void forEachRelocationOf(
      const ConsumedSection &section,
      llvm::function_ref<void(const SectionRelocation &)> fn) const;

  void refusePartitions();
  void arrangeAll();
  /// Finds out which symbols of scripts will enter or leave their section once
  /// addresses are assigned. Before symbols are collected.
  void foreseeScriptSymbols();
  /// The section of \p d, or the one that it will have.
  lld::elf::SectionBase *foreseenSection(const lld::elf::Defined &d) const {
    if (!foreseen.empty())
      if (auto it = foreseen.find(&d); it != foreseen.end())
        return it->second;
    return d.section;
  }
  const lld::elf::OutputSection *loadedSection(const lld::elf::Defined &d,
                                               LeftOutSymbols &left) const;
  /// Changes with the values of the symbols in code that scripts assign.
  llvm::hash_code hashScriptSymbols() const;
  /// Calls \p arrange when such symbols have the values that they will get in a
  /// relocatable link.
  void rehearseAssignment(llvm::function_ref<void()> arrange);
  lld::elf::OutputSection *findOutput(llvm::StringRef name) const;
  /// A symbol without name, at offset \p value of \p osec or, for -1, at its
  /// end.
  lld::elf::Defined *makeBound(lld::elf::OutputSection *osec,
                               uint64_t value) const;
  /// What sectionStart() and sectionEnd() tell.
  SymbolRef boundOf(llvm::StringRef section, uint64_t value) const;
  /// Will \p osec keep bytes? In collect().
  bool willHaveContent(const lld::elf::OutputSection &osec) const;
  bool anyContentIn(llvm::function_ref<bool(const lld::elf::OutputSection &)>
                        predicate) const;
  bool isLiveGlobal(const lld::elf::Defined &d) const;
  bool isPlaced(const lld::elf::Defined &d) const;
  llvm::SmallVector<lld::elf::OutputSection *, 8> codeByAddress() const;
  void estimateUnnamedCode(const lld::elf::OutputSection *text,
                           llvm::ArrayRef<uint32_t> outside);

  lld::elf::Ctx &ctx;
  bool collected = false;
  bool hasBss = false;
  std::vector<ConsumedSection> consumed;
  /// Bytes of those that were compressed.
  std::vector<DecompressedBytes> decompressed;
  /// Which objects have debug info. Of bytes: written by several threads.
  std::vector<uint8_t> debugInfoOf;
  /// Symbols of scripts that are absolute now, and the sections they will be
  /// in; or null, for those that are in a section and will be absolute.
  llvm::DenseMap<const lld::elf::Defined *, lld::elf::SectionBase *> foreseen;
  std::vector<LiveSymbol> live;
  LeftOutSymbols left;
  llvm::DenseMap<const lld::elf::InputFile *, uint32_t> objectIndex;
  std::unique_ptr<UnnamedCode> unnamed;
  std::vector<uint32_t> outsideText;
  /// What boundOf() has told. Generators may ask from several threads.
  mutable std::mutex boundsMutex;
  mutable llvm::DenseMap<std::pair<lld::elf::OutputSection *, uint64_t>,
                         lld::elf::Defined *>
      bounds;
  uint64_t codeOrder = 0;
  /// In a relocatable link, where each output section of code would begin.
  llvm::DenseMap<const lld::elf::OutputSection *, uint64_t> codeBases;
  llvm::DenseMap<const lld::elf::OutputSection *, lld::elf::Defined *>
      groupSymbols;
  lld::elf::Defined *textStartSym = nullptr;
  lld::elf::Defined *textEndSym = nullptr;
};

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

/// A generated symbol inside lld: its section, holding the first range, and the
/// life of the symbol through the hooks.
class GeneratedSection final : public lld::elf::SyntheticSection {
public:
  GeneratedSection(lld::elf::Ctx &ctx, LLDLink &link, GeneratedSymbol symbol,
                   std::unique_ptr<Generator> generator);

  /// The assignments that define the symbol and, if it has a name, its end.
  /// Owned by lld.
  lld::elf::SymbolAssignment *startCommand = nullptr;
  lld::elf::SymbolAssignment *endCommand = nullptr;
  /// Whether lld carries them out; else we do.
  bool startIsListed = false;
  bool endIsListed = false;
  /// Names of the input sections that it consumes.
  llvm::SmallVector<std::string, 0> consumes;
  /// The section through whose start command lld drives all of them.
  bool drives = false;
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
  /// What lld calls; hooks 1 and 3.
  lld::elf::ExprValue evaluateStart();
  lld::elf::ExprValue evaluateEnd();
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
  void publishSize();
  void fail(llvm::Error error);

  LLDLink &link;
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
