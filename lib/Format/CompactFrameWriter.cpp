//===- CompactFrameWriter.cpp ---------------------------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "CompactFrameWriter.h"
#include "CompactPiece.h"
#include "llvm/ADT/STLExtras.h"

using namespace llvm;
using namespace gosym;

void CompactFrameWriter::encode(const Program &program) {
  constexpr size_t perGroup = 1 << GOSYM_COMPACT_GROUP_SHIFT;
  ArrayRef<Symbol> functions = program.functions();
  count = functions.size();
  offsets.clear();
  bytes.clear();
  for (auto [i, s] : enumerate(functions)) {
    if (i % perGroup == 0)
      offsets.push_back(bytes.size());
    auto found = program.frames.find(s.number);
    const Frame none;
    const Frame &frame = found == program.frames.end() ? none : found->second;
    for (const std::optional<uint64_t> &size :
         {frame.size, frame.locals, frame.args}) {
      uint8_t buffer[maxVarintBytes];
      ByteWriter out(buffer);
      out.varint(size ? *size + 1 : 0);
      bytes.append(buffer, out.position());
    }
  }
}

void CompactFrameWriter::write(MutableArrayRef<uint8_t> to) const {
  ByteWriter out(to.data());
  out.u32(count);
  out.u32(0);
  for (uint32_t group : offsets)
    out.u32(group);
  llvm::copy(bytes, out.position());
}
