//===- NameLists.h - Names that a compact table has -------------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Names as the writer of a compact table has them: of symbols, in lists, and
/// several of these as one, for all are learnt from together.
///
//===----------------------------------------------------------------------===//

#ifndef GOSYM_LIB_FORMAT_NAMELISTS_H
#define GOSYM_LIB_FORMAT_NAMELISTS_H

#include "gosym/Format/NameSource.h"
#include "gosym/Model/Program.h"
#include "llvm/ADT/STLExtras.h"
#include <algorithm>
#include <vector>

namespace gosym {

/// The names of symbols by their number.
class SymbolNames final : public NameSource {
public:
  SymbolNames(const SymbolSource &symbols, uint32_t first, uint32_t count)
      : symbols(symbols), first(first), count(count) {}
  size_t size() const override { return count; }
  void get(size_t from,
           llvm::MutableArrayRef<llvm::StringRef> names) const override {
    constexpr size_t batch = SymbolSource::batch;
    Symbol wanted[batch];
    SymbolSource::Facts facts[batch];
    while (!names.empty()) {
      size_t n = std::min(batch, names.size());
      for (size_t i = 0; i < n; ++i)
        wanted[i].number = first + from + i;
      symbols.describe(llvm::ArrayRef(wanted, n),
                       llvm::MutableArrayRef(facts, n));
      for (size_t i = 0; i < n; ++i)
        names[i] = facts[i].name;
      names = names.drop_front(n);
      from += n;
    }
  }

private:
  const SymbolSource &symbols;
  const uint32_t first, count;
};

/// Names that stand in a list, which must outlive this.
class ListedNames final : public NameSource {
public:
  explicit ListedNames(llvm::ArrayRef<llvm::StringRef> names) : names(names) {}
  size_t size() const override { return names.size(); }
  void get(size_t first,
           llvm::MutableArrayRef<llvm::StringRef> out) const override {
    llvm::copy(names.slice(first, out.size()), out.begin());
  }

private:
  const llvm::ArrayRef<llvm::StringRef> names;
};

/// Several, one behind the other.
class JoinedNames final : public NameSource {
public:
  explicit JoinedNames(std::vector<const NameSource *> sources)
      : sources(std::move(sources)) {}
  size_t size() const override {
    size_t total = 0;
    for (const NameSource *source : sources)
      total += source->size();
    return total;
  }
  void get(size_t first,
           llvm::MutableArrayRef<llvm::StringRef> names) const override {
    for (const NameSource *source : sources) {
      if (first >= source->size()) {
        first -= source->size();
        continue;
      }
      size_t n = std::min(names.size(), source->size() - first);
      source->get(first, names.take_front(n));
      names = names.drop_front(n);
      first = 0;
      if (names.empty())
        return;
    }
  }

private:
  const std::vector<const NameSource *> sources;
};

} // namespace gosym

#endif
