// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "lexer.h"

namespace calc {

static bool isDigit(char c) { return c >= '0' && c <= '9'; }
static bool isLetter(char c) { return c >= 'a' && c <= 'z'; }

template <typename Predicate>
static std::string takeWhile(const char *&at, Predicate belongs) {
  const char *begin = at;
  while (belongs(*at))
    ++at;
  return std::string(begin, at);
}

void Lexer::advance() {
  while (*at == ' ')
    ++at;
  if (isDigit(*at)) {
    kind = '0';
    word = takeWhile(at, isDigit);
  } else if (isLetter(*at)) {
    kind = 'a';
    word = takeWhile(at, isLetter);
  } else {
    kind = *at;
    if (*at)
      ++at;
  }
}

} // namespace calc
