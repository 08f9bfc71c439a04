//===- Printable.cpp - Text that is safe to show --------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "gosym/Format/Printable.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/ConvertUTF.h"

using namespace llvm;

namespace gosym {

/// First code point behind the control characters U+0080 to U+009F, in UTF-8;
/// those begin with the same byte.
static constexpr StringLiteral firstAboveControls = "\xc2\xa0";

/// Bytes of the character at the front of \p text; 0: not printable.
static size_t sizeOfPrintable(StringRef text) {
  if (isPrint(text.front()))
    return 1;
  if (isASCII(text.front()))
    return 0;
  size_t size = getNumBytesForUTF8(UTF8(text.front()));
  auto *begin = reinterpret_cast<const UTF8 *>(text.data());
  if (size > text.size() || !isLegalUTF8Sequence(begin, begin + size))
    return 0;
  // UTF-8 sorts as its code points do.
  return text >= firstAboveControls ? size : 0;
}

std::string printable(StringRef text) {
  std::string out;
  while (!text.empty()) {
    size_t size = sizeOfPrintable(text);
    if (size != 0) {
      out += text.take_front(size);
    } else {
      size = 1;
      out += "\\x" + utohexstr(uint8_t(text.front()), /*LowerCase=*/true,
                               /*Width=*/2);
    }
    text = text.drop_front(size);
  }
  return out;
}

} // namespace gosym
