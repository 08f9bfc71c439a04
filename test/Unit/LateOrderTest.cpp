//===- LateOrderTest.cpp --------------------------------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Linker/LateOrder.h"
#include "gtest/gtest.h"

using namespace llvm;
using namespace gosym;

namespace {

using Levels = std::vector<std::vector<size_t>>;

LateNode node(StringRef symbol, std::vector<std::string> reads,
              std::vector<std::string> after = {}) {
  return {symbol.str(), "g", ("." + symbol).str(), std::move(reads),
          std::move(after)};
}

Levels order(ArrayRef<LateNode> nodes, ArrayRef<std::string> others = {}) {
  auto levels = orderLateGenerators(nodes, others);
  if (levels)
    return *levels;
  ADD_FAILURE() << toString(levels.takeError());
  return {};
}

std::string errorOf(ArrayRef<LateNode> nodes) {
  auto levels = orderLateGenerators(nodes, {});
  if (levels)
    return "";
  return toString(levels.takeError());
}

TEST(LateOrder, IndependentNodesShareALevel) {
  EXPECT_EQ(order({node("a", {".text"}), node("b", {".text"})}),
            (Levels{{0, 1}}));
  EXPECT_EQ(order({}), Levels());
}

TEST(LateOrder, AReaderComesAfterTheWriterOfTheSection) {
  EXPECT_EQ(order({node("a", {".b"}), node("b", {".c"}), node("c", {})}),
            (Levels{{2}, {1}, {0}}));
}

TEST(LateOrder, AfterDelaysWithoutReading) {
  EXPECT_EQ(order({node("a", {}, {"b"}), node("b", {})}), (Levels{{1}, {0}}));
}

TEST(LateOrder, AfterMayNameASymbolThatIsNotLate) {
  EXPECT_EQ(order({node("a", {}, {"early"})}, {"early"}), (Levels{{0}}));
}

TEST(LateOrder, SeveralSymbolsOfOneSectionAreAllWaitedFor) {
  LateNode b = node("b", {}), c = node("c", {});
  c.section = b.section;
  EXPECT_EQ(order({node("a", {".b"}), b, c}), (Levels{{1, 2}, {0}}));
}

TEST(LateOrder, ACycleIsShownWithoutWhatOnlyWaitsForIt) {
  EXPECT_EQ(errorOf({node("x", {".a"}), node("a", {".b"}), node("b", {".a"}),
                     node("free", {})}),
            "late generators wait for each other in a cycle\n"
            ">>> 'a' (generator g) reads section '.b', written by 'b' "
            "(generator g)\n"
            ">>> 'b' (generator g) reads section '.a', written by 'a' "
            "(generator g)");
}

TEST(LateOrder, OneCannotReadItsOwnSection) {
  EXPECT_EQ(errorOf({node("a", {".text", ".a"})}),
            "generated symbol 'a' (generator g) reads section '.a', which "
            "holds the symbol itself");
}

} // namespace
