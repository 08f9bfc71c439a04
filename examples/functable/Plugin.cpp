//===- Plugin.cpp - A sorted function table for a runtime -----------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The runtime of a language asks at each frame of the stack: which function is
// this, where are its stack maps, its handlers, its name? The compiler emits
// the metadata of a function `f` as a data symbol `f.meta` in the same object.
// What is missing is an index that finds it by address, sorted; compilers let
// the program sort one when it starts, or a second program sort it after the
// link. Here the linker writes it, sorted:
//
//   function_table   word    count
//                    repeated count times, ascending by function:
//                      slot  address of the function
//                      word  its size in bytes
//                      slot  address of its metadata
//
// layout()   finds the pairs. Their number is the number of slots, and gives
//            the size; addresses do not exist yet.
// arrange()  sorts the pairs by the addresses of the moment. lld assigns
//            addresses until nothing moves, so this runs several times; the
//            last time is right, and orderOfCode() tells when nothing changed.
// write()    writes count and sizes. Addresses are the linker's part: it fills
//            the slots and has the loader relocate them where it must.
//
// Pairs are matched inside one object, so that two static functions of one name
// keep their own metadata (not under LTO, which renames one of them). A
// function that was collected as garbage has no entry, whether or not its
// metadata is still there. Neither has one that ICF folded: an address cannot
// tell it from the function that was kept, whose entry covers both.
//
//===----------------------------------------------------------------------===//

#include "gosym/Linker/Plugin.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/Support/Endian.h"

using namespace llvm;
using namespace gosym;

namespace {

struct Entry {
  SymbolRef function;
  SymbolRef metadata;
  uint64_t address = 0;
};

class FunctionTable : public Generator {
public:
  StringRef name() const override { return "functable"; }

  Error layout(Link &link, Layout &layout) override {
    word = link.pointerSize();
    findPairs(link);
    layout.size = entryOffset(entries.size());
    placeSlots(layout);
    for (size_t i = 0; i != entries.size(); ++i)
      layout.cuts.push_back(entryOffset(i));
    return Error::success();
  }

  Expected<bool> arrange(Link &link, Layout &layout) override {
    if (sortedFor == link.orderOfCode())
      return false;
    sortedFor = link.orderOfCode();
    for (Entry &entry : entries)
      entry.address = link.address(entry.function);
    // Stable, so that two names of one place keep the order of the link.
    llvm::stable_sort(entries, [](const Entry &a, const Entry &b) {
      return a.address < b.address;
    });
    placeSlots(layout);
    return true;
  }

  // Ranges begin at 0 or at a cut, which is the start of an entry.
  Error write(const Link &link, uint64_t offset,
              MutableArrayRef<uint8_t> bytes) override {
    uint64_t end = offset + bytes.size();
    if (offset == 0)
      writeWord(link, bytes.data(), entries.size());
    size_t i = offset == 0 ? 0 : (offset - word) / entrySize();
    for (; i != entries.size() && entryOffset(i) < end; ++i)
      writeWord(link, bytes.data() + entryOffset(i) + word - offset,
                link.size(entries[i].function));
    return Error::success();
  }

private:
  uint64_t entrySize() const { return 3 * word; }
  uint64_t entryOffset(size_t i) const { return word + i * entrySize(); }

  void findPairs(const Link &link) {
    using Key = std::pair<uint32_t, StringRef>;
    DenseMap<Key, SymbolRef> metadata;
    for (const LiveSymbol &symbol : link.liveSymbols())
      if (symbol.name().ends_with(".meta") && !symbol.isFunction)
        metadata[{symbol.object, symbol.name()}] = symbol.ref;
    for (const LiveSymbol &symbol : link.liveSymbols()) {
      if (!symbol.isFunction || symbol.isFolded)
        continue;
      std::string metaName = (symbol.name() + ".meta").str();
      auto it = metadata.find({symbol.object, metaName});
      if (it != metadata.end())
        entries.push_back({symbol.ref, it->second});
    }
  }

  void placeSlots(Layout &layout) const {
    layout.slots.clear();
    for (auto [i, entry] : enumerate(entries)) {
      layout.slots.push_back({entryOffset(i), entry.function});
      layout.slots.push_back({entryOffset(i) + 2 * word, entry.metadata});
    }
  }

  void writeWord(const Link &link, uint8_t *to, uint64_t value) const {
    if (word == 8)
      support::endian::write64(to, value, link.byteOrder());
    else
      support::endian::write32(to, value, link.byteOrder());
  }

  unsigned word = 8;
  std::vector<Entry> entries;
  std::optional<uint64_t> sortedFor;
};

} // namespace

GOSYM_PLUGIN("functable") {
  GeneratedSymbol symbol;
  symbol.name = "function_table";
  symbol.section = ".function_table";
  symbol.alignment = 8;
  createGeneratedSymbol(symbol, std::make_unique<FunctionTable>());
}
