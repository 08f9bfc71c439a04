//===- DemangledNames.h - Names as people read them -------------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// With `-gosym-names=demangled` a compact table has names as people read them,
/// of C++, Rust and D: who prints a name in a signal handler cannot demangle it
/// there.
///
//===----------------------------------------------------------------------===//

#ifndef GOSYM_LIB_COLLECT_DEMANGLEDNAMES_H
#define GOSYM_LIB_COLLECT_DEMANGLEDNAMES_H

#include "LinkSymbols.h"
#include "llvm/Support/Allocator.h"

namespace gosym {

/// The symbols of a link with such names.
class DemangledNames final : public SymbolSource {
public:
  explicit DemangledNames(const LinkSymbols &symbols) : symbols(symbols) {}

  /// Demangles the names of all live symbols, in parallel, and those of the
  /// functions that were inlined, in \p program. From layout().
  void demangle(const Link &link, Program &program);
  /// Demangles the names of the synthetic code of now. From arrange().
  void demangleSynthetic();
  /// Gives the memory of live symbols' names back: linkage names again.
  void forgetLive();

  void describe(llvm::ArrayRef<Symbol> asked,
                llvm::MutableArrayRef<Facts> facts) const override;

private:
  const LinkSymbols &symbols;
  /// By number; empty: not demangled.
  std::vector<llvm::StringRef> live, synthetic;
  /// One for each task.
  std::vector<llvm::BumpPtrAllocator> storage;
  llvm::BumpPtrAllocator syntheticStorage;
  uint32_t numLive = 0;
};

} // namespace gosym

#endif
