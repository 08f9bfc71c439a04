//===- CodeOrderTest.cpp - The order of code without a linker -------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "../../lib/Linker/CodeOrder.h"
#include "FakeLink.h"

using namespace gosym;
using namespace llvm;

namespace {

LiveSymbol symbolAt(uintptr_t place, SymbolClass symbolClass,
                    uint32_t object = 0) {
  LiveSymbol s = {};
  s.ref = FakeLink::symbol(place);
  s.object = object;
  s.hasSize = true;
  s.symbolClass = unsigned(symbolClass);
  return s;
}

struct CodeOrderTest : testing::Test {
  CodeOrderTest() { program.linkerUnit = 2; }
  std::vector<uint32_t> numbers() const {
    std::vector<uint32_t> result;
    for (const Symbol &s : program.symbols)
      result.push_back(s.number);
    return result;
  }
  using Numbers = std::vector<uint32_t>;

  FakeLink link;
  FakeSource source{link};
  CodeOrder order{link, source};
  Program program;
};

} // namespace

TEST_F(CodeOrderTest, EstimateHasDataThenObjectsThenWhatIsOutside) {
  link.live = {
      symbolAt(9, SymbolClass::Text, 1), symbolAt(8, SymbolClass::Text, 0),
      symbolAt(7, SymbolClass::Data, 1), symbolAt(6, SymbolClass::Text, 0)};
  source.synthetic = {symbolAt(1, SymbolClass::Text, noObject)};
  source.outside = {4, 3};
  order.estimate(program);
  EXPECT_EQ(program.firstFunction, 1u);
  EXPECT_EQ(numbers(), (Numbers{2, 1, 0, 4, 3}));
}

TEST_F(CodeOrderTest, UpdateSortsByAddressAndMergesSyntheticCode) {
  link.live = {symbolAt(9, SymbolClass::Text), symbolAt(5, SymbolClass::Text),
               symbolAt(7, SymbolClass::Data)};
  source.next = {symbolAt(6, SymbolClass::Text, noObject),
                 symbolAt(2, SymbolClass::Text, noObject)};
  order.estimate(program);
  EXPECT_TRUE(order.update(program));
  EXPECT_EQ(numbers(), (Numbers{2, 4, 1, 3, 0}));
  EXPECT_EQ(program.functions()[0].address, 2000u);
  EXPECT_FALSE(order.update(program)) << "nothing has moved";

  // Other synthetic code in another order takes the place of that.
  source.next = {symbolAt(8, SymbolClass::Text, noObject)};
  ++link.codeGeneration;
  EXPECT_TRUE(order.update(program));
  EXPECT_EQ(numbers(), (Numbers{2, 1, 3, 0}));
}

TEST_F(CodeOrderTest, ASymbolAtTheEndOfASectionGivesWayToTheCodeThere) {
  link.live = {symbolAt(5, SymbolClass::Text), symbolAt(5, SymbolClass::Text)};
  link.live[0].isLocal = true;
  order.estimate(program);
  EXPECT_FALSE(order.update(program));
  EXPECT_EQ(numbers(), (Numbers{0, 1})) << "global after local";
  // Both are told by one SymbolRef here: at the end, or not.
  source.atEnd = FakeLink::symbol(5);
  source.next = {symbolAt(5, SymbolClass::Text, noObject)};
  ++link.codeGeneration;
  EXPECT_TRUE(order.update(program));
  EXPECT_EQ(numbers(), (Numbers{0, 1, 2}));
}

TEST_F(CodeOrderTest, ASymbolOfTheLinkerChangesSides) {
  link.live = {symbolAt(5, SymbolClass::Text),
               symbolAt(3, SymbolClass::Data, noObject),
               symbolAt(4, SymbolClass::Data)};
  source.moved = FakeLink::symbol(3);
  order.estimate(program);
  EXPECT_EQ(program.firstFunction, 2u);
  EXPECT_TRUE(order.update(program));
  EXPECT_EQ(program.firstFunction, 1u);
  EXPECT_EQ(numbers(), (Numbers{2, 1, 0}));
}

TEST_F(CodeOrderTest, AddressesAndSizesAreToldAtOnce) {
  // More than a task's worth of data, in the order of the link.
  for (uintptr_t place = 10000; place != 0; --place)
    link.live.push_back(symbolAt(place, SymbolClass::Data));
  link.live.push_back(symbolAt(10001, SymbolClass::Text));
  source.next = {symbolAt(10002, SymbolClass::Text, noObject)};
  order.estimate(program);
  order.update(program);
  ASSERT_EQ(program.data().size(), 10000u);
  std::vector<uint64_t> addresses(10002), sizes(10002);
  order.addresses(program.symbols, addresses);
  order.sizes(program.symbols, sizes);
  for (size_t i = 0; i != 10000; ++i) {
    ASSERT_EQ(addresses[i], (10000 - i) * 1000);
    ASSERT_EQ(sizes[i], (10000 - i) * 10);
    ASSERT_EQ(program.data()[i].kind, SymbolKind::Data);
  }
  // The function, and synthetic code behind it.
  EXPECT_EQ(addresses[10000], 10001000u);
  EXPECT_EQ(addresses[10001], 10002000u);
  EXPECT_EQ(sizes[10001], 100020u);

  std::vector<uint64_t> ofData(10000);
  order.addresses(program.data(), ofData);
  EXPECT_EQ(ofData.back(), 1000u);
  order.addresses({}, {});
}
