//===- kallsyms.cpp - A kernel's symbol table in one link -----------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A generator that makes the symbol `kallsyms`: the functions of a kernel, for
// its own backtraces, encoded as kallsyms.h says.
//
// The classic way is a circle. The table lists addresses of functions, so it
// can be made only after the link; but it is part of the kernel, so the kernel
// is linked again, and again, until nothing moves. The linker itself knows the
// functions once garbage is collected, and their addresses once they are
// assigned, so a generator makes the table in the one link:
//
//   layout    the functions are known, and with them the size, which depends on
//             their number and on the lengths of their names only
//   arrange   their order is known: sort
//   write     their addresses are final: fill
//
// HOW AN ADDRESS IS STORED. A word that holds an address must be a slot, for in
// a position-independent kernel it needs a relocation. One slot is enough: the
// base. Every function is stored as its distance from the first one. The
// distance of two addresses needs no relocation wherever the kernel is loaded,
// takes four bytes, and may be computed in write(), where addresses are final.
//
// WRITING IN RANGES. Nothing has to be built in memory: any part of the arrays
// and of the names can be written alone, given the sorted functions and where
// each name begins. So every 4096 functions there is a cut, in each of the
// three parts, and the linker writes from cut to cut in parallel.
//
// Memory: 16 bytes for a function. Same inputs, same bytes: nothing is taken
// from threads, and functions of one address are ordered by what they are.
//
// What this does not do: compress the names; functions 4 GiB or more behind the
// first one (a kernel with boot code at 1 MiB and the rest in the upper half is
// an error that says so); Thumb, whose addresses are odd.
//
//===----------------------------------------------------------------------===//

#include "gosym/Linker/Plugin.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/Endian.h"
#include "llvm/Support/MathExtras.h"
#include <optional>

using namespace llvm;
using namespace gosym;

namespace {

struct Function {
  /// As of the last arrange() that sorted.
  uint64_t address;
  /// Index in Link::liveSymbols().
  uint32_t symbol;
  /// Offset in the names.
  uint32_t nameAt;
};

/// Entries of the arrays are written, and functions looked up, so many at once.
constexpr size_t functionsPerPiece = 4096;
constexpr uint64_t entrySize = sizeof(uint32_t);
/// Of count and namesSize.
constexpr uint64_t countsSize = 2 * entrySize;

class KernelSymbols final : public Generator {
public:
  StringRef name() const override { return "kallsyms"; }
  Error layout(Link &link, Layout &layout) override;
  Expected<bool> arrange(Link &link, Layout &layout) override;
  Error write(const Link &link, uint64_t offset,
              MutableArrayRef<uint8_t> bytes) override;

private:
  bool sort(const Link &link);
  void place(const Link &link, Layout &layout);
  void locate(const Link &link, size_t first,
              MutableArrayRef<uint64_t> addresses) const;
  void writeOffsets(const Link &link, size_t begin, size_t end,
                    uint8_t *to) const;
  Error writeEnd(const Link &link, uint8_t *to) const;
  void writeNames(const Link &link, uint64_t begin, uint64_t end,
                  uint8_t *to) const;

  StringRef nameOf(const Link &link, const Function &f) const {
    return link.liveSymbols()[f.symbol].name();
  }
  SymbolRef refOf(const Link &link, const Function &f) const {
    return link.liveSymbols()[f.symbol].ref;
  }

  std::vector<Function> functions;
  uint64_t namesSize = 0;
  // Where the parts begin.
  uint64_t offsetsAt = 0, nameAtsAt = 0, namesAt = 0;
  /// Link::orderOfCode() when the functions were sorted.
  std::optional<uint64_t> orderOfCode;
};

} // namespace

//===----------------------------------------------------------------------===//
// layout(): how big
//===----------------------------------------------------------------------===//

Error KernelSymbols::layout(Link &link, Layout &layout) {
  // What a script defines is no function, even where it marks a place in code.
  for (auto [i, s] : enumerate(link.liveSymbols()))
    if (SymbolClass(s.symbolClass) == SymbolClass::Text &&
        s.object != noObject) {
      functions.push_back({0, uint32_t(i), 0});
      namesSize += s.nameSize + 1;
    }
  if (!isUInt<32>(namesSize))
    return createStringError("names of " + Twine(functions.size()) +
                             " functions take " + Twine(namesSize) +
                             " bytes, expected less than 4 GiB");

  offsetsAt = link.pointerSize() + countsSize;
  nameAtsAt = offsetsAt + (functions.size() + 1) * entrySize;
  namesAt = nameAtsAt + functions.size() * entrySize;
  layout.size = namesAt + namesSize;
  place(link, layout);
  return Error::success();
}

//===----------------------------------------------------------------------===//
// arrange(): in which order
//===----------------------------------------------------------------------===//

/// Addresses of functions \p first and following, quicker than one by one.
void KernelSymbols::locate(const Link &link, size_t first,
                           MutableArrayRef<uint64_t> addresses) const {
  SymbolRef refs[functionsPerPiece];
  for (size_t i = 0; i != addresses.size(); ++i)
    refs[i] = refOf(link, functions[first + i]);
  link.addresses(ArrayRef(refs, addresses.size()), addresses);
}

