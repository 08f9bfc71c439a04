//===- ObjectDebugInfo.h - LLVM's view of an object's DWARF -----*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef GOSYM_LIB_LINKER_OBJECTDEBUGINFO_H
#define GOSYM_LIB_LINKER_OBJECTDEBUGINFO_H

#include "gosym/Linker/Link.h"

namespace gosym {

/// Link::debugInfo() of an object whose file has \p bytes, which must outlive
/// the answer. No crash and no read outside of \p bytes, whatever they hold.
/// Thread-safe.
DebugInfo readDebugInfo(llvm::ArrayRef<uint8_t> bytes,
                        std::function<void(llvm::Error)> onProblem);

/// Link::unwindInfo(), under the same conditions.
UnwindInfo readUnwindInfo(llvm::ArrayRef<uint8_t> bytes,
                          std::function<void(llvm::Error)> onProblem);

} // namespace gosym

#endif
