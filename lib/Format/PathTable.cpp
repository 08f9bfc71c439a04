//===- PathTable.cpp - Path components and indexes ------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// PathTable.h has an example. A path is added whole or not at all: half of a
/// path that did not fit would leave `f` entries that no history names.
///
//===----------------------------------------------------------------------===//

#include "gosym/Format/PathTable.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/raw_ostream.h"

using namespace llvm;

namespace gosym {

static Error badPath(StringRef path, StringRef fact) {
  std::string message;
  raw_string_ostream os(message);
  os << "path \"";
  printEscapedString(path, os);
  os << "\": " << fact;
  return createStringError(message);
}

/// `/src/a.c` is `/`, `src`, `a.c`: the root is a component of its own, since a
/// reader puts no separator before the first one.
static SmallVector<StringRef, 8> split(StringRef path) {
  SmallVector<StringRef, 8> parts;
  if (path.starts_with("/"))
    parts.push_back(path.take_front(1));
  path.split(parts, '/', /*MaxSplit=*/-1, /*KeepEmpty=*/false);
  return parts;
}

Expected<PathTable::Path> PathTable::intern(StringRef path) {
  if (path.contains('\0'))
    return badPath(path, "component has a NUL");

  size_t sizeBefore = inOrder.size();
  Path result;
  for (StringRef part : split(path)) {
    auto [it, isNew] = indexes.try_emplace(part, inOrder.size() + 1);
    if (isNew)
      inOrder.push_back(it->getKey());
    result.push_back(it->getValue());
  }
  if (inOrder.size() <= maxPathIndex)
    return result;

  // An index past the limit was cut to 16 bits; it goes with its component.
  for (StringRef part : ArrayRef(inOrder).drop_front(sizeBefore))
    indexes.erase(part);
  inOrder.resize(sizeBefore);
  return badPath(path, "more than 65535 path components in one table");
}

} // namespace gosym
