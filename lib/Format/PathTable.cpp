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
#include "gosym/Format/Printable.h"

using namespace llvm;

namespace gosym {

static Error badPath(StringRef path, const Twine &facts) {
  // A path above the limits is too long to be shown whole.
  constexpr size_t shown = 100;
  StringRef more = path.size() > shown ? "..." : "";
  return createStringError("path \"" + printable(path.take_front(shown)) +
                           more + "\": " + facts);
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

Error PathTable::check(StringRef path) {
  if (path.contains('\0'))
    return badPath(path, "component has a NUL, expected none");
  SmallVector<StringRef, 8> parts = split(path);
  if (parts.size() > maxPathComponents)
    return badPath(path, Twine(parts.size()) +
                             " components, expected at most " +
                             Twine(maxPathComponents));
  for (StringRef part : parts)
    if (part.size() > maxComponentSize)
      return badPath(path, "component of " + Twine(part.size()) +
                               " bytes, expected at most " +
                               Twine(maxComponentSize));
  return Error::success();
}

Expected<PathTable::Path> PathTable::intern(StringRef path) {
  if (Error error = check(path))
    return error;

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

  // An index above the limit was truncated to 16 bits; it is removed with its
  // component.
  for (StringRef part : ArrayRef(inOrder).drop_front(sizeBefore))
    indexes.erase(part);
  inOrder.resize(sizeBefore);
  return badPath(path, "no index left for a component, expected at most " +
                           Twine(maxPathIndex) + " components in one table");
}

} // namespace gosym
