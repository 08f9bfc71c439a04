//===- Reader.cpp - Walks a table -----------------------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// The reader keeps one entry and decodes every other one into it, so that a
/// walk over a table allocates only for its path components. It moves on only
/// when an entry has passed all checks, so after an error the next call returns
/// the same error.
///
//===----------------------------------------------------------------------===//

#include "gosym/Format/Reader.h"
#include "Malformed.h"

using namespace llvm;

namespace gosym {

Expected<TableReader> TableReader::create(ArrayRef<uint8_t> table) {
  Expected<TableTarget> target = decodeHeader(table);
  if (!target)
    return target.takeError();
  return TableReader(table, *target);
}

void TableReader::enterTable() {
  ArrayRef<uint8_t> header = whole.take_front(headerSizeOf(tableTarget.form));
  while (tableTarget.form == TableForm::Go11 && rest.size() >= header.size() &&
         rest.take_front(header.size()) == header) {
    ownTable = whole.size() - rest.size();
    rest = rest.drop_front(header.size());
    components.clear();
  }
}

Expected<const Entry *> TableReader::next() {
  enterTable();
  if (rest.empty())
    return nullptr;

  ArrayRef<uint8_t> after = rest;
  uint64_t start = whole.size() - rest.size();
  if (Error error = decodeEntry(after, start, tableTarget, entry))
    return error;
  if (Error error = checkPath(whole.size() - after.size()))
    return error;

  // A second `f` of one index replaces the first from here on, as in Go.
  if (entry.type == 'f') {
    if (components.size() <= entry.value)
      components.resize(entry.value + 1);
    components[entry.value] = entry.name;
  }
  rest = after;
  entryOffset = start;
  return &entry;
}

bool TableReader::isKnown(uint16_t index) const {
  return index < components.size() && components[index].data();
}

Error TableReader::checkPath(uint64_t entryEnd) const {
  for (uint16_t index : entry.path)
    if (!isKnown(index)) {
      uint64_t pathSize = GOSYM_PATH_INDEX_SIZE * (entry.path.size() + 1);
      // The older forms have a Go type behind the path.
      if (tableTarget.form != TableForm::Go11)
        entryEnd -= tableTarget.pointerSize;
      return malformed("path", entryEnd - pathSize,
                       "unknown index " + Twine(unsigned(index)) +
                           ", expected an f entry before it");
    }
  return Error::success();
}

SmallVector<StringRef> TableReader::pathComponents(const Entry &history) const {
  SmallVector<StringRef> path;
  for (uint16_t index : history.path) {
    assert(isKnown(index) && "entry of another reader");
    path.push_back(components[index]);
  }
  return path;
}

std::string joinPath(ArrayRef<StringRef> components) {
  std::string joined;
  for (StringRef component : components) {
    if (!joined.empty() && joined.back() != '/')
      joined += '/';
    joined += component;
  }
  return joined;
}

} // namespace gosym
