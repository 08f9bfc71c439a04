//===- Plugin.cpp - What ld.lld loads -------------------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The library that ld.lld loads. There are two ways, called doors:
//
//   -mllvm -load=libgosym.so          opened while options are read
//   --load-pass-plugin=libgosym.so    opened by LTO, once per backend thread
//
// Whichever comes first opens the library. Its constructor runs after the
// version guard and puts the Go symbol table into the running link. If the
// process links again, the library is open already, and whichever door comes
// first in that link does the same. The options (Options.cpp) and
// lib/Collect/GoTables.cpp decide which tables are made.
//
//===----------------------------------------------------------------------===//

#include "gosym/Linker/Plugin.h"
#include "Options.h"
#include "gosym/Collect/GoTables.h"
#include "gosym/Linker/Activation.h"
#include GOSYM_PASS_PLUGIN_HEADER

using namespace llvm;
using namespace gosym;

#ifndef GOSYM_VERSION_STRING
#error "the build must say which version this is"
#endif

/// The tables of the running link.
static GoTables tables;

static void install() {
  tables = GoTables();
  applySwitches();
  addToReproducer(reinterpret_cast<const void *>(install));
  tables.apply(pluginOptions.tables);
}

/// Whether another copy of the library is loaded and does all the work.
static bool isOnlyACopy = false;

// In a later link LLVM knows our options before it reads the -load, so an
// option asks for the plugin just as the -load does.
static void enterLink() {
  if (!isOnlyACopy)
    runInEachLink(install);
}

static void noteOption() {
  enterLink();
  tables.apply(pluginOptions.tables);
}

// Runs after the version guard, because constructors without a priority run
// last.
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
