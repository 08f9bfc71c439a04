//===- Convert.cpp - One table, other bytes -------------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// A decoded entry says the same in every form (Entry.h), so the conversion
/// reads entry by entry and writes each in the other form. An entry is checked
/// before it is written: what is valid in one form may not fit another.
///
//===----------------------------------------------------------------------===//

#include "gosym/Format/Convert.h"
#include "Malformed.h"
#include "gosym/Format/Reader.h"

using namespace llvm;

namespace gosym {

Expected<SmallVector<uint8_t, 0>> convertTable(ArrayRef<uint8_t> table,
                                               TableTarget to) {
  Expected<TableReader> reader = TableReader::create(table);
  if (!reader)
    return reader.takeError();

  SmallVector<uint8_t, 0> result;
  result.resize_for_overwrite(headerSizeOf(to.form));
  encodeHeader(result.data(), to);
  uint64_t current = 0;
  auto enterTable = [&]() -> Error {
    uint64_t own = reader->tableOffset();
    if (own == current)
      return Error::success();
    // The older forms have nothing that could tell where it begins.
    if (to.form != TableForm::Go11)
      return malformed("header", own,
                       "another table begins, expected one table");
    current = own;
    size_t end = result.size();
    result.resize_for_overwrite(end + headerSizeOf(to.form));
    encodeHeader(result.data() + end, to);
    return Error::success();
  };
  auto append = [&](const Entry &entry) -> Error {
    if (Error error = enterTable())
      return error;
    if (StringRef facts = checkEntry(entry, to); facts.data())
      return malformed("entry", reader->offset(), facts);
    size_t end = result.size();
    result.resize_for_overwrite(end + encodedSize(entry, to));
    encodeEntry(result.data() + end, entry, to);
    return Error::success();
  };
  if (Error error = forEachEntry(*reader, append))
    return error;
  if (Error error = enterTable())
    return error;
  return result;
}

} // namespace gosym