/// Returns whether anything was out of order.
bool KernelSymbols::sort(const Link &link) {
  size_t pieces = divideCeil(functions.size(), functionsPerPiece);
  link.parallelFor(pieces, [&](size_t piece) {
    size_t begin = piece * functionsPerPiece;
    uint64_t addresses[functionsPerPiece];
    size_t n = std::min(functions.size() - begin, functionsPerPiece);
    locate(link, begin, MutableArrayRef(addresses, n));
    for (size_t i = 0; i != n; ++i)
      functions[begin + i].address = addresses[i];
  });

  auto rank = [](const LiveSymbol &s) {
    return (s.hasSize ? 2 : 0) | (s.isLocal ? 0 : 1);
  };
  auto before = [&](const Function &a, const Function &b) {
    if (a.address != b.address)
      return a.address < b.address;
    const LiveSymbol &s = link.liveSymbols()[a.symbol];
    const LiveSymbol &t = link.liveSymbols()[b.symbol];
    if (rank(s) != rank(t))
      return rank(s) < rank(t);
    int names = s.name().compare(t.name());
    return names ? names < 0 : a.symbol < b.symbol;
  };
  if (llvm::is_sorted(functions, before))
    return false;
  llvm::sort(functions, before);
  return true;
}

/// Counts where each name begins, puts the cuts there, and makes the first
/// function the base.
void KernelSymbols::place(const Link &link, Layout &layout) {
  uint64_t nameAt = 0;
  for (Function &f : functions) {
    f.nameAt = nameAt;
    nameAt += nameOf(link, f).size() + 1;
  }

  layout.cuts.clear();
  for (uint64_t array : {offsetsAt, nameAtsAt})
    for (size_t i = 0; i < functions.size(); i += functionsPerPiece)
      layout.cuts.push_back(array + i * entrySize);
  for (size_t i = 0; i < functions.size(); i += functionsPerPiece)
    layout.cuts.push_back(namesAt + functions[i].nameAt);

  layout.slots.clear();
  if (!functions.empty())
    layout.slots.push_back({0, refOf(link, functions[0]), 0});
}

Expected<bool> KernelSymbols::arrange(Link &link, Layout &layout) {
  if (orderOfCode == link.orderOfCode())
    return false;
  orderOfCode = link.orderOfCode();
  if (!sort(link))
    return false;
  place(link, layout);
  return true;
}

//===----------------------------------------------------------------------===//
// write(): the bytes
//===----------------------------------------------------------------------===//

/// Writes the offsets of functions \p begin to \p end.
void KernelSymbols::writeOffsets(const Link &link, size_t begin, size_t end,
                                 uint8_t *to) const {
  uint64_t base = link.address(refOf(link, functions[0]));
  for (size_t i = begin; i < end; i += functionsPerPiece) {
    uint64_t addresses[functionsPerPiece];
    size_t n = std::min(end - i, functionsPerPiece);
    locate(link, i, MutableArrayRef(addresses, n));
    for (size_t k = 0; k != n; ++k, to += entrySize)
      support::endian::write32(to, addresses[k] - base, link.byteOrder());
  }
}

/// Writes where the last function ends. No offset is greater, so when this one
/// fits, all do.
Error KernelSymbols::writeEnd(const Link &link, uint8_t *to) const {
  if (functions.empty())
    return Error::success();
  SymbolRef first = refOf(link, functions.front());
  SymbolRef last = refOf(link, functions.back());
  uint64_t end = link.address(last) + link.size(last) - link.address(first);
  if (!isUInt<32>(end))
    return createStringError("the last function, '" +
                             nameOf(link, functions.back()) + "', ends 0x" +
                             utohexstr(end) +
                             " bytes behind the first one, expected less than "
                             "4 GiB");
  support::endian::write32(to, end, link.byteOrder());
  return Error::success();
}

/// Writes the names that begin from \p begin to \p end.
void KernelSymbols::writeNames(const Link &link, uint64_t begin, uint64_t end,
                               uint8_t *to) const {
  auto f = llvm::partition_point(
      functions, [&](const Function &f) { return f.nameAt < begin; });
  for (; f != functions.end() && f->nameAt < end; ++f) {
    StringRef name = nameOf(link, *f);
    to = std::copy(name.begin(), name.end(), to);
    *to++ = 0;
  }
}

Error KernelSymbols::write(const Link &link, uint64_t offset,
                           MutableArrayRef<uint8_t> bytes) {
  // A range begins and ends at cuts, which tear no entry.
  uint64_t end = offset + bytes.size();
  auto at = [&](uint64_t where) { return bytes.data() + (where - offset); };
  auto put = [&](uint64_t where, uint32_t value) {
    support::endian::write32(at(where), value, link.byteOrder());
  };
  // Of the array at `array`, the functions whose entries are in this range.
  auto functionsHere = [&](uint64_t array) {
    auto index = [&](uint64_t where) {
      uint64_t size = std::max(where, array) - array;
      return std::min<uint64_t>(size / entrySize, functions.size());
    };
    return std::pair(index(offset), index(end));
  };

  // The base is a slot: the linker fills it.
  if (offset == 0) {
    put(offsetsAt - countsSize, functions.size());
    put(offsetsAt - entrySize, namesSize);
  }

  auto [begin, behind] = functionsHere(offsetsAt);
  if (begin != behind)
    writeOffsets(link, begin, behind, at(offsetsAt + begin * entrySize));
  uint64_t endAt = nameAtsAt - entrySize;
  if (offset <= endAt && endAt < end)
    if (Error e = writeEnd(link, at(endAt)))
      return e;

  std::tie(begin, behind) = functionsHere(nameAtsAt);
  for (uint64_t i = begin; i != behind; ++i)
    put(nameAtsAt + i * entrySize, functions[i].nameAt);

  if (end > namesAt) {
    uint64_t names = std::max(offset, namesAt);
    writeNames(link, names - namesAt, end - namesAt, at(names));
  }
  return Error::success();
}

GOSYM_PLUGIN("kallsyms") {
  GeneratedSymbol symbol;
  symbol.name = "kallsyms";
  symbol.section = ".kallsyms";
  symbol.alignment = 8;
  createGeneratedSymbol(symbol, std::make_unique<KernelSymbols>());
}
