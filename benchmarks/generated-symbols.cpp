//===- generated-symbols.cpp - Generators that are timed ------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The plugin of benchmarks/generated-symbols: what it makes is chosen by
// `-bench=`
//
//   fill:BYTES       one symbol of that size, each byte 0x5a, in ranges
//   many:COUNT       that many symbols of 16 bytes
//   spin:COUNT:MS    that many symbols whose writing takes MS of CPU time
//   split:COUNT:MS   one symbol in that many ranges, each taking MS
//
//===----------------------------------------------------------------------===//

#include "gosym/Linker/Plugin.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/CommandLine.h"
#include <time.h>

using namespace llvm;
using namespace gosym;

/// Big enough that lld writes each of two ranges in a task of its own.
static constexpr uint64_t bytesPerSpin = 8 << 20;

static void spinFor(unsigned milliseconds) {
  auto now = [] {
    timespec t;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
    return t.tv_sec * 1000000000ull + t.tv_nsec;
  };
  for (uint64_t end = now() + milliseconds * 1000000ull; now() < end;)
    ;
}

namespace {

class Filler final : public Generator {
public:
  Filler(uint64_t bytesPerCut, unsigned milliseconds)
      : bytesPerCut(bytesPerCut), milliseconds(milliseconds) {}
  StringRef name() const override { return "bench"; }
  Error layout(Link &, Layout &layout) override {
    for (uint64_t cut = bytesPerCut; cut < layout.size; cut += bytesPerCut)
      layout.cuts.push_back(cut);
    return Error::success();
  }
  Error write(const Link &, uint64_t, MutableArrayRef<uint8_t> bytes) override {
    memset(bytes.data(), 0x5a, bytes.size());
    if (milliseconds)
      spinFor(milliseconds * divideCeil(bytes.size(), bytesPerCut));
    return Error::success();
  }

private:
  const uint64_t bytesPerCut;
  const unsigned milliseconds;
};

} // namespace

static void createFiller(const Twine &name, uint64_t size, uint64_t bytesPerCut,
                         unsigned milliseconds) {
  GeneratedSymbol symbol;
  symbol.name = name.str();
  symbol.section = ".bench";
  symbol.size = size;
  createGeneratedSymbol(std::move(symbol),
                        std::make_unique<Filler>(bytesPerCut, milliseconds));
}

static void create(StringRef what) {
  SmallVector<StringRef, 3> parts;
  what.split(parts, ':');
  uint64_t count = 0;
  unsigned milliseconds = 0;
  if (parts.size() < 2 || !to_integer(parts[1], count) ||
      (parts.size() > 2 && !to_integer(parts[2], milliseconds)))
    return;
  if (parts[0] == "fill")
    createFiller("bench_fill", count, 1 << 20, 0);
  if (parts[0] == "split")
    createFiller("bench_split", count * bytesPerSpin, bytesPerSpin,
                 milliseconds);
  if (parts[0] == "many")
    for (uint64_t i = 0; i != count; ++i)
      createFiller("bench_" + Twine(i), 16, 16, 0);
  if (parts[0] == "spin")
    for (uint64_t i = 0; i != count; ++i)
      createFiller("bench_" + Twine(i), bytesPerSpin, bytesPerSpin,
                   milliseconds);
}

static cl::opt<std::string>
    bench("bench", cl::desc("Generated symbols to time"),
          cl::callback([](const std::string &what) { create(what); }));

GOSYM_PLUGIN("bench") {}
