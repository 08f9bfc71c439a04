//===- ModuleFiles.h - The files of a module --------------------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Finds the files that may tell names of a module: the file that was loaded,
/// and its twins that were not stripped.
///
//===----------------------------------------------------------------------===//

#ifndef GOSYM_TOOLS_MODULEFILES_H
#define GOSYM_TOOLS_MODULEFILES_H

#include "TableFile.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/ADT/StringSet.h"

namespace gosym {

/// An ELF file that was opened.
struct ModuleFile {
  std::string path;
  TableFile file;
  /// Hexadecimal digits; empty if it has none.
  std::string buildId;
};

/// What is known of a module that is looked for.
struct WantedModule {
  /// Its path, or only its last component.
  std::string path;
  /// Hexadecimal digits; empty if it is not known.
  std::string buildId;
  /// The file is not the one that is at \p path now.
  bool isDeleted = false;

  llvm::StringRef name() const {
    return llvm::StringRef(path).substr(llvm::StringRef(path).rfind('/') + 1);
  }
};

class ModuleFiles {
public:
  /// Opens the files \p modules and looks at the folders \p debugDirs. Errors:
  /// `<path>: <fact>`.
  static llvm::Expected<ModuleFiles>
  create(llvm::ArrayRef<std::string> modules,
         llvm::ArrayRef<std::string> debugDirs);

  /// The files of \p wanted, in the order in which they are asked. If its build
  /// id was not known, that of the first file found becomes it. A file of the
  /// name that has another build id is not among them; if there is no other, a
  /// warning says so, once.
  std::vector<ModuleFile *> find(WantedModule &wanted);

  /// Those that the user named.
  const std::vector<ModuleFile *> &given() const { return ownGiven; }

private:
  class Search;

  /// Opens \p path, whatever kind of file it is, and keeps it.
  llvm::Expected<ModuleFile *> load(llvm::StringRef path);
  /// The same for a path that a text names. Null if it is no regular file or no
  /// ELF file.
  ModuleFile *open(llvm::StringRef path);
  /// Files right in the folders by build id, made when it is first needed.
  void indexFolders();

  std::vector<std::string> debugDirs;
  std::vector<ModuleFile *> ownGiven;
  llvm::StringMap<std::unique_ptr<ModuleFile>> opened;
  llvm::StringMap<std::vector<std::string>> byBuildId;
  bool isIndexed = false;
  llvm::StringSet<> warned;
};

} // namespace gosym

#endif
