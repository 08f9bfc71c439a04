//===- PluginRegistry.cpp -------------------------------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Where plugins of others come in (Plugin.h). They have been compiled apart
// from us, perhaps long ago, and share classes with virtual functions with us;
// the version decides whether both sides mean the same by them.
//
//===----------------------------------------------------------------------===//

#include "gosym/Linker/Plugin.h"

extern "C" GOSYM_API void gosymRegisterPlugin(const char *name, unsigned major,
                                              unsigned minor) {
  if (major == GOSYM_API_MAJOR && minor <= GOSYM_API_MINOR)
    return gosym::addToReproducer(__builtin_return_address(0));
  fprintf(stderr,
          "%s: error: compiled for version %u.%u of the generator interface, "
          "but libgosym.so has %u.%u, expected the same major number and no "
          "newer minor number\n",
          name, major, minor, unsigned(GOSYM_API_MAJOR),
          unsigned(GOSYM_API_MINOR));
  fflush(stderr);
  _Exit(1);
}
