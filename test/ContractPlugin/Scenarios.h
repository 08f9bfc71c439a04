//===- Scenarios.h - What the contract plugin can do ------------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// A scenario creates the generated symbols of one test: `-contract=NAME`. Like
/// any other user of the contract it knows no header of lld.
///
//===----------------------------------------------------------------------===//

#ifndef GOSYM_TEST_CONTRACTPLUGIN_SCENARIOS_H
#define GOSYM_TEST_CONTRACTPLUGIN_SCENARIOS_H

#include "gosym/Linker/GeneratedSymbol.h"
#include <functional>

namespace gosym::contract {

/// A generator made of functions; one that is not set does what the contract
/// says of the default.
struct Hooks {
  std::function<llvm::Error(Link &, Layout &)> layout;
  std::function<llvm::Expected<bool>(Link &, Layout &)> arrange;
  std::function<llvm::Error(const Link &, uint64_t,
                            llvm::MutableArrayRef<uint8_t>)>
      write;
};

class HookedGenerator : public Generator {
public:
  explicit HookedGenerator(Hooks hooks) : hooks(std::move(hooks)) {}

  llvm::StringRef name() const override { return "contract"; }
  llvm::Error layout(Link &link, Layout &layout) override {
    return hooks.layout ? hooks.layout(link, layout)
                        : Generator::layout(link, layout);
  }
  llvm::Expected<bool> arrange(Link &link, Layout &layout) override {
    return hooks.arrange ? hooks.arrange(link, layout)
                         : Generator::arrange(link, layout);
  }
  llvm::Error write(const Link &link, uint64_t offset,
                    llvm::MutableArrayRef<uint8_t> bytes) override {
    return hooks.write ? hooks.write(link, offset, bytes)
                       : llvm::Error::success();
  }

private:
  const Hooks hooks;
};

/// A symbol \p name in section `.name`.
inline GeneratedSymbol symbolCalled(llvm::StringRef name, uint64_t size = 0) {
  GeneratedSymbol symbol;
  symbol.name = name.str();
  symbol.section = ("." + name).str();
  symbol.size = size;
  return symbol;
}

inline void create(GeneratedSymbol symbol, Hooks hooks) {
  createGeneratedSymbol(std::move(symbol),
                        std::make_unique<HookedGenerator>(std::move(hooks)));
}

/// Writes \p text, cut to the size of the symbol.
Hooks writing(llvm::StringRef text);

/// Looks up \p name; no symbol of that name is an error of the generator.
llvm::Expected<SymbolRef> findLive(const Link &link, llvm::StringRef name);

/// A name and what creates its symbols; the files of this folder hold a list
/// each.
struct Scenario {
  llvm::StringLiteral name;
  void (*create)();
};
llvm::ArrayRef<Scenario> answerScenarios();
llvm::ArrayRef<Scenario> breachScenarios();
llvm::ArrayRef<Scenario> lateScenarios();
llvm::ArrayRef<Scenario> rangeScenarios();
llvm::ArrayRef<Scenario> shapeScenarios();
llvm::ArrayRef<Scenario> slotScenarios();

} // namespace gosym::contract

#endif
