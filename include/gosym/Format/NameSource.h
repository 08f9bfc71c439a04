//===- gosym/Format/NameSource.h - Names by number --------------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// How a writer gets at many names, and at several threads, without knowing
/// whose they are.
///
//===----------------------------------------------------------------------===//

#ifndef GOSYM_FORMAT_NAMESOURCE_H
#define GOSYM_FORMAT_NAMESOURCE_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringRef.h"
#include <cstdint>
#include <functional>

namespace gosym {

/// Calls a function with 0 to n-1, on several threads if there are some, and
/// returns when all calls have.
using Parallel =
    std::function<void(size_t n, const std::function<void(size_t)> &task)>;

/// Names 0 to size()-1.
class NameSource {
public:
  virtual ~NameSource() = default;
  virtual size_t size() const = 0;
  /// Stores the names from \p first on in \p names. Thread-safe.
  virtual void get(size_t first,
                   llvm::MutableArrayRef<llvm::StringRef> names) const = 0;
};

/// Bytes of names.
struct NameSizes {
  uint64_t total = 0;
  uint64_t longest = 0;
};
/// One look at each of \p names.
NameSizes sizesOf(const NameSource &names, const Parallel &parallel);

} // namespace gosym

#endif
