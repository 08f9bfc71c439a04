//===- Rows.cpp -----------------------------------------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// ENCODING of a row, each number as a LEB128:
//
//   offset - that of the row before, times 2, and 1 if the file is another one
//   file, if it is another one
//   line - that of the row before, signed
//
// The bytes never leave the process and are written by nobody else, so reading
// them checks nothing.
//
//===----------------------------------------------------------------------===//

#include "gosym/Model/Rows.h"
#include "llvm/Support/LEB128.h"
#include <cassert>

using namespace llvm;
using namespace gosym;

void RowList::append(const Row &row) {
  assert(row.offset >= last.offset && "rows ascend");
  uint8_t encoded[3 * 10];
  uint8_t *out = encoded;
  bool isOtherFile = row.file != last.file;
  out += encodeULEB128((row.offset - last.offset) << 1 | isOtherFile, out);
  if (isOtherFile)
    out += encodeULEB128(row.file, out);
  out += encodeSLEB128(int64_t(row.line) - int64_t(last.line), out);
  bytes.append(encoded, out);
  last = row;
}

Row RowCursor::next() {
  const uint8_t *at = rest.begin();
  auto number = [&] {
    unsigned size;
    uint64_t value = decodeULEB128(at, &size);
    at += size;
    return value;
  };
  uint64_t step = number();
  last.offset += step >> 1;
  if (step & 1)
    last.file = number();
  unsigned size;
  last.line += decodeSLEB128(at, &size);
  at += size;
  rest = rest.drop_front(at - rest.begin());
  return last;
}
