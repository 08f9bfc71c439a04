//===- Twin.cpp - A table against a .symtab -------------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// A name is not a key: a program may have a hundred static `init`, three of
/// them at one address after identical code folding, and one may be called
/// `text`. So both sides are multisets of (name, address, letter), sorted, and
/// walked together a name at a time:
///
///   1. a name that each side has once, at two addresses: wrong address;
///   2. else, at each address, letters that only one side has are paired up:
///      a pair is a wrong letter;
///   3. what has no partner is missing from the table or extra in it.
///
/// Code without symbols has records too, with names that no symbol has:
/// `foo@plt`, or the name of a section. They are counted separately if no
/// function of the twin is at their address. Thunks are recognized by the names
/// that lld gives them; the twin has symbols for them.
///
//===----------------------------------------------------------------------===//

#include "Twin.h"
#include "../../lib/Support/Machine.h"
#include "TwinReport.h"
#include "gosym/Format/Header.h"
#include "llvm/ADT/StringSet.h"
#include "llvm/BinaryFormat/ELF.h"
#include "llvm/Demangle/Demangle.h"
#include <algorithm>

using namespace llvm;
using namespace llvm::object;

namespace gosym {

//===----------------------------------------------------------------------===//
// Comparison
//===----------------------------------------------------------------------===//

/// Splits the symbols at the front of \p rest off that have the same \p key as
/// \p first.
template <typename Key>
static ArrayRef<TwinSymbol> takeGroup(ArrayRef<TwinSymbol> &rest,
                                      const TwinSymbol &first, Key key) {
  ArrayRef<TwinSymbol> group = rest.take_while(
      [&](const TwinSymbol &symbol) { return key(symbol) == key(first); });
  rest = rest.drop_front(group.size());
  return group;
}

/// Walks two sorted lists together and gives \p compare the groups of equal
/// \p key, one of which may be empty.
template <typename Key, typename Compare>
static void forEachGroup(ArrayRef<TwinSymbol> table, ArrayRef<TwinSymbol> twin,
                         Key key, Compare compare) {
  while (!table.empty() || !twin.empty()) {
    bool tableFirst = twin.empty() || (!table.empty() &&
                                       key(table.front()) <= key(twin.front()));
    TwinSymbol first = tableFirst ? table.front() : twin.front();
    ArrayRef<TwinSymbol> ofTable = takeGroup(table, first, key);
    ArrayRef<TwinSymbol> ofTwin = takeGroup(twin, first, key);
    compare(ofTable, ofTwin);
  }
}

/// TwinSymbols of one name, address and letter: those that are left have other
/// sizes.
static void pairSizes(TwinSymbols &extra, TwinSymbols &missing,
                      Differences &differences) {
  TwinSymbols unpaired;
  for (const TwinSymbol &symbol : extra) {
    auto match = llvm::find_if(missing, [&](const TwinSymbol &o) {
      return o.letter == symbol.letter;
    });
    if (match == missing.end()) {
      unpaired.push_back(symbol);
      continue;
    }
    differences.wrongSize.push_back({symbol, *match});
    missing.erase(match);
  }
  extra = std::move(unpaired);
}

/// The symbols of one name and address.
static void compareLetters(ArrayRef<TwinSymbol> table,
                           ArrayRef<TwinSymbol> twin,
                           Differences &differences) {
  TwinSymbols extra, missing;
  std::set_difference(table.begin(), table.end(), twin.begin(), twin.end(),
                      std::back_inserter(extra));
  std::set_difference(twin.begin(), twin.end(), table.begin(), table.end(),
                      std::back_inserter(missing));
  pairSizes(extra, missing, differences);

  size_t pairs = std::min(extra.size(), missing.size());
  for (size_t i = 0; i < pairs; ++i)
    differences.wrongLetter.push_back({extra[i], missing[i]});
  append_range(differences.extra, ArrayRef(extra).drop_front(pairs));
  append_range(differences.missing, ArrayRef(missing).drop_front(pairs));
}

/// The symbols of one name.
static void compareAddresses(ArrayRef<TwinSymbol> table,
                             ArrayRef<TwinSymbol> twin,
                             Differences &differences) {
  if (table.size() == 1 && twin.size() == 1 &&
      table.front().address != twin.front().address) {
    differences.wrongAddress.push_back({table.front(), twin.front()});
    return;
  }
  forEachGroup(
      table, twin, [](const TwinSymbol &symbol) { return symbol.address; },
      [&](ArrayRef<TwinSymbol> ofTable, ArrayRef<TwinSymbol> ofTwin) {
        compareLetters(ofTable, ofTwin, differences);
      });
}

static Differences compare(const TwinSymbols &table, const TwinSymbols &twin) {
  Differences differences;
  forEachGroup(
      table, twin, [](const TwinSymbol &symbol) { return symbol.name; },
      [&](ArrayRef<TwinSymbol> ofTable, ArrayRef<TwinSymbol> ofTwin) {
        compareAddresses(ofTable, ofTwin, differences);
      });
  return differences;
}

//===----------------------------------------------------------------------===//
// Code without symbols
//===----------------------------------------------------------------------===//

namespace {

/// Where the functions of the twin are, as far as their symbols have sizes.
class Functions {
public:
  static Expected<Functions> of(const ELFObjectFileBase &twin);
  bool contain(uint64_t address) const;
  bool isSection(StringRef name) const { return sections.contains(name); }

private:
  /// The begin of each function, and the highest end of all functions that
  /// begin there or before.
  std::vector<std::pair<uint64_t, uint64_t>> extents;
  StringSet<> sections;
};

} // namespace

Expected<Functions> Functions::of(const ELFObjectFileBase &twin) {
  Functions functions;
  for (ELFSectionRef section : twin.sections())
    if (section.getFlags() & ELF::SHF_EXECINSTR) {
      Expected<StringRef> name = section.getName();
      if (!name)
        return name.takeError();
      functions.sections.insert(*name);
    }
  for (ELFSymbolRef symbol : twin.symbols()) {
    if (symbol.getELFType() != ELF::STT_FUNC || !symbol.getSize())
      continue;
    Expected<uint64_t> address = symbol.getAddress();
    if (!address)
      return address.takeError();
    functions.extents.push_back({*address, *address + symbol.getSize()});
  }
  llvm::sort(functions.extents);
  uint64_t end = 0;
  for (auto &extent : functions.extents)
    end = extent.second = std::max(end, extent.second);
  return functions;
}

bool Functions::contain(uint64_t address) const {
  auto next = llvm::upper_bound(extents, std::make_pair(address, UINT64_MAX));
  return next != extents.begin() && address < std::prev(next)->second;
}

static bool isNameOfThunk(StringRef name) {
  static constexpr StringLiteral beginnings[] = {
      "__AArch64",    "__ARM",          "__Thumb",           "__CortexA",
      "__plt_",       "__long_branch_", "__LongThunk_",      "__toc_save_",
      "__gep_setup_", "__LA25Thunk_",   "__microLA25Thunk_", "__hexagon_",
      "__AVRThunk_"};
  return llvm::any_of(beginnings,
                      [&](StringRef s) { return name.starts_with(s); }) ||
         name.contains(".plt_call32.") || name.contains(".plt_pic32.");
}

/// Removes the records of code without symbols from \p extra, the symbols that
/// only the table has.
static SyntheticCode takeSyntheticCode(const TwinSymbols &table,
                                       TwinSymbols &extra,
                                       const Functions &functions) {
  SyntheticCode count;
  count.thunks = llvm::count_if(table, [](const TwinSymbol &symbol) {
    return symbol.letter == 't' && isNameOfThunk(symbol.name);
  });
  llvm::erase_if(extra, [&](const TwinSymbol &symbol) {
    if (symbol.letter != 't' || functions.contain(symbol.address))
      return false;
    if (symbol.name.ends_with("@plt") || symbol.name.starts_with(".plt") ||
        symbol.name == ".glink") {
      ++count.plt;
      return true;
    }
    if (!symbol.name.starts_with(".") && !functions.isSection(symbol.name))
      return false;
    ++count.sections;
    return true;
  });
  return count;
}

/// Reads the symbols of the table \p file. Names may be stored in \p names.
static Expected<TwinSymbols>
symbolsOf(const TableFile &file, const TwinSymbols &twin, StringSaver &names) {
  if (file.isFunctions) {
    Expected<FunctionTable> table = readFunctions(file);
    if (!table)
      return table.takeError();
    return symbolsOfFunctions(*table);
  }
  if (!file.isCompact)
    return symbolsOfTable(file.table, twin);
  Expected<CompactReader> reader = readCompact(file);
  if (!reader)
    return reader.takeError();
  return symbolsOfCompact(*reader, names);
}

static unsigned pointerSizeOf(const TableFile &file) {
  if (file.isFunctions)
    return cantFail(readFunctions(file)).target().pointerSize;
  return file.isCompact ? cantFail(readCompact(file)).pointerSize()
                        : decodeHeader(file.table)->pointerSize;
}

Expected<bool> compareWithTwin(const TableFile &file,
                               const ELFObjectFileBase &twin,
                               const Output &out) {
  Expected<TwinSymbols> ofTwin = symbolsOfTwin(twin, file.isCompact);
  if (!ofTwin)
    return ofTwin.takeError();
  if (file.isFunctions)
    keepFunctions(*ofTwin, machineOf(twin.getEMachine()).hasThumbBit);
  BumpPtrAllocator storage;
  StringSaver names(storage);
  if (file.isCompact && cantFail(readCompact(file)).table().isDemangled()) {
    for (TwinSymbol &symbol : *ofTwin)
      symbol.name = names.save(demangle(symbol.name));
    llvm::sort(*ofTwin);
  }
  Expected<TwinSymbols> ofTable = symbolsOf(file, *ofTwin, names);
  if (!ofTable)
    return ofTable.takeError();

  Expected<Functions> functions = Functions::of(twin);
  if (!functions)
    return functions.takeError();

  Differences differences = compare(*ofTable, *ofTwin);
  SyntheticCode synthetic =
      takeSyntheticCode(*ofTable, differences.extra, *functions);
  TwinReport report(out, pointerSizeOf(file), file.isCompact);
  report.print(differences, ofTwin->size());
  report.print(synthetic);
  return differences.none();
}

} // namespace gosym
