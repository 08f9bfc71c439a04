//===- TracePlaces.h - What is at the addresses of a text -------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// From what a text says of an address to the module that has it, and the
/// functions and lines there.
///
//===----------------------------------------------------------------------===//

#ifndef GOSYM_TOOLS_TRACEPLACES_H
#define GOSYM_TOOLS_TRACEPLACES_H

#include "Commands.h"
#include "ModuleNames.h"
#include "TraceText.h"
#include <map>

namespace gosym {

/// Where an address is.
struct Place {
  ModuleNames *module = nullptr;
  uint64_t address = 0; ///< in the file of the module
};

class TracePlaces {
public:
  /// \p options live longer.
  explicit TracePlaces(const SymbolizeOptions &options) : options(options) {}
  /// Opens what the options name.
  llvm::Error open();

  /// Nothing if no module is known to have it. Valid up to the next call.
  std::optional<Place> find(const TracedAddress &text);

  /// What is at \p place or, of a return address, at the call before it. Valid
  /// up to the next call of any of these.
  const std::vector<NamedFrame> &frames(const Place &place, bool isCaller);

private:
  ModuleNames *mapped(uint32_t number);
  ModuleNames *named(llvm::StringRef path, llvm::StringRef buildId);
  std::optional<Place> findInProcess(uint64_t address);
  std::optional<Place> findInText(const TracedAddress &text);

  const SymbolizeOptions &options;
  std::optional<AddressSpace> space;
  std::optional<ModuleFiles> files;
  std::map<uint32_t, std::unique_ptr<ModuleNames>> byMapping;
  llvm::StringMap<std::unique_ptr<ModuleNames>> byName;
  /// By module, byte that is looked up.
  std::map<std::pair<const ModuleNames *, uint64_t>, std::vector<NamedFrame>>
      answers;
};

} // namespace gosym

#endif
