//===- Malformed.h - The one form of a format error -------------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Every error about bytes has one form, made here:
///
///   <what> at offset 0x<hex>: <fact>, expected <fact>
///
/// The offset is that of the field that is wrong, from the first byte of the
/// table (or section): the person who reads the message has a hex dump of it,
/// not the stack of the decoder.
///
//===----------------------------------------------------------------------===//

#ifndef GOSYM_LIB_SUPPORT_MALFORMED_H
#define GOSYM_LIB_SUPPORT_MALFORMED_H

#include "Hex.h"
#include "llvm/ADT/Twine.h"
#include "llvm/Support/Error.h"

namespace gosym {

/// \p facts is `<fact>, expected <fact>`.
inline llvm::Error malformed(llvm::StringRef what, uint64_t offset,
                             const llvm::Twine &facts) {
  return llvm::createStringError(llvm::Twine(what) + " at offset " +
                                 hex(offset) + ": " + facts);
}

} // namespace gosym

#endif
