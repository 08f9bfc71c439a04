//===- UnitFiles.cpp ------------------------------------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A line table numbers its files, and lists many that nothing is of: each
// header that was included. Paths are put together for those that are asked
// for, once. Two numbers may have one path; they are one file.
//
//===----------------------------------------------------------------------===//

#include "UnitFiles.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/Support/Path.h"

using namespace llvm;
using namespace gosym;

using FileKind = DILineInfoSpecifier::FileLineInfoKind;

UnitFiles::UnitFiles(const DWARFDebugLine::Prologue &header,
                     StringRef directory, std::string mainPath)
    : header(&header), directory(directory) {
  if (mainPath.empty())
    mainPath = pathOf(header.getVersion() >= 5 ? 0 : 1);
  if (!mainPath.empty())
    number(std::move(mainPath));
}

void UnitFiles::keep(DWARFDebugLine::Prologue &&theHeader) {
  kept = std::make_unique<DWARFDebugLine::Prologue>(std::move(theHeader));
  header = kept.get();
}

bool UnitFiles::note(uint64_t index, uint64_t line) {
  std::optional<uint32_t> file = find(index);
  if (!file)
    return false;
  files[*file].lines = std::max(files[*file].lines, line);
  return true;
}

std::optional<uint32_t> UnitFiles::find(uint64_t index) {
  if (index >= numbers.size()) {
    if (!header->hasFileAtIndex(index))
      return std::nullopt;
    numbers.resize(index + 1, unknown);
  }
  uint32_t &known = numbers[index];
  if (known == unknown) {
    std::string path = pathOf(index);
    known = path.empty() ? missing : number(std::move(path));
  }
  return known == missing ? std::nullopt : std::optional<uint32_t>(known);
}

std::string UnitFiles::pathOf(uint64_t index) const {
  std::string path;
  if (!header->getFileNameByIndex(index, directory, FileKind::AbsoluteFilePath,
                                  path))
    return "";
  SmallString<128> clean(path);
  sys::path::remove_dots(clean);
  return std::string(clean);
}

uint32_t UnitFiles::number(std::string path) {
  auto [it, isNew] = byPath.try_emplace(path, files.size());
  if (isNew)
    files.push_back({std::move(path), 1});
  return it->second;
}
