//===- NameCoderParts.h - What a NameCoder has made -------------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef GOSYM_LIB_FORMAT_NAMECODERPARTS_H
#define GOSYM_LIB_FORMAT_NAMECODERPARTS_H

#include "CompactStrings.h"
#include "gosym/Format/NameCoder.h"

namespace gosym {

struct NameCoder::Parts {
  NameGrammar grammar;
  NameCodes codes;
  CodedStrings names;
};

/// An error if one of the names is longer than a reader takes.
llvm::Error checkLongest(const NameSizes &sizes);

} // namespace gosym

#endif
