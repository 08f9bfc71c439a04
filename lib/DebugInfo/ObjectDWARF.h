//===- ObjectDWARF.h - An object, for LLVM's DWARF library ------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// The debug info and unwind information of a relocatable object as LLVM's
/// DWARF library wants to see it. ObjectDebugInfo.cpp has its sections,
/// ObjectRelocations.cpp what addresses in them mean.
///
/// Everything is read when it is first asked for, by functions that LLVM has
/// made const: not thread-safe.
///
//===----------------------------------------------------------------------===//

#ifndef GOSYM_LIB_DEBUGINFO_OBJECTDWARF_H
#define GOSYM_LIB_DEBUGINFO_OBJECTDWARF_H

#include "../Support/Machine.h"
#include "../Support/StatedSizes.h"
#include "ObjectDebugInfo.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/DebugInfo/DWARF/DWARFContext.h"
#include "llvm/DebugInfo/DWARF/DWARFObject.h"
#include "llvm/Object/ELF.h"
#include <array>
#include <deque>

namespace gosym {

template <class ELFT> class ObjectDWARF final : public ObjectSections {
public:
  using Shdr = typename ELFT::Shdr;
  using Rela = typename ELFT::Rela;

  /// \p file must be good for sections().
  ObjectDWARF(llvm::object::ELFFile<ELFT> file, OnProblem onProblem)
      : file(file), facts(machineOf(machine())),
        onProblem(std::move(onProblem)) {}

  /// Finds the sections. False: the file has no good section headers.
  bool findSections();
  bool hasDebugInfo() const { return !infos.empty(); }
  bool hasUnwindInfo() const {
    return named[Frame].header || named[EHFrame].header;
  }
  /// Whether line numbers depend on pairs of relocations.
  bool isRelaxed();

  llvm::StringRef getFileName() const override { return ""; }
  uint8_t getAddressSize() const override { return ELFT::Is64Bits ? 8 : 4; }
  bool isLittleEndian() const override {
    return ELFT::Endianness == llvm::endianness::little;
  }
  void forEachInfoSections(
      llvm::function_ref<void(const llvm::DWARFSection &)> fn) const override {
    for (Section &s : infos) {
      read(s);
      fn(s);
    }
  }
  llvm::StringRef getAbbrevSection() const override { return at(Abbrev).Data; }
  llvm::StringRef getLineStrSection() const override {
    return at(LineStr).Data;
  }
  llvm::StringRef getStrSection() const override { return at(Str).Data; }
  const llvm::DWARFSection &getAddrSection() const override { return at(Addr); }
  const llvm::DWARFSection &getLineSection() const override { return at(Line); }
  const llvm::DWARFSection &getLocSection() const override { return at(Loc); }
  const llvm::DWARFSection &getLoclistsSection() const override {
    return at(LocLists);
  }
  const llvm::DWARFSection &getRangesSection() const override {
    return at(Ranges);
  }
  const llvm::DWARFSection &getRnglistsSection() const override {
    return at(RngLists);
  }
  const llvm::DWARFSection &getStrOffsetsSection() const override {
    return at(StrOffsets);
  }
  const llvm::DWARFSection &getMacroSection() const override {
    return at(Macro);
  }
  const llvm::DWARFSection &getFrameSection() const override {
    return at(Frame);
  }
  const llvm::DWARFSection &getEHFrameSection() const override {
    return at(EHFrame);
  }

  std::vector<StackSize> readStackSizes() const;
  uint16_t machine() const { return file.getHeader().e_machine; }

  std::optional<llvm::RelocAddrEntry> find(const llvm::DWARFSection &section,
                                           uint64_t position) const override;
  uint64_t nextRelocation(const llvm::DWARFSection &section,
                          uint64_t position) const override;

private:
  /// Sections of which an object has one.
  enum Which {
    Abbrev,
    Addr,
    Line,
    Loc,
    LineStr,
    LocLists,
    Ranges,
    RngLists,
    Str,
    Types,
    StrOffsets,
    Macro,
    Frame,
    EHFrame,
    NumSections
  };

  struct Section final : llvm::DWARFSection {
    const Shdr *header = nullptr;
    llvm::StringRef name;
    const Shdr *relocationHeader = nullptr;
    /// What was decompressed.
    DecompressedBytes storage;
    bool isRead = false;

    /// Ascending by offset, once read. `ownRelas` if they are not so in the
    /// file, or in another form.
    bool relocationsRead = false;
    bool addendInPlace = false;
    llvm::ArrayRef<Rela> relas;
    std::vector<Rela> ownRelas;
    llvm::ArrayRef<typename ELFT::Sym> symbols;
    llvm::object::DataRegion<typename ELFT::Word> extendedIndexes{
        llvm::ArrayRef<typename ELFT::Word>()};
    /// Place in `relas` behind the one that was asked for last.
    size_t likely = 0;
    bool problemTold = false;
  };

  void read(Section &s) const;
  void readRelocations(Section &s) const;
  llvm::Error loadRelocations(Section &s) const;
  /// The place of the first relocation of \p s at \p position or behind it.
  size_t findPlace(Section &s, uint64_t position) const;
  void tell(Section &s, llvm::Error error) const;
  /// Sets \p section, if \p r is against a place in one.
  uint64_t valueOf(Section &s, const Rela &r, uint64_t &section) const;

  const Section &at(Which which) const {
    read(named[which]);
    return named[which];
  }
  bool isOurs(const llvm::DWARFSection &s) const {
    if (&s >= &named[0] && &s < &named[0] + NumSections)
      return true;
    auto is = [&](const Section &other) { return &other == &s; };
    return llvm::any_of(infos, is) || llvm::any_of(stackSizes, is);
  }

  const llvm::object::ELFFile<ELFT> file;
  const Machine &facts;
  const OnProblem onProblem;
  mutable std::array<Section, NumSections> named;
  mutable std::deque<Section> infos;
  /// One for each section of code, as compilers make them.
  mutable std::deque<Section> stackSizes;
};

} // namespace gosym

#endif
