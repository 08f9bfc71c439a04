//===- InlineTree.cpp - Inlined calls of one function ---------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "InlineTree.h"
#include "llvm/ADT/STLExtras.h"

using namespace llvm;

namespace gosym {

/// The call among \p calls that is number \p call, a new one if need be.
static InlinedCall &enter(std::vector<InlinedCall> &calls, uint32_t call) {
  // Code of one call is mostly together.
  for (InlinedCall &known : reverse(calls))
    if (known.call == call)
      return known;
  calls.emplace_back().call = call;
  return calls.back();
}

static void cover(InlinedCall &call, const CodeMap::Piece &piece) {
  if (!call.ranges.empty() && call.ranges.back().end == piece.begin)
    call.ranges.back().end = piece.end;
  else
    call.ranges.push_back({piece.begin, piece.end});
}

std::vector<InlinedCall> inlineTreeOf(const CodeMap &map,
                                      ArrayRef<CodeMap::Piece> pieces) {
  std::vector<InlinedCall> tree;
  SmallVector<uint32_t, 8> chain;
  for (const CodeMap::Piece &piece : pieces) {
    chain.clear();
    for (uint32_t call = piece.calls; call; call = map.calls[call].outer)
      chain.push_back(call);
    std::vector<InlinedCall> *level = &tree;
    for (uint32_t call : reverse(chain)) {
      InlinedCall &entered = enter(*level, call);
      cover(entered, piece);
      level = &entered.inner;
    }
  }
  return tree;
}

} // namespace gosym
