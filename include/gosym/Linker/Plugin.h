//===- gosym/Linker/Plugin.h - Plugins of others ----------------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// What the author of a generator includes. A plugin is a shared object that is
/// loaded behind ours and stands on what we export:
///
///   ld.lld -mllvm -load=libgosym.so -mllvm -load=libmine.so ...
///
/// It is compiled against these headers and LLVM's, never lld's own, and needs
/// no library to link with:
///
///   #include "gosym/Linker/Plugin.h"
///   GOSYM_PLUGIN("mine") {
///     gosym::createGeneratedSymbol(..., std::make_unique<Mine>());
///   }
///
/// The body runs once, when the linker opens the plugin: options given after
/// that `-load` are not read yet. An option of one's own is a static
/// llvm::cl::opt, given as `-mllvm -NAME=VALUE`; read it in layout(), or create
/// the symbol in its cl::callback.
///
/// VERSIONS. A plugin is checked when it registers: the major number it was
/// compiled with must be that of the library, the minor number not newer. The
/// minor number grows when functions are added, in a class at its end, the
/// major one when anything else changes.
///
//===----------------------------------------------------------------------===//

#ifndef GOSYM_LINKER_PLUGIN_H
#define GOSYM_LINKER_PLUGIN_H

#include "gosym/Linker/GeneratedSymbol.h"
#include "gosym/Linker/LateGenerator.h"
#include <cstdio>
#include <cstdlib>
#include <dlfcn.h>

#define GOSYM_API_MAJOR 1
#define GOSYM_API_MINOR 3

extern "C" {
/// Exported by libgosym.so. Checks the version a plugin was compiled with; a
/// plugin that does not fit is an error on standard error, and the program
/// ends with exit status 1. \p name lives as long as the process.
void gosymRegisterPlugin(const char *name, unsigned major, unsigned minor);
}

namespace gosym {

/// Finds libgosym.so in the process and registers with it. Without it there is
/// nothing to stand on, and a constructor can only end the program.
inline void enterPlugin(const char *name) {
  auto *enter = reinterpret_cast<decltype(&gosymRegisterPlugin)>(
      dlsym(RTLD_DEFAULT, "gosymRegisterPlugin"));
  if (!enter) {
    fprintf(stderr,
            "%s: error: libgosym.so is not loaded, expected -mllvm "
            "-load=libgosym.so before this plugin\n",
            name);
    fflush(stderr);
    _Exit(1);
  }
  enter(name, GOSYM_API_MAJOR, GOSYM_API_MINOR);
}

} // namespace gosym

/// Opens the body of a plugin called \p NAME, a string literal.
#define GOSYM_PLUGIN(NAME)                                                     \
  static void gosymPluginBody();                                               \
  __attribute__((constructor)) static void gosymPluginConstructor() {          \
    gosym::enterPlugin(NAME);                                                  \
    gosymPluginBody();                                                         \
  }                                                                            \
  static void gosymPluginBody()

#endif
