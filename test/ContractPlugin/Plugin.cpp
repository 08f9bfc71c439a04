//===- Plugin.cpp - The contract plugin's entry ---------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Registers `-contract=SCENARIO` behind the version guard. Reading the option
// creates the symbols of that scenario; several options add up.
//
//===----------------------------------------------------------------------===//

#include "Scenarios.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/CommandLine.h"

using namespace llvm;
using namespace gosym;
using namespace gosym::contract;

namespace {

struct ScenarioParser : cl::parser<std::string> {
  using cl::parser<std::string>::parser;
  bool parse(cl::Option &o, StringRef, StringRef arg, std::string &) {
    for (ArrayRef<Scenario> list :
         {answerScenarios(), breachScenarios(), lateScenarios(),
          rangeScenarios(), shapeScenarios(), slotScenarios()})
      for (const Scenario &scenario : list)
        if (scenario.name == arg) {
          scenario.create();
          return false;
        }
    return o.error("unknown scenario '" + arg + "'");
  }
};

} // namespace

// Not a static option: it would run before the guard.
__attribute__((constructor)) static void install() {
  new cl::opt<std::string, false, ScenarioParser>(
      "contract", cl::desc("Scenario of generated symbols"), cl::ZeroOrMore);
}
