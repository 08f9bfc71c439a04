//===- HugePages.h - Fewer page faults for large arrays ---------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Memory that is touched for the first time costs a page fault for each 4 KiB,
/// which for arrays of a word for each symbol is more than filling them.
///
//===----------------------------------------------------------------------===//

#ifndef GOSYM_LIB_SUPPORT_HUGEPAGES_H
#define GOSYM_LIB_SUPPORT_HUGEPAGES_H

#include <cstddef>
#include <cstdint>
#include <sys/mman.h>

namespace gosym {

/// Asks the kernel for huge pages in the \p size bytes at \p memory, if they
/// are enough for some. No more than a hint: where it has none to give, or
/// knows none, nothing changes. Thread-safe.
inline void preferHugePages(void *memory, size_t size) {
#ifdef MADV_HUGEPAGE
  constexpr uintptr_t hugePage = 2 << 20;
  uintptr_t begin = (uintptr_t(memory) + hugePage - 1) & ~(hugePage - 1);
  uintptr_t end = (uintptr_t(memory) + size) & ~(hugePage - 1);
  if (begin < end)
    (void)madvise(reinterpret_cast<void *>(begin), end - begin, MADV_HUGEPAGE);
#endif
}

} // namespace gosym

#endif
