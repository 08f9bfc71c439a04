//===- NameParser.h - Names as symbols of a grammar -------------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef GOSYM_LIB_FORMAT_NAMEPARSER_H
#define GOSYM_LIB_FORMAT_NAMEPARSER_H

#include "NameGrammar.h"

namespace gosym {

/// Parses names one after the other. Neighbours have a beginning in common, of
/// which the words are not looked up again. One for each thread.
class NameParser {
public:
  explicit NameParser(const NameGrammar &grammar) : grammar(grammar) {}
  /// The symbols of \p name, until the next call; so long it must live.
  llvm::ArrayRef<uint32_t> parse(llvm::StringRef name);

private:
  /// A piece of the last name: where it ends, and how many symbols there are
  /// up to there.
  struct Mark {
    uint32_t end;
    uint32_t numWords;
  };
  size_t keepCommon(llvm::StringRef name);

  const NameGrammar &grammar;
  llvm::StringRef last;
  /// Of the last name: up to here a longer one is cut as it is.
  size_t stableEnd = 0;
  llvm::SmallVector<Mark, 32> marks;
  /// Before and after pairs are replaced by phrases.
  llvm::SmallVector<uint32_t, 64> words, symbols;
};

} // namespace gosym

#endif
