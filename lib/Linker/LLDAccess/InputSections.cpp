//===- InputSections.cpp --------------------------------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The objects of the link, and what became of a section of one. Debug info
// speaks of sections by their number in their object; lld has a list by that
// number, whose entries are null for what is no section of the program, and a
// common stand-in without file for members of COMDAT groups that lost.
//
//===----------------------------------------------------------------------===//

#include "InputAnswers.h"
#include "llvm/ADT/StringExtras.h"

using namespace llvm;
using namespace llvm::ELF;
using namespace lld;
using namespace lld::elf;
using namespace gosym;
using namespace gosym::lldaccess;

void InputAnswers::numberObjects() {
  for (auto [i, file] : enumerate(ctx.objectFiles))
    objectIndex[file] = i;
}

std::string InputAnswers::objectName(uint32_t object) const {
  return toStr(ctx, ctx.objectFiles[object]);
}

ArrayRef<uint8_t> InputAnswers::objectBytes(uint32_t object) const {
  return arrayRefFromStringRef(ctx.objectFiles[object]->mb.getBuffer());
}

std::string InputAnswers::origin(SymbolRef symbol) const {
  return toStr(ctx, definedOf(symbol).file);
}

/// Section \p index of \p object if garbage collection has left it; else null.
static InputSection *liveSection(const Ctx &ctx, uint32_t object,
                                 uint64_t index) {
  ArrayRef<InputSectionBase *> sections =
      ctx.objectFiles[object]->getSections();
  if (index >= sections.size())
    return nullptr;
  auto *section = dyn_cast_or_null<InputSection>(sections[index]);
  return section && section->file && section->isLive() ? section : nullptr;
}

SectionRef InputAnswers::inputSection(uint32_t object, uint64_t index) const {
  InputSection *section = liveSection(ctx, object, index);
  if (!section || section->repl != section || !section->getParent())
    return SectionRef();
  return SectionRef(section);
}

std::optional<uint64_t> InputAnswers::sizeOfCode(uint32_t object,
                                                 uint64_t index) const {
  constexpr uint64_t code = SHF_ALLOC | SHF_EXECINSTR;
  const InputSection *section = liveSection(ctx, object, index);
  if (!section || (section->flags & code) != code)
    return std::nullopt;
  return section->getSize();
}

static InputSection &sectionOf(SectionRef section) {
  return *static_cast<InputSection *>(section.opaque());
}

InputSectionInfo InputAnswers::inputSectionInfo(SectionRef section) const {
  const InputSection &s = sectionOf(section);
  InputSectionInfo info;
  info.size = s.getSize();
  info.alignment = std::max<uint32_t>(s.addralign, 1);
  info.isLoaded = s.flags & SHF_ALLOC;
  info.isExecutable = s.flags & SHF_EXECINSTR;
  return info;
}

uint64_t InputAnswers::sectionAddress(SectionRef section,
                                      uint64_t offset) const {
  return sectionOf(section).getVA(offset);
}

SymbolPlace InputAnswers::placeOf(SymbolRef symbol) const {
  const Defined &d = definedOf(symbol);
  auto *section = dyn_cast_or_null<InputSection>(d.section);
  if (!section)
    return SymbolPlace();
  return {SectionRef(section), d.value};
}
