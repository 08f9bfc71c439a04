// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef GOSYM_DEMO_PARSER_H
#define GOSYM_DEMO_PARSER_H

#include "expression.h"
#include "lexer.h"

namespace calc {

/// sum := product (('+' | '-') product)*
/// product := term (('*' | '/') term)*
/// term := number | name | '(' sum ')'
class Parser {
public:
  explicit Parser(const char *text) : lexer(text) {}
  ExpressionPtr parseSum();

private:
  ExpressionPtr parseProduct();
  ExpressionPtr parseTerm();
  Lexer lexer;
};

} // namespace calc

#endif
