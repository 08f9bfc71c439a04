//===- Settings.h - Which table a kernel wants ------------------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef LINUX_KALLSYMS_SETTINGS_H
#define LINUX_KALLSYMS_SETTINGS_H

#include "llvm/Support/Error.h"

namespace kallsyms {

/// The releases whose tables are made. What one says of a table, the later ones
/// need not keep: each has rules of its own for the names that are left out and
/// for the order of the parts.
enum class Release { Linux6_1, Linux6_12 };

struct Settings {
  Release release = Release::Linux6_12;
  /// CONFIG_KALLSYMS_ALL: data, too, not only code.
  bool allSymbols = false;
  /// CONFIG_KALLSYMS_ABSOLUTE_PERCPU: addresses of per-CPU variables are
  /// numbers, not to be moved with the kernel.
  bool absolutePerCPU = false;
  /// CONFIG_LTO_CLANG: local names end with `.llvm.` and a number, which is
  /// ignored when names are put in order. Linux 6.1 only.
  bool cutsLLVMSuffix = false;
};

/// Reads \p release, "6.1" or "6.12", and \p configFile, the kernel's
/// include/config/auto.conf.
llvm::Expected<Settings> readSettings(llvm::StringRef release,
                                      llvm::StringRef configFile);

} // namespace kallsyms

#endif
