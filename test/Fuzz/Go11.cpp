//===- Go11.cpp - Any entries behind any header of Go 1.1 -----------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// The reader survives them, gives entries that pass their own check, at
/// offsets that ascend, and an error stays the same however often it is asked.
///
//===----------------------------------------------------------------------===//
#include "Fuzz.h"

using namespace gosym;
using namespace llvm;

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  Input input(data, size);
  // The first byte picks the header, so that none of the others is wasted on
  // it.
  uint8_t choice = input.byte();
  TableTarget target;
  target.byteOrder = choice & 1 ? endianness::big : endianness::little;
  target.pointerSize = choice & 2 ? 4 : 8;

  ArrayRef<uint8_t> entries = input.all();
  std::unique_ptr<uint8_t[]> table(new uint8_t[headerSize + entries.size()]);
  encodeHeader(table.get(), target);
  copy(entries, table.get() + headerSize);

  Expected<TableReader> reader =
      TableReader::create({table.get(), headerSize + entries.size()});
  must(bool(reader), "a good header is read");
  must(reader->target() == target, "the header is what it was");
  uint64_t before = 0;
  while (true) {
    Expected<const Entry *> entry = reader->next();
    if (!entry) {
      std::string error = checked(entry.takeError());
      must(checked(reader->next().takeError()) == error, "errors repeat");
      return 0;
    }
    if (!*entry)
      return 0;
    must(!checkEntry(**entry, target).data(), "an entry passes its check");
    must(reader->offset() > before, "offsets ascend");
    before = reader->offset();
    if ((*entry)->isHistory())
      (void)reader->path(**entry);
  }
}
