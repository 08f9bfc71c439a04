//===- FakeLink.h - A link without a linker ---------------------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef GOSYM_TEST_UNIT_FAKELINK_H
#define GOSYM_TEST_UNIT_FAKELINK_H

#include "../../lib/Linker/CodeSource.h"
#include "gosym/Linker/LinkInputs.h"
#include "gtest/gtest.h"
#include <vector>

namespace gosym {

/// No objects.
class FakeInputs : public LinkInputs {
public:
  uint32_t numObjects() const override { return 0; }
  std::string objectName(uint32_t) const override { return ""; }
  std::string stableName(uint32_t) const override { return ""; }
  llvm::ArrayRef<uint8_t> objectBytes(uint32_t) const override { return {}; }
  bool hasDebugInfo(uint32_t) const override { return false; }
  llvm::ArrayRef<ConsumedSection> consumedSections() const override {
    return {};
  }
  void forEachRelocation(
      const ConsumedSection &,
      llvm::function_ref<void(const SectionRelocation &)>) const override {}
  SectionRef inputSection(uint32_t, uint64_t) const override { return {}; }
  InputSectionInfo inputSectionInfo(SectionRef) const override { return {}; }
  uint64_t sectionAddress(SectionRef, uint64_t) const override { return 0; }
  SymbolPlace placeOf(SymbolRef) const override { return {}; }
  std::string origin(SymbolRef) const override { return ""; }
};

/// A link of symbols that are numbers: symbol n is at 1000 * n.
class FakeLink : public Link {
public:
  llvm::endianness order = llvm::endianness::little;
  unsigned word = 8;
  std::vector<LiveSymbol> live;
  uint64_t codeGeneration = 0;
  FakeInputs objects;
  /// Symbols that addresses() was asked for at once.
  mutable std::vector<size_t> batches;

  static SymbolRef symbol(uintptr_t n) {
    return SymbolRef(reinterpret_cast<void *>(n));
  }

  llvm::endianness byteOrder() const override { return order; }
  unsigned pointerSize() const override { return word; }
  OutputKind outputKind() const override { return OutputKind::Executable; }
  llvm::ArrayRef<LiveSymbol> liveSymbols() const override { return live; }
  uint64_t size(SymbolRef) const override { return 0; }
  llvm::StringRef sectionName(SymbolRef) const override { return ""; }
  bool isGenerated(SymbolRef) const override { return false; }
  uint64_t address(SymbolRef s) const override {
    return reinterpret_cast<uintptr_t>(s.opaque()) * 1000;
  }
  void addresses(llvm::ArrayRef<SymbolRef> symbols,
                 llvm::MutableArrayRef<uint64_t> addresses) const override {
    EXPECT_EQ(symbols.size(), addresses.size());
    batches.push_back(symbols.size());
    for (size_t i = 0; i != symbols.size(); ++i)
      addresses[i] = address(symbols[i]);
  }
  uint64_t orderOfCode() const override { return codeGeneration; }
  SymbolRef find(llvm::StringRef) const override { return {}; }
  SymbolRef textStart() const override { return {}; }
  SymbolRef textEnd() const override { return {}; }
  std::optional<SectionInfo> section(llvm::StringRef) const override {
    return {};
  }
  SymbolRef sectionStart(llvm::StringRef) const override { return {}; }
  SymbolRef sectionEnd(llvm::StringRef) const override { return {}; }
  void parallelFor(size_t n,
                   llvm::function_ref<void(size_t)> fn) const override {
    for (size_t i = 0; i != n; ++i)
      fn(i);
  }
  void warn(const llvm::Twine &) const override {}
  void note(const llvm::Twine &) const override {}
  void error(const llvm::Twine &) const override {}
  const LinkInputs &inputs() const override { return objects; }
  uint8_t symbolInfo(SymbolRef) const override { return 0; }
};

/// The code of a FakeLink. Synthetic code is numbers too.
class FakeSource : public CodeSource {
public:
  explicit FakeSource(FakeLink &link) : link(link) {}
  const LeftOutSymbols &leftOut() const override { return left; }
  bool hasThumbBit() const override { return false; }
  SymbolClass classOf(SymbolRef symbol) const override {
    return symbol == moved ? SymbolClass::Text : SymbolClass::Data;
  }
  llvm::ArrayRef<LiveSymbol> syntheticCode() const override {
    return synthetic;
  }
  llvm::ArrayRef<uint32_t> codeOutsideText() const override { return outside; }
  void places(llvm::ArrayRef<SymbolRef> symbols,
              llvm::MutableArrayRef<uint64_t> addresses,
              llvm::MutableArrayRef<CodePlace> places) const override {
    for (size_t i = 0; i != symbols.size(); ++i) {
      addresses[i] = link.address(symbols[i]);
      places[i] = CodePlace(symbols[i] == atEnd ? CodePlace::atEnd : 0);
    }
  }
  void sizes(llvm::ArrayRef<SymbolRef> symbols,
             llvm::MutableArrayRef<uint64_t> sizes) const override {
    for (size_t i = 0; i != symbols.size(); ++i)
      sizes[i] = reinterpret_cast<uintptr_t>(symbols[i].opaque()) * 10;
  }
  SymbolMoves moves() const override { return {}; }
  void findSyntheticCode(llvm::ArrayRef<CodePlace>,
                         llvm::function_ref<SymbolRef(size_t)>) override {
    synthetic = next;
  }

  FakeLink &link;
  LeftOutSymbols left;
  std::vector<LiveSymbol> synthetic, next;
  std::vector<uint32_t> outside;
  SymbolRef atEnd, moved;
};

} // namespace gosym

#endif
