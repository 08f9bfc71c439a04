// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A calculator that, when it fails, says where: by the symbol table that the
// linker put into it. demo/run builds, strips and runs it.
#include "fault.h"
#include "parser.h"
#include <cstdio>

static calc::Names names = {{{"answer", 42}, {"nothing", 0}}};

[[gnu::noinline]] static long calculate(const char *text) {
  calc::ExpressionPtr expression = calc::Parser(text).parseSum();
  long value = expression->evaluate(names);
  std::printf("%s = %ld\n", text, value);
  return value;
}

int main(int argc, char **argv) {
  calc::printTableSummary();
  int last = 0;
  for (int i = 1; i < argc; ++i)
    last = static_cast<int>(calculate(argv[i]));
  return last == 0;
}
