//===- SectionHeaders.cpp -------------------------------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// One look at the section headers of all objects: which sections are to be
// consumed, and which objects have debug info?
//
// lld has forgotten which of its sections were collected or discarded by a
// script, but the objects still know all of theirs. A big link has 600,000
// headers, 38 MB, so they are walked once, in parallel, for both questions, and
// most of them tell by type and flags that they are neither. The names of the
// rest are a cache miss each, so those of an object are asked for ahead; lld's
// own section objects are looked at only where the name is right. The order of
// the result is that of the objects.
//
// Hook 1. lld has checked that the header table is inside the file, and the
// names, too, of all sections that it has an object for.
//
//===----------------------------------------------------------------------===//

#include "ELF/Target.h"
#include "InputAnswers.h"
#include "llvm/Support/Parallel.h"
#include "llvm/Support/TimeProfiler.h"

using namespace llvm;
using namespace llvm::ELF;
using namespace lld;
using namespace lld::elf;
using namespace gosym;
using namespace gosym::lldaccess;

/// The string table of the section names of \p file; empty if it is not where
/// the file says.
template <class ELFT>
static StringRef sectionNames(const ELFFileBase &file,
                              ArrayRef<typename ELFT::Shdr> headers) {
  StringRef image = file.mb.getBuffer();
  if (headers.empty() || image.size() < sizeof(typename ELFT::Ehdr))
    return "";
  auto *header = reinterpret_cast<const typename ELFT::Ehdr *>(image.data());
  uint32_t index = header->e_shstrndx;
  if (index == SHN_XINDEX)
    index = headers[0].sh_link;
  if (index >= headers.size())
    return "";
  return image.substr(headers[index].sh_offset)
      .take_front(headers[index].sh_size);
}

/// Strings that lld merges are no sections of their own any more.
static bool isDataOfProgram(uint32_t type, uint64_t flags) {
  switch (type) {
  case SHT_NULL:
  case SHT_NOBITS:
  case SHT_SYMTAB:
  case SHT_SYMTAB_SHNDX:
  case SHT_STRTAB:
  case SHT_GROUP:
  case SHT_REL:
  case SHT_RELA:
  case SHT_CREL:
    return false;
  default:
    return !(flags & (SHF_EXECINSTR | SHF_MERGE));
  }
}

template <class ELFT>
void InputAnswers::readHeaders(ArrayRef<std::string> names) {
  TimeTraceScope scope("Look at section headers");
  size_t numObjects = ctx.objectFiles.size();
  std::vector<std::vector<ConsumedSection>> found(numObjects);
  debugInfoOf.resize(numObjects);
  auto visit = [&](uint32_t object, InputSectionBase *section, StringRef rest) {
    // A name in a string table ends at its NUL.
    auto isCalled = [&](StringRef name) {
      return rest.starts_with(name) && rest.size() > name.size() &&
             rest[name.size()] == 0;
    };
    if (isCalled(".debug_info"))
      debugInfoOf[object] = true;
    // Of a group that lost there is only the common stand-in, without file.
    auto *input = dyn_cast<InputSection>(section);
    if (!input || input->file != ctx.objectFiles[object] ||
        llvm::none_of(names, isCalled))
      return;
    ConsumedSection s;
    s.object = object;
    s.name = input->name;
    s.impl = input;
    found[object].push_back(s);
  };

  llvm::parallelFor(0, numObjects, [&](size_t object) {
    const ELFFileBase &file = *ctx.objectFiles[object];
    ArrayRef<InputSectionBase *> sections = file.getSections();
    auto headers = file.getELFShdrs<ELFT>();
    StringRef strings = sectionNames<ELFT>(file, headers);
    size_t n = std::min(headers.size(), sections.size());
    SmallVector<std::pair<InputSectionBase *, StringRef>, 128> candidates;
    for (size_t i = 1; i < n; ++i)
      if (isDataOfProgram(headers[i].sh_type, headers[i].sh_flags) &&
          sections[i] && headers[i].sh_name < strings.size()) {
        candidates.emplace_back(sections[i],
                                strings.substr(headers[i].sh_name));
        __builtin_prefetch(candidates.back().second.data());
      }
    for (auto [section, name] : candidates)
      visit(object, section, name);
  });
  for (const auto &ofObject : found)
    consumed.insert(consumed.end(), ofObject.begin(), ofObject.end());
}

template void
InputAnswers::readHeaders<object::ELF32LE>(ArrayRef<std::string> names);
template void
InputAnswers::readHeaders<object::ELF32BE>(ArrayRef<std::string> names);
template void
InputAnswers::readHeaders<object::ELF64LE>(ArrayRef<std::string> names);
template void
InputAnswers::readHeaders<object::ELF64BE>(ArrayRef<std::string> names);
