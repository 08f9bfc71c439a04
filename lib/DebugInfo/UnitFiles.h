//===- UnitFiles.h - The files of a line table ------------------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef GOSYM_LIB_DEBUGINFO_UNITFILES_H
#define GOSYM_LIB_DEBUGINFO_UNITFILES_H

#include "llvm/ADT/StringMap.h"
#include "llvm/DebugInfo/DWARF/DWARFDebugLine.h"
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace gosym {

/// A file of a unit, by its path: absolute, if debug info says enough.
struct LineFile {
  std::string path;
  /// Largest line that has code, at least 1.
  uint64_t lines = 1;
};

/// Files of the line table of one unit, as its rows and calls name them, each
/// once, in the order in which they are asked for; the main file first.
class UnitFiles {
public:
  /// \p header must outlive the files, unless they keep it, \p directory must
  /// in any case. Without \p mainPath the main file is whatever the line table
  /// says of itself.
  UnitFiles(const llvm::DWARFDebugLine::Prologue &header,
            llvm::StringRef directory, std::string mainPath);

  /// Takes the header over, which is that of the constructor.
  void keep(llvm::DWARFDebugLine::Prologue &&theHeader);

  /// Takes note that line \p line of file \p index, as the table numbers them,
  /// has code. Returns false if there is no such file.
  bool note(uint64_t index, uint64_t line);

  /// The file's place in `files`.
  std::optional<uint32_t> find(uint64_t index);

  std::vector<LineFile> files;

private:
  std::string pathOf(uint64_t index) const;
  uint32_t number(std::string path);

  static constexpr uint32_t unknown = UINT32_MAX, missing = UINT32_MAX - 1;
  const llvm::DWARFDebugLine::Prologue *header;
  std::unique_ptr<llvm::DWARFDebugLine::Prologue> kept;
  const llvm::StringRef directory;
  std::vector<uint32_t> numbers;
  llvm::StringMap<uint32_t> byPath;
};

} // namespace gosym

#endif
