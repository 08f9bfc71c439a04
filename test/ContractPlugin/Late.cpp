//===- Late.cpp - Late generators, and the check of generators ------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Scenarios.h"
#include "gosym/Linker/LateGenerator.h"
#include "llvm/Support/Endian.h"

using namespace llvm;
using namespace gosym;
using namespace gosym::contract;

namespace {

/// Stores the sum of the bytes of the sections in `reads`, plus one for each of
/// its own.
class Sum final : public LateGenerator {
public:
  Sum(std::vector<std::string> declared, std::vector<std::string> later = {},
      std::vector<std::string> really = {})
      : declared(std::move(declared)), later(std::move(later)),
        really(really.empty() ? this->declared : std::move(really)) {}

  StringRef name() const override { return "sum"; }
  std::vector<std::string> reads() const override { return declared; }
  std::vector<std::string> after() const override { return later; }
  Error writeLate(const Link &link, const OutputBytes &output,
                  MutableArrayRef<uint8_t> out) override {
    uint64_t sum = 1;
    for (const std::string &section : really) {
      Expected<ArrayRef<uint8_t>> bytes = output.section(section);
      if (!bytes)
        return bytes.takeError();
      for (uint8_t byte : *bytes)
        sum += byte;
    }
    support::endian::write64(out.data(), sum, link.byteOrder());
    return Error::success();
  }

private:
  const std::vector<std::string> declared, later, really;
};

/// Leaves its bytes as they are given.
class Nothing final : public LateGenerator {
public:
  StringRef name() const override { return "nothing"; }
  std::vector<std::string> reads() const override { return {".text"}; }
  Error writeLate(const Link &, const OutputBytes &,
                  MutableArrayRef<uint8_t>) override {
    return Error::success();
  }
};

} // namespace

static void createLate(StringRef name, std::unique_ptr<LateGenerator> late) {
  createGeneratedSymbol(symbolCalled(name, 8), std::move(late));
}

static void createSum(StringRef name, std::vector<std::string> reads,
                      std::vector<std::string> after = {},
                      std::vector<std::string> really = {}) {
  createLate(name, std::make_unique<Sum>(std::move(reads), std::move(after),
                                         std::move(really)));
}

static void createText() { createSum("sum", {".text"}); }
/// `second` reads what `first` writes, and is created before it.
static void createChain() {
  createSum("second", {".first"});
  createSum("first", {".text"});
}
/// Both read the code only; the order is declared.
static void createAfter() {
  createSum("second", {".text"}, {"first"});
  createSum("first", {".text"});
}
static void createCycle() {
  createSum("a", {".b"});
  createSum("b", {".text"}, {"c"});
  createSum("c", {".a"});
}
static void createSelf() { createSum("sum", {".text", ".sum"}); }
static void createUndeclared() { createSum("sum", {".text"}, {}, {".data"}); }
static void createMissing() { createSum("sum", {".nowhere"}); }
static void createBss() { createSum("sum", {".bss"}); }
static void createBuildId() { createSum("sum", {".note.gnu.build-id"}); }
static void createAfterNobody() { createSum("sum", {".text"}, {"nobody"}); }
static void createNothing() { createLate("sum", std::make_unique<Nothing>()); }
/// The same symbol, made early.
static void createEarlyNothing() { create(symbolCalled("sum", 8), Hooks()); }

static void createChecked(Hooks hooks) {
  checkGenerators(true);
  GeneratedSymbol symbol = symbolCalled("checked", 4096);
  hooks.layout = [](Link &, Layout &layout) {
    layout.cuts = {1000, 2000, 3000};
    return Error::success();
  };
  create(std::move(symbol), std::move(hooks));
}

static void createCheckedGood() {
  Hooks hooks;
  hooks.write = [](const Link &, uint64_t offset,
                   MutableArrayRef<uint8_t> bytes) {
    for (uint8_t &byte : bytes)
      byte = offset++;
    return Error::success();
  };
  createChecked(std::move(hooks));
}
/// Writes so many bytes behind the end or, for a negative number, before the
/// begin.
template <ptrdiff_t number> static void createCheckedOutside() {
  Hooks hooks;
  hooks.write = [](const Link &, uint64_t, MutableArrayRef<uint8_t> bytes) {
    uint8_t *at = number < 0 ? bytes.begin() : bytes.end();
    for (ptrdiff_t i = 0; i != number; i += number < 0 ? -1 : 1)
      *(number < 0 ? --at : at++) = 1;
    return Error::success();
  };
  createChecked(std::move(hooks));
}
/// The bytes depend on where a range begins.
static void createCheckedDiffers() {
  Hooks hooks;
  hooks.write = [](const Link &, uint64_t offset,
                   MutableArrayRef<uint8_t> bytes) {
    bytes.back() = offset / 1000;
    return Error::success();
  };
  createChecked(std::move(hooks));
}

static constexpr Scenario scenarios[] = {
    {"late-text", createText},
    {"late-chain", createChain},
    {"late-after", createAfter},
    {"late-cycle", createCycle},
    {"late-self", createSelf},
    {"late-undeclared", createUndeclared},
    {"late-missing", createMissing},
    {"late-bss", createBss},
    {"late-build-id", createBuildId},
    {"late-after-nobody", createAfterNobody},
    {"late-nothing", createNothing},
    {"early-nothing", createEarlyNothing},
    {"checked-good", createCheckedGood},
    {"checked-overrun", createCheckedOutside<1>},
    {"checked-underrun", createCheckedOutside<-1>},
    {"checked-overrun-5000", createCheckedOutside<5000>},
    {"checked-underrun-5000", createCheckedOutside<-5000>},
    {"checked-overrun-1mib", createCheckedOutside<1 << 20>},
    {"checked-underrun-1mib", createCheckedOutside<-(1 << 20)>},
    {"checked-differs", createCheckedDiffers},
};

ArrayRef<Scenario> contract::lateScenarios() { return scenarios; }
