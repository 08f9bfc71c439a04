//===- Plugin.cpp - What ld.lld loads -------------------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The loadable entry: two doors, one installation.
//
//   -mllvm -load=libgosym.so          opened while options are read
//   --load-pass-plugin=libgosym.so    opened by LTO, once per backend thread
//
// Whichever comes first opens the library, and its constructor, behind the
// version guard, puts the Go symbol table into the link that is running. A
// process may link again: then the library is open already, and whichever door
// comes first in that link does the same. Which tables that are is decided by
// the options (Options.cpp) and lib/Collect/GoTables.cpp.
//
//===----------------------------------------------------------------------===//

#include "gosym/Linker/Plugin.h"
#include "Options.h"
#include "gosym/Collect/GoTables.h"
#include "gosym/Linker/Activation.h"
#include "llvm/Plugins/PassPlugin.h"

using namespace llvm;
using namespace gosym;

#ifndef GOSYM_VERSION_STRING
#error "the build must say which version this is"
#endif

/// Of the link that is running.
static GoTables tables;

static void install() {
  tables = GoTables();
  applySwitches();
  addToReproducer(reinterpret_cast<const void *>(install));
  tables.apply(pluginOptions.tables);
}

/// Another copy of the library does all the work.
static bool isOnlyACopy = false;

// In a later link LLVM knows our options before it has read the -load, and an
// option asks for the plugin as that does.
static void enterLink() {
  if (!isOnlyACopy)
    runInEachLink(install);
}

static void noteOption() {
  enterLink();
  tables.apply(pluginOptions.tables);
}

// Behind the guard: constructors without priority come last.
__attribute__((constructor)) static void openLibrary() {
  isOnlyACopy = !registerOptions(noteOption);
  enterLink();
}

extern "C" __attribute__((visibility("default"))) PassPluginLibraryInfo
llvmGetPassPluginInfo() {
  enterLink();
  PassPluginLibraryInfo info;
  info.APIVersion = LLVM_PLUGIN_API_VERSION;
  info.PluginName = "gosym";
  info.PluginVersion = GOSYM_VERSION_STRING;
  info.RegisterPassBuilderCallbacks = [](PassBuilder &) {
    skipActivationModule();
  };
  return info;
}
