//===- PluginRegistry.h - Plugins in each link of a process -----*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Which plugins are in the process, and what the registry needs of the linker
/// (LLDAccess/Install.cpp has that).
///
//===----------------------------------------------------------------------===//

#ifndef GOSYM_LIB_LINKER_PLUGINREGISTRY_H
#define GOSYM_LIB_LINKER_PLUGINREGISTRY_H

#include "llvm/ADT/Twine.h"

namespace gosym {

/// Returns true the first time that it is called with \p key in the link that
/// is running.
bool isFirstInThisLink(const void *key);
/// An error of the link that is running: it fails.
void reportError(const llvm::Twine &message);
/// The same, and the link ends at once.
[[noreturn]] void reportFatal(const llvm::Twine &message);

} // namespace gosym

#endif
