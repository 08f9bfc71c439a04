//===- Tokens.h - Compressed names ------------------------------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef LINUX_KALLSYMS_TOKENS_H
#define LINUX_KALLSYMS_TOKENS_H

#include "gosym/Linker/Link.h"
#include <array>

namespace kallsyms {

/// Texts that are written with 256 codes, each a character or a pair of codes.
class Tokens {
public:
  /// Makes room for a text of \p size bytes and returns where they go, until
  /// the next one is added. Texts are numbered as they are added. None has a
  /// NUL.
  uint8_t *add(size_t size);

  /// Chooses the codes and compresses all texts. Once. False if they have 4 GiB
  /// or more.
  bool compress(const gosym::Link &link);

  /// Text number \p i, compressed.
  llvm::ArrayRef<uint8_t> text(size_t i) const {
    return llvm::ArrayRef(bytes).slice(starts[i], sizes[i]);
  }
  /// What a code stands for; empty for one that is not used.
  llvm::ArrayRef<std::string> meanings() const { return codes; }

private:
  /// All texts, one behind the other.
  std::vector<uint8_t> bytes;
  /// Where each begins, and in the end that of the last.
  std::vector<uint32_t> starts{0};
  /// Of the compressed ones.
  std::vector<uint32_t> sizes;
  std::array<std::string, 256> codes;
};

} // namespace kallsyms

#endif
