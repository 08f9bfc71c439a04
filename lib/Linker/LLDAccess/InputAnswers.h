//===- InputAnswers.h - LinkInputs, from lld's data -------------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef GOSYM_LIB_LINKER_INPUTANSWERS_H
#define GOSYM_LIB_LINKER_INPUTANSWERS_H

#include "../../Support/StatedSizes.h"
#include "LLDAccess.h"
#include "gosym/Linker/LinkInputs.h"

namespace gosym::lldaccess {

class InputAnswers final : public LinkInputs {
public:
  explicit InputAnswers(lld::elf::Ctx &ctx) : ctx(ctx) {}

  uint32_t numObjects() const override { return ctx.objectFiles.size(); }
  std::string objectName(uint32_t object) const override;
  std::string stableName(uint32_t object) const override;
  llvm::ArrayRef<uint8_t> objectBytes(uint32_t object) const override;
  bool hasDebugInfo(uint32_t object) const override {
    return debugInfoOf[object];
  }
  llvm::ArrayRef<ConsumedSection> consumedSections() const override {
    return consumed;
  }
  void forEachRelocation(
      const ConsumedSection &section,
      llvm::function_ref<void(const SectionRelocation &)> fn) const override;
  SectionRef inputSection(uint32_t object, uint64_t index) const override;
  InputSectionInfo inputSectionInfo(SectionRef section) const override;
  uint64_t sectionAddress(SectionRef section, uint64_t offset) const override;
  SymbolPlace placeOf(SymbolRef symbol) const override;
  std::string origin(SymbolRef symbol) const override;

  /// Finds out which objects have debug info and which of their sections are
  /// called \p names, and takes those sections out of the link. Hook 1.
  void consume(llvm::ArrayRef<std::string> names);
  /// Gives the objects their numbers. Hook 2, once.
  void numberObjects();
  /// EarlyLink::sizeOfCode.
  std::optional<uint64_t> sizeOfCode(uint32_t object, uint64_t index) const;
  /// The number of \p file, or noObject.
  uint32_t objectOf(const lld::elf::InputFile *file) const {
    auto it = objectIndex.find(file);
    return it == objectIndex.end() ? noObject : it->second;
  }

private:
  /// Finds the sections called \p names, and which objects have debug info.
  template <class ELFT> void readHeaders(llvm::ArrayRef<std::string> names);
  template <class ELFT> void readConsumed();
  template <class ELFT>
  void forEachRelocationOf(
      const ConsumedSection &section,
      llvm::function_ref<void(const SectionRelocation &)> fn) const;

  lld::elf::Ctx &ctx;
  llvm::DenseMap<const lld::elf::InputFile *, uint32_t> objectIndex;
  std::vector<ConsumedSection> consumed;
  /// Bytes of those that were compressed.
  std::vector<DecompressedBytes> decompressed;
  /// Which objects have debug info. Of bytes: written by several threads.
  std::vector<uint8_t> debugInfoOf;
};

} // namespace gosym::lldaccess

#endif
