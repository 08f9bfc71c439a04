//===- PluginRegistry.cpp -------------------------------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Where plugins come in (Plugin.h). Those of others have been compiled apart
// from us, perhaps long ago, and share classes with virtual functions with us;
// the version decides whether both sides mean the same by them.
//
// A copy. The same plugin under two names is two libraries to the loader, and
// both register the same options: LLVM aborts then. So a name that another
// library has registered is refused, and registration is the first thing that a
// plugin does when it is opened, before the constructors of its options.
//
// The second link. A process may link several times (LLD_IN_TEST). Each link
// begins with nothing of ours in it and reads its own -load, but the library is
// in the process already and its constructors do not run again. LLVM runs the
// callback of an option each time the option is read: that of -load is ours
// from the first registration on, and runs the bodies of the library that was
// named, once in each link. The first link is no exception; there a body has
// run by the time LLVM calls back.
//
// Threads: -load is read on the linker's thread; LTO opens its plugins on
// threads of its own.
//
//===----------------------------------------------------------------------===//

#include "PluginRegistry.h"
#include "gosym/Linker/Plugin.h"
#include "llvm/ADT/STLExtras.h"
#include <link.h>
#include <mutex>

// The class behind -load, without another option of that name.
#define DONT_GET_PLUGIN_LOADER_OPTION
#include "llvm/Support/CommandLine.h"
#include "llvm/Support/PluginLoader.h"

using namespace llvm;
using namespace gosym;

namespace {

struct Plugin {
  std::string name;
  /// Where the loader has put the library, and the path it came from.
  const void *base;
  std::string path;
};

struct Body {
  /// Of the library that holds it.
  const void *base;
  void (*run)();
};

struct Registry {
  std::recursive_mutex mutex;
  std::vector<Plugin> plugins;
  std::vector<Body> bodies;
  bool watchesLoads = false;
};

} // namespace

/// Not a static: constructors of this library come to it in any order.
static Registry &registry() {
  static Registry registry;
  return registry;
}

static Dl_info libraryOf(const void *address) {
  Dl_info info = {};
  dladdr(address, &info);
  return info;
}

static void runBodiesAt(const void *base) {
  Registry &r = registry();
  std::lock_guard<std::recursive_mutex> lock(r.mutex);
  // A body may register another one.
  for (size_t i = 0; i != r.bodies.size(); ++i) {
    Body body = r.bodies[i];
    if (body.base == base &&
        isFirstInThisLink(reinterpret_cast<const void *>(body.run)))
      body.run();
  }
}

/// LLVM has read -load=FILE.
static void noteLoad(const std::string &file) {
  void *handle = dlopen(file.c_str(), RTLD_LAZY | RTLD_NOLOAD);
  if (!handle)
    return;
  link_map *map = nullptr;
  dlinfo(handle, RTLD_DI_LINKMAP, &map);
  const void *base = map ? libraryOf(map->l_ld).dli_fbase : nullptr;
  dlclose(handle);

  for (const Plugin &plugin : registry().plugins) {
    if (plugin.base != base || !isFirstInThisLink(base))
      continue;
    addToReproducer(base);
  }
  runBodiesAt(base);
}

/// The version guard has seen that this is the linker whose -load this is.
static void watchLoads() {
  auto &options = cl::getRegisteredOptions();
  auto it = options.find("load");
  if (std::exchange(registry().watchesLoads, true) || it == options.end())
    return;
  using LoadOption = cl::opt<PluginLoader, false, cl::parser<std::string>>;
  static_cast<LoadOption *>(it->second)->setCallback(noteLoad);
  // When the process ends LLVM closes what it has opened, and the linker
  // destroys its options after that; this one needs code of ours then.
  Dl_info own = libraryOf(reinterpret_cast<const void *>(noteLoad));
  if (own.dli_fname)
    dlopen(own.dli_fname, RTLD_LAZY | RTLD_NOLOAD | RTLD_NODELETE);
}

void gosym::runInEachLink(void (*body)()) {
  auto *code = reinterpret_cast<const void *>(body);
  const void *base = libraryOf(code).dli_fbase;
  Registry &r = registry();
  std::lock_guard<std::recursive_mutex> lock(r.mutex);
  if (llvm::none_of(r.bodies, [&](const Body &b) { return b.run == body; }))
    r.bodies.push_back({base, body});
  watchLoads();
  runBodiesAt(base);
}

extern "C" GOSYM_API void gosymEnterPlugin(const char *name, unsigned major,
                                           unsigned minor, const void *code) {
  if (major != GOSYM_API_MAJOR || minor > GOSYM_API_MINOR) {
    fprintf(stderr,
            "%s: error: compiled for version %u.%u of the generator interface, "
            "but libgosym.so has %u.%u, expected the same major number and no "
            "newer minor number\n",
            name, major, minor, unsigned(GOSYM_API_MAJOR),
            unsigned(GOSYM_API_MINOR));
    fflush(stderr);
    _Exit(1);
  }
  Dl_info info = libraryOf(code);
  std::string path = info.dli_fname ? info.dli_fname : "";
  Registry &r = registry();
  std::lock_guard<std::recursive_mutex> lock(r.mutex);
  for (const Plugin &plugin : r.plugins) {
    if (plugin.name != name)
      continue;
    if (plugin.base == info.dli_fbase)
      return;
    reportFatal("plugin '" + Twine(name) +
                "' is loaded from two files, expected one\n>>> " + plugin.path +
                "\n>>> " + path);
  }
  r.plugins.push_back({name, info.dli_fbase, path});
  isFirstInThisLink(info.dli_fbase);
  watchLoads();
  addToReproducer(code);
}

extern "C" GOSYM_API void gosymRegisterPlugin(const char *name, unsigned major,
                                              unsigned minor) {
  gosymEnterPlugin(name, major, minor, __builtin_return_address(0));
}
