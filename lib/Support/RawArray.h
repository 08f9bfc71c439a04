//===- RawArray.h - Memory that tasks fill ----------------------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// An array whose elements nobody has initialized. A vector of a million
/// symbols is written by one thread, with a page fault for each 4 KiB, before
/// the tasks that fill it begin; this is touched by them only.
///
/// The memory of a large array comes from the system and goes back there. What
/// malloc() gives stays in the process when it is freed: glibc takes up to 32
/// MB from its heap, which only shrinks at its end. The memory of a small array
/// is of malloc(), which mostly has some that the linker has freed.
///
//===----------------------------------------------------------------------===//

#ifndef GOSYM_LIB_SUPPORT_RAWARRAY_H
#define GOSYM_LIB_SUPPORT_RAWARRAY_H

#include "HugePages.h"
#include "llvm/ADT/ArrayRef.h"
#include "llvm/Support/ErrorHandling.h"
#include "llvm/Support/MathExtras.h"
#include "llvm/Support/MemAlloc.h"
#include "llvm/Support/Memory.h"
#include "llvm/Support/Process.h"
#include <cstdlib>
#include <cstring>
#include <memory>
#include <sys/mman.h>
#include <system_error>
#include <type_traits>

namespace gosym {

template <typename T> class RawArray {
  static_assert(std::is_trivially_copyable_v<T> &&
                    std::is_trivially_destructible_v<T>,
                "moved as bytes, and never destroyed");

public:
  RawArray() = default;
  /// Room for \p n elements, none of which may be read before it is written.
  explicit RawArray(size_t n) : memory(allocate(n * sizeof(T))), count(n) {
    preferHugePages(memory.get(), n * sizeof(T));
  }

  /// Keeps the first \p n elements. The pages of the others go back to the
  /// system.
  void truncate(size_t n) {
    const uintptr_t page = llvm::sys::Process::getPageSizeEstimate();
    uintptr_t begin = llvm::alignTo(uintptr_t(data() + n), page);
    uintptr_t end = llvm::alignDown(uintptr_t(data() + count), page);
    if (begin < end)
      (void)madvise(reinterpret_cast<void *>(begin), end - begin,
                    MADV_DONTNEED);
    count = n;
  }
  /// Moves the \p n elements from \p from on to \p to, which may overlap.
  void move(size_t from, size_t to, size_t n) {
    if (from != to && n)
      std::memmove(static_cast<void *>(memory.get() + to), memory.get() + from,
                   n * sizeof(T));
  }

  size_t size() const { return count; }
  T *data() const { return memory.get(); }
  T *begin() const { return data(); }
  T *end() const { return data() + count; }
  T &operator[](size_t i) const { return memory.get()[i]; }
  operator llvm::ArrayRef<T>() const { return {memory.get(), count}; }
  operator llvm::MutableArrayRef<T>() { return {memory.get(), count}; }

private:
  static constexpr size_t minMapped = 8 << 20;
  struct Free {
    /// Of the mapping; 0: of malloc().
    size_t mappedSize = 0;
    void operator()(T *p) const {
      if (!mappedSize)
        return std::free(p);
      llvm::sys::MemoryBlock block(p, mappedSize);
      llvm::sys::Memory::releaseMappedMemory(block);
    }
  };
  using Owned = std::unique_ptr<T, Free>;
  static Owned allocate(size_t size) {
    using llvm::sys::Memory;
    if (size < minMapped)
      return Owned(static_cast<T *>(llvm::safe_malloc(size)));
    std::error_code error;
    llvm::sys::MemoryBlock block = Memory::allocateMappedMemory(
        size, nullptr, Memory::MF_READ | Memory::MF_WRITE, error);
    if (error)
      llvm::report_bad_alloc_error("no memory for an array of the link");
    return {static_cast<T *>(block.base()), Free{block.allocatedSize()}};
  }

  Owned memory;
  size_t count = 0;
};

} // namespace gosym

#endif
