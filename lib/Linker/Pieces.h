//===- Pieces.h - Work in pieces --------------------------------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// How CodeOrder and lib/Collect share work out over the threads of a link.
/// Plugins do not see this header; they have Link::parallelFor().
///
//===----------------------------------------------------------------------===//

#ifndef GOSYM_LIB_LINKER_PIECES_H
#define GOSYM_LIB_LINKER_PIECES_H

#include "gosym/Linker/Link.h"
#include "llvm/Support/MathExtras.h"

namespace gosym {

/// So many symbols, records or runs are worth a task.
constexpr size_t recordsPerTask = 4096;
/// Of objects whose debug info is read, few: they differ in size.
constexpr size_t objectsPerTask = 4;

/// Calls fn(begin, end) for pieces of [0, \p n) of \p size each, in parallel.
inline void forPieces(const Link &link, size_t n, size_t size,
                      llvm::function_ref<void(size_t, size_t)> fn) {
  link.parallelFor(llvm::divideCeil(n, size), [&](size_t piece) {
    size_t begin = piece * size;
    fn(begin, std::min(n, begin + size));
  });
}

} // namespace gosym

#endif
