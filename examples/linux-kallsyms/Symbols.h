//===- Symbols.h - The symbols of a kernel's table --------------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef LINUX_KALLSYMS_SYMBOLS_H
#define LINUX_KALLSYMS_SYMBOLS_H

#include "Settings.h"
#include "gosym/Linker/Link.h"
#include <array>

namespace kallsyms {

struct Entry {
  /// As of the last arrange().
  uint64_t address;
  /// Index in Link::liveSymbols().
  uint32_t symbol;
  /// What `nm` says the symbol is, or `A` of a per-CPU variable whose address
  /// is a number.
  char letter;
  bool isPerCPU;
};

/// Which symbols, in which order, and what they are.
class Symbols {
public:
  /// Finds all symbols that may be in the table. In layout().
  void collect(const gosym::Link &link, const Settings &settings);
  /// Asks for all addresses anew and makes `entries`. Returns whether symbols,
  /// letters or order changed, and not only addresses. In arrange().
  bool arrange(const gosym::Link &link, const Settings &settings);

  /// In the order of the table.
  llvm::ArrayRef<Entry> entries() const { return table; }
  llvm::StringRef nameOf(const gosym::Link &link, const Entry &entry) const {
    return link.liveSymbols()[entry.symbol].name();
  }
  /// How many may be in the table, and how long their names are.
  size_t numCandidates() const { return candidates.size(); }
  uint64_t sizeOfNames() const { return namesSize; }

private:
  /// A piece of the address space, from a symbol to a symbol.
  struct Range {
    const char *beginName, *endName;
    gosym::SymbolRef begin, end;
    uint64_t from = 0, to = 0;
    bool contains(uint64_t address) const {
      return from <= address && address <= to;
    }
  };
  struct Candidate {
    uint32_t symbol;
    uint32_t rank;
    uint64_t address;
    /// 0: not known yet.
    char letter;
  };

  void locate(const gosym::Link &link);
  void assignLetters(const gosym::Link &link);
  bool isWanted(const gosym::Link &link, const Settings &settings,
                const Candidate &c) const;

  /// In the order in which the table was the last time.
  std::vector<Candidate> candidates;
  std::vector<Entry> table;
  uint64_t namesSize = 0;
  std::array<Range, 2> code = {
      {{"_stext", "_etext", {}, {}}, {"_sinittext", "_einittext", {}, {}}}};
  Range perCPU = {"__per_cpu_start", "__per_cpu_end", {}, {}};
};

} // namespace kallsyms

#endif
