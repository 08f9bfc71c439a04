//===- Modules.h - Which module holds an address --------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// A module is the program itself, a shared object, or the kernel's vDSO. What
/// a backtrace needs of one: its unwind information, its tables, and what to
/// call it where it has none.
///
//===----------------------------------------------------------------------===//

#ifndef GOSYM_LIB_BACKTRACE_MODULES_H
#define GOSYM_LIB_BACKTRACE_MODULES_H

#include "../Runtime/Table.h"

/// Longest path of a module that is kept; of a longer one its end.
enum { gosymModulePathSize = 256, gosymBuildIdSize = 32 };

/// A module that holds an address. Pointers are into the module.
struct LoadedModule {
  /// The addresses of its segments: from the first byte to behind the last one.
  uintptr_t begin, end;
  /// What was added to the addresses in its file.
  uintptr_t bias;
  /// ElfW(Phdr), `headerCount` of them; null if they are not in memory.
  const void *headers;
  size_t headerCount;
  /// `.eh_frame_hdr` (PT_GNU_EH_FRAME); on arm `.ARM.exidx` (PT_ARM_EXIDX).
  /// Null if there is none.
  const unsigned char *unwind;
  size_t unwindSize;
  /// Of NT_GNU_BUILD_ID; size 0 if there is none.
  unsigned char buildId[gosymBuildIdSize];
  size_t buildIdSize;
  /// Path of the file, ended by a NUL; of the vDSO "[vdso]", empty if it is not
  /// known.
  char path[gosymModulePathSize];
};

/// Finds the module of `address`, and all of it but the path
/// (gosymNameModule()). Returns 0 if no module holds it. For signal handlers:
/// no heap, no lock of the loader. errno is kept. A module that is unloaded
/// meanwhile by another thread is not guarded against.
GOSYM_INTERNAL int gosymFindModule(uintptr_t address, struct LoadedModule *out);

/// Fills in the path of a module that gosymFindModule() has found.
GOSYM_INTERNAL void gosymNameModule(struct LoadedModule *module);

/// What a crash handler does when it is installed, so that nothing is loaded or
/// bound later: asks once for a module.
__attribute__((visibility("hidden"))) void gosymPrepareModules(void);

#endif
