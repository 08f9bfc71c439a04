//===- Many.cpp - More symbols than anyone makes by hand ------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Scenarios.h"
#include "llvm/Support/Endian.h"
#include <thread>

using namespace llvm;
using namespace gosym;
using namespace gosym::contract;

/// 200 symbols in one section, `many_0` and so on, each the 8 bytes of its
/// number; every second one has an end symbol, and grows by a word while
/// addresses settle.
static void createMany() {
  for (unsigned i = 0; i != 200; ++i) {
    GeneratedSymbol symbol;
    symbol.name = ("many_" + Twine(i)).str();
    symbol.section = ".many";
    symbol.alignment = 8;
    symbol.size = 8;
    Hooks hooks;
    if (i % 2) {
      symbol.endName = symbol.name + "_end";
      auto grown = std::make_shared<bool>();
      hooks.arrange = [grown](Link &, Layout &layout) -> Expected<bool> {
        if (std::exchange(*grown, true))
          return false;
        layout.size += 8;
        return true;
      };
    }
    hooks.write = [i](const Link &link, uint64_t,
                      MutableArrayRef<uint8_t> bytes) {
      support::endian::write64(bytes.data(), i, link.byteOrder());
      return Error::success();
    };
    create(std::move(symbol), std::move(hooks));
  }
}

/// Fails unless a loop of one turn stays on the thread that asks for it.
static void createOneTask() {
  Hooks hooks;
  hooks.layout = [](Link &link, Layout &) -> Error {
    std::thread::id thread;
    link.parallelFor(1, [&](size_t) { thread = std::this_thread::get_id(); });
    if (thread == std::this_thread::get_id())
      return Error::success();
    return createStringError("one task ran on another thread");
  };
  create(symbolCalled("one", 8), std::move(hooks));
}

static constexpr Scenario scenarios[] = {{"many", createMany},
                                         {"one-task", createOneTask}};

ArrayRef<Scenario> contract::manyScenarios() { return scenarios; }
