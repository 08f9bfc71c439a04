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
// version guard, puts the Go symbol table into the link that is running. The
// table is on unless `-gosym-symtab=none` takes it back.
//
//===----------------------------------------------------------------------===//

#include "Options.h"
#include "gosym/Collect/GoSymbolTable.h"
#include "gosym/Linker/Activation.h"
#include "gosym/Linker/GeneratedSymbol.h"
#include "llvm/Plugins/PassPlugin.h"

using namespace llvm;
using namespace gosym;

#ifndef GOSYM_VERSION_STRING
#error "the build must say which version this is"
#endif

static void applySymtabOption() {
  if (pluginOptions.symtab == SymtabFormat::None) {
    withdrawGeneratedSymbol(goSymbolTableSymbol().name);
    return;
  }
  GoSymbolTableOptions options;
  options.verbose = &pluginOptions.verbose;
  createGeneratedSymbol(goSymbolTableSymbol(), makeGoSymbolTable(options));
}

// Behind the guard: constructors without priority come last.
__attribute__((constructor)) static void install() {
  if (!registerOptions(applySymtabOption))
    return;
  addToReproducer(reinterpret_cast<const void *>(install));
  applySymtabOption();
}

extern "C" __attribute__((visibility("default"))) PassPluginLibraryInfo
llvmGetPassPluginInfo() {
  PassPluginLibraryInfo info;
  info.APIVersion = LLVM_PLUGIN_API_VERSION;
  info.PluginName = "gosym";
  info.PluginVersion = GOSYM_VERSION_STRING;
  info.RegisterPassBuilderCallbacks = [](PassBuilder &) {
    skipActivationModule();
  };
  return info;
}
