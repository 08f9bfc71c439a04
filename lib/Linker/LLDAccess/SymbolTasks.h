//===- SymbolTasks.h - All symbols of a link, in tasks ----------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Goes over what a link defines, in tasks of about the same size: the symbols
/// of lld's own table where there is one and it is the right one, else the
/// local symbols of each object, then all others. Both have the same order.
///
//===----------------------------------------------------------------------===//

#ifndef GOSYM_LIB_LINKER_SYMBOLTASKS_H
#define GOSYM_LIB_LINKER_SYMBOLTASKS_H

#include "../../Support/RawArray.h"
#include "LLDAccess.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/MathExtras.h"
#include "llvm/Support/Parallel.h"
#include <vector>

namespace gosym::lldaccess {

class SymbolTasks {
public:
  explicit SymbolTasks(lld::elf::Ctx &ctx);
  size_t size() const { return starts.size() - 1; }
  /// How many symbols the tasks before \p task look at.
  size_t startOf(size_t task) const { return starts[task]; }

  /// Where a symbol was found.
  enum class Place {
    Listed, ///< in lld's own table: it is in the output
    Local,  ///< among the local symbols of an object
    Global,
  };
  /// Calls fn(d, place) with each Defined of \p task. \p fn looks at their
  /// sections, too, if \p looksAtSections.
  template <typename Fn>
  void forEachOf(size_t task, bool looksAtSections, Fn fn) const {
    auto visit = [&](auto symbols, Place place) {
      forEachDefined(symbols, looksAtSections,
                     [&](lld::elf::Defined &d) { fn(d, place); });
    };
    using Symbols = llvm::ArrayRef<lld::elf::Symbol *>;
    if (!listed.empty())
      return visit(partOf(listed, 0, task), Place::Listed);
    if (task >= objectTasks)
      return visit(partOf(Symbols(ctx.symtab->getSymbols()), objectTasks, task),
                   Place::Global);
    for (lld::elf::ELFFileBase *file : objectsOf(task))
      visit(Symbols(file->getLocalSymbols()), Place::Local);
  }

  /// Has the tasks find things, in parallel, and returns all in the order of
  /// the tasks. find(task, first) puts those of a task from \p first on, where
  /// there is room for one of each symbol, and returns their end. Then
  /// joined(task, number) is told what number the first of them has.
  template <typename T, typename Find, typename Joined>
  RawArray<T> gather(Find find, Joined joined) const {
    RawArray<T> all(startOf(size()));
    std::vector<size_t> counts(size());
    llvm::parallelFor(0, size(), [&](size_t task) {
      T *first = all.data() + startOf(task);
      counts[task] = find(task, first) - first;
    });
    size_t total = 0;
    for (auto [task, count] : llvm::enumerate(counts)) {
      all.move(startOf(task), total, count);
      joined(task, total);
      total += count;
    }
    all.truncate(total);
    return all;
  }

private:
  llvm::ArrayRef<lld::elf::ELFFileBase *> objectsOf(size_t task) const {
    return llvm::ArrayRef(ctx.objectFiles)
        .slice(task * objectsPerTask)
        .take_front(objectsPerTask);
  }
  template <typename T>
  llvm::ArrayRef<T> partOf(llvm::ArrayRef<T> symbols, size_t firstTask,
                           size_t task) const {
    return symbols.slice(starts[task] - starts[firstTask],
                         starts[task + 1] - starts[task]);
  }
  void addTasks(size_t numSymbols);

  static lld::elf::Symbol *symbolOf(lld::elf::Symbol *sym) { return sym; }
  static lld::elf::Symbol *symbolOf(const lld::elf::SymbolTableEntry &entry) {
    return entry.sym;
  }
  /// Asks for symbols and, if they are looked at, their sections ahead.
  template <typename T, typename Fn>
  static void forEachDefined(llvm::ArrayRef<T> symbols, bool looksAtSections,
                             Fn fn) {
    constexpr size_t symbolsAhead = 16, sectionsAhead = 8;
    size_t n = symbols.size();
    for (size_t i = 0; i != n; ++i) {
      if (i + symbolsAhead < n)
        __builtin_prefetch(symbolOf(symbols[i + symbolsAhead]));
      if (looksAtSections && i + sectionsAhead < n)
        if (auto *d = llvm::dyn_cast<lld::elf::Defined>(
                symbolOf(symbols[i + sectionsAhead])))
          prefetchSection(*d);
      if (auto *d = llvm::dyn_cast<lld::elf::Defined>(symbolOf(symbols[i])))
        fn(*d);
    }
  }

  static constexpr size_t objectsPerTask = 16, symbolsPerTask = 8192;
  lld::elf::Ctx &ctx;
  /// The symbols of lld's own table; empty: there is none, or it is the wrong
  /// one.
  llvm::ArrayRef<lld::elf::SymbolTableEntry> listed;
  /// Tasks for locals; those for globals are behind them.
  size_t objectTasks = 0;
  std::vector<size_t> starts{0};
};

inline SymbolTasks::SymbolTasks(lld::elf::Ctx &ctx) : ctx(ctx) {
  if (ctx.in.symTab && !ctx.arg.copyRelocs)
    listed = ctx.in.symTab->getSymbols();
  if (!listed.empty()) {
    addTasks(listed.size());
    return;
  }
  objectTasks = llvm::divideCeil(ctx.objectFiles.size(), objectsPerTask);
  for (size_t task = 0; task != objectTasks; ++task) {
    size_t count = 0;
    for (lld::elf::ELFFileBase *file : objectsOf(task))
      count += file->getLocalSymbols().size();
    starts.push_back(starts.back() + count);
  }
  addTasks(ctx.symtab->getSymbols().size());
}

inline void SymbolTasks::addTasks(size_t n) {
  for (; n > symbolsPerTask; n -= symbolsPerTask)
    starts.push_back(starts.back() + symbolsPerTask);
  starts.push_back(starts.back() + n);
}

/// Does the local symbol \p d pass --discard-*? Under -r and --emit-relocs this
/// is known when the relocations have been scanned.
bool isKeptLocal(lld::elf::Ctx &ctx, const lld::elf::Defined &d);

} // namespace gosym::lldaccess

#endif
