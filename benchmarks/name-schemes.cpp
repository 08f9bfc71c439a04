// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// How small the grammar of a compact table makes names, and what it costs:
//
//   name-schemes SAMPLE THRESHOLD,.. < NAMES
//
// NAMES are lines, SAMPLE is how many bytes of them are looked at, and for each
// THRESHOLD there is a round of learning (lib/Format/NameGrammar.h). Prints the
// bytes of the dictionary and of the names with their ends and the offset of
// each 16th, and nanoseconds of CPU for learning, for building the dictionary,
// and for coding. One thread, so that another core that is busy does not count.
//
// benchmarks/name-schemes builds this with lib/Format.
#include "NameCodes.h"
#include "NameParser.h"
#include "llvm/Support/MemoryBuffer.h"
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <memory>

using namespace llvm;
using namespace gosym;

namespace {

class Lines final : public NameSource {
public:
  explicit Lines(StringRef text) { text.split(lines, '\n', -1, false); }
  size_t size() const override { return lines.size(); }
  void get(size_t first, MutableArrayRef<StringRef> names) const override {
    std::copy_n(lines.begin() + first, names.size(), names.begin());
  }

private:
  SmallVector<StringRef, 0> lines;
};

long long now() {
  timespec t;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
  return t.tv_sec * 1000000000LL + t.tv_nsec;
}

} // namespace

int main(int argc, char **argv) {
  auto input = MemoryBuffer::getSTDIN();
  if (argc != 3 || !input)
    return 2;
  Lines names((*input)->getBuffer());
  NameGrammar::Effort effort = {std::strtoull(argv[1], nullptr, 0), {}};
  for (char *at = argv[2]; *at;) {
    effort.rounds.push_back(std::strtoul(at, &at, 10));
    at += *at == ',';
  }
  Parallel oneByOne = [](size_t n, const std::function<void(size_t)> &task) {
    for (size_t i = 0; i < n; ++i)
      task(i);
  };

  long long begin = now();
  NameGrammar grammar;
  grammar.learn(names, sizesOf(names, oneByOne).total, effort, oneByOne);
  long long learnt = now();
  NameCodes codes;
  codes.build(grammar, /*anyNames=*/false);
  long long built = now();
  SmallVector<uint8_t, 0> bytes;
  {
    NameParser parser(grammar);
    BitWriter out(bytes);
    constexpr size_t perGroup = 16;
    StringRef some[perGroup];
    for (size_t i = 0; i < names.size(); i += perGroup) {
      size_t n = std::min(perGroup, names.size() - i);
      names.get(i, MutableArrayRef(some, n));
      for (size_t j = 0; j < n; ++j)
        codes.append(parser.parse(some[j]), out);
      // Groups begin at a byte.
      out.align();
    }
  }
  long long coded = now();
  std::printf("%zu %zu %lld %lld %lld\n", codes.dictionary().size(),
              bytes.size() + 4 * ((names.size() + 15) / 16), learnt - begin,
              built - learnt, coded - built);
  return 0;
}
