//===- TwinReport.h - What differs from a twin ------------------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef GOSYM_TOOLS_TWINREPORT_H
#define GOSYM_TOOLS_TWINREPORT_H

#include "Record.h"
#include "TwinSymbols.h"
#include "llvm/Support/Format.h"

namespace gosym {

/// A symbol of the table beside the one that the twin has in its place.
struct Mismatch {
  TwinSymbol found;
  TwinSymbol expected;
};

/// Records of code without symbols, by what it is.
struct SyntheticCode {
  size_t plt = 0;
  size_t thunks = 0;
  size_t sections = 0;

  size_t all() const { return plt + thunks + sections; }
};

struct Differences {
  TwinSymbols missing;
  TwinSymbols extra;
  std::vector<Mismatch> wrongAddress;
  std::vector<Mismatch> wrongLetter;
  std::vector<Mismatch> wrongSize;

  bool none() const {
    return missing.empty() && extra.empty() && wrongAddress.empty() &&
           wrongLetter.empty() && wrongSize.empty();
  }
};

/// Prints them, as text or as records.
class TwinReport {
public:
  /// Sizes are told if \p withSizes.
  TwinReport(const Output &out, unsigned pointerSize, bool withSizes)
      : out(out), os(out.os), pointerSize(pointerSize), withSizes(withSizes) {}

  void print(const Differences &differences, size_t twinCount);
  void print(const SyntheticCode &synthetic);

private:
  llvm::FormattedNumber address(const TwinSymbol &symbol) const {
    return llvm::format_hex(symbol.address, 2 + 2 * pointerSize);
  }
  void counts(const Differences &differences, size_t twinCount);
  void difference(llvm::StringRef kind, const TwinSymbol &found,
                  const TwinSymbol *expected);

  const Output &out;
  llvm::raw_ostream &os;
  unsigned pointerSize;
  bool withSizes;
};

} // namespace gosym

#endif
