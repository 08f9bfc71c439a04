//===- ModuleFiles.cpp - The files of a module ----------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// A file is looked for in this order, and all that are found may tell names:
///
///   1. among the files that the user named, by build id or by name
///   2. at the path that the text, the maps or the core dump tell
///   3. in each folder DIR that the user named, by build id:
///      DIR/.build-id/ab/cdef.debug, DIR/.build-id/ab/cdef, DIR/ab/cdef.debug,
///      DIR/ab/cdef, and files right in DIR; where none is known, by name: DIR/
///      and the name, also with `.debug` behind it
///
/// Names repeat from version to version, so a build id that is known must be
/// that of the file. If the first file tells it, the others are held to it: a
/// program that was found by its name has the right twin by its build id.
///
/// Paths may come from a text that anybody wrote. Only regular files are
/// opened: another one could wait without end, or have no end.
///
//===----------------------------------------------------------------------===//
#include "ModuleFiles.h"
#include "ElfFacts.h"
#include "gosym/Format/Printable.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/WithColor.h"

using namespace llvm;

namespace gosym {

static bool isBuildId(StringRef text) {
  return text.size() > 2 && all_of(text, isHexDigit);
}

/// `libstore.so` of `lib/libstore.so.debug`.
static StringRef nameOf(StringRef path) {
  StringRef name = sys::path::filename(path);
  name.consume_back(".debug");
  return name;
}

Expected<ModuleFiles> ModuleFiles::create(ArrayRef<std::string> modules,
                                          ArrayRef<std::string> debugDirs) {
  ModuleFiles files;
  files.debugDirs.assign(debugDirs.begin(), debugDirs.end());
  for (StringRef dir : debugDirs)
    if (!sys::fs::is_directory(dir))
      return createStringError(dir + ": not a folder, expected one for "
                                     "--debug-dir");
  for (StringRef path : modules) {
    Expected<ModuleFile *> module = files.load(path);
    if (!module)
      return module.takeError();
    if (!sys::fs::is_regular_file(path))
      return createStringError(path + ": not a regular file");
    files.ownGiven.push_back(*module);
  }
  return files;
}

Expected<ModuleFile *> ModuleFiles::load(StringRef path) {
  if (auto at = opened.find(path); at != opened.end())
    return at->second.get();
  Expected<TableFile> file = openElfFile(path);
  if (!file)
    return file.takeError();
  auto module = std::make_unique<ModuleFile>();
  module->path = path.str();
  module->buildId = buildIdOf(*file->elf);
  module->file = std::move(*file);
  return (opened[path] = std::move(module)).get();
}

ModuleFile *ModuleFiles::open(StringRef path) {
  // What fails is not kept: a text may name any number of files.
  if (!opened.count(path) && !sys::fs::is_regular_file(path))
    return nullptr;
  Expected<ModuleFile *> module = load(path);
  if (module)
    return *module;
  consumeError(module.takeError());
  return nullptr;
}

void ModuleFiles::indexFolders() {
  if (isIndexed)
    return;
  isIndexed = true;
  for (StringRef dir : debugDirs) {
    std::vector<std::string> paths;
    std::error_code code;
    for (sys::fs::directory_iterator i(dir, code), end; !code && i != end;
         i.increment(code))
      paths.push_back(i->path());
    // The order of a folder is not that of its copy.
    sort(paths);
    for (StringRef path : paths)
      if (ModuleFile *file = open(path); file && !file->buildId.empty())
        byBuildId[file->buildId].push_back(path.str());
  }
}

/// One search.
class ModuleFiles::Search {
public:
  Search(ModuleFiles &files, WantedModule &wanted)
      : files(files), wanted(wanted) {}
  void run();
  void warn() const;
  std::vector<ModuleFile *> found;

private:
  void take(ModuleFile *file);
  void takeNamed(ModuleFile *file);
  void takeById(StringRef dir);

  ModuleFiles &files;
  WantedModule &wanted;
  /// Of the name, but not of the build id.
  std::vector<const ModuleFile *> mismatches;
};

void ModuleFiles::Search::take(ModuleFile *file) {
  if (!is_contained(found, file))
    found.push_back(file);
  if (wanted.buildId.empty())
    wanted.buildId = file->buildId;
}

/// A file that is known by its name only.
void ModuleFiles::Search::takeNamed(ModuleFile *file) {
  if (!file)
    return;
  if (wanted.buildId.empty() || file->buildId == wanted.buildId)
    return take(file);
  mismatches.push_back(file);
}

/// Says why nothing was found where a file has the name.
void ModuleFiles::Search::warn() const {
  for (const ModuleFile *file : mismatches)
    if (files.warned.insert(file->path + " " + wanted.buildId).second)
      WithColor::warning(errs(), "gosym")
          << printable(file->path) << ": build id is "
          << (file->buildId.empty() ? "not there" : file->buildId)
          << ", expected " << printable(wanted.buildId) << " of "
          << printable(wanted.name()) << "; the file is not used\n";
}

void ModuleFiles::Search::takeById(StringRef dir) {
  StringRef id = wanted.buildId;
  for (StringRef folder : {"/.build-id/", "/"})
    for (StringRef ending : {".debug", ""}) {
      std::string path =
          (dir + folder + id.take_front(2) + "/" + id.drop_front(2) + ending)
              .str();
      // A path by the id is a claim, like a name.
      takeNamed(files.open(path));
    }
}

void ModuleFiles::Search::run() {
  for (ModuleFile *file : files.ownGiven)
    if (!wanted.buildId.empty() && file->buildId == wanted.buildId)
      take(file);
  for (ModuleFile *file : files.ownGiven)
    if (nameOf(file->path) == nameOf(wanted.path))
      takeNamed(file);
  if (StringRef(wanted.path).contains('/') && !wanted.isDeleted)
    takeNamed(files.open(wanted.path));
  if (wanted.buildId.empty())
    for (StringRef dir : files.debugDirs)
      for (StringRef ending : {"", ".debug"})
        if (!wanted.name().empty())
          takeNamed(files.open((dir + "/" + wanted.name() + ending).str()));
  if (!isBuildId(wanted.buildId))
    return;
  // What the first file told of the others.
  for (ModuleFile *file : files.ownGiven)
    if (file->buildId == wanted.buildId)
      take(file);
  for (StringRef dir : files.debugDirs)
    takeById(dir);
  if (files.debugDirs.empty())
    return;
  files.indexFolders();
  if (auto at = files.byBuildId.find(wanted.buildId);
      at != files.byBuildId.end())
    for (StringRef path : at->second)
      take(files.open(path));
}

std::vector<ModuleFile *> ModuleFiles::find(WantedModule &wanted) {
  Search search(*this, wanted);
  search.run();
  if (search.found.empty())
    search.warn();
  return std::move(search.found);
}

} // namespace gosym
