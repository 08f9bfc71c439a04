//===- Install.c - The crash handler without a line of code ---------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// A program that is linked with `--undefined=gosym_crash_handler_is_installed`
/// gets this object out of the archive, and with it the crash handler,
/// installed before its own constructors: priorities up to 100 are the
/// implementation's. A program that installs a handler itself takes the place
/// of this one.
///
//===----------------------------------------------------------------------===//

#include "gosym-c/backtrace.h"

__attribute__((visibility("hidden"))) int gosym_crash_handler_is_installed;

__attribute__((constructor(101))) static void install(void) {
  gosym_crash_handler_is_installed = gosym_install_crash_handler(NULL) == 0;
}
