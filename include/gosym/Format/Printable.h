//===- gosym/Format/Printable.h - Text that is safe to show -----*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// A name in a table is any bytes but 0. One with an escape sequence could
/// clear the terminal of who reads it or paint over what was said before, one
/// with a newline could fake a whole line. So what a person reads goes through
/// here:
///
///   main        main          ordinary names stay as they are
///   größe       größe         well-formed UTF-8 stays
///   a\n         a\x0a         a control character is escaped
///   \xc3        \xc3          and so is what is no UTF-8
///
/// Control characters are those of ASCII, DEL, and U+0080 to U+009F, which a
/// terminal obeys too. Each byte of what is escaped becomes `\xNN`. A backslash
/// stays: escaped text is not meant to be turned back, and text that is
/// escaped twice is what it was.
///
//===----------------------------------------------------------------------===//

#ifndef GOSYM_FORMAT_PRINTABLE_H
#define GOSYM_FORMAT_PRINTABLE_H

#include "llvm/ADT/StringRef.h"
#include <string>

namespace gosym {

/// \p text with everything escaped that is not printable. One pass.
/// Thread-safe.
std::string printable(llvm::StringRef text);

} // namespace gosym

#endif
