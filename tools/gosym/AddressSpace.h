//===- AddressSpace.h - Which module was where ------------------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// The modules of a process and the code that was mapped of them: by the text
/// of /proc/PID/maps, or by a core dump.
///
//===----------------------------------------------------------------------===//

#ifndef GOSYM_TOOLS_ADDRESSSPACE_H
#define GOSYM_TOOLS_ADDRESSSPACE_H

#include "CoreFile.h"

namespace gosym {

/// A file that was mapped, or `[vdso]`.
struct MappedModule {
  std::string path;
  /// The file was deleted, so what is at \p path now is another one.
  bool isDeleted = false;
  /// Lowest address.
  uint64_t begin = 0;
};

/// Addresses of one module, with all pages between.
struct MappedRange {
  uint64_t begin = 0;
  uint64_t end = 0;
  /// In modules().
  uint32_t module = 0;
  bool isCode = false;
};

class AddressSpace {
public:
  /// \p path is a copy of /proc/PID/maps. Errors: `<path>: <fact>`; a line that
  /// is none: `<path>: line <n>: ...`.
  static llvm::Expected<AddressSpace> fromMaps(llvm::StringRef path);
  static llvm::Expected<AddressSpace> fromCore(llvm::StringRef path);

  const std::vector<MappedModule> &modules() const { return ownModules; }
  /// The module whose code is at \p address; nothing if it is not code.
  std::optional<uint32_t> findCode(uint64_t address) const;
  /// Null if this was made of maps.
  const CoreFile *core() const { return ownCore ? &*ownCore : nullptr; }

private:
  llvm::Error takeMapsLine(llvm::StringRef line);
  void add(uint64_t begin, uint64_t end, bool isCode, llvm::StringRef kind,
           llvm::StringRef path);

  std::vector<MappedModule> ownModules;
  std::vector<MappedRange> ranges;
  std::optional<CoreFile> ownCore;
  /// What has been seen of the last module: a repetition begins another one.
  std::vector<std::string> seenKinds;
};

} // namespace gosym

#endif
