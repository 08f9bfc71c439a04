//===- TracePlaces.cpp - What is at the addresses of a text ---------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Which module has an address is told by the options, which know the process:
/// the maps, the core dump, the one module and its base, a program that is
/// where its file says. If they do not know the address, the text is asked: it
/// may name a module and the distance of the address from where that was
/// loaded, which is the address in its file.
///
/// A trace repeats few addresses often, so modules and answers are kept. What
/// is kept is bounded: a text may name any number of modules.
///
//===----------------------------------------------------------------------===//
#include "TracePlaces.h"
#include "llvm/BinaryFormat/ELF.h"

using namespace llvm;

namespace gosym {

Error TracePlaces::open() {
  Expected<ModuleFiles> opened =
      ModuleFiles::create(options.modules, options.debugDirs);
  if (!opened)
    return opened.takeError();
  files = std::move(*opened);
  if (options.mapsPath.empty() && options.corePath.empty())
    return Error::success();
  Expected<AddressSpace> mapped =
      options.mapsPath.empty() ? AddressSpace::fromCore(options.corePath)
                               : AddressSpace::fromMaps(options.mapsPath);
  if (!mapped)
    return mapped.takeError();
  space = std::move(*mapped);
  return Error::success();
}

ModuleNames *TracePlaces::mapped(uint32_t number) {
  std::unique_ptr<ModuleNames> &module = byMapping[number];
  if (!module) {
    const MappedModule &mapping = space->modules()[number];
    module = std::make_unique<ModuleNames>(
        WantedModule{mapping.path, "", mapping.isDeleted}, *files,
        space->core(), mapping.begin, options.demangles);
  }
  return module.get();
}

ModuleNames *TracePlaces::named(StringRef path, StringRef buildId) {
  constexpr unsigned maxModules = 1 << 16;
  std::string key = (buildId + " " + path).str();
  if (byName.size() == maxModules && !byName.count(key)) {
    // A text that names so many is no trace.
    byName.clear();
    answers.clear();
  }
  std::unique_ptr<ModuleNames> &module = byName[key];
  if (!module) {
    WantedModule wanted{path.str(), buildId.lower(), false};
    // The maps know the path of what the text calls by its last component.
    if (space && !path.contains('/'))
      for (const MappedModule &mapping : space->modules())
        if (StringRef(mapping.path).ends_with(("/" + path).str())) {
          wanted.path = mapping.path;
          wanted.isDeleted = mapping.isDeleted;
          break;
        }
    module = std::make_unique<ModuleNames>(std::move(wanted), *files, nullptr,
                                           0, options.demangles);
  }
  return module.get();
}

std::optional<Place> TracePlaces::findInProcess(uint64_t address) {
  if (space) {
    std::optional<uint32_t> number = space->findCode(address);
    if (!number)
      return std::nullopt;
    ModuleNames *module = mapped(*number);
    return Place{module,
                 address - module->biasAt(space->modules()[*number].begin)};
  }
  for (const ModuleFile *file : files->given()) {
    // A program that is not position independent is where its file says.
    if (!options.base && file->file.elf->getEType() != ELF::ET_EXEC)
      continue;
    ModuleNames *module = named(file->path, file->buildId);
    uint64_t inFile =
        options.base ? address - module->biasAt(*options.base) : address;
    if (module->isCode(inFile))
      return Place{module, inFile};
  }
  return std::nullopt;
}

std::optional<Place> TracePlaces::findInText(const TracedAddress &text) {
  if (text.module.empty())
    return std::nullopt;
  ModuleNames *module = named(text.module, text.buildId);
  if (module->isUnknown())
    return std::nullopt;
  uint64_t address = 0;
  if (!text.function.empty()) {
    std::optional<uint64_t> symbol = module->symbol(text.function);
    if (!symbol)
      return std::nullopt;
    address = *symbol + *text.offset;
  } else if (text.offset) {
    address = *text.offset;
  } else if (text.address) {
    // glibc leaves the offset out where the program is not relocated.
    address = *text.address;
  }
  // The last instruction may be a call.
  if (!module->isCode(address) && !module->isCode(address - 1))
    return std::nullopt;
  return Place{module, address};
}

std::optional<Place> TracePlaces::find(const TracedAddress &text) {
  std::optional<Place> place;
  if (text.address)
    place = findInProcess(*text.address);
  if (!place)
    place = findInText(text);
  if (place)
    place->address = place->module->codeAddress(place->address);
  return place;
}

const std::vector<NamedFrame> &TracePlaces::frames(const Place &place,
                                                   bool isCaller) {
  constexpr size_t maxAnswers = 1 << 20;
  if (answers.size() == maxAnswers)
    answers.clear();
  uint64_t at = place.address - isCaller;
  auto [answer, isNew] = answers.try_emplace({place.module, at});
  if (isNew)
    answer->second = place.module->frames(at);
  return answer->second;
}

} // namespace gosym
