//===- SourcePath.cpp -----------------------------------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The source file of an object, from its debug info.
//
// Only the root entry of each compilation unit is read, through lld's relocated
// view of the object's sections, so it works with --strip-debug too; the DWARF
// context goes when the answer is there. An object with several units of
// different files (LTO) has no one source: then the answer is empty and the
// caller uses the object's own name, which is at least not wrong. Broken debug
// info is no reason to fail a link that does not need it: it counts as none.
//
//===----------------------------------------------------------------------===//

#include "ELF/DWARF.h"
#include "LLDAccess.h"
#include "llvm/DebugInfo/DWARF/DWARFContext.h"
#include "llvm/DebugInfo/DWARF/DWARFFormValue.h"
#include "llvm/DebugInfo/DWARF/DWARFUnit.h"
#include "llvm/Support/Path.h"

using namespace llvm;
using namespace llvm::ELF;
using namespace lld;
using namespace lld::elf;
using namespace gosym;
using namespace gosym::lldaccess;

static std::string unitPath(DWARFUnit &unit) {
  DWARFDie die = unit.getUnitDIE(/*ExtractUnitDIEOnly=*/true);
  if (!die)
    return "";
  StringRef name = dwarf::toStringRef(die.find(dwarf::DW_AT_name));
  if (name.empty())
    return "";
  StringRef dir = dwarf::toStringRef(die.find(dwarf::DW_AT_comp_dir));
  SmallString<128> path;
  if (!sys::path::is_absolute(name))
    path = dir;
  sys::path::append(path, name);
  sys::path::remove_dots(path);
  return std::string(path);
}

template <class ELFT> static std::string pathOf(ELFFileBase *file) {
  auto ignore = [](Error e) { consumeError(std::move(e)); };
  DWARFContext dwarf(
      std::make_unique<LLDDwarfObj<ELFT>>(cast<ObjFile<ELFT>>(file)), "",
      ignore, ignore);
  std::string path;
  for (const std::unique_ptr<DWARFUnit> &unit : dwarf.compile_units()) {
    std::string p = unitPath(*unit);
    if (p.empty())
      continue;
    if (!path.empty() && p != path)
      return "";
    path = std::move(p);
  }
  return path;
}

std::string LLDLink::sourcePath(uint32_t object) const {
  if (!debugInfoOf[object])
    return "";
  ELFFileBase *file = ctx.objectFiles[object];
  switch (ctx.arg.ekind) {
  case ELF32LEKind:
    return pathOf<object::ELF32LE>(file);
  case ELF32BEKind:
    return pathOf<object::ELF32BE>(file);
  case ELF64LEKind:
    return pathOf<object::ELF64LE>(file);
  case ELF64BEKind:
    return pathOf<object::ELF64BE>(file);
  case ELFNoneKind:
    break;
  }
  return "";
}
