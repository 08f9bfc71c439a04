//===- Symbols.cpp --------------------------------------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which symbols the table has, in which order, and the letter of each: what the
// kernel's scripts find out by `nm -n`, and what scripts/kallsyms does with it,
// from the symbols that the linker has.
//
// WHICH. All live symbols but those whose names are left out (Names.cpp).
// Without CONFIG_KALLSYMS_ALL only what is between _stext and _etext or between
// _sinittext and _einittext, bounds included, but of what is at the upper bound
// only the bound itself. Where that is shows in arrange().
//
// ORDER. By address; then weak after strong; then by what the name looks like
// (rankOfName()); then as `nm -n` lists symbols of one address, which is
// LLVM's: by name, then by size. Two with all of that in common cannot be told
// from each other in the table.
//
// LETTERS. Those of llvm-nm: the binding makes them capital, or W and V of a
// weak symbol; else what counts is the section. They are asked for once for
// what an object defines, and each time for symbols of the linker, which gives
// some of them their sections late.
//
// Per-CPU variables are templates, and in a kernel that sets
// CONFIG_KALLSYMS_ABSOLUTE_PERCPU their addresses begin at 0. There they have
// the letter A, and numbers instead of distances (Table.cpp).
//
//===----------------------------------------------------------------------===//

#include "Symbols.h"
#include "Names.h"
#include "ParallelSort.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/BinaryFormat/ELF.h"

using namespace llvm;
using namespace gosym;
using namespace kallsyms;

/// So many symbols are looked at in one task.
static constexpr size_t symbolsPerTask = 4096;

/// Calls \p work with each piece of \p items, on the threads of the link.
template <typename T, typename Work>
static void forPieces(const Link &link, MutableArrayRef<T> items, Work work) {
  link.parallelFor(divideCeil(items.size(), symbolsPerTask), [&](size_t task) {
    work(items.drop_front(task * symbolsPerTask).take_front(symbolsPerTask));
  });
}

void Symbols::collect(const Link &link, const Settings &settings) {
  for (auto [i, s] : enumerate(link.liveSymbols())) {
    StringRef name = s.name();
    if (isLeftOut(settings.release, name))
      continue;
    if (name.size() > longestName) {
      link.warn("symbol '" + name + "' of " + Twine(name.size()) +
                " bytes is left out of kallsyms, expected at most " +
                Twine(longestName));
      continue;
    }
    candidates.push_back({uint32_t(i), rankOfName(name), 0, 0});
    namesSize += name.size();
  }
  for (Range *range : {&code[0], &code[1], &perCPU}) {
    range->begin = link.find(range->beginName);
    range->end = link.find(range->endName);
  }
}

/// The letter of a symbol in a section, not capital.
static char letterOfSection(const SectionInfo &section) {
  if (section.isExecutable)
    return 't';
  if (!section.hasBytes)
    return 'b';
  return section.isWritable ? 'd' : 'r';
}

/// As llvm-nm.
static char letterOf(const Link &link, SymbolRef symbol,
                     DenseMap<const char *, char> &sections) {
  uint8_t info = link.symbolInfo(symbol);
  unsigned binding = info >> 4, type = info & 0xf;
  if (binding == ELF::STB_GNU_UNIQUE)
    return 'u';
  if (binding == ELF::STB_WEAK)
    return type == ELF::STT_OBJECT ? 'V' : 'W';
  StringRef name = link.sectionName(symbol);
  char &letter = sections[name.data()];
  if (!letter) {
    std::optional<SectionInfo> section = link.section(name);
    letter = section ? letterOfSection(*section) : 'a';
  }
  char own = type == ELF::STT_GNU_IFUNC ? 'i' : letter;
  return binding == ELF::STB_LOCAL ? own : toUpper(own);
}

void Symbols::assignLetters(const Link &link) {
  auto assign = [&](MutableArrayRef<Candidate> piece) {
    DenseMap<const char *, char> sections;
    for (Candidate &c : piece) {
      const LiveSymbol &s = link.liveSymbols()[c.symbol];
      if (!c.letter || s.object == noObject)
        c.letter = letterOf(link, s.ref, sections);
    }
  };
  forPieces(link, MutableArrayRef(candidates), assign);
}

void Symbols::locate(const Link &link) {
  auto findAddresses = [&](MutableArrayRef<Candidate> piece) {
    SymbolRef refs[symbolsPerTask];
    uint64_t addresses[symbolsPerTask];
    for (auto [i, c] : enumerate(piece))
      refs[i] = link.liveSymbols()[c.symbol].ref;
    link.addresses(ArrayRef(refs, piece.size()),
                   MutableArrayRef(addresses, piece.size()));
    for (auto [i, c] : enumerate(piece))
      c.address = addresses[i];
  };
  forPieces(link, MutableArrayRef(candidates), findAddresses);
  auto addressOf = [&](SymbolRef symbol, uint64_t otherwise) {
    return symbol ? link.address(symbol) : otherwise;
  };
  for (Range &range : code) {
    range.from = addressOf(range.begin, 0);
    range.to = addressOf(range.end, 0);
  }
  perCPU.from = addressOf(perCPU.begin, UINT64_MAX);
  perCPU.to = addressOf(perCPU.end, 0);
}

bool Symbols::isWanted(const Link &link, const Settings &settings,
                       const Candidate &c) const {
  // Neither has an address.
  if (c.letter == 'a' || c.letter == 'A' || c.letter == 'u')
    return false;
  if (settings.allSymbols)
    return true;
  StringRef name = link.liveSymbols()[c.symbol].name();
  if (isSectionBound(settings.release, name))
    return true;
  if (none_of(code, [&](const Range &r) { return r.contains(c.address); }))
    return false;
  return none_of(code, [&](const Range &r) {
    return c.address == r.to && name != r.endName;
  });
}

bool Symbols::arrange(const Link &link, const Settings &settings) {
  locate(link);
  assignLetters(link);

  auto before = [&](const Candidate &a, const Candidate &b) {
    if (a.address != b.address)
      return a.address < b.address;
    if ((a.letter == 'W') != (b.letter == 'W'))
      return a.letter != 'W';
    if (a.rank != b.rank)
      return a.rank < b.rank;
    const LiveSymbol &s = link.liveSymbols()[a.symbol];
    const LiveSymbol &t = link.liveSymbols()[b.symbol];
    if (int names = s.name().compare(t.name()))
      return names < 0;
    uint64_t sizes[] = {link.size(s.ref), link.size(t.ref)};
    return sizes[0] != sizes[1] ? sizes[0] < sizes[1] : a.symbol < b.symbol;
  };
  if (!llvm::is_sorted(candidates, before))
    parallelSort(link, candidates, before);

  std::vector<Entry> last = std::move(table);
  table.clear();
  table.reserve(candidates.size());
  for (const Candidate &c : candidates) {
    if (!isWanted(link, settings, c))
      continue;
    bool isPerCPU = settings.absolutePerCPU && perCPU.contains(c.address);
    table.push_back({c.address, c.symbol, isPerCPU ? 'A' : c.letter, isPerCPU});
  }
  return !std::equal(table.begin(), table.end(), last.begin(), last.end(),
                     [](const Entry &a, const Entry &b) {
                       return a.symbol == b.symbol && a.letter == b.letter &&
                              a.isPerCPU == b.isPerCPU;
                     });
}
