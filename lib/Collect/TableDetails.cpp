//===- TableDetails.cpp ---------------------------------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "TableDetails.h"

using namespace gosym;

void FunctionDetails::append(Entry entry, SymbolRef type, TableTarget target) {
  entry.goType = type ? std::optional<uint64_t>(0) : std::nullopt;
  size_t end = entries.size();
  entries.resize(end + encodedSize(entry, target));
  encodeEntry(entries.data() + end, entry, target);
  // Behind the type come the name and its NUL.
  uint64_t typeFromEnd = target.pointerSize + entry.name.size() + 1;
  if (type)
    slots.push_back({uint32_t(entries.size() - typeFromEnd), type});
}
