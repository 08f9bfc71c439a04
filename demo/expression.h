// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef GOSYM_DEMO_EXPRESSION_H
#define GOSYM_DEMO_EXPRESSION_H

#include <map>
#include <memory>
#include <string>

namespace calc {

/// What the names in an expression stand for; any other name is 0.
struct Names {
  std::map<std::string, long> values;
};

/// A node of a parsed expression.
class Expression {
public:
  virtual ~Expression() = default;
  virtual long evaluate(const Names &names) const = 0;
};

using ExpressionPtr = std::unique_ptr<Expression>;

ExpressionPtr makeNumber(long value);
ExpressionPtr makeName(std::string name);
ExpressionPtr makeBinary(char op, ExpressionPtr left, ExpressionPtr right);

} // namespace calc

#endif
