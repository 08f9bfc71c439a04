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
//===----------------------------------------------------------------------===//

#include "gosym/Model/Rows.h"
#include "Numbers.h"
#include <cassert>

using namespace llvm;
using namespace gosym;

void RowList::append(const Row &row) {
  assert(row.offset >= last.offset && "rows ascend");
  uint8_t encoded[3 * longestLEB128];
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
  NumberReader in(rest.begin());
  uint64_t step = in.number();
  last.offset += step >> 1;
  if (step & 1)
    last.file = in.number();
  last.line += in.difference();
  rest = rest.drop_front(in.position() - rest.begin());
  return last;
}
