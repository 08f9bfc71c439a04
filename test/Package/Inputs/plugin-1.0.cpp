//===- plugin-1.0.cpp - A plugin compiled long ago ------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Stands for a shared object that somebody compiled with version 1.0 of the
// interface and still loads. It is refused when it registers, so nothing else of
// it runs.
//
//===----------------------------------------------------------------------===//

#include <dlfcn.h>

__attribute__((constructor)) static void enter() {
  auto *registerPlugin =
      reinterpret_cast<void (*)(const char *, unsigned, unsigned)>(
          dlsym(RTLD_DEFAULT, "gosymRegisterPlugin"));
  registerPlugin("old", 1, 0);
}
