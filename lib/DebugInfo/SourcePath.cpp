//===- SourcePath.cpp -----------------------------------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The source file of an object, from its debug information.
//
// Only the root entry of each compilation unit is read, from the object itself,
// so it works with --strip-debug too; the DWARF context goes when the answer is
// there. An object with several units of different files (LTO) has no one
// source: then the answer is empty and the caller uses another name, which is
// at least not wrong. Broken debug information is no reason to fail a link that
// does not need it: it counts as none.
//
//===----------------------------------------------------------------------===//

#include "SourcePath.h"
#include "DebugUnit.h"
#include "ObjectDebugInfo.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/Support/Path.h"

using namespace llvm;
using namespace gosym;

std::string gosym::unitPath(const DebugUnit &unit) {
  StringRef name = unit.text(unit.root()[Attr::Name]).value_or("");
  if (name.empty())
    return "";
  SmallString<128> path;
  if (!sys::path::is_absolute(name))
    path = unit.text(unit.root()[Attr::CompDir]).value_or("");
  sys::path::append(path, name);
  sys::path::remove_dots(path);
  return std::string(path);
}

std::string gosym::readSourcePath(ArrayRef<uint8_t> object) {
  DebugInfo info =
      readDebugInfo(object, [](Error e) { consumeError(std::move(e)); });
  if (!info.dwarf)
    return "";
  std::string path;
  DebugUnits all(info);
  for (const std::unique_ptr<DebugUnit> &unit : all.units) {
    std::string p = unitPath(*unit);
    if (p.empty())
      continue;
    if (!path.empty() && p != path)
      return "";
    path = std::move(p);
  }
  return path;
}
