// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Three bytes, of which the option says the first, behind a pointer to main().
#include "gosym/Linker/Plugin.h"
#include "llvm/Support/CommandLine.h"

using namespace llvm;

static cl::opt<unsigned> first("answers-first", cl::init(0));

namespace {
class Answers : public gosym::Generator {
  StringRef name() const override { return "answers"; }
  Error layout(gosym::Link &link, gosym::Layout &layout) override {
    layout.size = link.pointerSize() + 3;
    layout.slots.push_back({0, link.find("main")});
    return Error::success();
  }
  Error write(const gosym::Link &link, uint64_t,
              MutableArrayRef<uint8_t> bytes) override {
    for (unsigned i = 0; i < 3; ++i)
      bytes[link.pointerSize() + i] = uint8_t(first + i);
    return Error::success();
  }
};
} // namespace

GOSYM_PLUGIN("answers") {
  gosym::GeneratedSymbol symbol;
  symbol.name = "answers";
  symbol.section = ".answers";
  symbol.kind = gosym::SectionKind::RelRo;
  symbol.alignment = 8;
  gosym::createGeneratedSymbol(symbol, std::make_unique<Answers>());
}
