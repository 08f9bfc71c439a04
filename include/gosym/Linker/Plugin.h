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
///   ld.lld -mllvm -load=./libgosym.so -mllvm -load=./libmine.so ...
///
/// It is compiled against these headers and LLVM's, never lld's own, and needs
/// no library to link with:
///
///   #include "gosym/Linker/Plugin.h"
///   GOSYM_PLUGIN("mine") {
///     gosym::createGeneratedSymbol(..., std::make_unique<Mine>());
///   }
///
/// The body runs when the linker opens the plugin: options given after that
/// `-load` are not read yet. An option of one's own is a static llvm::cl::opt,
/// given as `-mllvm -NAME=VALUE`; read it in layout(), or create the symbol in
/// its cl::callback. A process may link more than once; the body runs once in
/// each link that loads the plugin, and LLVM sets options back in between.
///
/// The name is that of the plugin: a second file that registers the same one,
/// a copy, is an error of the link. The same file may be loaded repeatedly.
///
/// VERSIONS. A plugin is checked when it registers: the major number it was
/// compiled with must be that of the library, the minor number not newer. The
/// minor number grows when something is added, the major one when anything else
/// changes. A misuse that went unnoticed may become an error with any version.
///
/// A plugin of an older minor number must go on working, and it has been
/// compiled: it knows the sizes of objects and the numbers of virtual functions
/// that its headers said. So what may be added depends on who makes the object:
///
///   Link, LinkInputs,             made by the library. Virtual functions are
///   OutputBytes                   added behind the last one.
///   Layout, SectionRelocation     made by the library, seen by reference.
///                                 Members are added behind the last one.
///   Generator, LateGenerator      made by the plugin. Frozen: an older object
///                                 has no more virtual functions than these,
///                                 and those that LateGenerator adds come right
///                                 behind those of Generator. A new callback is
///                                 a new class, which derives from Generator as
///                                 LateGenerator does, with a function of its
///                                 own that creates the symbol. Older plugins
///                                 do not call that function, so the library is
///                                 never in doubt about what an object can do.
///   every other struct            copied by value or put in arrays by both
///                                 sides. Frozen; more is said in a new one.
///   enum                          Values are added behind the last one, so a
///                                 plugin may meet one that it does not know.
///
/// test/Unit/InterfaceTest.cpp holds the headers to this, and
/// test/Package/older-plugins-work has plugins of versions 1.0 and 2.0.
///
//===----------------------------------------------------------------------===//

#ifndef GOSYM_LINKER_PLUGIN_H
#define GOSYM_LINKER_PLUGIN_H

#include "gosym/Linker/GeneratedSymbol.h"
#include "gosym/Linker/LateGenerator.h"
#include <cstdio>
#include <cstdlib>
#include <dlfcn.h>

#define GOSYM_API_MAJOR 2
#define GOSYM_API_MINOR 2

extern "C" {
/// Exported by libgosym.so. Checks the version a plugin was compiled with; a
/// plugin that does not fit is an error on standard error, and the program
/// ends with exit status 1. A name that another file has registered is an error
/// of the link, which ends at once. \p code is anything in the plugin.
void gosymEnterPlugin(const char *name, unsigned major, unsigned minor,
                      const void *code);
/// Plugins compiled before version 1.3 call this one, and are refused.
void gosymRegisterPlugin(const char *name, unsigned major, unsigned minor);
}

namespace gosym {

/// Runs \p body now, unless it has run in this link, and in each later link of
/// the process when the linker reads the -load of the file that holds it.
/// GOSYM_PLUGIN calls it.
GOSYM_API void runInEachLink(void (*body)());

/// Finds libgosym.so in the process and registers with it. Without it there is
/// nothing to stand on, and a constructor can only end the program. Static: of
/// several plugins each must use its own, with its own version.
static inline void enterPlugin(const char *name, const void *code) {
  if (void *enter = dlsym(RTLD_DEFAULT, "gosymEnterPlugin"))
    return reinterpret_cast<decltype(&gosymEnterPlugin)>(enter)(
        name, GOSYM_API_MAJOR, GOSYM_API_MINOR, code);
  // An older library, which refuses what is newer.
  if (void *enter = dlsym(RTLD_DEFAULT, "gosymRegisterPlugin"))
    return reinterpret_cast<decltype(&gosymRegisterPlugin)>(enter)(
        name, GOSYM_API_MAJOR, GOSYM_API_MINOR);
  fprintf(stderr,
          "%s: error: libgosym.so is not loaded, expected -mllvm "
          "-load=libgosym.so before this plugin\n",
          name);
  fflush(stderr);
  _Exit(1);
}

} // namespace gosym

/// Opens the body of a plugin called \p NAME, a string literal. The plugin
/// registers before its static objects are constructed, options among them.
#define GOSYM_PLUGIN(NAME)                                                     \
  static void gosymPluginBody();                                               \
  __attribute__((constructor(101))) static void gosymPluginRegistration() {    \
    gosym::enterPlugin(NAME, reinterpret_cast<void *>(gosymPluginBody));       \
  }                                                                            \
  __attribute__((constructor)) static void gosymPluginConstructor() {          \
    gosym::runInEachLink(gosymPluginBody);                                     \
  }                                                                            \
  static void gosymPluginBody()

#endif
