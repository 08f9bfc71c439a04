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
// comes first in that link does the same. The table is on unless
// `-gosym-symtab=none` takes it back; its index and the table of lines are off
// unless `-gosym-index=on` and `-gosym-pclntab=go1.1` ask for them, and so are
// frames (`-gosym-frames=on`) and variables
// (`-gosym-locals=on`) in the table.
//
//===----------------------------------------------------------------------===//

#include "gosym/Linker/Plugin.h"
#include "Options.h"
#include "gosym/Collect/GoSymbolTable.h"
#include "gosym/Linker/Activation.h"
#include "llvm/Plugins/PassPlugin.h"

using namespace llvm;
using namespace gosym;

#ifndef GOSYM_VERSION_STRING
#error "the build must say which version this is"
#endif

namespace {
/// Which of our symbols are in the link that is running.
struct Created {
  bool symtab = false, index = false, lines = false;
};
} // namespace

static Created created;

static void withdraw(bool &isCreated, const GeneratedSymbol &symbol) {
  if (std::exchange(isCreated, false))
    withdrawGeneratedSymbol(symbol.name);
}

static void createSymtab(std::shared_ptr<CollectedTable> table) {
  GoSymbolTableOptions options;
  options.verbose = &pluginOptions.verbose;
  createGeneratedSymbol(goSymbolTableSymbol(),
                        makeGoSymbolTable(std::move(table), options));
  created.symtab = true;
  // What relocatable inputs bring; what their tables know goes into ours.
  // Not .gopclntab: -r makes none, and that of a Go program is its own.
  for (const GeneratedSymbol &s :
       {goSymbolTableSymbol(), goSymbolIndexSymbol()})
    consumeInputSections(goSymbolTableSymbol().name, s.section);
  // Under -r a type may be known to the final link only.
  if (!isRelocatableLink())
    consumeInputSections(goSymbolTableSymbol().name, typeAnnotationSection());
  // Go's linker makes such a section with nothing in it but local symbols
  // runtime.symtab and runtime.esymtab of its own; in a PIE it has this name.
  consumeInputSections(goSymbolTableSymbol().name, ".data.rel.ro.gosymtab");
}

/// Brings the link to what the options say that have been read so far: the last
/// ones win, in any order. An index without a table is left to say so itself
/// when all have been read.
static void applyOptions() {
  // The generators own it, and the linker owns them.
  static std::weak_ptr<CollectedTable> ofThisLink;
  std::shared_ptr<CollectedTable> table = ofThisLink.lock();
  if (!table)
    ofThisLink = table =
        collectTable(&pluginOptions.lines, &pluginOptions.frames);

  if (pluginOptions.symtab == SymtabFormat::None) {
    withdraw(created.symtab, goSymbolTableSymbol());
    table = nullptr;
  } else if (!created.symtab) {
    createSymtab(table);
  }
  // It may have been made for another answer to the question above.
  withdraw(created.index, goSymbolIndexSymbol());
  // In a relocatable link differences of addresses are not known yet: the final
  // link makes its own.
  if (pluginOptions.index && !isRelocatableLink()) {
    createGeneratedSymbol(goSymbolIndexSymbol(), makeGoSymbolIndex(table));
    created.index = true;
  }
  withdraw(created.lines, pcLineTableSymbol());
  if (pluginOptions.lines.table && !isRelocatableLink()) {
    createGeneratedSymbol(pcLineTableSymbol(), makePcLineTable(table));
    created.lines = true;
  }
}

static void install() {
  created = Created();
  applySwitches();
  addToReproducer(reinterpret_cast<const void *>(install));
  applyOptions();
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
  applyOptions();
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
