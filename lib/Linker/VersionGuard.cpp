//===- VersionGuard.cpp ---------------------------------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Refuses, in one sentence, every program but the ld.lld we were built for.
//
// The plugin reads and changes lld's data structures by the layout of one
// version's headers. In any other program the first access would crash or,
// worse, go well. And many programs can open it: -load and --load-pass-plugin
// are options of opt, clang, llc and of every lld; and wasm-ld, ld64.lld and
// lld-link are the same executable as ld.lld, under another name.
//
// So, before anything else, this asks the program by dlsym() alone:
//
//   1. does it export lld's functions? (else: opt, clang, ...)
//   2. is its full version string ours ("Debian LLD 22.1.8"), or the same but
//      for a version that is known to be laid out alike
//      (cmake/lld-layouts.txt)?
//   3. does a link run, and is its context that of the ELF linker? The dynamic
//      type of the context tells; the name in its type_info is read.
//
// A message and _exit(1) are the only way out of a constructor: the loader has
// no way to refuse politely, and LLVM prints "request ignored" and links on.
//
// This file includes no header of LLVM or lld and is the first constructor of
// the library: with a static cl::opt in front of it, lld 19 crashed before it
// could be told. Function references to lld are bound lazily (the library is
// linked with -z lazy), so that opening it succeeds and the guard can speak.
// It is compiled with RTTI, for typeid.
//
//===----------------------------------------------------------------------===//

#include "VersionGuard.h"
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <dlfcn.h>
#include <string>
#include <typeinfo>
#include <unistd.h>

#if !defined(GOSYM_LLD_VERSION_STRING) || !defined(GOSYM_LLD_VERSIONS) ||      \
    !defined(GOSYM_LD_LLD)
#error "the build must say which lld the plugin is for"
#endif

static const char expectedVersion[] = GOSYM_LLD_VERSION_STRING;
/// Version numbers that will do, between blanks.
static const char alikeVersions[] = " " GOSYM_LLD_VERSIONS " ";

namespace {
/// Stands for lld's context: any class with a virtual function, so that typeid
/// looks at the object.
struct Polymorphic {
  virtual ~Polymorphic() = default;
};
} // namespace

[[noreturn]] static void refuse(const char *found, const char *remedy) {
  fprintf(stderr,
          "libgosym.so: error: built for the ELF linker of %s, but loaded into "
          "%s: %s\n",
          expectedVersion, found, remedy);
  fflush(stderr);
  _exit(1);
}

template <typename Fn> static Fn lookUp(const char *mangledName) {
  return reinterpret_cast<Fn>(dlsym(RTLD_DEFAULT, mangledName));
}

/// May \p version load us? Both are "Vendor LLD 1.2.3", without vendor "LLD
/// ..".
static bool isAlike(const std::string &version) {
  if (version == expectedVersion)
    return true;
  std::string expected = expectedVersion;
  size_t number = expected.rfind(' ') + 1;
  return version.compare(0, number, expected, 0, number) == 0 &&
         version.find(' ', number) == std::string::npos &&
         strstr(alikeVersions, (" " + version.substr(number) + " ").c_str());
}

__attribute__((constructor(GOSYM_PRIORITY_GUARD))) static void guard() {
  auto getLLDVersion =
      lookUp<std::string (*)()>("_ZN3lld13getLLDVersionB5cxx11Ev");
  auto hasContext = lookUp<bool (*)()>("_ZN3lld10hasContextEv");
  auto commonContext = lookUp<Polymorphic &(*)()>("_ZN3lld13commonContextEv");
  if (!getLLDVersion)
    refuse("a program that is not lld, or an lld that exports no symbols",
           "link with " GOSYM_LD_LLD);
  std::string version = getLLDVersion();
  if (!isAlike(version))
    refuse(version.c_str(), "link with " GOSYM_LD_LLD
                            " (clang's --ld-path=), or build GoSym for that "
                            "linker");
  if (!hasContext || !commonContext || !hasContext())
    refuse("an lld that is not linking", "link with " GOSYM_LD_LLD);
  const Polymorphic &context = commonContext();
  if (strcmp(typeid(context).name(), "N3lld3elf3CtxE") != 0) {
    std::string found = "another linker of " + version + " (" +
                        program_invocation_short_name + ")";
    refuse(found.c_str(), "only ELF files can have its tables");
  }
}
