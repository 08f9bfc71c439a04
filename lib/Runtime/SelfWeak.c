//===- SelfWeak.c - The program's own table, if it has one ----------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// An object file of its own, so that a program which calls gosym_open_self()
/// does not get the weak names, and the other way round.
///
//===----------------------------------------------------------------------===//

#define GOSYM_WEAK_SELF
#include "Self.c"
