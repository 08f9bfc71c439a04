//===- Naming.h - What an address is called -------------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// From an address of any module to the table that knows it. Consecutive frames
/// are mostly of one module, so the last module stays open.
///
//===----------------------------------------------------------------------===//

#ifndef GOSYM_LIB_BACKTRACE_NAMING_H
#define GOSYM_LIB_BACKTRACE_NAMING_H

#include "Modules.h"
#include "Text.h"

struct Naming {
  /// The caller's table; null if it has given none.
  const struct gosym_table *given;
  /// Cleared when a table has turned out not to be readable.
  unsigned char usesTables;
  /// What is known of the module below.
  unsigned char hasModule, hasTable, hasPath;
  struct LoadedModule module;
  struct gosym_table table;
};

GOSYM_INTERNAL void gosymBeginNaming(struct Naming *naming,
                                     const struct gosym_table *given);

/// Makes the module of `address` the one that is open. Returns 0 if no module
/// holds it.
GOSYM_INTERNAL int gosymOpenModuleOf(struct Naming *naming, uintptr_t address);

/// The table that has a function at `address`, which is stored; null if none
/// has.
GOSYM_INTERNAL const struct gosym_table *
gosymTableOf(struct Naming *naming, uintptr_t address,
             struct gosym_function *function);

/// Path of the module that is open.
GOSYM_INTERNAL const char *gosymModulePath(struct Naming *naming);

/// Puts out the name of a function or the path of a line, whatever its length,
/// piece by piece through `piece`.
GOSYM_INTERNAL void gosymPutFunctionName(struct Text *out,
                                         const struct gosym_table *table,
                                         const struct gosym_function *function,
                                         char *piece, size_t pieceSize);
GOSYM_INTERNAL void gosymPutLinePath(struct Text *out,
                                     const struct gosym_table *table,
                                     struct gosym_line *line, char *piece,
                                     size_t pieceSize);

#endif
