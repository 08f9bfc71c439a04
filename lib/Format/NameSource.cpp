//===- NameSource.cpp ----------------------------------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "gosym/Format/NameSource.h"
#include "llvm/Support/MathExtras.h"
#include <algorithm>
#include <vector>

using namespace llvm;
using namespace gosym;

NameSizes gosym::sizesOf(const NameSource &names, const Parallel &parallel) {
  constexpr size_t namesPerTask = 1 << 14;
  std::vector<NameSizes> found(divideCeil(names.size(), namesPerTask));
  parallel(found.size(), [&](size_t task) {
    NameSizes sizes;
    StringRef buffer[64];
    size_t end = std::min(names.size(), (task + 1) * namesPerTask);
    for (size_t i = task * namesPerTask; i < end; i += std::size(buffer)) {
      MutableArrayRef<StringRef> some(buffer,
                                      std::min(std::size(buffer), end - i));
      names.get(i, some);
      for (StringRef name : some) {
        sizes.total += name.size();
        sizes.longest = std::max<uint64_t>(sizes.longest, name.size());
      }
    }
    found[task] = sizes;
  });
  NameSizes all;
  for (const NameSizes &sizes : found) {
    all.total += sizes.total;
    all.longest = std::max(all.longest, sizes.longest);
  }
  return all;
}
