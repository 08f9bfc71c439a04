//===- FileTable.cpp ------------------------------------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "gosym/Model/Program.h"

using namespace llvm;
using namespace gosym;

uint32_t FileTable::number(StringRef path) {
  auto [it, isNew] = numbers.try_emplace(path, inOrder.size());
  if (isNew)
    inOrder.push_back(it->first());
  return it->second;
}
