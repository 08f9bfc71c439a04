// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "expression.h"
#include "fault.h"

namespace calc {
namespace {

class Number : public Expression {
public:
  explicit Number(long value) : value(value) {}
  long evaluate(const Names &) const override { return value; }

private:
  long value;
};

class Name : public Expression {
public:
  explicit Name(std::string name) : name(std::move(name)) {}
  long evaluate(const Names &names) const override {
    auto found = names.values.find(name);
    return found == names.values.end() ? 0 : found->second;
  }

private:
  std::string name;
};

} // namespace

// noinline, so that the demonstration has frames of templates and static
// functions to show: what is inlined has no symbol in any table.
template <typename T>
[[gnu::noinline]] static T divide(T dividend, T divisor) {
  if (divisor == 0)
    fault("division by zero");
  return dividend / divisor;
}

template <typename T>
[[gnu::noinline]] static T apply(char op, T left, T right) {
  switch (op) {
  case '+':
    return left + right;
  case '-':
    return left - right;
  case '*':
    return left * right;
  default:
    return divide<T>(left, right);
  }
}

/// Not in the unnamed namespace: its functions are global symbols.
class Binary : public Expression {
public:
  Binary(char op, ExpressionPtr left, ExpressionPtr right)
      : op(op), left(std::move(left)), right(std::move(right)) {}
  long evaluate(const Names &names) const override;

private:
  char op;
  ExpressionPtr left, right;
};

long Binary::evaluate(const Names &names) const {
  long leftValue = left->evaluate(names);
  long rightValue = right->evaluate(names);
  return apply<long>(op, leftValue, rightValue);
}

ExpressionPtr makeNumber(long value) { return std::make_unique<Number>(value); }
ExpressionPtr makeName(std::string name) {
  return std::make_unique<Name>(std::move(name));
}
ExpressionPtr makeBinary(char op, ExpressionPtr left, ExpressionPtr right) {
  return std::make_unique<Binary>(op, std::move(left), std::move(right));
}

/// Nothing calls this: the linker drops it, and the table does not name it.
long neverCalled(const Expression &expression) {
  return expression.evaluate({}) + 1;
}

} // namespace calc
