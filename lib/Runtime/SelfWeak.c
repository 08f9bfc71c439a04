//===- SelfWeak.c - The older name of gosym_open_self() -------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Programs that may be linked without the plugin call this; both do the same
/// since a program may have one of two tables.
///
//===----------------------------------------------------------------------===//

#include "gosym-c/gosym.h"

enum gosym_error gosym_open_self_weak(struct gosym_table *out) {
  return gosym_open_self(out);
}
