//===- plugin-1.0.cpp - A plugin compiled long ago ------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Stands for a shared object that somebody compiled with version 1.0 of the
// interface and still loads; it is refused. It includes no header of ours: what it knows of
// the interface is written down here as it was then, and must not be changed.
//
// It makes `old.table`, a count and a slot for each function called `old_...`,
// and `old.sum`, the sum of the final bytes of .text, by a late generator.
//
//===----------------------------------------------------------------------===//

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/STLFunctionalExtras.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/ADT/Twine.h"
#include "llvm/Support/Endian.h"
#include "llvm/Support/Error.h"
#include <algorithm>
#include <dlfcn.h>
#include <memory>
#include <numeric>
#include <vector>

namespace gosym {

class SymbolRef {
  void *impl = nullptr;
};
enum class OutputKind { Executable, PositionIndependent, SharedObject };
enum class SymbolClass : uint8_t { Text, Data, Bss };
struct LiveSymbol {
  SymbolRef ref;
  const char *nameData;
  uint32_t nameSize, object : 26, isLocal : 1, isFunction : 1, isFolded : 1,
      hasSize : 1, symbolClass : 2;
};
struct LeftOutSymbols;

class Link {
public:
  virtual ~Link() = default;
  virtual llvm::endianness byteOrder() const = 0;
  virtual unsigned pointerSize() const = 0;
  virtual OutputKind outputKind() const = 0;
  virtual llvm::ArrayRef<LiveSymbol> liveSymbols() const = 0;
  virtual const LeftOutSymbols &leftOut() const = 0;
  virtual std::string origin(SymbolRef) const = 0;
  virtual uint64_t size(SymbolRef) const = 0;
  virtual SymbolClass classOf(SymbolRef) const = 0;
  virtual llvm::StringRef sectionName(SymbolRef) const = 0;
  virtual bool isGenerated(SymbolRef) const = 0;
  virtual uint64_t address(SymbolRef) const = 0;
  virtual void addresses(llvm::ArrayRef<SymbolRef>,
                         llvm::MutableArrayRef<uint64_t>) const = 0;
  virtual uint64_t orderOfCode() const = 0;
  virtual SymbolRef find(llvm::StringRef) const = 0;
  virtual SymbolRef textStart() const = 0;
  virtual SymbolRef textEnd() const = 0;
  virtual uint32_t numObjects() const = 0;
  virtual std::string objectName(uint32_t) const = 0;
  virtual std::string sourcePath(uint32_t) const = 0;
  virtual void parallelFor(size_t, llvm::function_ref<void(size_t)>) const = 0;
  virtual void warn(const llvm::Twine &) const = 0;
  virtual void note(const llvm::Twine &) const = 0;
};

enum class Binding { Global, Hidden, Local };
enum class SectionKind { ReadOnly, RelRo, Writable, NotLoaded };
struct GeneratedSymbol {
  std::string name, endName, section;
  Binding binding = Binding::Hidden;
  SectionKind kind = SectionKind::ReadOnly;
  uint32_t alignment = 1;
  uint64_t size = 0;
};
struct Slot {
  uint64_t offset;
  SymbolRef symbol;
  int64_t addend = 0;
};
struct Layout {
  uint64_t size = 0;
  std::vector<Slot> slots;
  std::vector<uint64_t> cuts;
};

class LateGenerator;
class Generator {
public:
  virtual ~Generator() = default;
  virtual llvm::StringRef name() const = 0;
  virtual llvm::Error layout(Link &, Layout &) {
    return llvm::Error::success();
  }
  virtual llvm::Expected<bool> arrange(Link &, Layout &) { return false; }
  virtual void forEachSlot(const Link &, const Layout &layout, uint64_t begin,
                           uint64_t end,
                           llvm::function_ref<void(const Slot &)> fn) const {
    for (const Slot &slot : layout.slots)
      if (slot.offset >= begin && slot.offset < end)
        fn(slot);
  }
  virtual llvm::Error write(const Link &, uint64_t,
                            llvm::MutableArrayRef<uint8_t>) = 0;
  virtual LateGenerator *asLate() { return nullptr; }
};
class OutputBytes {
public:
  virtual ~OutputBytes() = default;
  virtual llvm::Expected<llvm::ArrayRef<uint8_t>>
      section(llvm::StringRef) const = 0;
};
class LateGenerator : public Generator {
public:
  virtual std::vector<std::string> reads() const = 0;
  virtual std::vector<std::string> after() const { return {}; }
  virtual llvm::Error writeLate(const Link &, const OutputBytes &,
                                llvm::MutableArrayRef<uint8_t>) = 0;
  llvm::Error write(const Link &, uint64_t,
                    llvm::MutableArrayRef<uint8_t>) final {
    return llvm::Error::success();
  }
  LateGenerator *asLate() final { return this; }
};

void createGeneratedSymbol(GeneratedSymbol, std::unique_ptr<Generator>);

} // namespace gosym

using namespace gosym;
using namespace llvm;

class OldTable : public Generator {
  StringRef name() const override { return "old-table"; }
  Error layout(Link &link, Layout &layout) override {
    for (const LiveSymbol &s : link.liveSymbols())
      if (s.isFunction && StringRef(s.nameData, s.nameSize).starts_with("old_"))
        layout.slots.push_back({8 * ++count, s.ref});
    layout.size = 8 * (1 + count);
    link.note("old-table: " + Twine(count) + " functions");
    return Error::success();
  }
  Error write(const Link &link, uint64_t,
              MutableArrayRef<uint8_t> bytes) override {
    support::endian::write64(bytes.data(), count, link.byteOrder());
    return Error::success();
  }
  uint64_t count = 0;
};

class OldSum : public LateGenerator {
  StringRef name() const override { return "old-sum"; }
  std::vector<std::string> reads() const override { return {".text"}; }
  Error writeLate(const Link &link, const OutputBytes &output,
                  MutableArrayRef<uint8_t> bytes) override {
    Expected<ArrayRef<uint8_t>> text = output.section(".text");
    if (!text)
      return text.takeError();
    uint64_t sum = std::accumulate(text->begin(), text->end(), uint64_t(0));
    support::endian::write64(bytes.data(), sum, link.byteOrder());
    return Error::success();
  }
};

__attribute__((constructor)) static void enter() {
  auto *registerPlugin =
      reinterpret_cast<void (*)(const char *, unsigned, unsigned)>(
          dlsym(RTLD_DEFAULT, "gosymRegisterPlugin"));
  registerPlugin("old", 1, 0);
  GeneratedSymbol symbol;
  symbol.name = "old.table";
  symbol.section = ".old.table";
  symbol.alignment = 8;
  createGeneratedSymbol(symbol, std::make_unique<OldTable>());
  symbol.name = "old.sum";
  symbol.section = ".old.sum";
  symbol.size = 8;
  createGeneratedSymbol(symbol, std::make_unique<OldSum>());
}
