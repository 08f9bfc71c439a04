//===- CheckedWrite.h - Watches a generator write ---------------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef GOSYM_LIB_LINKER_CHECKEDWRITE_H
#define GOSYM_LIB_LINKER_CHECKEDWRITE_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/STLFunctionalExtras.h"
#include "llvm/Support/Error.h"
#include <atomic>

namespace gosym {

/// One range of a generated symbol, written under observation; see
/// checkGenerators() in GeneratedSymbol.h.
class CheckedWrite {
public:
  using Write = llvm::function_ref<llvm::Error(
      uint64_t offset, llvm::MutableArrayRef<uint8_t> bytes)>;

  static std::atomic<bool> enabled;

  /// The range begins at \p start of its symbol and goes to \p output.
  CheckedWrite(uint64_t start, llvm::MutableArrayRef<uint8_t> output)
      : start(start), output(output) {}

  /// Writes the range in one piece and again in the pieces between \p cuts,
  /// last first, and copies it to the output. Errors: those of \p write; bytes
  /// written outside of what was given; a difference between the two.
  llvm::Error run(llvm::ArrayRef<uint64_t> cuts, Write write) const;

private:
  llvm::Error writeGuarded(uint64_t offset,
                           llvm::MutableArrayRef<uint8_t> result,
                           Write write) const;

  const uint64_t start;
  const llvm::MutableArrayRef<uint8_t> output;
};

} // namespace gosym

#endif
