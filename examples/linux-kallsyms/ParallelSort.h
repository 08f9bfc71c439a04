//===- ParallelSort.h - Sorts on the threads of the link --------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef LINUX_KALLSYMS_PARALLELSORT_H
#define LINUX_KALLSYMS_PARALLELSORT_H

#include "gosym/Linker/Link.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/MathExtras.h"

namespace kallsyms {

/// Sorts \p items by \p less, which leaves no two of them equal, so that the
/// result does not depend on how it is done: pieces are sorted in parallel,
/// then each two neighbours are merged, until there is one.
template <typename T, typename Less>
void parallelSort(const gosym::Link &link, std::vector<T> &items, Less less) {
  constexpr size_t itemsPerPiece = 8192, maxPieces = 16;
  size_t n = items.size();
  size_t size = std::max(itemsPerPiece, llvm::divideCeil(n, maxPieces));
  auto at = [&](size_t i) { return items.begin() + std::min(i, n); };
  link.parallelFor(llvm::divideCeil(n, size), [&](size_t i) {
    std::sort(at(i * size), at((i + 1) * size), less);
  });
  for (; size < n; size *= 2)
    link.parallelFor(llvm::divideCeil(n, 2 * size), [&](size_t i) {
      std::inplace_merge(at(2 * i * size), at((2 * i + 1) * size),
                         at((2 * i + 2) * size), less);
    });
}

} // namespace kallsyms

#endif
