//===- SourcePath.cpp -----------------------------------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The source file of an object, from its debug info.
//
// Only the root entry of each compilation unit is read, from the object itself,
// so it works with --strip-debug too; the DWARF context goes when the answer is
// there. An object with several units of different files (LTO) has no one
// source: then the answer is empty and the caller uses the object's own name,
// which is at least not wrong. Broken debug info is no reason to fail a link
// that does not need it: it counts as none.
//
//===----------------------------------------------------------------------===//

#include "../UnitPath.h"
#include "LLDAccess.h"
#include "llvm/DebugInfo/DWARF/DWARFContext.h"
#include "llvm/DebugInfo/DWARF/DWARFUnit.h"

using namespace llvm;
using namespace gosym;
using namespace gosym::lldaccess;

std::string LLDLink::sourcePath(uint32_t object) const {
  DebugInfo info =
      debugInfo(object, [](Error e) { consumeError(std::move(e)); });
  if (!info.dwarf)
    return "";
  std::string path;
  for (const std::unique_ptr<DWARFUnit> &unit : info.dwarf->compile_units()) {
    DWARFDie root = unit->getUnitDIE(/*ExtractUnitDIEOnly=*/true);
    std::string p = root ? unitPath(root) : "";
    if (p.empty())
      continue;
    if (!path.empty() && p != path)
      return "";
    path = std::move(p);
  }
  return path;
}
