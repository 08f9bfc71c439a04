//===- SourcePath.h - The source of an object -------------------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef GOSYM_LIB_DEBUGINFO_SOURCEPATH_H
#define GOSYM_LIB_DEBUGINFO_SOURCEPATH_H

#include "DebugUnit.h"
#include "llvm/ADT/ArrayRef.h"
#include <string>

namespace gosym {

/// The source file that the root of \p unit names, below its directory if the
/// name is relative; empty if it names none. Not thread-safe for one object.
std::string unitPath(const DebugUnit &unit);

/// The source file of the object whose file has the bytes \p object; empty
/// without debug information and for an object made from several sources (LTO).
/// Thread-safe.
std::string readSourcePath(llvm::ArrayRef<uint8_t> object);

} // namespace gosym

#endif
