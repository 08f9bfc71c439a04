//===- Names.h - What kallsyms makes of a name ------------------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef LINUX_KALLSYMS_NAMES_H
#define LINUX_KALLSYMS_NAMES_H

#include "Settings.h"
#include "llvm/ADT/StringRef.h"

namespace kallsyms {

/// The longest name that the kernel's buffers hold, in bytes.
constexpr size_t longestName = 511;

/// Whether the table of \p release leaves out symbols of this name, whatever
/// they are.
bool isLeftOut(Release release, llvm::StringRef name);

/// Of several symbols at one address the kernel shows the first one: which of
/// two does a reader rather want to see? The lower number comes first, and what
/// has the same number is in the order of the names.
unsigned rankOfName(llvm::StringRef name);

/// Whether \p name is kept even if it is outside of the code and the table has
/// code only.
bool isSectionBound(Release release, llvm::StringRef name);

/// What decides the place of \p name among all names.
llvm::StringRef sortedBy(const Settings &settings, llvm::StringRef name);

} // namespace kallsyms

#endif
