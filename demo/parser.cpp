// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "parser.h"
#include "fault.h"
#include <cstdlib>

namespace calc {

ExpressionPtr Parser::parseSum() {
  ExpressionPtr left = parseProduct();
  while (lexer.kind == '+' || lexer.kind == '-') {
    char op = lexer.kind;
    lexer.advance();
    left = makeBinary(op, std::move(left), parseProduct());
  }
  return left;
}

ExpressionPtr Parser::parseProduct() {
  ExpressionPtr left = parseTerm();
  while (lexer.kind == '*' || lexer.kind == '/') {
    char op = lexer.kind;
    lexer.advance();
    left = makeBinary(op, std::move(left), parseTerm());
  }
  return left;
}

ExpressionPtr Parser::parseTerm() {
  ExpressionPtr term;
  if (lexer.kind == '0') {
    term = makeNumber(std::atol(lexer.word.c_str()));
  } else if (lexer.kind == 'a') {
    term = makeName(lexer.word);
  } else if (lexer.kind == '(') {
    lexer.advance();
    term = parseSum();
  } else {
    fault("expected a number, a name or '('");
  }
  lexer.advance();
  return term;
}

} // namespace calc
