//===- InterfaceTest.cpp - What compiled plugins rely on ------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The rule of "VERSIONS" in Plugin.h, held by numbers: which virtual function
// has which slot in its table, and how big the structs are that both sides make
// or put into arrays. A number that must be changed here breaks the plugins of
// others: then the major version grows.
//
// A function that is added to Link or LinkInputs gets the next slot; add it to
// the list, with the minor version that brings it.
//
//===----------------------------------------------------------------------===//

#include "gosym/Linker/LinkInputs.h"
#include "gosym/Linker/Plugin.h"
#include "gtest/gtest.h"
#include <cstring>

using namespace gosym;
using namespace llvm;

namespace {

/// Number of a virtual function in its table. A pointer to it holds the offset
/// in bytes (Itanium C++ ABI), plus 1 where the lowest bit is the mark.
template <typename T, typename F> size_t slotOf(F T::*function) {
  uintptr_t words[2];
  static_assert(sizeof(function) == sizeof(words), "another C++ ABI");
  memcpy(words, &function, sizeof(words));
  return (words[0] & ~uintptr_t(1)) / sizeof(void *);
}

// One function more than each class has.
struct MoreGenerator : Generator {
  virtual void more() {}
};
struct MoreLateGenerator : LateGenerator {
  virtual void more() {}
};
struct MoreLink : Link {
  virtual void more() {}
};
struct MoreLinkInputs : LinkInputs {
  virtual void more() {}
};
struct MoreOutputBytes : OutputBytes {
  virtual void more() {}
};

/// A destructor has two slots.
constexpr size_t afterDestructor = 2;

void expectInOrder(std::vector<size_t> slots, size_t first) {
  for (size_t i = 0; i != slots.size(); ++i)
    EXPECT_EQ(slots[i], first + i) << "function " << i;
}

} // namespace

TEST(InterfaceTest, WhatPluginsImplementIsFrozen) {
  using G = Generator;
  expectInOrder({slotOf(&G::name), slotOf(&G::layout), slotOf(&G::arrange),
                 slotOf(&G::forEachSlot), slotOf(&G::write), slotOf(&G::asLate),
                 slotOf(&MoreGenerator::more)},
                afterDestructor);
  using L = LateGenerator;
  expectInOrder({slotOf(&L::reads), slotOf(&L::after), slotOf(&L::writeLate),
                 slotOf(&MoreLateGenerator::more)},
                slotOf(&MoreGenerator::more));
}

TEST(InterfaceTest, WhatTheLibraryImplementsGrowsAtItsEnd) {
  using L = Link;
  expectInOrder(
      {// 2.0
       slotOf(&L::byteOrder), slotOf(&L::pointerSize), slotOf(&L::outputKind),
       slotOf(&L::liveSymbols), slotOf(&L::size), slotOf(&L::sectionName),
       slotOf(&L::isGenerated), slotOf(&L::address), slotOf(&L::addresses),
       slotOf(&L::orderOfCode), slotOf(&L::find), slotOf(&L::textStart),
       slotOf(&L::textEnd), slotOf(&L::section), slotOf(&L::sectionStart),
       slotOf(&L::sectionEnd), slotOf(&L::parallelFor), slotOf(&L::warn),
       slotOf(&L::note), slotOf(&L::error), slotOf(&L::inputs),
       // 2.2
       slotOf(&L::symbolInfo),
       // The next one.
       slotOf(&MoreLink::more)},
      afterDestructor);
  using I = LinkInputs;
  expectInOrder(
      {// 2.0
       slotOf(&I::numObjects), slotOf(&I::objectName), slotOf(&I::stableName),
       slotOf(&I::objectBytes), slotOf(&I::hasDebugInfo),
       slotOf(&I::consumedSections), slotOf(&I::forEachRelocation),
       slotOf(&I::inputSection), slotOf(&I::inputSectionInfo),
       slotOf(&I::sectionAddress), slotOf(&I::placeOf), slotOf(&I::origin),
       // The next one.
       slotOf(&MoreLinkInputs::more)},
      afterDestructor);
  expectInOrder({slotOf(&OutputBytes::section), slotOf(&MoreOutputBytes::more)},
                afterDestructor);
}

TEST(InterfaceTest, WhatBothSidesCopyHasItsSize) {
  if (sizeof(void *) != 8)
    GTEST_SKIP() << "the sizes are those of 64 bits";
  EXPECT_EQ(sizeof(SymbolRef), 8u);
  EXPECT_EQ(sizeof(SectionRef), 8u);
  EXPECT_EQ(sizeof(LiveSymbol), 24u);
  EXPECT_EQ(sizeof(Slot), 24u);
  EXPECT_EQ(sizeof(GeneratedPart), 16u);
  EXPECT_EQ(sizeof(GeneratedSymbol), 3 * sizeof(std::string) + 24);
  EXPECT_EQ(sizeof(SectionInfo), 40u);
  EXPECT_EQ(sizeof(ConsumedSection), 48u);
  EXPECT_EQ(sizeof(InputSectionInfo), 16u);
  EXPECT_EQ(sizeof(SymbolPlace), 16u);
}
