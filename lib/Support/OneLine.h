//===- OneLine.h - What is wrong, in one line -------------------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef GOSYM_LIB_SUPPORT_ONELINE_H
#define GOSYM_LIB_SUPPORT_ONELINE_H

#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/Error.h"

namespace gosym {

/// For a warning about an object, of which further lines are places: LLVM's
/// text may be of several.
inline std::string inOneLine(llvm::Error error) {
  std::string text = llvm::toString(std::move(error));
  return llvm::join(llvm::split(text, '\n'), ": ");
}

} // namespace gosym

#endif
