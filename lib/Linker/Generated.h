//===- Generated.h - One generated symbol on its way ------------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Between the public contract (GeneratedSymbol.h) and lld (LLDAccess/): runs
/// the callbacks of one generated symbol, holds the generator to the contract,
/// splits the symbol into ranges and fills its slots. Knows no type of lld.
///
//===----------------------------------------------------------------------===//

#ifndef GOSYM_LIB_LINKER_GENERATED_H
#define GOSYM_LIB_LINKER_GENERATED_H

#include "LateOrder.h"
#include "gosym/Linker/LateGenerator.h"

namespace gosym {

class Generated {
public:
  Generated(GeneratedSymbol symbol, std::unique_ptr<Generator> generator)
      : symbol(std::move(symbol)), generator(std::move(generator)) {
    layout.size = this->symbol.size;
  }

  /// Before runLayout().
  void addPart() { layout.parts.emplace_back(); }
  /// As the last callback left them.
  llvm::ArrayRef<GeneratedPart> parts() const { return layout.parts; }

  /// Each runs the callback of that name and checks what it left. Errors name
  /// the generator and the symbol.
  llvm::Error runLayout(Link &link);
  llvm::Expected<bool> runArrange(Link &link);
  /// Fills range number \p range; \p bytes are the bytes of that range. May run
  /// on several threads, each with another range.
  llvm::Error runWrite(const Link &link, size_t range,
                       llvm::MutableArrayRef<uint8_t> bytes) const;

  llvm::StringRef generatorName() const { return generator->name(); }
  bool isLate() const { return generator->asLate() != nullptr; }
  /// Asks the late generator what it depends on; \p section is the output
  /// section that holds the symbol. Once.
  LateNode askLate(llvm::StringRef section);
  /// What LateGenerator::reads() said then.
  llvm::ArrayRef<std::string> declaredReads() const { return reads; }
  /// Fills all of the symbol, \p bytes, by its late generator.
  llvm::Error runLate(const Link &link, const OutputBytes &output,
                      llvm::MutableArrayRef<uint8_t> bytes) const;

  uint64_t size() const { return layout.size; }
  /// As the last callback left it.
  size_t numSlots() const { return slotCount; }
  void forEachSlot(const Link &link,
                   llvm::function_ref<void(const Slot &)> fn) const {
    generator->forEachSlot(link, layout, 0, layout.size, fn);
  }
  /// The slots of a range, as Generator::forEachSlot().
  void forEachSlot(const Link &link, uint64_t begin, uint64_t end,
                   llvm::function_ref<void(const Slot &)> fn) const {
    generator->forEachSlot(link, layout, begin, end, fn);
  }

  /// Calls \p fn with offset and final value of each slot in a range of
  /// offsets, as Generator::forEachSlot().
  void forEachSlotValue(
      const Link &link, uint64_t begin, uint64_t end,
      llvm::function_ref<void(uint64_t offset, uint64_t value)> fn) const;

  /// Splits the symbol into ranges of its own choice. Called once, after the
  /// first arrange(); from then on the number of ranges is fixed and their
  /// bounds follow the layout.
  void split();
  size_t numRanges() const { return rangeStarts.size(); }
  uint64_t rangeStart(size_t range) const { return rangeStarts[range]; }
  uint64_t rangeEnd(size_t range) const {
    return range + 1 == rangeStarts.size() ? layout.size
                                           : rangeStarts[range + 1];
  }

  const GeneratedSymbol symbol;

private:
  /// What is wrong with the first bad slot of a range; a null fact: nothing.
  struct SlotCheck {
    size_t count = 0;
    const char *fact = nullptr;
    uint64_t where = 0;
  };
  SlotCheck checkSlots(const Link &link, uint64_t begin, uint64_t end) const;
  llvm::Error checkParts() const;
  llvm::Expected<size_t> checkLayout(const Link &link) const;
  llvm::Error inContext(llvm::Error error) const;
  void placeRanges();

  void fillSlots(const Link &link, uint64_t start,
                 llvm::MutableArrayRef<uint8_t> bytes) const;
  llvm::Error write(const Link &link, uint64_t start,
                    llvm::MutableArrayRef<uint8_t> bytes) const;

  const std::unique_ptr<Generator> generator;
  std::vector<std::string> reads;
  Layout layout;
  unsigned pointerSize = 8;
  size_t partCount = 0;
  size_t slotCount = 0;
  /// Offset of the first byte of each range; always begins with 0.
  std::vector<uint64_t> rangeStarts{0};
};

} // namespace gosym

#endif
