//===- Options.h - The plugin's options -------------------------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef GOSYM_LLVM_PLUGIN_OPTIONS_H
#define GOSYM_LLVM_PLUGIN_OPTIONS_H

#include "gosym/Collect/GoTables.h"

namespace gosym {

struct PluginOptions {
  TableOptions tables;
  /// Set by -gosym-check.
  bool check = false;
};

/// The options as far as lld has read them; they live as long as the process.
extern PluginOptions pluginOptions;

/// Applies -gosym-check to the linker's state. To be called at the begin of
/// each link: LLVM has reset the options to their defaults by then, and runs no
/// callback when it does.
void applySwitches();

/// Registers `-gosym-NAME` with LLVM's command line; \p symbolsChanged runs
/// each time an option is read that says which symbols to generate. Returns
/// false, and does nothing, if another copy of the plugin has registered them.
/// To be called once, behind the version guard, while ld.lld reads its options
/// or later.
bool registerOptions(void (*symbolsChanged)());

} // namespace gosym

#endif
