//===- Canonical.cpp - What is read and written again is the same ---------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Any table that is read to its end, written again entry by entry: no longer
/// than before (a varint may only get shorter), the same when read, and the
/// same bytes when that is written once more.
///
//===----------------------------------------------------------------------===//
#include "Fuzz.h"

using namespace gosym;
using namespace llvm;

static std::vector<uint8_t> rewrite(ArrayRef<uint8_t> table, bool &whole) {
  std::vector<uint8_t> out;
  bool first = true;
  auto add = [&](const TableReader &reader, const Entry &entry) {
    TableTarget target = reader.target();
    if (first) {
      out.resize(headerSizeOf(target.form));
      encodeHeader(out.data(), target);
    }
    first = false;
    size_t start = out.size();
    out.resize(start + encodedSize(entry, target));
    uint8_t *end = encodeEntry(out.data() + start, entry, target);
    must(end == out.data() + out.size(), "an entry has the size it says");

    ArrayRef<uint8_t> bytes = ArrayRef(out).drop_front(start);
    Entry back;
    cantFail(decodeEntry(bytes, start, target, back));
    must(bytes.empty() && back == entry, "an entry reads back");
  };
  whole = forEachEntry(table, add).empty();
  return out;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  Input input(data, size);
  ArrayRef<uint8_t> table = input.all();
  bool whole;
  std::vector<uint8_t> once = rewrite(table, whole);
  if (!whole || once.empty())
    return 0;
  must(once.size() <= table.size(), "written again it is not longer");
  std::vector<uint8_t> twice = rewrite(once, whole);
  must(whole, "what was written is read to its end");
  must(once == twice, "what was written is written so again");
  return 0;
}
