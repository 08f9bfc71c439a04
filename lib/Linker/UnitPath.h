//===- UnitPath.h - The source of a compilation unit ------------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef GOSYM_LIB_LINKER_UNITPATH_H
#define GOSYM_LIB_LINKER_UNITPATH_H

#include "llvm/ADT/SmallString.h"
#include "llvm/DebugInfo/DWARF/DWARFDie.h"
#include "llvm/DebugInfo/DWARF/DWARFFormValue.h"
#include "llvm/Support/Path.h"

namespace gosym {

/// The source file that \p root, the root entry of a compilation unit, names,
/// below its directory if the name is relative; empty if it names none. Not
/// thread-safe for one object.
inline std::string unitPath(const llvm::DWARFDie &root) {
  namespace dwarf = llvm::dwarf;
  llvm::StringRef name = dwarf::toStringRef(root.find(dwarf::DW_AT_name));
  if (name.empty())
    return "";
  llvm::SmallString<128> path;
  if (!llvm::sys::path::is_absolute(name))
    path = dwarf::toStringRef(root.find(dwarf::DW_AT_comp_dir));
  llvm::sys::path::append(path, name);
  llvm::sys::path::remove_dots(path);
  return std::string(path);
}

} // namespace gosym

#endif
