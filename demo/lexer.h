// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef GOSYM_DEMO_LEXER_H
#define GOSYM_DEMO_LEXER_H

#include <string>

namespace calc {

/// Cuts a text into numbers, names and operators. Does not own the text.
class Lexer {
public:
  explicit Lexer(const char *text) : at(text) { advance(); }

  /// '0' for a number, 'a' for a name, '\0' at the end, else the operator.
  char kind = 0;
  std::string word;
  void advance();

private:
  const char *at;
};

} // namespace calc

#endif
