//===- Index.cpp - Any bytes as an index ----------------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// An index that is read is written the same again.
///
//===----------------------------------------------------------------------===//
#include "../Unit/EncodedIndex.h"
#include "Fuzz.h"
#include "gosym/Format/TableIndex.h"

using namespace gosym;
using namespace llvm;

static void readAndWrite(ArrayRef<uint8_t> bytes, endianness order) {
  Expected<TableIndex> index = decodeTableIndex(bytes, order);
  if (!index)
    return (void)checked(index.takeError());
  must(ArrayRef<uint8_t>(encodedIndex(*index, order)) == bytes,
       "an index is written as it was");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  Input input(data, size);
  endianness order = input.byte() & 1 ? endianness::big : endianness::little;
  readAndWrite(input.all(), order);
  return 0;
}
