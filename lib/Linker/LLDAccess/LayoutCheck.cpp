//===- LayoutCheck.cpp ----------------------------------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Are the data structures of this linker those of our headers?
//
// The version guard has compared versions (VersionGuard.cpp), and a version
// stands for a layout. But a distribution may patch lld and keep its version,
// and versions that are known to be alike may be exchanged. So a few facts that
// hold in every link, at the moment when we are opened, are looked at:
//
//   * the driver, which stands behind lld's configuration in its context,
//   refers
//     to the context: false when the configuration has another size;
//   * the symbol table and the script, far apart in the context, refer to it;
//   * a list behind them has its one element;
//   * the virtual functions of lld's section of relocations, which we derive
//     from, are as many as a class of ours has that adds none: lld exports its
//     table of them, and we do.
//
// They are cheap and see sizes. What they cannot see is a new bool among
// others: for that there is scripts/compare-layouts, and every suite.
//
// A pointer is only followed by asking the kernel to read there, for it may be
// none.
//
//===----------------------------------------------------------------------===//

#include "../VersionGuard.h"
#include "LLDAccess.h"
#include "PerLink.h"
#include <cstdio>
#include <dlfcn.h>
#include <link.h>
#include <sys/uio.h>
#include <unistd.h>

using namespace lld::elf;
using namespace gosym::lldaccess;

namespace gosym::lldaccess {
/// Exists for its table of virtual functions. Overrides those that lld has in
/// its own file: a program without lld must be able to open us.
class __attribute__((visibility("default"))) RelocationsProbe final
    : public RelocationBaseSection {
public:
  using RelocationBaseSection::RelocationBaseSection;
  void finalizeContents() override;
  void writeTo(uint8_t *) override;
};
} // namespace gosym::lldaccess

// As in SlotRelocations.cpp.
asm(".weak _ZTVN3lld3elf21RelocationBaseSectionE");

void RelocationsProbe::finalizeContents() {}
void RelocationsProbe::writeTo(uint8_t *) {}

[[noreturn]] static void refuse(const char *fact) {
  fprintf(stderr,
          "libgosym.so: error: built with the headers of lld %s, but this lld "
          "is laid out otherwise (%s): build GoSym with the headers of the "
          "source that this linker was built from "
          "(-DGOSYM_LLD_SOURCE_DIR=)\n",
          GOSYM_LLD_HEADERS_VERSION, fact);
  fflush(stderr);
  _exit(1);
}

/// Is one of the words of the \p size bytes at \p object the address of \p ctx?
static bool refersTo(const Ctx &ctx, const void *object, size_t size) {
  const Ctx *words[512] = {};
  size = std::min(size, sizeof(words));
  iovec from = {const_cast<void *>(object), size}, to = {words, size};
  if (process_vm_readv(getpid(), &to, 1, &from, 1, 0) != ssize_t(size))
    return false;
  return std::find(std::begin(words), std::end(words), &ctx) != std::end(words);
}

/// The size of the exported object called \p name in \p library; 0: none.
static size_t exportedSize(void *library, const char *name) {
  void *address = dlsym(library, name);
  Dl_info info;
  void *entry = nullptr;
  if (!address || !dladdr1(address, &info, &entry, RTLD_DL_SYMENT) || !entry)
    return 0;
  return static_cast<const ElfW(Sym) *>(entry)->st_size;
}

/// Has lld's class as many virtual functions as our class that adds none?
static bool sameVirtualFunctions(const char *lldTable, const char *ourTable) {
  Dl_info self;
  if (!dladdr(reinterpret_cast<const void *>(refuse), &self))
    return true;
  void *library = dlopen(self.dli_fname, RTLD_LAZY | RTLD_NOLOAD);
  size_t lldSize = exportedSize(RTLD_DEFAULT, lldTable);
  size_t ourSize = library ? exportedSize(library, ourTable) : 0;
  if (library)
    dlclose(library);
  return !lldSize || !ourSize || lldSize == ourSize;
}

__attribute__((constructor(GOSYM_PRIORITY_LAYOUT))) static void checkLayout() {
  const Ctx &ctx = currentContext();
  const Ctx *ofDriver = nullptr;
  memcpy(&ofDriver, static_cast<const void *>(&ctx.driver), sizeof(ofDriver));
  if (ofDriver != &ctx)
    refuse("its configuration has another size");
  if (!refersTo(ctx, ctx.script, sizeof(LinkerScript)))
    refuse("its context has the script at another place");
  if (!refersTo(ctx, ctx.symtab.get(), sizeof(SymbolTable)))
    refuse("its context has the symbol table at another place");
  if (ctx.symAux.size() != 1)
    refuse("its context has the lists of files at another place");
  if (!sameVirtualFunctions("_ZTVN3lld3elf21RelocationBaseSectionE",
                            "_ZTVN5gosym9lldaccess16RelocationsProbeE"))
    refuse("its sections have other virtual functions");
}
